"""Error signals become the output minus the target exactly where algebra says so, in every form."""

from __future__ import annotations

import re

import pytest

from symbackprop.derive.error_signal import short_signals
from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.markdown import markdown

LAYERS = """
[network]
sizes = [2, 2, 2]
activation = ["sigmoid", "{activation}"]
loss = "{loss}"
bias = "none"
learning_rate = 0.5
[values]
inputs = [0.5, -1.0]
targets = [{targets}]
weights = [[[0.1, 0.2], [0.3, -0.4]], [[0.5, -0.6], [0.7, 0.8]]]
"""
SHORT = {
    ("sigmoid", "binary-cross-entropy"): 3,
    ("identity", "half-squared"): 2,
    ("identity", "squared"): 2,
    ("identity", "mean-squared"): 2,
}
"""The activations and losses that go together, and in how many lines."""


def network(activation: str, loss: str, targets: str = "1, 0") -> Network:
    return parse(LAYERS.format(activation=activation, loss=loss, targets=targets), "net.toml")


def written(of: Network, *forms: Form) -> str:
    outline = Outline(default_weights(of), rounds=0, forms=forms or tuple(Form))
    return re.sub(r"_ \{", "_{", markdown(notes(Numbers(of, Rounding(6)), outline)))


@pytest.mark.some(12)
@pytest.mark.parametrize("activation", ["sigmoid", "identity", "tanh", "relu"])
@pytest.mark.parametrize("loss", ["binary-cross-entropy", "half-squared", "squared", "mean-squared", "huber", "hinge"])
def test_a_short_form_is_found_where_it_holds_and_nowhere_else(activation: str, loss: str) -> None:
    found = short_signals(network(activation, loss))
    lines = [len(signal.forms) for signal in found.values()]
    assert lines == ([SHORT[activation, loss]] if (activation, loss) in SHORT else [])


def test_it_stands_in_every_form() -> None:
    text = written(network("sigmoid", "binary-cross-entropy"))
    scalar, rest = text.split("## The same in index notation")
    index, matrix = rest.split("## The same in matrix form")
    assert r"= \mathrm{out}_{o1} - \mathrm{target}_{o1} = " in scalar
    assert "denominators cancel" in scalar
    assert r"= \mathrm{out}_{ok} - \mathrm{target}_{ok}" in index
    assert r"\mathbf{out}_{o}" in matrix
    assert re.search(r"\\mathbf\{out\}_\{o\} - \\mathbf\{target\}_\{o\}", matrix)


def test_softmax_with_cross_entropy_ends_in_the_output_minus_the_target_too() -> None:
    text = written(example("layers-softmax"), Form.INDEX, Form.MATRIX)
    assert r"&= p_{k} - \mathrm{target}_{ok}" in text
    assert "because the targets add up to 1" in text
    assert re.search(r"\\mathbf\{p\} - \\mathbf\{target\}_\{o\}", text)


def test_targets_that_do_not_add_up_to_one_leave_their_sum() -> None:
    text = written(network("identity", "softmax-cross-entropy", "1, 1"), Form.INDEX, Form.MATRIX)
    assert "because the targets add up to 1" not in text
    assert r"p_{k} \cdot \sum" in text
    assert not re.search(r"\\mathbf\{p\} - \\mathbf\{target\}_\{o\}", text)
