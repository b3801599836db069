"""Tables on slides: how many columns, and which of them go on below."""

from __future__ import annotations

from symbackprop.document.blocks import Align, Inlines, Math, Table, Text
from symbackprop.expression.tree import Dots
from symbackprop.render.documents.slide_room import MOST_ROWS, TABLE, columns_of
from symbackprop.render.documents.slide_tables import narrow, rewritten, wordy_columns, wrapped


def words(text: str) -> Inlines:
    return (Text(text),) if text else ()


def table(titles: list[str], *rows: list[str]) -> Table:
    columns = tuple((words(title), Align.LEFT) for title in titles)
    return Table(columns, tuple(tuple(map(words, row)) for row in rows), (), "tab-a")


def test_dots_stand_in_place_of_columns_in_the_middle() -> None:
    wide = table([f"column {at}" for at in range(12)], ["0.123456789"] * 12)
    found = narrow(wide)
    assert found.columns[-1] == wide.columns[-1]
    assert found.columns[-2][0] == (Math(Dots()),)
    assert len(found.columns) == len(found.rows[0]) < 9
    assert sum(columns_of(found)) <= TABLE


def test_columns_that_repeat_stand_side_by_side_as_often_as_they_have_room() -> None:
    name = "n" * 16
    numbers = [f"{at}" for at in range(1, 4 * MOST_ROWS)]
    rows = [numbers[at::2] for at in range(2)]
    found = narrow(table([name] * len(rows[0]), rows[0], [*rows[1], ""]))
    assert [title for title, _ in found.columns] == [words(name)] * 2
    read = [cell for column in zip(*found.rows, strict=True) for cell in column]
    assert [cell for cell in read if cell] == [words(number) for number in numbers]
    assert len(found.rows) == 2 * MOST_ROWS


def test_a_table_that_fits_stays_as_it_is() -> None:
    small = table(["a", "b"], ["1", "2"])
    assert narrow(small) == small
    assert wordy_columns(small) == (False, False)


def test_sentences_go_on_below_where_a_table_is_wide() -> None:
    wide = table(["a", "b"], ["1", "many words " * 9])
    assert narrow(wide) == wide
    assert wordy_columns(wide) == (False, True)
    assert wrapped(wide, wide.rows[0]) == 1
    assert rewritten(wide, lambda content: words("x")).rows == ((words("x"), words("x")),)
