"""What goes where a deck has too many frames."""

from __future__ import annotations

from symbackprop.document.blocks import Display, Document, Heading, Paragraph, Step, Together
from symbackprop.document.frames import deck
from symbackprop.document.rank import Rank
from symbackprop.document.selection import LEAST_LEFT, SAME_WAY, within
from symbackprop.render.inline.speech import spoken_inlines

from .test_frames import row, titles, words


def test_a_section_far_from_the_main_line_goes_first() -> None:
    sections = [
        (name, rank) for name, rank in (("A", Rank.MAIN), ("B", Rank.MEANING), ("C", Rank.FORM), ("D", Rank.MAIN))
    ]
    blocks = [block for name, rank in sections for block in (Heading(1, words(name), rank), Display((row(name),)))]
    whole = deck(Document("T", (), tuple(blocks)))
    assert titles(within(whole, 3)) == ["A", "B", "D"]
    assert titles(within(whole, 2)) == ["A", "D"]
    assert within(whole, 2).left_out == (words("B"), words("C"))
    assert titles(within(whole, 0)) == ["A", "B", "C", "D"]


def test_a_frame_stands_for_the_middle_of_a_long_section() -> None:
    steps = [Step(number, words(f"Step {number}?"), (Display((row("a"),)),)) for number in range(1, 31)]
    blocks = (Heading(1, words("Back")), *steps, Together("Together", (Display((row("b"),)),)))
    found = within(deck(Document("T", (), blocks)), 12)
    assert len(found.frames) <= 12
    assert titles(found)[0] == "Step 1?"
    assert titles(found)[-1] == "Together"
    (gap,) = [at for at, title in enumerate(titles(found)) if title == SAME_WAY]
    named = [
        spoken_inlines(part.content.content) for part in found.frames[gap].parts if isinstance(part.content, Paragraph)
    ]
    assert named[1] == f"Step {gap + 1}?"
    assert len(within(deck(Document("T", (), blocks)), 1).frames) == LEAST_LEFT
