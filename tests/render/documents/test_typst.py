"""The PDF from the embedded Typst: tagged, with an alternative text for every equation and figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Align, Document, Paragraph, Table, Text
from symbackprop.errors import RenderError
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.documents.typst import MOST_TABLED, typst
from symbackprop.render.engine import by_typst, typst_pdf

pytestmark = pytest.mark.slow
"""Each test sets a document."""

NASTY = "50% of $x_1$ & #1 {a} \\foo ~^ <b> @eq `c` *d* [e] \"q\" // 'r' = - + 1. x"


@pytest.fixture(scope="module")
def pdf(mazur: Network) -> PdfReader:
    document = notes(Numbers(mazur, Rounding(9)), Outline(default_weights(mazur), rounds=10))
    return PdfReader(BytesIO(typst_pdf(typst(document))))


def structure(element: Any) -> Iterator[dict[str, Any]]:
    node = element.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from structure(node["/K"])


def test_the_pdf_says_that_it_is_accessible(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


@pytest.mark.parametrize(("kind", "least"), [("/Formula", 60), ("/Figure", 4)])
def test_every_equation_and_figure_has_words(pdf: PdfReader, kind: str, least: int) -> None:
    found = [node for node in structure(pdf.trailer["/Root"]["/StructTreeRoot"]) if node["/S"] == kind]
    assert len(found) >= least
    words = [str(node.get("/Alt", "")) for node in found]
    assert all(words)
    assert not [text for text in words if "\\" in text or "frac(" in text]


def test_the_words_of_an_equation_say_what_it_says(pdf: PdfReader) -> None:
    words = [
        str(node["/Alt"]) for node in structure(pdf.trailer["/Root"]["/StructTreeRoot"]) if node["/S"] == "/Formula"
    ]
    said = (
        "the partial derivative of E total with respect to w 5 equals 0.741365070 (step 1) times 0.186815602 (step 2) "
        "times 0.593269992 (step 3) is about 0.0821670406."
    )
    assert [text for text in words if re.fullmatch(re.escape(said) + r" Equation \d+\.", text)]


def test_the_same_document_gives_the_same_bytes(mazur: Network) -> None:
    source = typst(notes(Numbers(mazur, Rounding(9)), Outline(default_weights(mazur), rounds=1)))
    assert typst_pdf(source) == typst_pdf(source)


def test_a_nasty_title_is_shown_as_it_is(mazur: Network) -> None:
    document = notes(Numbers(replace(mazur, title=NASTY), Rounding(9)), Outline(default_weights(mazur), rounds=1))
    reader = PdfReader(BytesIO(typst_pdf(typst(document))))
    assert reader.metadata is not None
    assert reader.metadata.title == NASTY
    shown = re.sub(r"\s", "", reader.pages[0].extract_text())
    assert re.sub(r"\s", "", NASTY) in shown


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(max_codepoint=0x17F), max_size=40))
def test_no_text_can_break_out(text: str) -> None:
    document = Document(text, (Text(text),), (Paragraph((Text(text), Text("end"))),))
    assert typst_pdf(typst(replace(document, title=text or "x"))).startswith(b"%PDF")


def test_a_failing_engine_tells_its_own_error() -> None:
    with pytest.raises(RenderError, match="unknown variable: nonsense"):
        typst_pdf('#set document(title: "x")\n#nonsense')


def test_what_no_font_has_is_a_square_and_the_rest_stays() -> None:
    source = '#set document(title: "x")\n#set text(lang: "en")\nBefore \U000f0000 and \U000f0001\u200d after'
    read = PdfReader(BytesIO(typst_pdf(source))).pages[0].extract_text()
    assert read.split() == ["Before", "□", "and", "□", "after"]


def test_a_text_in_a_script_that_no_font_has_is_set_in_squares_and_they_are_told() -> None:
    letters = "".join(chr(0x17000 + at) for at in range(100))
    made = by_typst(f'#set document(title: "x")\n#set text(lang: "en")\nBefore {letters} é after')
    assert made.squares == set(letters)
    assert PdfReader(BytesIO(made.pdf)).pages[0].extract_text().replace("\n", " ").split()[-1] == "after"
    assert by_typst('#set document(title: "x")\n#set text(lang: "en")\né').squares == set()


def test_a_text_in_many_scripts_that_no_font_has_is_set() -> None:
    letters = "".join(chr(first) for first in range(0x10280, 0x12000, 0x20) if chr(first).isalpha())
    made = by_typst(f'#set document(title: "x")\n#set text(lang: "en")\nBefore {letters} é after')
    assert "é" not in made.squares


def test_a_mark_that_no_font_has_is_a_square_too() -> None:
    source = '#set document(title: "x")\n#set text(lang: "en")\n'
    assert by_typst(f"{source}Before \uff9f after \U0001e4ec").pdf.startswith(b"%PDF")


def test_what_announces_an_equation_is_on_its_page(mazur: Network) -> None:
    source = typst(notes(Numbers(mazur, Rounding(9)), Outline(default_weights(mazur), rounds=10)))
    assert "#ahead[The sum over the paths is]" in source
    assert "#beside[" in source
    assert source.index("#beside[") > source.index("After many rounds")


def test_the_first_words_below_a_heading_are_not_alone_with_it(mazur: Network) -> None:
    outline = Outline(default_weights(mazur), rounds=0, parts=("checks",))
    assert "#ahead[A gradient that was computed by hand" in typst(notes(Numbers(mazur, Rounding(9)), outline))


@pytest.mark.parametrize(("rows", "is_long"), [(MOST_TABLED, False), (MOST_TABLED + 1, True)])
def test_a_page_may_end_in_a_long_table_alone(rows: int, is_long: bool) -> None:
    cell = (Text("1"),)
    table = Table(((cell, Align.RIGHT),), ((cell,),) * rows, cell, "tab-long")
    source = typst(Document("Long", (), (table,)))
    assert ("#long[\n#figure(kind: table" in source) is is_long
