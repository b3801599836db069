"""Chains of layers and other graphs, told apart by what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symbackprop.errors import SpecError, UsageError
from symbackprop.layers.onnx_file import PARAMETERS
from symbackprop.layers.onnx_model import onnx_formulas

from .onnx_graphs import graph, kept, line

pytestmark = pytest.mark.slow
"""Each test reads files of ONNX."""

HELD = {"V": np.ones((2, 2)), "W": np.ones((2, 2))}
CHAIN = [line("MatMul", "x W", "a"), line("Tanh", "a", "b"), line("MatMul", "b V", "y")]


def test_a_chain_is_a_list_of_layers_and_another_graph_an_equation_for_each_node(tmp_path: Path) -> None:
    chain = onnx_formulas(kept(graph(CHAIN, (2,), HELD), tmp_path), loss="mse")
    assert chain.trained == ("W1", "W2")
    branch = [*CHAIN[:2], line("Add", "a b", "c"), line("MatMul", "c V", "y")]
    other = onnx_formulas(kept(graph(branch, (2,), HELD), tmp_path), loss="mse")
    assert other.trained == ("W", "V")
    assert other.lines[2] == "h3[i] = h1[i] + h2[i]"


def test_a_file_that_declares_its_parameters_keeps_their_order(tmp_path: Path) -> None:
    file = kept(graph(CHAIN, (2,), HELD, metadata={PARAMETERS: "V,W,none"}), tmp_path)
    assert onnx_formulas(file, loss="mse").trained == ("V", "W")


def test_an_array_that_two_nodes_read_is_one_parameter(tmp_path: Path) -> None:
    shared = [line("MatMul", "x W", "a"), line("Tanh", "a", "b"), line("MatMul", "b W", "y")]
    assert onnx_formulas(kept(graph(shared, (2,), HELD), tmp_path), loss="mse").trained == ("W",)


def test_a_shape_that_is_none_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="input_shape"):
        onnx_formulas(kept(graph(CHAIN, (2,), HELD), tmp_path), (0,))
    with pytest.raises(SpecError, match="cannot be read"):
        onnx_formulas(tmp_path / "none.onnx")
