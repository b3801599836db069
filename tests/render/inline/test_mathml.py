"""Expressions as MathML."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from symbackprop.derive.narrate import fragment
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Row
from symbackprop.expression.tree import Expression, Index, Number, Partial, Power, Quotient, Symbol, decimal, whole
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.documents.html import html
from symbackprop.render.inline.mathml import DISPLAY, INLINE, display
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify

W, EACH = Symbol("w", "5"), Index("i", 3)
ROWS: dict[str, tuple[Expression, str]] = {
    "name": (Symbol("net", "h1"), "<msub><mi>net</mi><mrow><mi>h</mi><mn>1</mn></mrow></msub>"),
    "greek": (Symbol("eta"), "<mi>η</mi>"),
    "indices": (Symbol("h", indices=(EACH,)), "<msub><mi>h</mi><mrow><mi>i</mi></mrow></msub>"),
    "new value": (
        Symbol("w", "5", mark="+"),
        "<msubsup><mi>w</mi><mrow><mn>5</mn></mrow><mrow><mo>+</mo></mrow></msubsup>",
    ),
    "number": (decimal("-0.5"), '<mo form="prefix">−</mo><mn>0.5</mn>'),
    "power of ten": (
        Number(decimal("3").value / 10**7, "3e-7"),
        '<mn>3</mn><mo>×</mo><msup><mrow><mn>10</mn></mrow><mrow><mo form="prefix">−</mo><mn>7</mn></mrow></msup>',
    ),
    "fraction": (Quotient(whole(1), whole(2)), "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
    "power": (Power(W, whole(2)), f"<msup><mrow>{DISPLAY.write(W)}</mrow><mrow><mn>2</mn></mrow></msup>"),
    "a user's letters": (Symbol("<b>"), "<mi>&lt;b&gt;</mi>"),
}


@pytest.mark.parametrize("name", ROWS)
def test_an_expression_is_written_as_browsers_read_it(name: str) -> None:
    expression, written = ROWS[name]
    assert DISPLAY.write(expression) == written


def test_a_derivative_in_a_line_of_text_is_no_tall_fraction() -> None:
    partial = Partial(Symbol("E"), W)
    assert "<mfrac>" in DISPLAY.write(partial)
    assert "<mfrac>" not in INLINE.write(partial)


def test_brackets_grow_around_what_is_tall_alone() -> None:
    assert DISPLAY.brackets(DISPLAY.write(W)).count('stretchy="false"') == 2
    assert "stretchy" not in DISPLAY.brackets(DISPLAY.write(Quotient(W, whole(2))))


def test_a_case_stands_apart_from_its_condition() -> None:
    shown = DISPLAY.cases([("<mn>1</mn>", "<mi>a</mi>")], "<mn>0</mn>")
    assert "if\N{NO-BREAK SPACE}" in "".join(ElementTree.fromstring(shown).itertext())


def test_rows_are_aligned_at_their_relation_and_said_in_words() -> None:
    shown = display(Display((Row(W, (("=", whole(1)),)), Row(None, (("≈", whole(2)),)))))
    root = ElementTree.fromstring(shown)
    assert [len(row) for row in root.iter("mtr")] == [2, 2]
    assert root.get("alttext") == "w 5 equals 1. is about 2."


@pytest.mark.slow
def test_the_verifier_reads_what_is_written(mazur: Network) -> None:
    written = html(fragment(Numbers(mazur, Rounding(9)), mazur.parameter("w5")))
    claims = verify(written.encode(), "notes.html", mazur).claims
    assert len(claims) > 10
    assert not [claim.equation for claim in claims if claim.verdict is Verdict.WRONG]
