"""Expression trees: names, parts, replacement."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings

from symbackprop.expression.tree import (
    HALF,
    ONE,
    PI,
    TWO,
    ZERO,
    Blank,
    Bold,
    Braced,
    Bracket,
    Call,
    Choice,
    Constant,
    Dots,
    Elementwise,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Shown,
    Sum,
    Symbol,
    Total,
    Transposed,
    children,
    decimal,
    plus,
    rebuilt,
    substitute,
    symbols_of,
    times,
    updated,
    whole,
)

from ..strategies import B, W, X, expressions

i, j = Index("i", 2), Index("j", 3)

NAMES = {
    "w5": Symbol("w", "5"),
    "net_h1": Symbol("net", "h1"),
    "E_total": Symbol("E", "total"),
    "W1_2_3": Symbol("W", "1,2,3"),
    "net_h[j]": Symbol("net", "h", (j,)),
    "W1[2,i]": Symbol("W", "1", (2, i)),
    "w5_new": Symbol("w", "5", mark="+"),
    "dE_dw5": Symbol("w", "5", mark="E"),
    "dE_dW1[j,i]": Symbol("W", "1", (j, i), mark="E"),
}

# One of each kind of node, made of X and W alone, and the parts that it is read from.
KINDS: dict[type, tuple[Expression, tuple[Expression, ...]]] = {
    Number: (ONE, ()),
    Constant: (PI, ()),
    Symbol: (X, ()),
    Sum: (Sum((X, W)), (X, W)),
    Negative: (Negative(X), (X,)),
    Product: (Product((W, X)), (W, X)),
    Quotient: (Quotient(X, W), (X, W)),
    Power: (Power(X, TWO), (X, TWO)),
    Call: (Call("tanh", X), (X,)),
    Choice: (Choice(X, W, ONE), (X, W, ONE)),
    Partial: (Partial(X, W), ()),
    Total: (Total((i,), X), (X,)),
    Braced: (Braced(X, "note"), (X,)),
    Bold: (Bold(X), (X,)),
    Matrix: (Matrix(((X, W), (ONE, X))), (X, W, ONE, X)),
    Transposed: (Transposed(X), (X,)),
    MatrixProduct: (MatrixProduct((X, W)), (X, W)),
    Elementwise: (Elementwise((X, W)), (X, W)),
    Bracket: (Bracket(Index("t", 3), ONE), ()),
    Dots: (Dots(), ()),
    Blank: (Blank(X, 1, 8), (X,)),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_symbol_has_its_name_in_code(name: str) -> None:
    assert NAMES[name].ascii == name


def test_symbols_that_differ_in_a_fixed_index_have_different_names() -> None:
    assert Symbol("W", "1", (1, 12)).ascii != Symbol("W", "1", (11, 2)).ascii


def test_the_table_of_kinds_names_every_kind() -> None:
    assert set(KINDS) == {kind for kind in get_args(Expression) if isinstance(kind, type)} | set(get_args(Shown))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_parts_of_a_node_stand_in_reading_order(kind: type) -> None:
    node, parts = KINDS[kind]

    assert children(node) == parts


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_node_rebuilt_from_unchanged_parts_is_the_same(kind: type) -> None:
    node, _ = KINDS[kind]

    assert rebuilt(node, lambda part: part) == node


@pytest.mark.parametrize("kind", [kind for kind, (_, parts) in KINDS.items() if parts], ids=lambda kind: kind.__name__)
def test_a_node_is_rebuilt_from_all_its_changed_parts(kind: type) -> None:
    node, parts = KINDS[kind]

    changed = rebuilt(node, Negative)

    assert type(changed) is kind
    assert children(changed) == tuple(map(Negative, parts))


def test_replacement_is_simultaneous() -> None:
    assert substitute(Quotient(X, W), {X: W, W: X}) == Quotient(W, X)


def test_replacement_leaves_what_a_named_derivative_is_of() -> None:
    assert substitute(Product((Partial(X, W), W)), {W: ONE}) == Product((Partial(X, W), ONE))


@settings(max_examples=50, deadline=None)
@given(expressions())
def test_a_replaced_symbol_is_gone(expression: Expression) -> None:
    without = substitute(expression, {X: Call("exp", B)})

    assert X not in symbols_of(without)
    assert set(symbols_of(without)) <= {W, B}


def test_symbols_are_listed_once_in_reading_order() -> None:
    assert symbols_of(Sum((Product((W, X)), Negative(Call("exp", B)), X))) == (W, X, B)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.050", Fraction(1, 20)), ("-1.5", Fraction(-3, 2)), ("3.5e-5", Fraction(7, 200_000)), ("2e3", Fraction(2000))],
)
def test_a_decimal_literal_stands_for_its_exact_value_and_keeps_its_text(text: str, value: Fraction) -> None:
    assert decimal(text) == Number(value, text)


def test_a_text_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="0,5"):
        decimal("0,5")


def test_the_named_numbers_have_their_values() -> None:
    assert [number.value for number in (ZERO, ONE, TWO, whole(-7))] == [0, 1, 2, -7]
    assert Quotient(ONE, TWO) == HALF


def test_a_sum_or_product_of_one_part_is_that_part() -> None:
    assert (plus(X), times(X)) == (X, X)
    assert (plus(X, W), times(X, W)) == (Sum((X, W)), Product((X, W)))


def test_an_updated_parameter_is_another_symbol() -> None:
    assert updated(W) != W
    assert updated(W).ascii == "w1_new"
