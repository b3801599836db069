from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.reading.document import read
from symbackprop.verify.source import Plain, Source, Span, encodable


def test_a_stretch_goes_to_the_end_of_another_and_is_never_cut() -> None:
    assert Span(2, 4).to(Span(7, 9)) == Span(2, 9)
    assert Span(2, 9).to(Span(3, 4)) == Span(2, 9)


LINES = st.lists(st.text(alphabet="ab é𝑥\t", max_size=6), min_size=1, max_size=6)


@given(LINES)
def test_line_and_column_are_those_of_the_file(lines: list[str]) -> None:
    text = "\n".join(lines)
    source = read(text.encode(), "x.txt").source
    position = 0
    for number, line in enumerate(lines, 1):
        for column in range(1, len(line) + 1):
            assert (source.line(position), source.column(position)) == (number, column)
            position += 1
        position += 1


def test_the_lines_of_a_cell_are_those_of_the_notebook() -> None:
    source = Source("x.ipynb", "a\nbc\nd", (0, 2, 5), (7, 8, 31))
    assert [(source.line(at), source.column(at)) for at in range(6)] == [
        (7, 1),
        (7, 2),
        (8, 1),
        (8, 2),
        (8, 3),
        (31, 1),
    ]


PLAIN = Plain("w1=2", (3, 5, 9, 10, 14))
"""`w1=2` from a file in which other signs stood between these characters."""


def test_a_part_of_a_text_keeps_the_place_of_its_characters_and_of_its_end() -> None:
    assert PLAIN.part(1, 3) == Plain("1=", (5, 9, 10))


@pytest.mark.parametrize(
    ("start", "end", "text"), [(3, 14, "w1=2"), (4, 10, "1="), (5, 6, "1"), (6, 9, ""), (0, 99, "w1=2")]
)
def test_what_stands_between_two_places_of_the_file(start: int, end: int, text: str) -> None:
    assert PLAIN.between(start, end) == text


@given(st.text(alphabet=st.characters(categories=["L", "Cs"]), max_size=8))
def test_every_text_can_be_written_and_keeps_its_length(text: str) -> None:
    written = encodable(text)
    written.encode("utf-8")
    assert len(written) == len(text)
    assert all(
        new == ("\ufffd" if "\ud800" <= old <= "\udfff" else old) for old, new in zip(text, written, strict=True)
    )
