from __future__ import annotations

import pytest

from symbackprop.verify.grammar.edits import (
    EXPONENT_MINUS_IGNORED,
    EXPONENT_MINUS_MISSING,
    FACTOR_LEFT_OUT,
    MINUS_READ_AS_PLUS,
    POWER_NOT_TAKEN,
    SIGN_IN_LINE,
    SQUARE_MISSING,
    SQUARE_OF_TERM,
    SQUARE_TOO_MUCH,
    TERM_NOT_ADDED,
    TRANSPOSE_MISPLACED,
    TRANSPOSE_MISSING,
    TRANSPOSE_TOO_MUCH,
    edits,
    misplaced,
    one_renamed,
    renamed,
    replaced,
    resubscripted,
    split_products,
    with_one_scaled,
    with_one_turned,
    with_square_changed,
)
from symbackprop.verify.reasons import SlipCode
from symbackprop.verify.tree import Name, Node, names_in, numerals_in

from ..formulas import node, numeral, shown


def changed(text: str) -> dict[str, SlipCode]:
    """Return what becomes of a line by each slip, with what is said of it."""
    found: dict[str, SlipCode] = {}
    for edit in edits(node(text)):
        found.setdefault(shown(edit.node), edit.code)
    return found


@pytest.mark.parametrize(
    ("text", "slip", "said"),
    [
        ("0.5 + 0.3", "(0.5 + -0.3)", SIGN_IN_LINE),
        ("0.5 - 0.3", "(0.5 + 0.3)", MINUS_READ_AS_PLUS),
        ("0.5 + 0.3", "0.5", TERM_NOT_ADDED),
        ("0.5 + x", "0.5", TERM_NOT_ADDED),
        ("0.5 + 2 x", "0.5", TERM_NOT_ADDED),
        (r"0.5 \cdot 0.3", "0.5", FACTOR_LEFT_OUT),
        ("0.5^2", "0.5", POWER_NOT_TAKEN),
        ("e^{0.3775}", "exp(-0.3775)", EXPONENT_MINUS_MISSING),
        ("e^{-0.3775}", "exp(0.3775)", EXPONENT_MINUS_IGNORED),
        (r"\frac{1}{1 + e^{0.3}}", "1/(1 + exp(-0.3))", EXPONENT_MINUS_MISSING),
        ("0.5", "-0.5", SIGN_IN_LINE),
    ],
)
def test_a_slip_of_the_pen_gives_another_line_and_is_named(text: str, slip: str, said: SlipCode) -> None:
    assert changed(text)[slip] == said


def test_no_slip_leaves_the_line_as_it_is_and_zero_has_no_sign() -> None:
    for text in ("0.5 + 0.3 - x", r"\frac{1}{1 + e^{-0.3}}", r"2 \cdot (0.5 - 0.3)^2"):
        assert shown(node(text)) not in changed(text)
        assert changed(text)
    assert changed("0") == {}


def test_the_decimal_point_of_a_computed_term_may_be_misplaced_and_not_that_of_a_number() -> None:
    found = [shown(edit.node) for edit in misplaced(node(r"0.5 \cdot 0.3 + 0.7"))]
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
    ("text", "changed", "code", "of", "instead"),
    [
        ("W x", "(Wᵀ x)", TRANSPOSE_MISSING, "W", ""),
        ("W^T d", "(W d)", TRANSPOSE_TOO_MUCH, "W", ""),
        ("W^T d", "(W dᵀ)", TRANSPOSE_MISPLACED, "d", "W"),
        ("g W^T", "(gᵀ W)", TRANSPOSE_MISPLACED, "g", "W"),
    ],
)
def test_a_transpose_may_be_missing_too_much_or_at_the_other_factor(
    text: str, changed: str, code: SlipCode, of: str, instead: str
) -> None:
    (edit,) = [edit for edit in with_one_turned(node(text)) if shown(edit.node) == changed]
    assert (edit.code, edit.quantity, edit.other) == (code, of, instead)


def test_what_is_differentiated_is_not_transposed() -> None:
    assert list(with_one_turned(node(r"\frac{\partial E}{\partial W}"))) == []


def test_a_subscript_is_replaced_in_all_names_or_in_one() -> None:
    line: Node = node("w_{h1} + v_{h1} + x_{o1}")
    assert shown(resubscripted(line, "h1", "h2")) == "(w_{h2} + v_{h2} + x_{o1})"
    second: Name = names_in(line)[1]
    assert shown(one_renamed(line, second, "h2")) == "(w_{h1} + v_{h2} + x_{o1})"


def test_a_name_with_another_subscript_keeps_what_stands_above_it() -> None:
    name = node("w_{11}^{(1)}")
    assert isinstance(name, Name)
    other = renamed(name, "12")
    assert (other.below, other.above, other.text) == (("12",), name.above, "w_{12}^{(1)}")


def test_one_term_of_a_sum_is_multiplied_wherever_the_sum_stands() -> None:
    found = [shown(side) for side in with_one_scaled(node(r"a + \sqrt{b + c}"), numeral("2"))]
    assert found == [
        "((a 2) + sqrt((b + c)))",
        "(a + (sqrt((b + c)) 2))",
        "(a + sqrt(((b 2) + c)))",
        "(a + sqrt((b + (c 2))))",
    ]


@pytest.mark.parametrize(
    ("text", "changed", "said"),
    [
        ("1 - a", "(1 + -a^2)", SQUARE_MISSING),
        ("1 - a^2", "(1 + -a)", SQUARE_TOO_MUCH),
        ("(1 - a)^2", "(1 + -a^2)", SQUARE_OF_TERM),
        ("(1 - a)^2", "(1 + -a)", SQUARE_TOO_MUCH),
        (r"(1 + a)^{\frac{1}{2}}", "(1 + a^2)^1/2", SQUARE_MISSING),
    ],
)
def test_a_square_may_be_missing_too_much_or_that_of_one_term(text: str, changed: str, said: SlipCode) -> None:
    assert {shown(edit.node): edit.code for edit in with_square_changed(node(text))}[changed] is said
