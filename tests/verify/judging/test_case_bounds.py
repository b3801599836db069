"""Points beside the bounds of cases."""

from __future__ import annotations

from dataclasses import replace

from flint import arb

from symbackprop.verify.judging.case_bounds import beside_bounds
from symbackprop.verify.tree import Chain
from symbackprop.verify.values.random_points import random_points

from ..interpretation.names import chain, interpreted
from .judged import precise

CASES = r"out_{h1} = \begin{cases} net_{h1} & net_{h1} > 0.5 \\ 0 & \text{otherwise} \end{cases}"


def beside(found: Chain, count: int) -> list[float]:
    """Return the net input at the points beside the bound."""
    naming = interpreted()
    layers = naming.layers
    points = [point for far in (1, 8) for point in random_points(naming.network, layers, count, far=far)]
    net = layers.stages[0].net[0]
    with precise():
        near = list(beside_bounds(naming, [side.node for side in found.sides], points))
        return [float(arb(point.value(net)).mid()) for point in near]


def test_there_is_a_point_on_either_side_of_a_bound_and_near_it() -> None:
    low, high = sorted(beside(chain(CASES), 8))
    assert low < 0.5 < high
    assert high - low < 0.3


def test_a_bound_that_no_point_passes_is_left_out() -> None:
    far = chain(CASES.replace("0.5", "100000"))
    assert beside(far, 2) == []


def test_formulas_without_cases_have_no_bounds() -> None:
    found = chain("out_{h1} = net_{h1}")
    assert beside(replace(found), 2) == []
