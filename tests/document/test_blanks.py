"""A worksheet is the notes with blanks: filled in, it is the notes again, and nothing on it tells an answer."""

from __future__ import annotations

from functools import cache

import pytest

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blanks import Blanks, answers, filled, solved, with_blanks
from symbackprop.document.blocks import Display, Document, Paragraph, Row, Text
from symbackprop.expression.tree import TWO, Blank, Number, Power, Symbol, decimal, plus
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.typst import typst

EXAMPLES = ("mazur-2-2-2", "softmax", "recurrent")


@cache
def notes_of(name: str) -> Document:
    network = example(name)
    outline = Outline(default_weights(network), 0, (Form.SCALAR,), gradients=False)
    return notes(Numbers(network, Rounding(4)), outline)


@pytest.mark.parametrize("which", Blanks)
@pytest.mark.parametrize("name", EXAMPLES)
def test_blanks_that_are_filled_in_give_the_notes(name: str, which: Blanks) -> None:
    document = notes_of(name)
    sheet = with_blanks(document, which)
    assert sheet != document
    assert solved(sheet) == solved(filled(sheet)) == document


@pytest.mark.parametrize("which", Blanks)
@pytest.mark.parametrize("name", EXAMPLES)
def test_blanks_are_counted_through_and_those_of_numbers_are_equally_wide(name: str, which: Blanks) -> None:
    sheet = with_blanks(notes_of(name), which)
    found = answers(sheet)
    assert [answer.number for answer in found] == list(range(1, len(found) + 1))
    assert answers(filled(sheet)) == found


@pytest.mark.parametrize("which", [Blanks.RESULTS, Blanks.ALL])
@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_asked_for_stands_nowhere_on_the_sheet(name: str, which: Blanks) -> None:
    sheet = with_blanks(notes_of(name), which)
    texts = {answer.body.text for answer in answers(sheet) if isinstance(answer.body, Number)}
    telling = {text for text in texts if len(text.strip("-0.")) > 3}
    assert telling
    for written in (typst(sheet), markdown(sheet)):
        assert [text for text in telling if text in written] == []
    assert all(text in typst(filled(sheet)) for text in telling)


x, y, z = Symbol("x"), Symbol("y"), Symbol("z")
SUM = Display((Row(y, (("=", plus(x, x)),)), Row(None, (("=", plus(decimal("1"), decimal("1"))), ("=", decimal("2"))))))
LONG = Display((Row(z, (("=", plus(y, y)), ("≈", decimal("4.5678")))), Row(x, (("=", decimal("4.5678")),))))


def test_no_width_tells_how_long_a_number_is() -> None:
    sheet = with_blanks(Document("", (), (SUM, LONG)), Blanks.RESULTS)
    shown = [
        side for block in sheet.blocks if isinstance(block, Display) for row in block.rows for _, side in row.sides
    ]
    blanks = [side for side in shown if isinstance(side, Blank)]
    assert [blank.number for blank in blanks] == [1, 2, 3]
    assert len({(blank.width, blank.height) for blank in blanks}) == 1
    assert blanks[0].width > 1.5 * len("4.5678")


def test_a_number_that_was_asked_for_is_called_by_its_blank_and_one_that_was_known_is_not() -> None:
    known = Display((Row(x, (("=", plus(y, decimal("1.234"))), ("=", decimal("5.678")))),))
    later = Display((Row(z, (("=", plus(decimal("5.678"), decimal("1.234"))), ("=", decimal("6.912")))),))
    again = Display((Row(y, (("=", plus(z, z)), ("=", decimal("1.234")))),))
    sheet = with_blanks(Document("", (), (known, later, again)), Blanks.RESULTS)
    assert "$$\nz = \\boxed{\\scriptstyle 1} + 1.234 = " in markdown(sheet)


def test_a_short_number_is_called_by_its_blank_where_its_own_quantity_is_put_in_and_nowhere_else() -> None:
    short = Display((Row(x, (("=", plus(decimal("0.2"), decimal("0.5"))), ("=", decimal("0.7")))),))
    later = Display(
        (
            Row(z, (("=", Power(plus(x, Symbol("v")), TWO)),)),
            Row(None, (("=", Power(plus(decimal("0.7"), decimal("0.7")), TWO)), ("=", decimal("1.96")))),
        )
    )
    sheet = with_blanks(Document("", (), (short, later)), Blanks.RESULTS)
    assert "(\\boxed{\\scriptstyle 1} + 0.7)^{2}" in markdown(sheet)
    assert solved(sheet) == Document("", (), (short, later))


def test_a_document_without_anything_to_find_stays_as_it_is() -> None:
    plain = Document("", (), (Paragraph((Text("Words."),)), Display((Row(y, (("=", plus(x, x)),)),))))
    assert with_blanks(plain, Blanks.ALL) == plain
