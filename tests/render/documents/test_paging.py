"""What fits on a slide, what goes on upon the next, and what is shown in part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.document.blocks import (
    Align,
    Block,
    Display,
    Document,
    Heading,
    Paragraph,
    Reference,
    Row,
    Table,
    Text,
    Together,
)
from symbackprop.document.deck import Frame
from symbackprop.document.look import Look
from symbackprop.expression.tree import Quotient, Sum, Symbol
from symbackprop.render.documents.paging import MORE_ROWS, slides_of
from symbackprop.render.documents.slide_room import MOST_LINES, MOST_ROWS

X = Symbol("x")


def frames(*blocks: Block, most: int = 0) -> tuple[Frame, ...]:
    heading = Heading(1, (Text("Section"),))
    return slides_of(Document("T", (), (heading, *blocks), look=Look(frames=most))).frames


def lines_on(frame: Frame) -> int:
    return sum(len(part.content.rows) if isinstance(part.content, Display) else 1 for part in frame.parts)


def rows(count: int) -> tuple[Row, ...]:
    return tuple(Row(Symbol(f"x{at}"), (("=", X),)) for at in range(count))


@pytest.mark.parametrize("count", [1, MOST_LINES, MOST_LINES + 1, 40])
def test_no_slide_has_more_than_nine_lines_and_none_is_lost(count: int) -> None:
    found = frames(Display(rows(count), "eq-a"))
    assert all(lines_on(frame) <= MOST_LINES for frame in found)
    assert sum(map(lines_on, found)) == count
    assert [frame.piece for frame in found] == [(at, len(found)) for at in range(1, len(found) + 1)]


def test_what_appears_on_a_slide_appears_from_the_first_reveal_on_one_by_one() -> None:
    for frame in frames(Display(rows(12), "eq-a"), Display(rows(3), "eq-b")):
        reveals = [reveal for part in frame.parts for reveal in part.reveals]
        assert sorted(set(reveals)) == list(range(1, frame.reveals + 1))


def test_an_equation_that_fits_stands_on_one_slide_with_what_announces_it() -> None:
    tall = Row(X, (("=", Quotient(X, X)),))
    blocks = (Display((tall,) * 4, "eq-a"), Paragraph((Text("So:"),)), Display((tall,) * 4, "eq-b"))
    first, second = frames(*blocks)
    assert [type(part.content) for part in first.parts] == [Display]
    assert [type(part.content) for part in second.parts] == [Paragraph, Display]


def test_a_frame_around_a_conclusion_takes_room() -> None:
    blocks = (Display((Row(X, (("=", Quotient(X, X)),)),) * 5, "eq-a"),)
    assert len(frames(*blocks)) == 1
    assert len(frames(Together("Together", blocks))) == 2


def test_a_long_row_goes_on_below_and_its_lines_appear_together() -> None:
    terms = Sum(tuple(Symbol("alphabet", f"{at}") for at in range(12)))
    (frame,) = frames(Display((Row(X, (("=", terms),)), Row(None, (("=", X),))), "eq-a"))
    (part,) = frame.parts
    assert part.reveals[0] == part.reveals[1] == 1
    assert part.reveals[-1] == 2


def test_what_is_too_wide_for_any_slide_is_said_to_stand_in_the_notes() -> None:
    (frame,) = frames(Display((Row(X, (("=", Quotient(Symbol("y" * 99), X)),)),), "eq-a"))
    assert frame.parts[0].content == Paragraph((Text("Too wide for a slide: equation (1) of the notes."),))


def test_a_table_goes_over_two_slides_or_is_shown_in_part_with_a_word() -> None:
    columns = (((Text("n"),), Align.LEFT),)

    def table(count: int) -> Table:
        return Table(columns, tuple(((Text(f"{at}"),),) for at in range(count)), (Text("All."),), "tab-a")

    two = [part.content for frame in frames(table(2 * MOST_ROWS)) for part in frame.parts]
    assert [len(own.rows) for own in two if isinstance(own, Table)] == [MOST_ROWS, MOST_ROWS]
    (whole,) = frames(table(2 * MOST_ROWS + 1))
    (own,) = (part.content for part in whole.parts)
    assert isinstance(own, Table)
    assert len(own.rows) == MOST_ROWS
    assert own.caption[-1] == Text(" " + MORE_ROWS.format(count=MOST_ROWS + 1))
    assert own.caption[0] == Text("Table 1. ")


def test_references_are_the_numbers_that_the_document_gives() -> None:
    lines = (Display((rows(1)), "eq-a"), Display((rows(1)), "eq-b"))
    *_, last = frames(*lines, Heading(1, (Text("Then"),)), Paragraph((Text("By "), Reference("eq-b"), Text("."))))
    words = (Text("By "), Text("equation (2)"), Text("."))
    assert last.parts[0].content == Paragraph(words)
    assert replace(last, notes=()).notes != last.notes == (Paragraph(words),)


def test_there_are_as_many_slides_as_the_look_wants() -> None:
    sections = [block for at in range(9) for block in (Heading(2, (Text(f"{at}"),)), Display(rows(1)))]
    assert len(frames(*sections)) == 9
    assert len(frames(*sections, most=7)) <= 7
