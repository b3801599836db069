from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from symbackprop.expression.tree import Symbol
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.verify import thresholds
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.values.arithmetic import fraction_of, is_equal
from symbackprop.verify.values.points import Point, Ways

NET, OUT, LOSS = Symbol("net", "o1"), Symbol("out", "o1"), Symbol("E", "total")
W1, W5, W7 = Symbol("w", "1"), Symbol("w", "5"), Symbol("w", "7")

PUBLISHED = {
    (LOSS, OUT): "0.74136507",
    (OUT, NET): "0.186815602",
    (NET, W5): "0.593269992",
    (LOSS, W5): "0.082167041",
    (LOSS, W1): "0.000438568",
    (NET, NET): "1",
    (W5, LOSS): "0",
    (NET, W7): "0",
}
"""Derivatives of the example, as M. Mazur publishes them, and those that are 0 or 1."""


@pytest.fixture(scope="module")
def point() -> Point:
    return Point(example())


def near(ball: object, text: str) -> bool:
    return abs(arb(ball) - arb(text)) < 1e-9


@pytest.mark.parametrize("pair", PUBLISHED, ids=lambda pair: f"{pair[0].ascii}-{pair[1].ascii}")
def test_a_derivative_goes_over_all_paths(pair: tuple[Symbol, Symbol], point: Point) -> None:
    assert near(point.total(*pair), PUBLISHED[pair])


def test_a_derivative_with_the_others_held_fixed_is_that_of_one_equation(point: Point) -> None:
    assert near(point.local(NET, Symbol("out", "h1")), "0.4")
    assert point.local(W5, NET) == 0
    assert point.reads(NET, W5)
    assert not point.reads(LOSS, W5)


def test_what_lies_before_and_after_a_quantity(mazur: Network) -> None:
    ways = Ways(mazur.scalar)
    assert {W5, NET, OUT} <= ways.before(LOSS)
    assert W7 not in ways.before(OUT)
    assert {NET, OUT, LOSS} <= ways.after(W5)
    assert Symbol("out", "o2") not in ways.after(W5)
    assert W5 in ways.before(W5) & ways.after(W5)


def test_after_an_update_the_parameter_and_all_that_comes_of_it_are_new(point: Point) -> None:
    assert near(point.updated(W5, Fraction(1, 2)), "0.358916480")
    assert near(point.updated(LOSS, Fraction(1, 2)), "0.291027774")
    assert point.updated(LOSS, Fraction(0)).overlaps(point.value(LOSS))
    assert near(point.updated(Symbol("b", "1"), Fraction(0)), "0.35")


@pytest.mark.parametrize(
    ("function", "primes", "at", "expected"),
    [
        ("sigmoid", 0, 0, 0.5),
        ("sigmoid", 1, 0, 0.25),
        ("relu", 1, -1, 0),
        ("sqrt", 0, 9, 3),
        ("cosh", 0, 0, 1),
        ("sinh", 1, 0, 1),
        ("log", 0, 1, 0),
    ],
)
def test_a_function_or_its_derivative_is_applied(
    function: str, primes: int, at: int, expected: float, point: Point
) -> None:
    assert float(arb(point.applied(function, primes, fmpq(at))).mid()) == pytest.approx(expected)


def test_what_cannot_be_told_or_has_no_value_is_not_checkable(point: Point) -> None:
    with pytest.raises(NotCheckable, match="logarithm"):
        point.applied("log", 0, fmpq(0))
    with pytest.raises(NotCheckable, match="exponent-too-large"):
        point.raised(fmpq(2), fmpq(10**9) + fmpq(1, 2))
    with pytest.raises(NotCheckable, match="case-undecided"):
        point.case(arb(0, 1e-20), ">", fmpq(1), fmpq(2))
    with pytest.raises(NotCheckable, match="no-case-holds"):
        point.case(fmpq(-1), ">", fmpq(1), None)


@pytest.mark.parametrize(("margin", "holding"), [(-1, "<≤"), (0, "=≤≥"), (1, ">≥")])
def test_a_case_holds_by_the_side_on_which_its_margin_lies(margin: int, holding: str, point: Point) -> None:
    found = {relation: point.case(fmpq(margin), relation, fmpq(1), fmpq(2)) for relation in "<≤=≥>"}
    assert {relation for relation, value in found.items() if value == 1} == set(holding)


def test_the_larger_and_the_smaller_of_two(point: Point) -> None:
    assert point.extreme(True, fmpq(1), fmpq(2)) == point.extreme(True, arb(1), fmpq(2)) == 2
    assert point.extreme(False, fmpq(1), fmpq(2)) == point.extreme(False, arb(1), fmpq(2)) == 1
    assert point.size(fmpq(-3)) == point.size(arb(-3)) == 3


def test_two_values_are_the_same_or_not_or_it_cannot_be_told() -> None:
    with ctx.workprec(thresholds.BITS):
        third = arb(1) / 3
        assert is_equal(fmpq(1, 3), fmpq(1, 3)) is True
        assert is_equal(fmpq(1, 3), fmpq(2, 3)) is False
        assert is_equal(third, fmpq(1, 3)) is True
        assert is_equal(third, fmpq(1, 4)) is False
        assert is_equal(arb(1, 0.01), fmpq(1)) is None
        assert is_equal(arb("nan"), fmpq(1)) is None


def test_only_an_exact_number_is_a_fraction() -> None:
    assert fraction_of(fmpq(3, 4)) == Fraction(3, 4)
    assert fraction_of(arb(1)) is None


def test_what_is_held_fixed_passes_nothing_on() -> None:
    equations = "s = w*x\\nz = exp(s/2)\\nE = z + s^2"
    text = f'equations = "{equations}"\nloss = "E"\nparameters = ["w"]\n[values]\nx = 1\nw = 0'
    point = Point(parse(text, "direct.toml"))
    loss, s, z, w = map(Symbol, "Eszw")
    assert near(point.holding(loss, s, frozenset({z})), "0")
    assert near(point.holding(loss, s, frozenset({w})), "0.5")
    assert near(point.holding(loss, w, frozenset({s})), "0")


def test_a_tie_that_holds_by_algebra_is_no_undecided_case() -> None:
    network = parse(
        'equations = "r = exp(w)\\nE = min(r*a, clip(r, 1/2, 3/2)*a)"\nloss = "E"\nparameters = ["w"]\n'
        "learning_rate = 0.1\n[values]\nw = 0.1\na = 0.7\n",
        "ratio.toml",
    )
    point = Point(network)
    slope = point.adjoint(Symbol("w"))
    assert isinstance(slope, arb)
    assert abs(slope - arb("0.7") * (arb(1) / 10).exp()) < 1e-12
    with ctx.workprec(160):
        same = (arb(1) / 10).exp() * arb(7) / 10 - arb(7) / 10 * (arb(1) / 10).exp()
        assert point.case(same, ">", fmpq(1), fmpq(0)) == 0
        with pytest.raises(NotCheckable):
            point.case(arb(0, 1e-3), ">", fmpq(1), fmpq(0))
