from __future__ import annotations

import pytest

from symbackprop.verify.grammar.edits import (
    edits,
    misplaced,
    one_renamed,
    replaced,
    resubscripted,
    split_products,
    with_one_turned,
    with_square_changed,
)
from symbackprop.verify.tree import Name, Node, names_in, numerals_in

from ..formulas import node, numeral, shown


def changed(text: str) -> dict[str, str]:
    """Return what becomes of a line by each slip, with what is said of it."""
    found: dict[str, str] = {}
    for line, reason in edits(node(text)):
        found.setdefault(shown(line), reason)
    return found


@pytest.mark.parametrize(
    ("text", "slip", "said"),
    [
        ("0.5 + 0.3", "(0.5 + -0.3)", "a sign on the line is wrong"),
        ("0.5 - 0.3", "(0.5 + 0.3)", "a minus on the line was taken for a plus"),
        ("0.5 + 0.3", "0.5", "the term 0.3 was not added"),
        ("0.5 + x", "0.5", "the term x was not added"),
        ("0.5 + 2 x", "0.5", "one term was not added"),
        (r"0.5 \cdot 0.3", "0.5", "the factor 0.3 was left out in computing"),
        ("0.5^2", "0.5", "the power was not taken"),
        ("e^{0.3775}", "exp(-0.3775)", "the exponent lacks its minus"),
        ("e^{-0.3775}", "exp(0.3775)", "the minus of the exponent was left out in computing"),
        (r"\frac{1}{1 + e^{0.3}}", "1/(1 + exp(-0.3))", "the exponent lacks its minus"),
        ("0.5", "-0.5", "a sign on the line is wrong"),
    ],
)
def test_a_slip_of_the_pen_gives_another_line_and_is_named(text: str, slip: str, said: str) -> None:
    assert changed(text)[slip] == said


def test_no_slip_leaves_the_line_as_it_is_and_zero_has_no_sign() -> None:
    for text in ("0.5 + 0.3 - x", r"\frac{1}{1 + e^{-0.3}}", r"2 \cdot (0.5 - 0.3)^2"):
        assert shown(node(text)) not in changed(text)
        assert changed(text)
    assert changed("0") == {}


def test_the_decimal_point_of_a_computed_term_may_be_misplaced_and_not_that_of_a_number() -> None:
    found = [shown(line) for line, _ in misplaced(node(r"0.5 \cdot 0.3 + 0.7"))]
    assert found == ["((0.1 (0.5 0.3)) + 0.7)", "((10.0 (0.5 0.3)) + 0.7)"]
    assert list(misplaced(node(r"0.5 \cdot 0.3"))) == []


def test_one_number_is_replaced_where_it_stands_and_not_its_equals() -> None:
    line = node("0.5 + 0.5")
    first, _ = numerals_in(line)
    assert shown(replaced(line, first, numeral("0.7"))) == "(0.7 + 0.5)"


def test_two_names_that_stand_together_may_be_a_difference() -> None:
    found = [(shown(line), [shown(name) for name in pair]) for line, pair in split_products(node("(t o)^2"))]
    assert found == [("(t + -o)^2", ["t", "o"])]
    assert list(split_products(node(r"t \cdot o"))) == []


@pytest.mark.parametrize(
    ("text", "changed", "said"),
    [
        ("W x", "(Wᵀ x)", "W must be transposed"),
        ("W^T d", "(W d)", "W must not be transposed"),
        ("W^T d", "(W dᵀ)", "d must be transposed, not W"),
        ("g W^T", "(gᵀ W)", "g must be transposed, not W"),
    ],
)
def test_a_transpose_may_be_missing_too_much_or_at_the_other_factor(text: str, changed: str, said: str) -> None:
    assert {shown(line): reason for line, reason, _ in with_one_turned(node(text))}[changed] == said


def test_what_is_differentiated_is_not_transposed() -> None:
    assert list(with_one_turned(node(r"\frac{\partial E}{\partial W}"))) == []


def test_a_subscript_is_replaced_in_all_names_or_in_one() -> None:
    line: Node = node("w_{h1} + v_{h1} + x_{o1}")
    assert shown(resubscripted(line, "h1", "h2")) == "(w_{h2} + v_{h2} + x_{o1})"
    second: Name = names_in(line)[1]
    assert shown(one_renamed(line, second, "h2")) == "(w_{h1} + v_{h2} + x_{o1})"


@pytest.mark.parametrize(
    ("text", "changed", "said"),
    [
        ("1 - a", "(1 + -a^2)", "a square is missing"),
        ("1 - a^2", "(1 + -a)", "a square is too much"),
        ("(1 - a)^2", "(1 + -a^2)", "the square is that of a alone"),
        ("(1 - a)^2", "(1 + -a)", "a square is too much"),
    ],
)
def test_a_square_may_be_missing_too_much_or_that_of_one_term(text: str, changed: str, said: str) -> None:
    assert {shown(line): reason for line, reason, _ in with_square_changed(node(text))}[changed] == said
