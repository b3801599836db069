"""The tape: expressions as operations over registers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings

from symbackprop.errors import ExpressionError
from symbackprop.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Bold,
    Braced,
    Call,
    Choice,
    Expression,
    Index,
    Matrix,
    Negative,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    decimal,
    whole,
)
from symbackprop.graph.tape import Ball, Tape, exact

from ..reference import REALS, value_of
from ..strategies import B, W, X, expressions, points

NO_VALUE: Mapping[str, Expression] = {
    "partial": Partial(X, W),
    "sum over an index": Total((Index("i", 2),), X),
    "matrix": Matrix(((X,),)),
}

EXACT: Mapping[str, tuple[Expression, Fraction]] = {
    "sum": (Sum((X, W, Negative(B))), Fraction(2, 3) + Fraction(5, 7) - 4),
    "first term negative": (Sum((Negative(X), W)), Fraction(5, 7) - Fraction(2, 3)),
    "product": (Product((X, W, B)), Fraction(2, 3) * Fraction(5, 7) * 4),
    "quotient": (Quotient(X, W), Fraction(2, 3) / Fraction(5, 7)),
    "power": (Power(X, whole(3)), Fraction(8, 27)),
    "reciprocal": (Power(X, whole(-2)), Fraction(9, 4)),
    "unevaluated exponent": (Power(X, Sum((TWO, Negative(ONE)))), Fraction(2, 3)),
    "exponent that is computed": (Power(decimal("0.9"), Product((TWO, B))), Fraction(9, 10) ** 8),
    "nothing to the nothing": (Power(ZERO, ZERO), Fraction(1)),
    "decoration": (Bold(Braced(X, "note")), Fraction(2, 3)),
    "exp at zero": (Call("exp", Sum((X, Negative(X)))), Fraction(1)),
    "sigmoid at zero": (Call("sigmoid", ZERO), Fraction(1, 2)),
}
AT = {X: Fraction(2, 3), W: Fraction(5, 7), B: Fraction(4)}


def value(expression: Expression, at: Mapping[Symbol, Fraction], balls: bool = False) -> Ball:
    tape = Tape()
    register = tape.add(expression)
    registers = tape.registers([exact(at[symbol]) for symbol in tape.inputs], balls)
    tape.run(registers)
    return registers[register]


@settings(max_examples=150, deadline=None)
@given(expressions(), points())
def test_a_ball_holds_the_value_that_mpmath_computes(expression: Expression, at: dict[Symbol, Fraction]) -> None:
    with ctx.workprec(128):
        ball = arb(value(expression, at))

    with mpmath.workdps(120):
        truth = value_of(expression, {symbol: REALS.number(v) for symbol, v in at.items()}, REALS)
        digits = mpmath.nstr(truth, 100)
    with ctx.workprec(512):
        assert ball.overlaps(arb(f"{digits} +/- {abs(truth) * mpmath.mpf(10) ** -99}"))
        assert not ball.overlaps(arb(digits) + (1 + abs(arb(digits))) * arb(10) ** -20)


@pytest.mark.parametrize("case", EXACT)
def test_arithmetic_on_fractions_is_exact(case: str) -> None:
    expression, expected = EXACT[case]

    found = value(expression, AT)

    assert isinstance(found, fmpq)
    assert found == exact(expected)


@pytest.mark.parametrize("case", EXACT)
def test_arithmetic_on_balls_holds_the_exact_value(case: str) -> None:
    expression, expected = EXACT[case]

    found = value(expression, AT, balls=True)

    assert isinstance(found, arb)
    # A fraction becomes a ball of the precision that there is; at that of the value it may reach over the edge.
    with ctx.workprec(1024):
        assert found.contains(exact(expected))


@pytest.mark.parametrize("case", NO_VALUE)
def test_what_has_no_value_is_refused(case: str) -> None:
    with pytest.raises(ExpressionError):
        Tape().add(NO_VALUE[case])


NOT_FINITE: Mapping[str, Expression] = {
    "1/0": Quotient(ONE, ZERO),
    "0^-1": Power(ZERO, whole(-1)),
    "log 0": Call("log", ZERO),
    "log -1": Call("log", whole(-1)),
    "root of -2": Power(whole(-2), decimal("0.5")),
}


@pytest.mark.parametrize("balls", [False, True], ids=["fractions", "balls"])
@pytest.mark.parametrize("case", NOT_FINITE)
def test_outside_its_domain_an_operation_is_not_finite(case: str, balls: bool) -> None:
    with ctx.workprec(128):
        assert not arb(value(NOT_FINITE[case], {}, balls)).is_finite()


BRANCHES = Choice(X, W, B)


@pytest.mark.parametrize("balls", [False, True], ids=["fractions", "balls"])
@pytest.mark.parametrize(("x", "chosen"), [("2", W), ("1e-40", W), ("0", B), ("-1e-40", B), ("-2", B)])
def test_a_choice_is_its_first_branch_where_its_condition_is_positive(x: str, chosen: Symbol, balls: bool) -> None:
    at = {X: Fraction(x), W: Fraction(5), B: Fraction(7)}

    assert value(BRANCHES, at, balls) == int(at[chosen])


def test_a_choice_that_no_sign_decides_says_nothing() -> None:
    tape = Tape()
    register = tape.add(BRANCHES)
    with ctx.workprec(128):
        third = arb(1) / 3
        given = {X: third - third, W: arb(5), B: arb(7)}
        registers = tape.registers([given[symbol] for symbol in tape.inputs])
        tape.run(registers)

    assert not registers[register].is_finite()


@pytest.mark.parametrize("exponent", [1, 2, 3, 7])
def test_a_power_of_a_ball_about_zero_is_a_ball_about_zero(exponent: int) -> None:
    tape = Tape()
    register = tape.add(Power(X, whole(exponent)))
    with ctx.workprec(128):
        third = arb(1) / 3
        registers = tape.registers([third - third])
        tape.run(registers)

    power = arb(registers[register])
    assert power.contains(0)
    assert power.rad() < 1e-30


def test_a_negative_power_of_a_ball_about_zero_says_nothing() -> None:
    tape = Tape()
    register = tape.add(Power(X, whole(-2)))
    with ctx.workprec(128):
        third = arb(1) / 3
        registers = tape.registers([third - third])
        tape.run(registers)

    assert not arb(registers[register]).is_finite()


def test_the_branch_that_is_not_chosen_may_lie_outside_its_domain() -> None:
    safe = Choice(X, Call("log", X), ZERO)

    assert value(safe, {X: Fraction(-1)}) == 0
    assert arb(value(safe, {X: Fraction(1)})) == 0


def test_a_common_part_is_computed_once() -> None:
    part = Call("exp", Product((X, W)))
    tape = Tape()

    tape.add(Sum((part, Product((part, part)))))

    # x·w, exp, exp·exp, and the sum.
    assert tape.operations == 4


def test_a_defined_symbol_stands_for_its_expression() -> None:
    tape = Tape()

    defined = tape.define(W, Product((X, X)))

    assert tape.add(W) == defined
    assert list(tape.inputs) == [X]


def test_inputs_are_listed_in_the_order_of_first_use() -> None:
    tape = Tape()

    tape.add(Sum((Product((W, X)), B, W)))

    assert list(tape.inputs) == [W, X, B]


def test_a_missing_or_surplus_input_is_refused() -> None:
    tape = Tape()
    tape.add(Sum((W, X)))

    for values in ([fmpq(1)], [fmpq(1)] * 3):
        with pytest.raises(ValueError, match="zip"):
            tape.registers(values)


def stepped(
    slopes: Mapping[Symbol, Expression],
    at: Mapping[Symbol, Fraction],
    rounds: int,
    watched: Collection[Expression] = (),
) -> list[Ball]:
    """Return the symbols and then the watched expressions after some rounds at the rate 1/4."""
    tape = Tape()
    quarter = decimal("0.25")
    moved = {symbol: Sum((symbol, Negative(Product((slope, quarter))))) for symbol, slope in slopes.items()}
    updates = [(tape.add(symbol), tape.add(value)) for symbol, value in moved.items()]
    others = [tape.add(expression) for expression in watched]
    registers = tape.registers([exact(at[symbol]) for symbol in tape.inputs], balls=True)
    tape.run(registers)
    tape.stepper(updates)(rounds, registers)
    return [registers[at] for at in (*(register for register, _ in updates), *others)]


def test_a_step_moves_each_symbol_against_its_slope() -> None:
    # x ← x − ¼·2x is half of x, and what is watched belongs to the last x.
    found = stepped({X: Product((TWO, X))}, {X: Fraction(3)}, 4, [Product((X, X))])

    assert found == [arb(3) / 16, arb(9) / 256]


def test_no_step_moves_nothing() -> None:
    assert stepped({X: Product((TWO, X))}, {X: Fraction(3)}, 0, [Product((X, X))]) == [arb(3), arb(9)]


def test_all_symbols_move_at_once() -> None:
    """Descent on E = w·x: each slope is the other symbol, as it was before the round."""
    found = stepped({W: X, X: W}, {W: Fraction(3), X: Fraction(2)}, 1)

    assert found == [arb(3) - arb(2) / 4, arb(2) - arb(3) / 4]


def test_a_constant_slope_is_a_constant_step() -> None:
    assert stepped({X: ONE, W: ZERO}, {X: Fraction(3), W: Fraction(2)}, 8) == [arb(1), arb(2)]
