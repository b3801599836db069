"""The recurrences of adjoints: those that one other reads alone are put into it."""

from __future__ import annotations

import pytest

from symbackprop.derive.index import index_form
from symbackprop.expression.tree import symbols_of
from tests.graph.test_recurrences import CELLS, network

LEFT = {
    "a vector": ["dE_da"],
    "a loss at each position": ["dE_da"],
    "two states": ["dE_dh", "dE_dc", "dE_df"],
    "backwards": ["dE_dg"],
    "two steps back": ["dE_dh"],
    "a window of the past": ["dE_dy"],
}
"""By cell, the adjoints that are left: that of a pre-activation alone, and all of those that several others read."""


@pytest.mark.parametrize("cell", CELLS)
def test_an_adjoint_that_one_other_reads_is_put_into_it(cell: str) -> None:
    (found,) = index_form(network(cell, 4)).recurrences
    names = [chain.left.ascii.partition("[")[0] for chain in found.equations]
    assert names == LEFT[cell]
    read = {
        at.ascii.partition("[")[0] for chain in found.equations for at in symbols_of(chain.links[0].side) if at.mark
    }
    own = {f"dE_d{quantity.ascii}" for quantity in found.quantities}
    assert read & own <= set(names)


def test_it_runs_the_other_way() -> None:
    forwards, backwards = (index_form(network(cell)).recurrences[0].along.step for cell in ("a vector", "backwards"))
    assert (forwards, backwards) == (-1, 1)
