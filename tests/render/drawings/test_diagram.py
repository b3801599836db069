"""Where the circles and arrows of a network stand."""

from __future__ import annotations

from symbackprop.document.blocks import Diagram, Edge, Node, NodeKind
from symbackprop.expression.tree import Symbol, decimal
from symbackprop.render.drawings.diagram import WIDEST, diagram_shapes
from symbackprop.render.drawings.shapes import Circle, Label, Line


def network(layers: int, rows: int = 2) -> Diagram:
    nodes = [
        Node(f"{column}-{row}", NodeKind.HIDDEN, column, row, Symbol("h", str(row)))
        for column in range(layers)
        for row in range(rows)
    ]
    edges = [
        Edge(f"{column}-{row}", f"{column + 1}-{other}", Symbol("w"), decimal("0.5"))
        for column in range(layers - 1)
        for row in range(rows)
        for other in range(rows)
    ]
    return Diagram(tuple(nodes), tuple(edges))


def test_each_neuron_is_a_circle_and_each_weight_an_arrow() -> None:
    shapes = diagram_shapes(network(3)).shapes
    assert sum(isinstance(shape, Circle) for shape in shapes) == 6
    assert sum(isinstance(shape, Line) and shape.arrow for shape in shapes) == 8


def test_many_layers_stand_closer_and_leave_out_the_names_of_weights() -> None:
    few, many = diagram_shapes(network(3)), diagram_shapes(network(12))
    assert many.width <= WIDEST + 1e-9
    labels = [sum(isinstance(shape, Label) for shape in drawing.shapes) for drawing in (few, many)]
    assert labels == [6 + 8, 24]


def test_arrows_end_at_the_edge_of_circles() -> None:
    shapes = diagram_shapes(network(2, rows=1)).shapes
    left, right = (shape for shape in shapes if isinstance(shape, Circle))
    (arrow,) = (shape for shape in shapes if isinstance(shape, Line))
    assert arrow.points[0][0] == left.centre[0] + left.radius
    assert arrow.points[1][0] < right.centre[0] - right.radius
