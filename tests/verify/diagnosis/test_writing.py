from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from symbackprop.verify.diagnosis.writing import NotWritten, written
from symbackprop.verify.grammar.edits import replaced
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Minus, Node, Numeral, Plus, numerals_in

from ..formulas import node, shown

FORMULAS = [
    r"w_1 i_1 + w_2 i_2 - b_1",
    r"\frac{1}{1 + e^{-net_{h1}}}",
    r"0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.350",
    r"\frac{1}{2} (target_{o1} - out_{o1})^2",
    r"\frac{\partial E}{\partial w_5} \cdot out_{h1}",
    r"\sigma(net_{h1}) (1 - \sigma(net_{h1}))",
    "-(a - b)",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_is_written_again_reads_as_it_did(text: str) -> None:
    formula = node(text)
    assert shown(node(written(formula, formula, text))) == shown(formula)


def test_only_what_was_changed_is_written_otherwise() -> None:
    text = r"0.15 \cdot 0.050 + 0.35"
    line = node(text)
    number = numerals_in(line)[1]
    other = Numeral("0.07", Fraction("0.07"), Span(0, 0))
    again = written(replaced(line, number, other), line, text)
    assert shown(node(again)) == "((0.15 0.07) + 0.35)"
    assert "0.35" in again


def test_a_turned_sign_is_written_as_one() -> None:
    text = "a - b"
    line = node(text)
    assert isinstance(line, Plus)
    minus = line.terms[1]
    assert isinstance(minus, Minus)
    turned: Node = replace(line, terms=(line.terms[0], minus.body))
    assert shown(node(written(turned, line, text))) == "(a + b)"


def test_what_cannot_be_written_again_is_refused() -> None:
    text = "[0.1, 0.2]"
    grid = node(text)
    with pytest.raises(NotWritten):
        written(replaced(grid, numerals_in(grid)[0], Numeral("0.3", Fraction("0.3"), Span(0, 0))), grid, text)
