from __future__ import annotations

from itertools import pairwise

import pytest

from symbackprop.derive.diagram import MOST_LABELS, MOST_LAYERS, MOST_ROWS, diagram
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Diagram, NodeKind
from symbackprop.expression.tree import Number, Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse


def layered(*sizes: int, bias: str = "none") -> Network:
    return parse(
        f'[network]\nsizes = {[*sizes]}\nactivation = "sigmoid"\nloss = "half-squared"\nbias = "{bias}"\n'
        "learning_rate = 0.5\n",
        "x.toml",
    )


def drawn(network: Network, *path: Symbol, values: bool = False) -> Diagram:
    found = diagram(Numbers(network, Rounding(6)), frozenset(path), values)
    assert found is not None
    return found


def test_the_example_is_drawn_with_its_neurons_weights_and_biases(mazur: Network) -> None:
    picture = drawn(mazur, values=True)
    kinds = [(node.kind, node.key) for node in picture.nodes]
    assert [key for kind, key in kinds if kind is NodeKind.INPUT] == ["i1", "i2"]
    assert [key for kind, key in kinds if kind is NodeKind.HIDDEN] == ["out_h1", "out_h2"]
    assert [key for kind, key in kinds if kind is NodeKind.OUTPUT] == ["out_o1", "out_o2"]
    assert [key for kind, key in kinds if kind is NodeKind.BIAS] == ["b1", "b2"]
    weights = {(edge.origin, edge.target): edge.label.ascii for edge in picture.edges if isinstance(edge.label, Symbol)}
    assert weights[("i2", "out_h1")] == "w2"
    assert weights[("out_h1", "out_o2")] == "w7"
    assert len(weights) == 8


def test_what_is_given_stands_beside_its_name(mazur: Network) -> None:
    picture = drawn(mazur, values=True)
    beside = {node.key: node.value.text for node in picture.nodes if isinstance(node.value, Number)}
    assert (beside["i1"], beside["out_o2"], beside["b1"]) == ("0.05", "0.99", "0.35")
    assert not any(node.value or edge.value for node in drawn(mazur).nodes for edge in drawn(mazur).edges)


def test_the_path_of_a_derivation_is_highlighted(mazur: Network) -> None:
    path = (Symbol("w", "5"), Symbol("net", "o1"), Symbol("out", "o1"))
    picture = drawn(mazur, *path)
    assert [node.key for node in picture.nodes if node.on_path] == ["out_o1"]
    assert [edge.label.ascii for edge in picture.edges if edge.on_path and isinstance(edge.label, Symbol)] == ["w5"]


def test_a_wide_layer_has_dots_and_the_neuron_on_the_path() -> None:
    network = layered(1, MOST_ROWS + 4, 1)
    keys = [node.key for node in drawn(network).nodes if node.column == 1]
    assert keys == ["out_h1", "out_h2", "dots1", "out_h9"]
    keys = [node.key for node in drawn(network, Symbol("out", "h7")).nodes if node.column == 1]
    assert keys == ["out_h1", "dots1", "out_h7", "dots1", "out_h9"]
    assert len([node for node in drawn(layered(1, MOST_ROWS, 1)).nodes if node.kind is NodeKind.HIDDEN]) == MOST_ROWS


def test_between_many_neurons_only_the_path_is_labelled() -> None:
    many = layered(4, 4, 1)
    assert MOST_LABELS < 4 * 4
    labelled = [edge for edge in drawn(many).edges if edge.label is not None]
    assert {edge.target for edge in labelled} == {"out_o1"}
    on_path = drawn(many, Symbol("w", "2")).edges
    assert [edge.label.ascii for edge in on_path if edge.on_path and isinstance(edge.label, Symbol)] == ["w2"]


def test_no_picture_is_made_of_too_many_layers() -> None:
    assert diagram(Numbers(layered(*[1] * (MOST_LAYERS + 2)), Rounding(6)), values=False) is None
    assert len(drawn(layered(*[1] * (MOST_LAYERS + 1))).nodes) == MOST_LAYERS + 1


def test_biases_of_neurons_are_not_drawn_and_that_of_a_layer_is_once() -> None:
    assert not [node for node in drawn(layered(2, 2, 1, bias="per-neuron")).nodes if node.kind is NodeKind.BIAS]
    assert len([node for node in drawn(layered(2, 2, 1, bias="per-layer")).nodes if node.kind is NodeKind.BIAS]) == 2


def test_all_samples_pass_through_the_same_neurons() -> None:
    batch = example("layers-batch")
    assert (batch.samples or 1) > 1
    keys = [node.key for node in drawn(batch).nodes if node.kind is NodeKind.INPUT]
    wide = batch.layers[0].source.indices[-1]
    assert len(keys) == len(set(keys)) == getattr(wide, "size", None)


SMALL = """loss = "E"
parameters = ["w"]
learning_rate = 1
equations = '''
a = w*x
b = tanh(a) + w
E = (b - t)^2
'''
[values]
w = 1
x = 2
t = 3
"""


def test_a_model_in_equations_is_drawn_from_left_to_right() -> None:
    network = parse(SMALL, "x.toml")
    picture = drawn(network, Symbol("a"), Symbol("b"))
    column = {node.key: node.column for node in picture.nodes}
    assert all(column[edge.origin] < column[edge.target] for edge in picture.edges)
    assert {(edge.origin, edge.target) for edge in picture.edges if edge.on_path} == {("a", "b")}
    assert [node.kind for node in picture.nodes if node.key in ("E", "t", "a")] == [
        NodeKind.INPUT,
        NodeKind.HIDDEN,
        NodeKind.OUTPUT,
    ]


def test_no_two_nodes_of_a_column_stand_in_the_same_row() -> None:
    for network in (layered(3, 7, 2, bias="per-layer"), parse(SMALL, "x.toml")):
        places = sorted((node.column, node.row) for node in drawn(network).nodes)
        assert all(one != other for one, other in pairwise(places))


@pytest.mark.slow
@pytest.mark.parametrize("count", [21, 500])
def test_a_large_model_in_equations_is_not_drawn(count: int) -> None:
    chain = "\n".join(f"q{n} = tanh({f'q{n - 1}' if n else 'w'})" for n in range(count))
    text = f"loss = \"E\"\nparameters = [\"w\"]\nlearning_rate = 1\nequations = '''\n{chain}\nE = q{count - 1}^2\n'''\n"
    assert diagram(Numbers(parse(text, "x.toml"), Rounding(6))) is None
