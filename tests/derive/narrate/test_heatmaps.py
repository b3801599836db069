"""Heat maps of all gradients in the notes of larger networks."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.narrate.heatmaps import MOST_CELLS, limit_above, reduced
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.update import MOST_ROWS, gradients_as_floats
from symbackprop.document.blocks import Document, Figure, HeatMap, Math, Paragraph, Relate, Table
from symbackprop.expression.tree import Symbol, whole
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.documents.latex import latex
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import typst_pdf
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines

from ...render.documents.test_latex import log_of

pytestmark = pytest.mark.slow
"""Each test makes whole notes."""


def drawn_weights(sizes: Sequence[int], seed: int = 1) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return weights and biases with two decimals."""
    draw = np.random.default_rng(seed)
    weights = [draw.uniform(-1, 1, (to, origin)).round(2) for origin, to in pairwise(sizes)]
    return weights, [draw.uniform(-1, 1, to).round(2) for to in sizes[1:]]


def network_of(
    sizes: Sequence[int], activation: str = "tanh", bias: bool = True, inputs: float | None = None
) -> Network:
    weights, biases = drawn_weights(sizes)
    given_inputs = [0.1 * (at % 7) - 0.25 if inputs is None else inputs for at in range(sizes[0])]
    return parse(
        f"""title = "wide"
[network]
sizes = {list(sizes)}
activation = "{activation}"
loss = "half-squared"
bias = "{"per-neuron" if bias else "none"}"
{"train_biases = true" if bias else ""}
learning_rate = 0.1
[values]
inputs = {[round(value, 2) for value in given_inputs]}
targets = {[0.5] * sizes[-1]}
weights = {[matrix.tolist() for matrix in weights]}
{f"biases = {[vector.tolist() for vector in biases]}" if bias else ""}
""",
        "wide.toml",
    )


def document_of(network: Network) -> Document:
    return notes(Numbers(network, Rounding(6)), Outline(default_weights(network)[:1], rounds=1))


def maps(document: Document) -> list[Figure]:
    return [
        block for block in walk(document.blocks) if isinstance(block, Figure) and isinstance(block.drawing, HeatMap)
    ]


def text_of(document: Document) -> str:
    return " ".join(spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph))


@pytest.fixture(scope="module")
def wide() -> Document:
    return document_of(network_of([8, 8, 8]))


def numeric_gradients(sizes: Sequence[int]) -> list[np.ndarray]:
    """Return the gradients of a tanh network by central differences."""
    weights, biases = drawn_weights(sizes)
    first = np.array([round(0.1 * (at % 7) - 0.25, 2) for at in range(sizes[0])])

    def loss() -> float:
        signal = first
        for matrix, vector in zip(weights, biases, strict=True):
            signal = np.tanh(matrix @ signal + vector)
        return float(0.5 * ((0.5 - signal) ** 2).sum())

    found = []
    for parameter in [*weights, *biases]:
        slope = np.zeros_like(parameter)
        for at in np.ndindex(parameter.shape):
            kept = parameter[at]
            parameter[at] = kept + 1e-5
            above = loss()
            parameter[at] = kept - 1e-5
            slope[at] = (above - loss()) / 2e-5
            parameter[at] = kept
        found.append(slope)
    return found


def test_the_gradients_are_those_of_finite_differences() -> None:
    sizes = [3, 5, 2]
    network = network_of(sizes)
    for symbol, expected in zip(network.trained, numeric_gradients(sizes), strict=True):
        found = np.array(gradients_as_floats(network, symbol))
        assert found == pytest.approx(expected.reshape(found.shape), abs=1e-8)
        assert found.shape == (expected.shape if expected.ndim == 2 else (len(expected), 1))


def test_a_small_network_has_a_table_alone(mazur: Network) -> None:
    assert len(mazur.parameters) <= MOST_ROWS
    assert not maps(document_of(mazur))


