"""The picture of a recurrence: all of its positions, the first and the last, or one of them."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.time_axis import position_drawn, time_drawn
from symbackprop.document.blocks import Figure, NodeKind
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.typst import typst
from tests.derive.narrate.test_recurrences import NEURON, network
from tests.graph.test_recurrences import CELLS
from tests.graph.test_recurrences import network as cell_of


def test_each_position_has_a_place_on_the_axis_and_reads_the_one_before() -> None:
    drawing = time_drawn(network(NEURON.format(start="0"), 3))
    assert drawing is not None
    assert [(tick.name, tick.value) for tick in drawing.ticks] == [("t", "1"), ("t", "2"), ("t", "3")]
    arrows = {(edge.origin, edge.target) for edge in drawing.edges}
    assert {("x[2]", "a[2]"), ("h[1]", "a[2]"), ("a[2]", "h[2]"), ("h[2]", "E"), ("y[2]", "E")} <= arrows
    assert not [arrow for arrow in arrows if "h[0]" in arrow]
    columns = {node.key: node.column for node in drawing.nodes}
    assert columns["a[1]"] < columns["a[2]"] < columns["a[3]"]


def test_of_many_positions_the_first_and_the_last_are_drawn_with_dots_between() -> None:
    drawing = time_drawn(network(NEURON.format(start="0"), 40))
    assert drawing is not None
    assert [tick.value for tick in drawing.ticks] == ["1", "2", "40"]
    assert [node.kind for node in drawing.nodes].count(NodeKind.DOTS) == 1
    arrows = {(edge.origin, edge.target) for edge in drawing.edges}
    assert {("h[2]", "dots"), ("dots", "a[40]")} <= arrows


def test_a_position_reads_the_one_before_and_what_is_given_there() -> None:
    drawing = position_drawn(network(NEURON.format(start="h0"), 40))
    assert drawing is not None
    arrows = {(edge.origin, edge.target) for edge in drawing.edges}
    assert arrows == {("x[t]", "a[t]"), ("h[t-1]", "a[t]"), ("a[t]", "h[t]"), ("h[t]", "E"), ("y[t]", "E")}
    columns = {node.key: node.column for node in drawing.nodes}
    assert columns["h[t-1]"] < columns["a[t]"] < columns["h[t]"] < columns["E"]
    assert [tick.name for tick in drawing.ticks] == ["t−1", "t"]


@pytest.mark.parametrize("name", CELLS)
def test_one_position_does_not_grow_with_the_length(name: str) -> None:
    short, long = (position_drawn(cell_of(name, length)) for length in (3, 50))
    assert short is not None
    assert long is not None
    assert len(short.nodes) == len(long.nodes)
    assert len(short.edges) == len(long.edges)


def test_a_model_without_a_recurrence_has_no_position() -> None:
    assert time_drawn(example("mazur-2-2-2")) is position_drawn(example("mazur-2-2-2")) is None


def test_notes_of_a_long_recurrence_have_a_picture() -> None:
    made = network(NEURON.format(start="h0"), 40)
    document = notes(Numbers(made, Rounding(6)), Outline(made.parameters, rounds=0))
    assert [block.label for block in document.blocks if isinstance(block, Figure)] == ["fig-network"]
    assert "along the recurrence" in typst(document)
