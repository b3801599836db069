from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath
import pytest

from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.tree import Applied, Minus, Name, Node, Numeral, Over, Plus, Raised, Rate, Times
from symbackprop.verify.values.derivatives import ZERO, derived

from ..formulas import name, node

FUNCTIONS = {
    "sin": [mpmath.sin, mpmath.cos],
    "exp": [mpmath.exp, mpmath.exp],
    "tanh": [mpmath.tanh, lambda x: 1 - mpmath.tanh(x) ** 2],
}


def value(of: Node, at: Mapping[str, mpmath.mpf]) -> mpmath.mpf:
    """Return the value of a written expression by mpmath; what else is named does not depend on x."""
    match of:
        case Numeral(value=number):
            return mpmath.mpf(number.numerator) / number.denominator
        case Name(text=text):
            return at[text]
        case Minus(body):
            return -value(body, at)
        case Plus(terms):
            return mpmath.fsum(value(term, at) for term in terms)
        case Times(factors):
            return mpmath.fprod(value(factor, at) for factor in factors)
        case Over(top, below):
            return value(top, at) / value(below, at)
        case Raised(base, exponent):
            return value(base, at) ** value(exponent, at)
        case Applied(function=function, primes=primes, arguments=(argument,)):
            return FUNCTIONS[function][primes](value(argument, at))
        case Rate():
            return mpmath.mpf(0)
    raise AssertionError(type(of).__name__)


EXPRESSIONS = [
    "x",
    "3",
    "-x",
    "x^3 - 2 x + 5",
    r"\frac{1}{x^2}",
    r"x \cdot a \cdot x",
    r"\frac{1}{2} (a - x)^2",
    r"\frac{x}{1 + x^2}",
    r"\frac{a - x}{x (1 - x)}",
    r"\tanh(2 x + a)",
    r"x \exp(-x^2)",
    r"\frac{\tanh(x)}{\exp(a x)}",
]


@pytest.mark.parametrize("text", EXPRESSIONS)
@mpmath.workdps(40)
def test_the_derivative_is_that_of_mpmath(text: str) -> None:
    expression, x, a = node(text), mpmath.mpf("0.7"), mpmath.mpf("1.3")
    slope = value(derived(expression, name("x")), {"x": x, "a": a})
    expected = mpmath.diff(lambda at: value(expression, {"x": at, "a": a}), x)
    assert abs(slope - expected) < mpmath.mpf(10) ** -15


def test_what_names_nothing_has_the_derivative_0() -> None:
    assert derived(node("1 + 2"), name("x")) == ZERO


def test_another_quantity_keeps_its_own_derivative() -> None:
    found = derived(node("y"), name("x"))
    assert isinstance(found, Rate)
    assert (found.of, found.by) == (node("y"), name("x"))


def test_a_power_keeps_its_exact_exponent() -> None:
    found = derived(node("x^{0.5}"), name("x"))
    assert isinstance(found, Times)
    assert isinstance(found.factors[1], Raised)
    assert found.factors[1].exponent.value == Fraction(-1, 2)  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["2^x", r"\max(x, 1)", r"\sum_i x_i", "x^T"])
def test_what_the_rules_do_not_cover_is_not_checkable(text: str) -> None:
    with pytest.raises(NotCheckable, match="of-expression"):
        derived(node(text), name("x"))