def test_a_larger_network_has_a_heat_map_a_layer_and_a_short_table(wide: Document) -> None:
    figures = maps(wide)
    assert [figure.label for figure in figures] == ["fig-gradients-1", "fig-gradients-2"]
    for figure in figures:
        assert isinstance(figure.drawing, HeatMap)
        assert [(len(at.values), len(at.values[0])) for at in figure.drawing.matrices] == [(8, 8), (8, 1)]
    assert f"more than {MOST_ROWS}" in text_of(wide)
    table = next(block for block in walk(wide.blocks) if isinstance(block, Table) and block.label == "tab-weights")
    assert len(table.rows) < MOST_ROWS
    assert "128 weights are left out" in spoken_inlines(table.caption)


def test_the_limit_holds_all_values_and_is_not_far_above(wide: Document) -> None:
    for figure in maps(wide):
        assert isinstance(figure.drawing, HeatMap)
        largest = max(abs(value) for at in figure.drawing.matrices for row in at.values for value in row)
        assert largest <= float(figure.drawing.limit.value) < largest * 1.11


def test_the_words_say_size_range_and_place(wide: Document) -> None:
    expected = numeric_gradients([8, 8, 8])[0]
    row, column = (at + 1 for at in np.unravel_index(np.abs(expected).argmax(), expected.shape))
    words = maps(wide)[0].alternative
    assert "the 8 by 8 matrix of derivatives of E_total with respect to W1" in words
    assert f"at row {row}, column {column}, with respect to w{8 * (row - 1) + column};" in words
    assert f"run from {expected.min():.3g} to {expected.max():.3g};" in words
    assert f"{(expected < 0).sum()} are negative" in words


def test_rows_and_columns_are_named(wide: Document) -> None:
    drawing = maps(wide)[1].drawing
    assert isinstance(drawing, HeatMap)
    weights, biases = drawing.matrices
    assert weights.rows == ((Math(Symbol("net", "o1")),), (Math(Symbol("net", "o8")),))
    assert weights.columns == ((Math(Symbol("out", "h1")),), (Math(Symbol("out", "h8")),))
    assert biases.rows is None


def test_without_biases_each_layer_keeps_its_own_names() -> None:
    figures = maps(document_of(network_of([7, 6, 2], bias=False)))
    assert ["hidden" in spoken_inlines(figure.caption) for figure in figures] == [True, False]
    drawing = figures[1].drawing
    assert isinstance(drawing, HeatMap)
    assert drawing.matrices[0].columns == ((Math(Symbol("out", "h1")),), (Math(Symbol("out", "h6")),))


def test_a_layer_larger_than_the_map_is_drawn_in_blocks() -> None:
    figure = maps(document_of(network_of([100, 2, 1])))[0]
    assert isinstance(figure.drawing, HeatMap)
    assert [len(row) for row in figure.drawing.matrices[0].values] == [34, 34]
    assert "2 × 100 entries; each cell stands for a block of up to 1 × 3" in spoken_inlines(figure.caption)


