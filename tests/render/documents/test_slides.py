"""Slides in Typst: what a page for each reveal is, and that the last row can read what stands on it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from symbackprop.derive.narrate import DEFAULT_PARTS, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Document, Figure, Heading, Paragraph, Row, Text
from symbackprop.document.deck import Deck
from symbackprop.document.look import Look
from symbackprop.expression.tree import ONE, Choice, Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example, example_names
from symbackprop.render.documents.paging import slides_of
from symbackprop.render.documents.slides import KINDS, slides
from symbackprop.render.engine import typst_pdf

NASTY = "50% of $x_1$ & #1 {a} \\foo ~^ <b> @eq `c` *d* [e] \"q\" // 'r' = - + 1. x"

LEAST = 18.0
"""Points of letters on a slide of 28 cm."""

SCRIPTS, FOOT = (9.5, 13.3, 16.8), 12.0
"""Points of what is lowered or raised, twice, once and in titles, and of the line at the foot."""

MARGIN, BOTTOM = 38.0, 415.0
"""Points at the sides that stay empty, and above the line at the foot."""

MOST_PAGES_OF_A_DEFAULT = range(25, 41)


@cache
def deck_of(name: str) -> Deck:
    network = example(name)
    outline = Outline(default_weights(network), rounds=10, parts=tuple(DEFAULT_PARTS))
    return slides_of(notes(Numbers(network, Rounding(9)), outline))


def deck(*rows: Row, title: str = "Title") -> Deck:
    blocks = (Heading(1, (Text(title),)), Paragraph((Text(title + ":"),)), Display(rows, "eq-a"))
    look = Look(course=title, author=title, colours={"accent": "7a1f4e"})
    return slides_of(Document(title, (Text(title),), blocks, look=look))


def test_a_row_that_appears_later_is_hidden_before() -> None:
    x = Symbol("x")
    written = slides(deck(Row(x, (("=", x),)), Row(x, (("=", Choice(x, ONE, x)),))))
    assert "x &= x" in written
    assert "#from(now, 2, $ x $.body) & #from(now, 2, $ = cases(" in written
    assert "from(now, 2)[(1)]" in written
    assert 'rgb("7a1f4e")' in written


def test_a_page_is_made_for_each_reveal_and_in_a_handout_one_for_each_frame() -> None:
    x = Symbol("x")
    found = deck(*(Row(x, (("=", x),)) for _ in range(3)))
    counts = {kind: len(PdfReader(BytesIO(typst_pdf(slides(found, kind)))).pages) for kind in KINDS}
    assert counts == {"slides": 1 + 3, "handout": 1 + 1, "notes": 1 + 1}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_user_writes_is_shown_as_it_is(kind: str) -> None:
    pdf = PdfReader(BytesIO(typst_pdf(slides(deck(Row(None, (("=", Symbol("x")),)), title=NASTY), kind))))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert "50% of $x_1$" in text
    assert "*d* [e]" in text


def sizes(pdf: PdfReader, page: int) -> set[float]:
    found = set()

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            found.add(round(size * float((tm[0] ** 2 + tm[1] ** 2) ** 0.5 * (cm[0] ** 2 + cm[1] ** 2) ** 0.5), 1))

    pdf.pages[page].extract_text(visitor_text=visit)
    return found


def words(pdf: Path, reader: str) -> Iterator[tuple[float, float, float]]:
    """Yield where each word begins and ends, and how low it stands."""
    done = subprocess.run([reader, "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True)
    for found in re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)"', done.stdout):
        left, right, low = map(float, found)
        yield left, right, low


@pytest.mark.slow
@pytest.mark.some(2)
@pytest.mark.parametrize("name", example_names())
def test_the_last_row_can_read_every_slide_and_nothing_stands_beyond_it(
    name: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    found = deck_of(name)
    assert len(found.frames) in MOST_PAGES_OF_A_DEFAULT
    content = typst_pdf(slides(found, "handout"))
    pdf = PdfReader(BytesIO(content))
    assert len(pdf.pages) == len(found.frames) + 1
    for page, frame in enumerate(found.frames, start=1):
        shown = sizes(pdf, page)
        assert max(shown) > LEAST
        if not frame.pictures and not any(isinstance(part.content, Figure) for part in frame.parts):
            assert {size for size in shown if size < LEAST} <= {*SCRIPTS, FOOT}
        else:
            assert min(shown) >= min(SCRIPTS)
    (tmp_path / "slides.pdf").write_bytes(content)
    wide = float(pdf.pages[1].mediabox.width)
    for left, right, low in words(tmp_path / "slides.pdf", tool("pdftotext")):
        assert MARGIN <= left <= right <= wide - MARGIN
        assert low <= BOTTOM or low > BOTTOM + 5


def test_no_slide_of_any_example_has_more_lines_than_people_take_in() -> None:
    from symbackprop.render.documents.slide_room import MOST_LINES

    found = deck_of("mazur-2-2-2")
    for frame in found.frames:
        lines = [row for part in frame.parts if isinstance(part.content, Display) for row in part.content.rows]
        assert len(lines) + sum(isinstance(part.content, Paragraph) for part in frame.parts) <= MOST_LINES
    assert replace(found, frames=()).title == found.title
