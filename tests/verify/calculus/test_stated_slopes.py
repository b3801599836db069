"""Functions of which a document says only what their derivative is."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks
from symbackprop.verify.calculus.stated_slopes import whose_slope_is_stated, with_prime
from symbackprop.verify.tree import Applied

from ..interpretation.names import chain
from .letters import outcomes


def letter_of(call: Applied) -> str:
    return call.function


@pytest.mark.parametrize(
    ("formula", "letter"),
    [
        (r"\frac{\partial f(x)}{\partial x} = f(x) [1 - f(x)]", "activation"),
        ("f'(u) = 1 - f(u)^2", "activation"),
        ("f'(u) = 2 u", ""),
        ("f'(u) = f(v)", ""),
        ("f'(u) = w f(u)", ""),
        ("f(u) = 1 - f(u)^2", ""),
        (r"\tanh'(u) = 1 - \tanh(u)^2", ""),
    ],
)
def test_a_slope_that_is_written_in_what_the_function_returns_says_which_it_is(formula: str, letter: str) -> None:
    assert whose_slope_is_stated(chain(formula), letter_of) == letter


@pytest.mark.parametrize(
    ("slope", "claim", "outcome"),
    [
        ("f'(u) = f(u) (1 - f(u))", r"\frac{dy}{dw} = y (1 - y) x", Outcome.PROVED),
        (r"\frac{df(u)}{du} = 1 - f(u)^2", r"\frac{dy}{dw} = (1 - y^2) x", Outcome.PROVED),
        ("f'(u) = f(u)", r"\frac{dy}{dw} = y x", Outcome.PROVED),
        ("f'(u) = f(u) (1 - f(u))", r"\frac{dy}{dw} = (1 - y^2) x", Outcome.FAILS),
    ],
)
def test_a_function_is_the_one_that_has_the_slope_which_is_stated(slope: str, claim: str, outcome: Outcome) -> None:
    assert outcomes("y = f(w x)", slope, claim, ranks=Ranks.SINGLE)[1:] == [Outcome.PROVED, outcome]


def test_the_slope_of_a_function_of_one_number_holds_of_each_entry_of_a_vector() -> None:
    stated = chain(r"\frac{df(u)}{du} = 1 - f(u)^2")
    primed = with_prime(stated, letter_of)
    assert isinstance(primed.sides[0].node, Applied)
    assert (primed.sides[0].node.primes, primed.sides[1]) == (1, stated.sides[1])
    other = chain(r"\frac{df(u)}{dv} = 1 - f(u)^2")
    assert with_prime(other, letter_of) == other


def test_a_slope_that_no_known_function_has_defines_a_function_and_is_not_wrong() -> None:
    assert outcomes("y = f(w x)", "f'(u) = 3 f(u) + 1")[1] is Outcome.DEFINES