@settings(deadline=None)
@given(st.integers(1, 150), st.integers(1, 150), st.integers(0, 10**6))
def test_every_block_keeps_its_entry_of_largest_magnitude(height: int, across: int, seed: int) -> None:
    draw = random.Random(seed)
    values = tuple(tuple(draw.uniform(-1, 1) for _ in range(across)) for _ in range(height))
    small = reduced(values)
    down, right = -(-height // MOST_CELLS), -(-across // MOST_CELLS)
    assert max(len(small), len(small[0])) <= MOST_CELLS
    array = np.array(values)
    for row, entries in enumerate(small):
        for column, entry in enumerate(entries):
            block = array[row * down : (row + 1) * down, column * right : (column + 1) * right]
            assert entry in block
            assert abs(entry) == np.abs(block).max()


@given(st.floats(1e-308, 1e308))
def test_a_limit_is_rounded_up(largest: float) -> None:
    limit = limit_above(largest)
    assert Fraction(largest) <= limit.value < Fraction(largest) * Fraction(112, 100)
    assert limit.value == Fraction(limit.text)


def test_gradients_that_are_all_zero_are_said_and_not_drawn() -> None:
    document = document_of(network_of([20, 2, 1], bias=False, inputs=0.0, activation="tanh"))
    assert not maps(document)
    assert "have no influence here" in text_of(document)


def test_vanishing_gradients_are_pointed_out() -> None:
    fading = replace_inputs(network_of([20, 2, 1]), "0.0001")
    assert "vanish" in text_of(document_of(fading))
    assert "vanish" not in text_of(document_of(network_of([20, 2, 1])))


def replace_inputs(network: Network, text: str) -> Network:
    """Return a network with all inputs of one value."""
    source = network.layers[0].source.base
    number = limit_above(float(text))
    return replace(
        network, values={symbol: number if symbol.base == source else at for symbol, at in network.values.items()}
    )


EQUATIONS = """title = "attention"
equations = '''
s[n] = sum(d, 0.5*q[d]*K[n,d])
a[n] = tanh(s[n])
o[d] = sum(n, a[n]*V[n,d])
L = sum(d, g*(t[d] - o[d])^2)
'''
loss = "L"
parameters = ["q", "K", "V", "g"]
learning_rate = 0.1
[sizes]
n = 6
d = 5
[values]
g = 1
q = [1, -0.5, 0.3, 0.2, 0.9]
K = [[0.2, 0.1, 0.3, 0.4, 0.5], [0.2, -0.1, 0.3, -0.4, 0.5], [0, 0.1, 0.3, 0.4, 0.5], [0.7, 0.1, 0.3, 0.4, 0.5],
  [0.2, 0.1, -0.3, 0.4, -0.5], [0.2, 0.1, 0.3, 0.4, 0.5]]
V = [[0.6, 0.1, 0.3, 0.4, 0.5], [0.2, -0.7, 0.3, -0.4, 0.5], [0, 0.1, 0.8, 0.4, 0.5], [0.7, 0.1, 0.9, 0.4, 0.5],
  [0.2, 0.1, -0.3, 0.4, -0.1], [0.2, 0.1, 0.3, 0.2, 0.5]]
t = [0.2, 0.8, 0, 1, -1]
"""


def test_a_model_in_equations_has_a_heat_map_a_quantity() -> None:
    document = document_of(parse(EQUATIONS, "attention.toml"))
    drawings = [figure.drawing for figure in maps(document)]
    matrices = [at for drawing in drawings if isinstance(drawing, HeatMap) for at in drawing.matrices]
    assert [(len(at.values), len(at.values[0])) for at in matrices] == [(1, 5), (6, 5), (6, 5)]
    assert matrices[1].rows == (
        (Relate(Symbol("n"), "=", whole(1)),),
        (Relate(Symbol("n"), "=", whole(6)),),
    )


@pytest.mark.parametrize("sizes", [[8, 8, 8], [32, 32, 32]], ids=str)
def test_the_notes_compile_without_a_warning(sizes: list[int], tmp_path: Path, tool: Callable[[str], str]) -> None:
    document = document_of(network_of(sizes))
    assert len(maps(document)) == 2
    assert typst_pdf(typst(document)).startswith(b"%PDF")
    assert not re.findall(r".*(?:Warning|Overfull|Underfull).*", log_of(latex(document), tmp_path, tool("pdflatex")))


def test_the_notes_of_equations_compile_without_a_warning(tmp_path: Path, tool: Callable[[str], str]) -> None:
    document = document_of(parse(EQUATIONS, "attention.toml"))
    assert typst_pdf(typst(document)).startswith(b"%PDF")
    assert not re.findall(r".*(?:Warning|Overfull|Underfull).*", log_of(latex(document), tmp_path, tool("pdflatex")))
