"""Functions that documents call and derivations do not, against Python's."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, ctx

from symbackprop.expression.functions import X
from symbackprop.verify.lexicon.functions import OTHERS, lowered

from ...reference import REALS, value_of

TRUTH: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "cosh": (math.cosh, math.sinh),
    "erf": (math.erf, lambda x: 2 / math.sqrt(math.pi) * math.exp(-x * x)),
    "sign": (lambda x: math.copysign(1, x), lambda x: 0.0),
    "sinh": (math.sinh, math.cosh),
}


def test_every_function_has_its_truth_here() -> None:
    assert TRUTH.keys() == OTHERS.keys()


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("primes", [0, 1])
@pytest.mark.parametrize("at", [-1.5, 0.25, 2.0])
def test_a_function_and_its_derivative_have_their_values(name: str, primes: int, at: float) -> None:
    expression, symbol = lowered(name, primes)
    with ctx.workprec(100):
        value = value_of(expression, {symbol: REALS.number(Fraction(at))}, REALS)
    assert symbol == X
    assert float(arb(value).mid()) == pytest.approx(TRUTH[name][primes](at))


def test_a_function_of_the_table_stays_a_call() -> None:
    assert repr(lowered("sigmoid", 0)[0]).startswith("Call")
