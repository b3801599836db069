"""Where the circles and arrows of a network stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from symbackprop.derive.backward import BackwardPass
from symbackprop.derive.diagram import diagram
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Diagram, Edge, Math, Node, NodeKind, Relate
from symbackprop.expression.tree import Symbol, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.drawings.diagram import PAGE, diagram_shapes
from symbackprop.render.drawings.shapes import Circle, Drawing, Ink, Label, Line
from tests.models.test_examples import NAMES
from tests.render.drawings.clearness import faults


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
    assert many.width <= PAGE.widest + 1e-9
    labels = [sum(isinstance(shape, Label) for shape in drawing.shapes) for drawing in (few, many)]
    assert labels == [6 + 8, 24]


def test_arrows_end_at_the_edge_of_circles() -> None:
    shapes = diagram_shapes(network(2, rows=1)).shapes
    left, right = (shape for shape in shapes if isinstance(shape, Circle))
    (arrow,) = (shape for shape in shapes if isinstance(shape, Line))
    assert arrow.points[0][0] == left.centre[0] + left.radius
    assert arrow.points[1][0] < right.centre[0] - right.radius


SIZES = [(2, 2, 2), (4, 2, 2, 1), (3, 5, 4, 2), (6, 5, 4, 3), (32, 32, 32), (5, 5, 5, 5), (1,) * 8, (2,) * 12]


def with_numbers(*sizes: int) -> Network:
    weights = [[[0.25] * before] * after for before, after in pairwise(sizes)]
    return parse(
        f'[network]\nsizes = {[*sizes]}\nactivation = "sigmoid"\nloss = "half-squared"\nbias = "per-layer"\n'
        f"learning_rate = 0.5\n[values]\ninputs = {[0.5] * sizes[0]}\ntargets = {[0.25] * sizes[-1]}\n"
        f"weights = {weights}\nbiases = {[[0.35]] * (len(sizes) - 1)}\n",
        "x.toml",
    )


def all_of(network: Network) -> Iterator[Diagram]:
    """Yield the picture of a network, alone and with the path of its first weight."""
    numbers = Numbers(network, Rounding(6))
    first = network.first(network.layers[0].weights)
    for path in (frozenset[Symbol](), BackwardPass(network, numbers).derive(first).path):
        found = diagram(numbers, path)
        assert found is not None
        yield found


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
def test_no_label_lies_over_another_and_no_arrow_passes_a_circle(sizes: tuple[int, ...]) -> None:
    for drawn in all_of(with_numbers(*sizes)):
        assert [*faults(diagram_shapes(drawn))] == []


@pytest.mark.parametrize("sizes", SIZES[:5], ids=lambda sizes: "-".join(map(str, sizes)))
def test_every_name_on_an_arrow_finds_a_place(sizes: tuple[int, ...]) -> None:
    for drawn in all_of(with_numbers(*sizes)):
        wanted = sorted(edge.label.ascii for edge in drawn.edges if isinstance(edge.label, Symbol))
        shown = [at.content[0] for at in diagram_shapes(drawn).shapes if isinstance(at, Label)]
        names = [at.expression if isinstance(at, Math) else at.left for at in shown if isinstance(at, Math | Relate)]
        assert wanted == sorted(at.ascii for at in names if isinstance(at, Symbol) and at.ascii in wanted)


@pytest.mark.some(12)
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_pictures_of_examples_are_clear(name: str) -> None:
    drawn = diagram(Numbers(example(name), Rounding(6)))
    assert drawn is not None
    assert [*faults(diagram_shapes(drawn))] == []


def test_an_unclear_picture_is_told() -> None:
    left, middle, right = (Circle((x, 1.0), 0.4, Ink.HIDDEN, Ink.TEXT) for x in (1.0, 3.0, 5.0))
    through = Line(((1.4, 1.0), (4.6, 1.0)), Ink.LINE, arrow=True)
    label = Label((2.0, 0.2), (Math(Symbol("w")),))
    assert len([*faults(Drawing(6, 2, (left, middle, right, through)))]) == 1
    assert len([*faults(Drawing(6, 2, (left, label, label)))]) == 1
    assert len([*faults(Drawing(6, 2, (left, label.moved(-1.0, 1.1))))]) == 1
    assert len([*faults(Drawing(6, 0.5, (Line(((1.4, 0.2), (2.6, 1.0)), Ink.LINE, arrow=True),)))]) == 1


@pytest.mark.parametrize("ink", [Ink.LINE, Ink.PATH, Ink.TEXT, Ink.ACCENT, Ink.VALUE])
def test_lines_stand_out_from_the_paper(ink: Ink) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (at / 12.92 if at <= 0.04045 else ((at + 0.055) / 1.055) ** 2.4 for at in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert (light(Ink.PAPER.value) + 0.05) / (light(ink.value) + 0.05) >= 3


def test_arrows_from_a_bias_are_drawn_like_others_but_dashed() -> None:
    shapes = diagram_shapes(next(all_of(with_numbers(2, 2, 2)))).shapes
    dashed = [shape for shape in shapes if isinstance(shape, Line) and shape.dashed]
    assert len(dashed) == 4
    assert {shape.ink for shape in dashed} == {Ink.LINE}
