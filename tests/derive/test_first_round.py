"""The lines of the first round, with names and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.derive.first_round import general_lines, lines, named
from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Heading
from symbackprop.expression.tree import Number, Symbol, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.optimisers import optimiser
from symbackprop.models.spec import example

from ..formats import files_of


def by(name: str, network: Network) -> Network:
    return replace(network, optimiser=optimiser(name), learning_rate=decimal("0.001"))


def test_each_equation_is_a_line_with_its_number(mazur: Network) -> None:
    """Computed with floats: m = 0.1·g, v = 0.001·g², and the corrected ones g and g²."""
    numbers = Numbers(by("adam", mazur), Rounding(6))
    weight = mazur.parameter("w5")
    found = lines(numbers, weight)
    results = [line.links[-1].side for line in found]
    assert all(isinstance(result, Number) for result in results)
    texts = [result.text for result in results if isinstance(result, Number)]
    assert texts == ["0.00821670", "6.75142e-6", "0.0821670", "0.00675142", "0.399000"]
    names = [line.left.ascii for line in found if isinstance(line.left, Symbol)]
    assert names == ["m_w5_new", "v_w5_new", "m_hat_w5", "v_hat_w5", "w5_new"]


def test_plain_descent_is_one_line_and_without_a_rate_none(mazur: Network) -> None:
    weight = mazur.parameter("w5")
    assert len(lines(Numbers(mazur, Rounding(6)), weight)) == 1
    assert lines(Numbers(replace(mazur, learning_rate=None), Rounding(6)), weight) == ()


def test_a_letter_of_the_network_is_kept_apart() -> None:
    """Batch normalisation has quantities v, m and n of its own."""
    network = by("adam", example("batch-norm"))
    names = named(network, network.optimiser)
    assert names[Symbol("v")] == Symbol("v", "opt")
    assert names[Symbol("β", "1")] == Symbol("β", "1")
    assert len([*general_lines(network, network.optimiser)]) == 5


@pytest.mark.parametrize("name", ["mazur-2-2-2", "batch-norm"])
def test_notes_without_a_rate_speak_of_no_update(name: str) -> None:
    network = replace(example(name), learning_rate=None, rounds_remark="")
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), 5, (Form.SCALAR, Form.INDEX)))
    text = files_of("md", document)["notes.md"].decode()
    assert "learning rate" not in text
    assert "^{+}" not in text
    assert not [block for block in document.blocks if isinstance(block, Heading) and "rounds" in str(block)]
