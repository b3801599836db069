"""The section on the total error speaks of one output as of one, and of several as of several."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Paragraph
from symbackprop.graph.rounding import Rounding
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.inline.speech import spoken_inlines

SPEC = """
[network]
sizes = [2, {outputs}]
activation = "identity"
loss = "half-squared"
bias = "per-neuron"
learning_rate = 0.5
{more}
"""


def said(network: Network) -> str:
    found = notes(Numbers(network, Rounding(6)), Outline(default_weights(network)[:1], rounds=0, similarly=False))
    return " ".join(spoken_inlines(block.content) for block in found.blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("more", ["", "l2 = 0.01"])
def test_one_output_is_not_summed(more: str) -> None:
    words = said(drawn(parse(SPEC.format(outputs=1, more=more), "one.toml"), 1))
    assert "The bias is " in words
    assert "The output should be" in words
    assert "There is no other output" in words
    for plural in ("outputs", "The biases are", "Each output", "their sum"):
        assert plural not in words


@pytest.mark.parametrize("more", ["", "l2 = 0.01"])
def test_two_outputs_are_summed(more: str) -> None:
    words = said(drawn(parse(SPEC.format(outputs=2, more=more), "two.toml"), 1))
    for plural in ("summed over the outputs", "The biases are", "Each output contributes", "their sum"):
        assert plural in words
