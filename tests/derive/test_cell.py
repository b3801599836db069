"""The picture of one position of a recurrence."""

from __future__ import annotations

import pytest

from symbackprop.derive.cell import cell
from symbackprop.derive.narrate import Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Figure
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.typst import typst
from tests.derive.narrate.test_recurrences import NEURON, network
from tests.graph.test_recurrences import CELLS
from tests.graph.test_recurrences import network as cell_of


def test_a_position_reads_the_one_before_and_what_is_given_there() -> None:
    drawing = cell(network(NEURON.format(start="h0"), 40))
    assert drawing is not None
    arrows = {(edge.origin, edge.target) for edge in drawing.edges}
    assert arrows == {("x[t]", "a[t]"), ("h[t-1]", "a[t]"), ("a[t]", "h[t]"), ("h[t]", "E"), ("y[t]", "E")}
    columns = {node.key: node.column for node in drawing.nodes}
    assert columns["h[t-1]"] < columns["a[t]"] < columns["h[t]"] < columns["E"]


@pytest.mark.parametrize("name", CELLS)
def test_it_does_not_grow_with_the_length(name: str) -> None:
    short, long = (cell(cell_of(name, length)) for length in (3, 50))
    assert short is not None
    assert long is not None
    assert len(short.nodes) == len(long.nodes)
    assert len(short.edges) == len(long.edges)


def test_a_model_without_a_recurrence_has_no_position() -> None:
    assert cell(example("mazur-2-2-2")) is None


def test_notes_of_a_long_recurrence_have_a_picture() -> None:
    made = network(NEURON.format(start="h0"), 40)
    document = notes(Numbers(made, Rounding(6)), Outline(made.parameters, rounds=0))
    assert [block.label for block in document.blocks if isinstance(block, Figure)] == ["fig-network"]
    assert "at one position of the recurrence" in typst(document)
