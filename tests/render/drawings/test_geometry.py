"""The one geometry of drawings."""

from __future__ import annotations

import pytest

from symbackprop.derive.diagram import diagram
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Diagram, Math, Plot, Relate
from symbackprop.expression.tree import Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.drawings.geometry import drawing_of
from symbackprop.render.drawings.shapes import Circle, Drawing, Ink, Label, Line


@pytest.fixture
def highlighted(mazur: Network) -> Drawing:
    path = frozenset({Symbol("w", "5"), Symbol("net", "o1"), Symbol("out", "o1"), Symbol("E", "o1")})
    found = diagram(Numbers(mazur, Rounding(9)), path)
    assert isinstance(found, Diagram)
    return drawing_of(found)


def test_a_path_is_never_shown_by_colour_alone(highlighted: Drawing) -> None:
    lines = [shape for shape in highlighted.shapes if isinstance(shape, Line)]
    on, off = [x for x in lines if x.ink is Ink.PATH], [x for x in lines if x.ink is not Ink.PATH]
    assert len(on) == 1
    assert min(x.width for x in on) > 2 * max(x.width for x in off)
    framed = [shape for shape in highlighted.shapes if isinstance(shape, Label) and shape.framed]
    assert [shape.content for shape in framed] == [
        (Relate(Symbol("w", "5"), "=", framed[0].content[0].right),)  # type: ignore[union-attr]
    ]
    assert sum(isinstance(shape, Circle) and shape.double for shape in highlighted.shapes) == 1


def test_all_shapes_lie_on_the_paper(highlighted: Drawing) -> None:
    points = [
        point
        for shape in highlighted.shapes
        for point in (
            shape.points if isinstance(shape, Line) else [shape.centre if isinstance(shape, Circle) else shape.at]
        )
    ]
    assert all(0 <= x <= highlighted.width and 0 <= y <= highlighted.height for x, y in points)


def test_labels_of_weights_do_not_overlap(highlighted: Drawing) -> None:
    labels = [s for s in highlighted.shapes if isinstance(s, Label) and isinstance(s.content[0], Relate)]
    for at, first in enumerate(labels):
        for second in labels[at + 1 :]:
            apart_x, apart_y = abs(first.at[0] - second.at[0]), abs(first.at[1] - second.at[1])
            assert apart_x > 1.6 or apart_y > 0.38, (first.content, second.content)


def test_a_logarithmic_axis_has_ticks_at_powers_of_ten() -> None:
    plot = Plot(((1.0, 0.3), (10.0, 0.02), (1000.0, 4e-5)), "rounds", Symbol("E"), log_x=True)
    drawing = drawing_of(plot)
    ticks = [s for s in drawing.shapes if isinstance(s, Label) and isinstance(s.content[0], Math)]
    assert len(ticks) == 4 + 6 + 1
    curve = max((s for s in drawing.shapes if isinstance(s, Line)), key=lambda line: line.width)
    xs = [x for x, _ in curve.points]
    assert xs[2] - xs[1] == pytest.approx(2 * (xs[1] - xs[0]))


def test_a_wide_layer_is_drawn_with_dots(mazur: Network) -> None:
    from symbackprop.models.spec import parse

    wide = parse(
        """[network]
sizes = [1, 9, 1]
activation = "tanh"
loss = "squared"
bias = "none"
learning_rate = 1
[values]
inputs = [1]
targets = [1]
weights = [[[0.1],[0.2],[0.3],[0.4],[0.5],[0.6],[0.7],[0.8],[0.9]], [[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9]]]
""",
        "wide",
    )
    found = diagram(Numbers(wide, Rounding(3)), frozenset({Symbol("out", "h7")}))
    assert isinstance(found, Diagram)
    assert [node.key for node in found.nodes if node.column == 1] == ["out_h1", "dots1", "out_h7", "dots1", "out_h9"]
