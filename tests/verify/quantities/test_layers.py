from __future__ import annotations

import pytest

from symbackprop.expression.tree import Symbol
from symbackprop.models.spec import example, parse
from symbackprop.verify.quantities.counting import WeightOrder
from symbackprop.verify.quantities.layers import layers_of

from ...models.test_examples import NAMES
from .named import table


def names(symbols: tuple[Symbol, ...]) -> list[str]:
    return [symbol.ascii for symbol in symbols]


def test_the_parts_of_the_example() -> None:
    layers = table()
    assert names(layers.inputs) == ["i1", "i2"]
    assert names(layers.targets) == ["target_o1", "target_o2"]
    assert names(layers.errors) == ["E_o1", "E_o2"]
    assert layers.loss.ascii == "E_total"
    assert layers.depth == 2
    first, last = layers.stages
    assert [names(row) for row in first.weights] == [["w1", "w2"], ["w3", "w4"]]
    assert names(first.bias) == ["b1", "b1"]
    assert (names(last.net), names(last.out), last.function) == (["net_o1", "net_o2"], ["out_o1", "out_o2"], "sigmoid")
    assert names(layers.outs(0)) == ["i1", "i2"]
    assert names(layers.outs(1)) == ["out_h1", "out_h2"]


def test_weights_are_counted_through_all_layers_in_every_order() -> None:
    counted = {order: names(weights) for order, weights in table().counted.items()}
    assert counted[WeightOrder.BY_TARGET] == [f"w{n}" for n in range(1, 9)]
    assert counted[WeightOrder.BY_SOURCE] == ["w1", "w3", "w2", "w4", "w5", "w7", "w6", "w8"]
    assert counted[WeightOrder.BY_TARGET_THEN_SOURCE] == ["w1", "w2", "w3", "w4", "w5", "w7", "w6", "w8"]
    assert counted[WeightOrder.FROM_THE_OUTPUTS][:2] == ["w5", "w6"]
    assert all(len(set(order)) == 8 for order in counted.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_of_an_example_is_found_by_its_name(name: str) -> None:
    network = example(name)
    layers = layers_of(network)
    targets = {equation.target for equation in network.scalar.equations}
    assert targets <= set(layers.named.values())
    for stage in layers.stages:
        assert len(stage.net) == len(stage.out)
        assert not stage.weights or len(stage.net) % len(stage.weights) == 0


EQUATIONS = """loss = "E"
parameters = ["w1", "w2", "v", "b"]
learning_rate = 1
equations = '''
z1 = w1*x + b
z2 = w2*x + b
h1 = tanh(z1)
h2 = tanh(z2)
u = v*h1 + v*h2
E = (u - t)^2
'''
[values]
w1 = 1
w2 = 2
v = 3
b = 4
x = 5
t = 6
"""


def test_in_a_model_of_equations_layers_are_found_by_their_shape() -> None:
    layers = layers_of(parse(EQUATIONS, "x.toml"))
    assert layers.depth >= 2
    assert layers.stages[0].function == "tanh"
    assert names(layers.stages[0].net)[:1] == ["z1"]
    assert names(layers.inputs) == ["x"]
    assert names(layers.targets) == ["t"]


def test_what_chooses_between_entries_of_a_layer_is_no_activation() -> None:
    pooled = parse(
        'equations = """\na[i] = w*x[i] + b\np[n] = max(k, a[2*n+k-2])\nE = sum(n, (t[n] - p[n])^2)\n"""\n'
        'loss = "E"\nparameters = ["w", "b"]\nlearning_rate = 0.1\n[sizes]\ni = 6\nn = 3\nk = 2\n',
        "pooled.toml",
    )
    (stage,) = layers_of(pooled).stages
    assert (len(stage.net), stage.function) == (6, "identity")


def test_weights_and_inputs_that_are_read_in_part_are_those_of_their_layer() -> None:
    text = """
equations = '''
y = sum(k, w[k+1]*x[k])
E = y^2
'''
loss = "E"
parameters = ["w"]
[sizes]
k = 2
[shapes]
w = 4
x = 3
"""
    layers = layers_of(parse(text, "part.toml"))
    (stage,) = layers.stages
    assert [names(row) for row in stage.weights] == [["w2", "w3"]]
    assert names(layers.inputs) == ["x1", "x2"]
