"""Positions that stand above a name and are read below it."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.interpretation.raised_positions import with_positions_below
from symbackprop.verify.quantities.vocabulary import Vocabulary
from tests.derive.narrate.test_recurrences import NEURON, network

from ..formulas import chain, shown

RECURRENT = Vocabulary(network(NEURON.format(start="h0")))


@pytest.mark.parametrize(
    ("line", "lowered"),
    [
        ("1 = a^{<t>}", "a_t"),
        (r"1 = h^{\langle t-1 \rangle}", "h_{t-1}"),
        ("1 = h^{(t-1)} + x^{(2)}", "(h_{t-1} + x_2)"),
        (r"1 = \tanh(a^{(2)})", "tanh(a_2)"),
    ],
)
def test_a_position_above_a_member_of_a_sequence_is_read_below(line: str, lowered: str) -> None:
    read = chain(line)
    found = with_positions_below(read, RECURRENT)
    assert [shown(side.node) for side in found.sides] == ["1", lowered]
    assert [side.span for side in found.sides] == [side.span for side in read.sides]


@pytest.mark.parametrize("line", ["1 = q^{(2)}", "1 = h^2", "1 = h_t", "1 = h_1^{(2)}"])
def test_what_is_no_member_of_a_sequence_stays(line: str) -> None:
    read = chain(line)
    assert with_positions_below(read, RECURRENT) is read


def test_a_network_that_knows_nothing_by_such_names_leaves_them() -> None:
    read = chain("1 = h^{(t-1)}")
    assert with_positions_below(read, Vocabulary(example())) is read
