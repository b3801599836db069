"""The picture of a model in equations: its numbers where these are few, else its quantities."""

from __future__ import annotations

import pytest

from symbackprop.derive.computation import quantities_drawn, scalars_drawn
from symbackprop.derive.diagram import diagram
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from tests.models.test_examples import NAMES


def test_a_large_model_is_drawn_by_its_indexed_quantities() -> None:
    network = example("attention-head")
    assert scalars_drawn(network, frozenset()) is None
    drawing = quantities_drawn(network)
    assert drawing is not None
    arrows = {(edge.origin, edge.target) for edge in drawing.edges}
    assert {("q[m,c]", "s[m,n]"), ("k[n,c]", "s[m,n]"), ("X[m,d]", "q[m,c]")} <= arrows


def test_what_many_quantities_are_called_has_no_indices() -> None:
    drawing = quantities_drawn(example("transformer-block"))
    assert drawing is not None
    assert all(not getattr(node.label, "indices", ()) for node in drawing.nodes)


@pytest.mark.some(12)
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_drawn_from_left_to_right(name: str) -> None:
    drawing = diagram(Numbers(example(name), Rounding(6)))
    assert drawing is not None
    column = {node.key: node.column for node in drawing.nodes}
    rows = {node.key: node.row for node in drawing.nodes}
    assert all(
        column[edge.origin] < column[edge.target] or rows[edge.origin] > rows[edge.target] for edge in drawing.edges
    )
