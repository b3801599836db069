from __future__ import annotations

import pytest
from flint import arb

from symbackprop.verify.interpretation.equality import ProductRule, equal_worth, holds, same, same_at, ways_of
from symbackprop.verify.quantities.refusals import Misfit, NotCheckable
from symbackprop.verify.values.arrays import Cells

from ..formulas import node
from .names import chain, interpreted, points

NAMING = interpreted("w_1 = 0.15")
POINTS = points(NAMING.network)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (r"out_{h1} = \sigma(net_{h1})", True),
        ("net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = b_1 + i_1 w_1 + i_2 w_2", True),
        ("out_{h1} = net_{h1}", False),
        ("foo_{99} = net_{h1}", None),
        ("net_{h1} = 0.3775", True),
    ],
)
def test_the_formulas_of_an_equation_are_equal_or_not_or_cannot_be_told(line: str, found: bool | None) -> None:
    assert holds(NAMING, chain(line), POINTS) is found


def test_a_derivative_is_also_read_with_the_others_held_fixed() -> None:
    rate, local = node(r"\frac{\partial E_{total}}{\partial out_{o1}}"), node("out_{o1} - target_{o1}")
    assert same(NAMING, rate, local, POINTS)
    ways = list(ways_of(NAMING, rate, local, POINTS))
    assert ProductRule(entrywise=True, local=False) in ways
    assert same_at(NAMING, rate, local, POINTS[0], ways[0])


def test_sides_without_a_value_are_refused() -> None:
    with pytest.raises(NotCheckable):
        same(NAMING, node("foo_{99}"), node("net_{h1}"), POINTS)


def column(*numbers: int, free: bool = False) -> Cells:
    return Cells(tuple((arb(number),) for number in numbers), free)


def test_arrays_are_equal_entry_by_entry() -> None:
    assert equal_worth(column(1, 2), column(1, 2))
    assert not equal_worth(column(1, 2), column(1, 3))


def test_a_vector_that_may_lie_is_compared_as_it_fits() -> None:
    row = Cells(((arb(1), arb(2)),))
    assert equal_worth(column(1, 2, free=True), row)
    with pytest.raises(Misfit):
        equal_worth(column(1, 2), row)
    with pytest.raises(Misfit):
        equal_worth(arb(1), row)


def test_numbers_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(NotCheckable):
        equal_worth(arb(0, 1), arb(0))
