"""The tables after the derivation."""

from __future__ import annotations

from symbackprop.derive.numbers import Numbers
from symbackprop.derive.update import training, updated_weights
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def test_the_milestones_are_the_certain_figures(numbers: Numbers) -> None:
    before, one, last = training(numbers, 10_000).milestones
    assert before.loss.text == "0.298371108760003"
    assert one.loss.text == "0.291027773693599"
    assert last.loss.text == "3.51018778297885e-5"
    assert [value.text for _, value in last.outputs] == ["0.0159136204435506", "0.984064273514624"]


def test_the_table_lists_the_weights_in_their_order(mazur: Network, numbers: Numbers) -> None:
    rows = updated_weights(mazur.parameters, numbers)
    assert [row.weight.ascii for row in rows] == [f"w{at}" for at in range(1, 9)]
    assert rows[4].after.text == "0.358916479717885"


def test_the_rounds_end_where_the_error_is_nothing_beside_the_first_one() -> None:
    found = training(Numbers(example("layer-norm"), Rounding(9)), 1_000)
    first, *_, last = found.milestones
    assert found.has_vanished
    assert last.rounds < 1_000
    assert 1e-20 < last.loss.value / first.loss.value < 2**-53


def test_before_the_first_round_the_numbers_end_where_those_of_the_derivation_do() -> None:
    before, *_ = training(Numbers(example("squared"), Rounding(9)), 1).milestones
    assert before.loss.text == "0.81"
