from __future__ import annotations

import json

import pytest

from symbackprop.errors import DocumentError
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.pieces import PieceKind
from symbackprop.verify.report.document_words import in_words


def pieces(text: str, name: str = "x.md") -> list[str]:
    return [piece.plain.text.strip() for piece in read(text.encode("utf-8"), name).pieces]


@pytest.mark.parametrize(
    "text",
    [
        "so $a = 1$ holds",
        "$$a = 1$$",
        r"\(a = 1\)",
        r"\[ a = 1 \]",
        "```math\na = 1\n```",
        "\\begin{equation}a = 1\\end{equation}",
        "- a = 1",
        "We get a = 1, as promised.",
        "`a = 1`",
        "We get a = **1**, as promised.",
        "$`a = 1`$",
        "[\n a = 1\n]",
    ],
)
def test_a_formula_is_found_however_it_is_set_off(text: str) -> None:
    assert [" ".join(piece.split()) for piece in pieces(text)] == ["a = 1"]


@pytest.mark.parametrize("text", ["[\n1, 2\n]", "[\na = 1\n\nb\n]", "[\n" * 5])
def test_brackets_alone_set_off_no_list(text: str) -> None:
    assert all(piece.kind is not PieceKind.DISPLAY for piece in read(text.encode(), "x.md").pieces)


def test_an_address_states_nothing() -> None:
    assert pieces("See https://a.org/?x=0.5&y=1, [b](c.html?x=1#y=2), www.a.org/x=1 and $x = 2$.") == ["x = 2"]
    found = read(b"https://a.org/?x=0.5 x = 2", "x.md")
    assert "0.5" not in found.whole.text
    assert "0.5" in found.plain.text


def test_a_price_is_no_formula() -> None:
    assert pieces("It costs $5 today.\n\nAnd $6 tomorrow.") == []


def test_a_program_is_not_read() -> None:
    assert pieces("```python\nfor w in x:\n  w = 1\n```\n\n$a = 2$") == ["a = 2"]


def test_comments_of_tex_are_not_read() -> None:
    assert pieces("\\begin{document}% $b = 2$\n$a = 1$", "x.tex") == ["a = 1"]


def test_formulas_in_addresses_of_pictures_are_read() -> None:
    assert pieces('<img src="https://latex.codecogs.com/svg.latex?a%20%3D&space;1">') == ["a = 1"]


def test_indices_in_tags_are_read() -> None:
    assert pieces("w<sub>1</sub> = 0.15") == ["w_{1} = 0.15"]


def test_zero_width_characters_are_left_out() -> None:
    assert pieces("$a\u200b = 1$") == ["a = 1"]


def test_every_character_knows_its_place() -> None:
    text = "x &times; y\n\n$a = 12$"
    (piece,) = [p for p in read(text.encode(), "x.md").pieces if p.kind is PieceKind.FORMULA]
    assert text[piece.plain.places[0] : piece.plain.places[-1]] == "a = 12"


def test_a_notebook_knows_the_lines_of_its_file() -> None:
    cells = [{"cell_type": "markdown", "source": ["one\n", "$a = 1$\n"]}]
    file = json.dumps({"cells": cells}, indent=1)
    reading = read(file.encode(), "x.ipynb")
    line = reading.source.line(reading.pieces[0].plain.places[0])
    assert "$a = 1$" in file.split("\n")[line - 1]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"not json"])
def test_what_is_no_document_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(DocumentError, match=r"x\.ipynb"), in_words():
        read(content, "x.ipynb")
