"""Whether samples are lanes, and how many stand in a tile."""

from __future__ import annotations

import pytest

from symbackprop.export.c.choice import MOST_TILE, is_in_lanes, rows_for, tile_for
from symbackprop.export.c.page import Page
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.program.staging import stages
from symbackprop.models.network import Network

from ..networks import layered
from .of_samples import EQUATIONS, network


def in_lanes(made: Network, data: tuple[str, ...] = ()) -> bool:
    program = lowered(made, data, Form.LOOPS)
    return is_in_lanes(Page(program), stages(program, (program.loss, *program.adjoints.values())))


@pytest.mark.parametrize(("name", "expected"), [("attention", False), ("a recurrence", True)])
def test_samples_with_matrices_of_their_own_are_no_lanes(name: str, expected: bool) -> None:
    assert in_lanes(network(name), tuple(EQUATIONS[name][3])) == expected


@pytest.mark.parametrize("sizes", [(3, 4, 2), (64, 32, 10), (200, 100, 10)])
def test_layers_are_lanes(sizes: tuple[int, ...]) -> None:
    assert in_lanes(layered(*sizes))


def test_a_choice_gives_no_names_away() -> None:
    program = lowered(network("attention"), EQUATIONS["attention"][3], Form.LOOPS)
    page = Page(program)
    before = page.names.fresh("p")
    is_in_lanes(Page(program), stages(program, (program.loss, *program.adjoints.values())))
    assert Page(program).names.fresh("p") == before


@pytest.mark.parametrize(("is_single", "lanes"), [(False, 8), (True, 16)])
def test_a_tile_fills_two_of_the_widest_vectors_however_wide_the_network_is(is_single: bool, lanes: int) -> None:
    assert tile_for(10**7, is_single) == 2 * lanes


def test_lanes_are_whole_vectors() -> None:
    assert {tile_for(numbers, False) % 16 for numbers in range(1, 20_000, 500)} == {0}


def test_small_samples_are_many_and_large_ones_stand_alone() -> None:
    assert tile_for(10, False) == rows_for(10, False) == MOST_TILE
    assert rows_for(10**7, False) == 1
