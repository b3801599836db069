"""A network with its weights the other way round computes the same."""

from __future__ import annotations

import pytest
from flint import arb

from symbackprop.expression.tree import Index
from symbackprop.graph.equations import bare
from symbackprop.models.network import Layout, Network
from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.remarks import RemarkCode
from symbackprop.verify.judging.turned_weights import turned_weights

LAYERS = """
[network]
sizes = [2, 3, 1]
activation = "tanh"
loss = "half-squared"
bias = "per-neuron"
notation = "{notation}"
convention = "{convention}"
learning_rate = 0.5
[values]
inputs = [0.5, -1.5]
targets = [0.2]
weights = {weights}
biases = [[0.1, 0.2, 0.3], [0.4]]
"""
BY_TARGET = "[[[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]], [[0.7, -0.8, 0.9]]]"
BY_SOURCE = "[[[0.1, 0.3, 0.5], [0.2, -0.4, 0.6]], [[0.7], [-0.8], [0.9]]]"
BITS = 64
EQUATIONS = """
equations = '''
z[j] = sum(i, W[j,i]*x[i])
E = sum(j, 1/2*(z[j] - y[j])^2)
'''
loss = "E"
parameters = ["W"]
learning_rate = 0.1
[sizes]
i = 2
j = 3
[values]
x = [1, 2]
y = [0, 1, 0]
W = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
"""


def layered(notation: str, convention: str) -> Network:
    weights = BY_TARGET if convention == "W x" else BY_SOURCE
    return parse(LAYERS.format(notation=notation, convention=convention, weights=weights), "x.toml")


def loss(network: Network) -> float:
    return float(arb(network.certified.evaluate(network.loss, BITS)).mid())


@pytest.mark.parametrize("convention", ["W x", "x W"])
@pytest.mark.parametrize("notation", ["net-out", "z-a", "h-y", "delta"])
def test_the_loss_stays_and_the_matrices_are_transposed(notation: str, convention: str) -> None:
    network = layered(notation, convention)
    other_layout = Layout.ROWS if convention == "W x" else Layout.COLUMNS
    variants = list(turned_weights(network))
    assert len(variants) == (3 if notation in ("net-out", "delta") else 1)
    for other, remark in variants:
        assert loss(other) == loss(network)
        assert len(other.parameters) == len(network.parameters)
        is_turned = remark.code in (RemarkCode.WEIGHTS_BY_SOURCE, RemarkCode.WEIGHTS_BY_TARGET)
        assert (other.layout is other_layout) == is_turned
        sizes = [index.size for index in other.layers[0].weights.indices if isinstance(index, Index)]
        assert (sizes == [2, 3]) == (is_turned == (convention == "W x"))


@pytest.mark.parametrize("notation", ["net-out", "z-a"])
def test_it_is_the_network_of_a_spec_that_says_so(notation: str) -> None:
    meant = layered(notation, "x W")
    (other,) = (
        other
        for other, remark in turned_weights(layered(notation, "W x"))
        if other.values == meant.values and remark.code is RemarkCode.WEIGHTS_BY_SOURCE
    )
    assert other.graph.declared == meant.graph.declared
    assert {symbol.ascii for symbol in other.parameters} == {symbol.ascii for symbol in meant.parameters}


def test_the_matrices_of_equations_are_turned_as_well() -> None:
    network = parse(EQUATIONS, "x.toml")
    ((other, _),) = turned_weights(network)
    (matrix,) = [leaf for leaf in other.graph.leaves if leaf.base == "W"]
    assert [index.size for index in matrix.indices if isinstance(index, Index)] == [2, 3]
    values = {symbol.subscript: number.text for symbol, number in other.values.items() if bare(symbol).base == "W"}
    assert values["1,3"] == "0.5"
    assert values["2,1"] == "0.2"


def test_without_matrices_there_is_nothing_to_turn() -> None:
    assert not list(turned_weights(example("recurrent")))
