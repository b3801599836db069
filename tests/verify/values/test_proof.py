from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from symbackprop.expression.tree import Symbol
from symbackprop.models.network import Network
from symbackprop.verify.values.arithmetic import is_equal
from symbackprop.verify.values.points import Point
from symbackprop.verify.values.proof import Prover

I1, I2, W1, W2, B1 = Symbol("i", "1"), Symbol("i", "2"), Symbol("w", "1"), Symbol("w", "2"), Symbol("b", "1")
NET, OUT, LOSS = Symbol("net", "h1"), Symbol("out", "h1"), Symbol("E", "total")
O1, T1 = Symbol("out", "o1"), Symbol("target", "o1")


def sides(point: Point, name: str) -> tuple[object, object]:
    """Return two sides that are equal, or just not."""
    at = point.value
    match name:
        case "the equation of a net input":
            return at(NET), at(W1) * at(I1) + at(W2) * at(I2) + at(B1)
        case "in another order":
            return at(W1) * (at(I1) + at(I2)), at(I2) * at(W1) + at(I1) * at(W1)
        case "the slope of the sigmoid":
            return point.total(OUT, NET), at(OUT) * (1 - at(OUT))
        case "the gradient of the loss":
            return point.adjoint(O1), at(O1) - at(T1)
        case "an absolute value":
            return point.size(at(W1) - at(W2)), point.extreme(True, at(W1) - at(W2), at(W2) - at(W1))
        case "an update":
            return point.updated(W1, Fraction(1, 2)), at(W1) - fmpq(1, 2) * point.adjoint(W1)
        case "a bias left out":
            return at(NET), at(W1) * at(I1) + at(W2) * at(I2)
        case "a sign lost":
            return point.adjoint(O1), at(T1) - at(O1)
        case "equal at the given values alone":
            return at(I1) + at(I1), at(I2)
    raise AssertionError(name)


EQUAL = [
    "the equation of a net input",
    "in another order",
    "the slope of the sigmoid",
    "the gradient of the loss",
    "an absolute value",
    "an update",
]
OTHER = ["a bias left out", "a sign lost", "equal at the given values alone"]


@pytest.mark.parametrize("name", EQUAL)
def test_what_holds_for_every_network_is_proved(name: str, mazur: Network) -> None:
    assert Prover(mazur).proves(lambda point: is_equal(*sides(point, name)) is True)


@pytest.mark.parametrize("name", OTHER)
def test_what_does_not_hold_is_not_proved(name: str, mazur: Network) -> None:
    assert not Prover(mazur).proves(lambda point: is_equal(*sides(point, name)) is True)


def test_one_prover_proves_one_after_another(mazur: Network) -> None:
    prover = Prover(mazur)
    for name in (*EQUAL, *OTHER, *EQUAL):
        assert prover.proves(lambda point, name=name: is_equal(*sides(point, name)) is True) is (name in EQUAL), name


def test_what_holds_at_the_given_values_is_seen_there(mazur: Network) -> None:
    assert is_equal(*sides(Point(mazur), "equal at the given values alone")) is True
