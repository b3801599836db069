"""The appendix: from the numbers that notes print, all others follow."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from symbackprop.derive.narrate import Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Document
from symbackprop.graph.rounding import Policy, Rounding
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.render.documents.markdown import markdown

from .layered import layered

TITLE = "All numbers"
MATRIX = re.compile(r"(\S[^\n&]*?) *&?= *\\begin\{bmatrix\}\n(.*?)\n\\end\{bmatrix\}", re.DOTALL)
NUMBER = re.compile(r"^&?E_ \{\\mathrm\{total\}\} &?= (\S+)$", re.MULTILINE)


def written(network: Network, policy: Policy = Policy.FULL) -> Document:
    outline = Outline(network.parameters[-1:], rounds=0, similarly=False)
    return notes(Numbers(network, Rounding(9, policy=policy)), outline)


def appendix_of(text: str) -> str:
    return text.partition(f"## {TITLE}")[2]


def matrices(text: str) -> Mapping[str, NDArray[np.float64]]:
    """Return the matrices of a text by what stands before them, without spaces and braces; rows turned are columns."""
    found = {}
    for left, body in MATRIX.findall(text):
        name = re.sub(r"\\mathbf|\\mathsf|\\left|\\right|\\partial|\\frac|\\mathrm|[{}() _^]", "", left)
        rows = np.array([[float(entry) for entry in row.split("&")] for row in body.split(r"\\")])
        found[name.removesuffix("T")] = rows.T if name.endswith("T") else rows
    return found


def test_error_and_gradients_follow_from_the_printed_numbers() -> None:
    text = appendix_of(markdown(written(drawn(layered([3, 5, 4, 2]), 3))))
    printed = matrices(text)
    outs = [printed["i"]]
    layers = ("h1", "h2", "o")
    for at, layer in enumerate(layers, start=1):
        net = printed[f"W{at}"] @ outs[-1] + printed[f"b{layer}"]
        assert np.allclose(net, printed[f"net{layer}"], atol=1e-8)
        outs.append(np.tanh(net))
        assert np.allclose(outs[-1], printed[f"out{layer}"], atol=1e-8)
    miss = outs[-1] - printed["targeto"]
    error = NUMBER.search(text)
    assert error is not None
    assert float(error[1]) == pytest.approx(float((miss**2).sum() / 2), rel=1e-8)
    signal = miss * (1 - outs[-1] ** 2)
    for at, layer in reversed([*enumerate(layers, start=1)]):
        slopes = {f"W{at}": signal @ outs[at - 1].T, f"b{layer}": signal}
        for name, slope in slopes.items():
            assert np.allclose(printed[f"Etotal{name}"], slope, atol=1e-8)
            assert np.allclose(printed[f"{name}+"], printed[name] - 0.5 * slope, atol=1e-8)
        signal = (printed[f"W{at}"].T @ signal) * (1 - outs[at - 1] ** 2)


def test_a_small_network_has_all_its_numbers_where_they_are_used() -> None:
    assert not appendix_of(markdown(written(example("mazur-2-2-2"))))


def test_of_many_numbers_the_appendix_says_where_they_are() -> None:
    text = appendix_of(markdown(written(drawn(layered([20, 40, 30]), 3))))

    assert "gradient.py" in text
    assert not matrices(text)


def test_a_wide_matrix_is_parted_into_columns_that_fit_a_page() -> None:
    text = appendix_of(markdown(written(drawn(layered([12, 4, 1]), 3))))

    assert "columns 1 to 4:" in text
    assert "columns 9 to 12:" in text
    assert max(len(line) for line in text.splitlines() if "&" in line) < 110


REPEATED_NOWHERE = {"batch-norm": [], "convolution": [], "gru": [], "layers-batch": [], "pooling": ["a"]}


@pytest.mark.parametrize("name", REPEATED_NOWHERE)
def test_what_stands_above_is_not_repeated(name: str) -> None:
    network = example(name)
    outline = Outline(network.parameters[-1:], rounds=0, similarly=False)
    text = appendix_of(markdown(notes(Numbers(network, Rounding(9)), outline)))
    assert list(matrices(text)) == REPEATED_NOWHERE[name]
