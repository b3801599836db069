"""Slides for beamer: the same frames and reveals as in Typst, and nothing overfull."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from symbackprop.document.blocks import Display, Document, Heading, Paragraph, Row, Text
from symbackprop.document.deck import Deck
from symbackprop.document.look import Look
from symbackprop.expression.tree import ONE, Choice, Symbol
from symbackprop.models.spec import example_names
from symbackprop.render.documents.beamer import NAME, READERS, beamer, reader
from symbackprop.render.documents.paging import slides_of

from .test_slides import NASTY, deck_of

X = Symbol("x")


def deck(title: str = "Title") -> Deck:
    rows = (Row(X, (("=", X),)), Row(X, (("=", Choice(X, ONE, X)),)))
    blocks = (Heading(1, (Text(title),)), Paragraph((Text(title + ":"),)), Display(rows, "eq-a"))
    look = Look(course=title, author=title, colours={"accent": "7a1f4e"})
    return slides_of(Document(title, (Text(title),), blocks, look=look))


def test_a_row_that_appears_later_is_uncovered_cell_by_cell() -> None:
    written = beamer(deck())
    assert "x &= x \\\\" in written
    assert r"\uncover<2->{x} &\uncover<2->{{}= \begin{cases}" in written
    assert r"{\uncover<2->{(1)}}" in written
    assert r"\definecolor{inkaccent}{HTML}{7A1F4E}" in written
    assert r"\note{Title:}" in written


def test_nothing_that_a_user_writes_is_active() -> None:
    written = beamer(deck(NASTY))
    assert r"50\% of \$x\_1\$ \& \#1 \{a\} \textbackslash{}foo" in written
    assert "\\foo " not in written


@pytest.mark.parametrize("kind", READERS)
def test_a_file_of_a_few_lines_sets_the_slides_otherwise(kind: str) -> None:
    assert reader(kind).endswith(f"\\input{{{NAME}}}\n")
    assert "{handout}{beamer}" in reader(kind)


@pytest.mark.slow
@pytest.mark.some(1)
@pytest.mark.parametrize("name", example_names())
def test_latex_sets_one_page_a_frame_and_nothing_is_overfull(
    name: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    found = deck_of(name)
    (tmp_path / f"{NAME}.tex").write_text(beamer(found), encoding="utf-8")
    (tmp_path / f"{NAME}-handout.tex").write_text(reader("handout"), encoding="utf-8")
    command = [tool("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", f"{NAME}-handout"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert re.findall(r"^Overfull.*", done.stdout, re.M) == []
    assert f"({len(found.frames) + 1} pages" in done.stdout.replace("\n", "")
