"""The table of functions: each row against SymPy and mpmath."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
import pytest
import sympy
from flint import arb, ctx, fmpq

from symbackprop.expression.algebra import is_derivative, to_sympy
from symbackprop.expression.differentiate import as_number
from symbackprop.expression.functions import FUNCTIONS, X, Y, definition_of, slope_of
from symbackprop.expression.tree import ONE, TWO, ZERO, Call, Expression, Negative, Product, Sum, Symbol, substitute
from symbackprop.graph.tape import exact
from symbackprop.graph.values import number_of
from symbackprop.models.activations import ACTIVATIONS

from ..reference import LOGARITHMS, REALS, OutsideDomain, value_of

PRIMITIVES = sorted(name for name, function in FUNCTIONS.items() if function.definition is None)
POINTS = tuple(Fraction(tenths, 10_000) for tenths in (-300_000, -27_183, -9_000, -5, 5, 9_000, 27_183, 300_000))
WRONG: Mapping[str, Callable[[Expression], Expression]] = {
    "sign": Negative,
    "term": lambda slope: Sum((slope, ONE)),
    "factor": lambda slope: Product((TWO, slope)),
    "argument": lambda slope: substitute(slope, {X: Negative(Sum((X, ONE)))}),
}


def slope(name: str) -> Expression:
    return substitute(FUNCTIONS[name].slope, {Y: Call(name, X)})


x = sympy.Symbol("x", real=True)

KNOWN_TO_SYMPY: Mapping[str, sympy.Expr] = {
    "abs": sympy.Abs(x),
    "cos": sympy.cos(x),
    "elu": sympy.Piecewise((x, x > 0), (sympy.exp(x) - 1, True)),
    "exp": sympy.exp(x),
    "gelu": x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "hard_sigmoid": sympy.Max(0, sympy.Min(1, (x + 3) / 6)),
    "leaky_relu": sympy.Piecewise((x, x > 0), (x / 100, True)),
    "log": sympy.log(x),
    "log10": sympy.log(x) / sympy.log(10),
    "log2": sympy.log(x) / sympy.log(2),
    "normal_cdf": (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "normal_pdf": sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "relu": sympy.Max(0, x),
    "sigmoid": 1 / (1 + sympy.exp(-x)),
    "sign": sympy.Piecewise((1, x > 0), (-1, x < 0), (0, True)),
    "silu": x / (1 + sympy.exp(-x)),
    "sin": sympy.sin(x),
    "softplus": sympy.log(1 + sympy.exp(x)),
    "step": sympy.Piecewise((1, x > 0), (0, True)),
    "tanh": sympy.tanh(x),
}


def known_to_sympy(name: str) -> sympy.Expr:
    """Return the literature's function of a name, or the definition in the row of one that the table above lacks."""
    return KNOWN_TO_SYMPY.get(name, to_sympy(Call(name, X)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_slope_is_the_derivative_that_sympy_computes(name: str) -> None:
    by_sympy = sympy.diff(known_to_sympy(name), x)

    for point in POINTS:
        at = sympy.Rational(point.numerator, point.denominator)
        with mpmath.workdps(60):
            found = value_of(slope(name), {X: REALS.number(point)}, REALS)
        assert abs(by_sympy.subs(x, at).evalf(60) - sympy.Float(found, 60)) < 1e-40


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_the_one_that_the_literature_defines(name: str) -> None:
    for point in POINTS:
        at = sympy.Rational(point.numerator, point.denominator)
        assert abs((known_to_sympy(name) - to_sympy(Call(name, X))).subs(x, at).evalf(60)) < 1e-40


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_slope_is_accepted_as_the_derivative(name: str) -> None:
    assert is_derivative(slope(name), Call(name, X), X)


@pytest.mark.parametrize("corrupted", WRONG)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_corrupted_slope_is_refused(name: str, corrupted: str) -> None:
    if FUNCTIONS[name].slope == ZERO:
        # Nothing else changes a slope that is zero.
        corrupted = "term"
    assert not is_derivative(WRONG[corrupted](slope(name)), Call(name, X), X)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_slope_reads_nothing_but_the_argument_and_the_output(name: str) -> None:
    argument, output = Symbol("net", "h1"), Symbol("out", "h1")

    over_output = slope_of(Call(name, argument), output)
    without_output = slope_of(Call(name, argument), None)

    assert over_output == substitute(FUNCTIONS[name].slope, {X: argument, Y: output})
    assert without_output == substitute(over_output, {output: Call(name, argument)})


def test_the_absolute_value_has_no_slope_at_zero_by_convention() -> None:
    at_zero = substitute(FUNCTIONS["abs"].slope, {X: as_number(Fraction(0))})

    assert number_of(at_zero) == 0


def test_the_sigmoid_is_the_logistic_function() -> None:
    definition = definition_of(Call("sigmoid", Symbol("net")))

    assert definition is not None
    assert to_sympy(definition) == 1 / (1 + sympy.exp(-sympy.Symbol("net", real=True)))


@pytest.mark.parametrize("name", PRIMITIVES)
def test_a_primitive_has_no_definition(name: str) -> None:
    assert definition_of(Call(name, X)) is None
    assert FUNCTIONS[name].ball is not None


def truth(name: str, point: Fraction) -> mpmath.mpf:
    with mpmath.workdps(50):
        return REALS.apply(name, REALS.number(point))


def is_defined(name: str, point: Fraction) -> bool:
    try:
        truth(name, point)
    except OutsideDomain:
        return False
    return True


EVALUATED = {
    f"{name} at {float(point)}": (name, point) for name in FUNCTIONS for point in POINTS if is_defined(name, point)
}


def ball_of(name: str, point: Fraction) -> arb:
    with ctx.workprec(128):
        return arb(number_of(Call(name, as_number(point))))


def ball_of_digits(value: mpmath.mpf) -> arb:
    with ctx.workprec(256):
        return arb(mpmath.nstr(value, 50)).mid()


def test_each_function_is_evaluated_wherever_it_is_real() -> None:
    assert {name for name, _ in EVALUATED.values()} == set(FUNCTIONS)
    assert {name for name, point in EVALUATED.values() if point < 0} >= set(FUNCTIONS) - LOGARITHMS


@pytest.mark.parametrize("case", EVALUATED)
def test_a_ball_holds_the_value_that_mpmath_computes(case: str) -> None:
    name, point = EVALUATED[case]

    assert ball_of(name, point).contains(ball_of_digits(truth(name, point)))


@pytest.mark.parametrize("case", EVALUATED)
def test_a_ball_does_not_hold_a_value_that_is_off_in_the_thirtieth_digit(case: str) -> None:
    name, point = EVALUATED[case]

    with mpmath.workdps(50):
        off = truth(name, point) + (1 + abs(truth(name, point))) * mpmath.mpf(10) ** -30

    assert not ball_of(name, point).contains(ball_of_digits(off))


@pytest.mark.parametrize("name", [name for name in PRIMITIVES if FUNCTIONS[name].exact])
def test_a_primitive_is_rational_at_its_exact_point(name: str) -> None:
    known = FUNCTIONS[name].exact
    assert known is not None
    at, there = known

    value = number_of(Call(name, as_number(at)))

    assert REALS.apply(name, mpmath.mpf(int(at))) == REALS.number(there)
    assert isinstance(value, fmpq)
    assert value == exact(there)


def test_the_logarithm_of_a_negative_number_is_not_finite() -> None:
    assert not number_of(Call("log", Negative(ONE))).is_finite()


def test_the_activations_are_the_identity_and_the_rows_that_say_so() -> None:
    assert set(ACTIVATIONS) == {"identity", *(name for name, row in FUNCTIONS.items() if row.activation)}
    assert {"identity", "sigmoid", "tanh"} <= set(ACTIVATIONS)
