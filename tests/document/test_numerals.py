"""Decimal commas: in formulas, sentences, tables and pictures, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Figure, Math, Paragraph, Text
from symbackprop.document.numerals import NARROW, comma, with_decimal_comma
from symbackprop.expression.tree import Product, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import typst_pdf
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken
from symbackprop.render.inline.tex import Tex
from symbackprop.render.inline.typst import TypstMath

from ..formats import TEXTS as TEXT_FORMATS
from ..formats import files_of

TEXTS: Mapping[str, str] = {
    "0.35": "0,35",
    "-0.5 and 3.5e-5.": "-0,5 and 3,5e-5.",
    "10,000 rounds": f"10{NARROW}000 rounds",
    "1,234,567.5": f"1{NARROW}234{NARROW}567,5",
    "w1 is 0.15, w2 is 0.2.": "w1 is 0,15, w2 is 0,2.",
    "a 4-2-2-1 network": "a 4-2-2-1 network",
    "in 2015, 3 rounds": "in 2015, 3 rounds",
    "https://example.org/2.5/x": "https://example.org/2.5/x",
    "version 1.2.3": "version 1.2.3",
    "Step 3. Then": "Step 3. Then",
}


@pytest.mark.parametrize("text", TEXTS)
def test_numbers_in_words_get_a_comma(text: str) -> None:
    assert comma(text) == TEXTS[text]


def test_a_comma_in_a_formula_is_no_list() -> None:
    number = replace(decimal("-0.05"), text="-0,05")
    product = Product((decimal("2"), number))

    assert Tex().write(number) == "-0{,}05"
    assert TypstMath().write(product) == '2 dot.op lr((-"0,05"))'
    assert spoken(number) == "minus 0,05"
    assert TypstMath().write(replace(number, text="3,5e-5")) == '"3,5" times 10^(-5)'


def test_the_numbers_themselves_stay() -> None:
    number = decimal("0.050")
    document = notes(Numbers(example(), Rounding(4)), Outline((), rounds=1))
    changed = with_decimal_comma(replace(document, blocks=(Paragraph((Text("0.5 "), Math(number))),)))

    (paragraph,) = changed.blocks
    assert isinstance(paragraph, Paragraph)
    (words, formula) = paragraph.content
    assert words == Text("0,5 ")
    assert isinstance(formula, Math)
    assert formula.expression == replace(number, text="0,050")


@pytest.fixture(scope="module")
def network() -> Network:
    return replace(example("layers-batch"), decimal_comma=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_no_output_keeps_a_decimal_point(network: Network, name: str) -> None:
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=10))
    # Lengths of drawings and those of the page keep their points; formulas and words must not.
    blocks = tuple(block for block in document.blocks if not any(isinstance(part, Figure) for part in walk((block,))))
    page, shown = (
        next(iter(files_of(name, replace(document, blocks=found)).values())).decode().splitlines()
        for found in ((), blocks)
    )
    lines = [line for line in shown if line not in page]
    assert any(re.search(r"\d\D{1,3}\d", line) for line in lines)
    assert [line for line in lines if re.search(r"\d\.\d+\b", line)] == []


def test_a_point_is_the_default() -> None:
    network = example("layers-batch")
    document = notes(Numbers(network, Rounding(6)), Outline((), rounds=1))

    assert "0.05" in typst(document)


@pytest.mark.slow
def test_a_pdf_takes_the_commas(network: Network) -> None:
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=10))

    assert typst_pdf(typst(document)).startswith(b"%PDF")
