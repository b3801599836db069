"""The tables after the derivation."""

from __future__ import annotations

from symbackprop.derive.numbers import Numbers
from symbackprop.derive.update import training, updated_weights
from symbackprop.models.network import Network


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
