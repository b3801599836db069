"""The figure of both passes."""

from __future__ import annotations

from symbackprop.derive.narrate import Form, Outline
from symbackprop.derive.narrate.lecture import Lecture
from symbackprop.derive.narrate.parts.circuit import circuit
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Diagram, Figure
from symbackprop.expression.tree import Expression, Number
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

# A published circuit: (x + y)·z at (−2, 5, −4) has the values 3 and −12 and the gradients −4, −4, 3 and −4,
# https://cs231n.github.io/optimization-2/
PUBLISHED = """loss = "f"
parameters = ["x", "y", "z"]
learning_rate = 1
equations = '''
q = x + y
f = q*z
'''
[values]
x = -2
y = 5
z = -4
"""


def drawn(network: Network) -> Diagram | None:
    lecture = Lecture(Numbers(network, Rounding(9)), Outline((), forms=(Form.SCALAR,)))
    found = [block.drawing for block in circuit(lecture) if isinstance(block, Figure)]
    return found[0] if found and isinstance(found[0], Diagram) else None


def text(number: Expression | None) -> str | None:
    return number.text if isinstance(number, Number) else None


def test_a_published_circuit_has_its_values_and_gradients() -> None:
    drawing = drawn(parse(PUBLISHED, "x.toml"))
    assert drawing is not None
    numbers = {node.key: (text(node.computed), text(node.gradient)) for node in drawing.nodes}
    assert numbers == {
        "x": ("-2", "-4"),
        "y": ("5", "-4"),
        "z": ("-4", "3"),
        "q": ("3", "-4"),
        "f": ("-12", "1"),
    }


def test_weights_of_layers_have_both_on_their_arrows(mazur: Network) -> None:
    drawing = drawn(mazur)
    assert drawing is not None
    edges = {edge.label.ascii: edge for edge in drawing.edges if edge.label is not None}  # type: ignore[attr-defined]
    assert (text(edges["w5"].value), text(edges["w5"].gradient)) == ("0.40", "0.0822")
    outputs = {node.key: (text(node.computed), text(node.gradient)) for node in drawing.nodes if node.computed}
    assert outputs["out_o1"] == ("0.751", "0.741")


def test_several_samples_have_no_one_value() -> None:
    assert drawn(example("layers-batch")) is None
