"""Entries of worked-out arrays: each is held against the numbers of its own row and column."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import parse as spec
from symbackprop.verify.judging.verdicts import Claim, Flag, Verdict
from symbackprop.verify.pipeline import verify

NETWORK = """
[network]
sizes = [2, 2, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "none"
train_biases = false
learning_rate = 0.5
[values]
inputs = [0.35, 0.9]
targets = [0.5]
weights = [[[0.1, 0.8], [0.4, 0.6]], [[0.3, 0.9]]]
"""


def claims(text: str) -> tuple[Claim, ...]:
    return verify(text.encode(), "x.md", spec(NETWORK, "x.toml")).claims


PRODUCTS = {
    "a product of a matrix and a vector": (
        r"$z^{(1)} = \begin{bmatrix} 0.1 & 0.8 \\ 0.4 & 0.6 \end{bmatrix} \begin{bmatrix} 0.35 \\ 0.9 \end{bmatrix}"
        r" = \begin{bmatrix} 0.755 \\ 0.68 \end{bmatrix}$",
        ["0.755", "0.68"],
    ),
    "a product of a column and a row": (
        r"$\begin{bmatrix} 2 \\ 3 \end{bmatrix} \begin{bmatrix} 0.5 & 4 \end{bmatrix}"
        r" = \begin{bmatrix} 1.0 & 8 \\ 1.5 & 12 \end{bmatrix}$",
        ["1", "8", "1.5", "12"],
    ),
    "a difference with a multiple": (
        r"$[0.3, 0.9] - 0.5 \times [0.02, 0.04] = [0.29, 0.88]$",
        ["0.29", "0.88"],
    ),
    "a product entry by entry": (
        r"$\begin{bmatrix} 2 \\ 3 \end{bmatrix} \odot \begin{bmatrix} 0.5 \\ 0 \end{bmatrix}"
        r" = \begin{bmatrix} 1 \\ 0 \end{bmatrix}$",
        ["1", "0"],
    ),
}


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_every_entry_has_a_line_of_its_own(name: str) -> None:
    text, lines = PRODUCTS[name]
    assert [claim.line for claim in claims(text) if claim.stated] == lines


def test_only_the_entries_that_read_a_wrong_number_inherit_it() -> None:
    text = r"""
        $z^{(1)}_1 = 0.755$, $z^{(1)}_2 = 0.68$,
        $a^{(1)}_1 = \sigma(0.755) = 0.7603$, $a^{(1)}_2 = \sigma(0.68) = 0.6637$,
        $\frac{\partial E}{\partial W^{(2)}} = 0.0407 \begin{bmatrix} 0.7603 & 0.6637 \end{bmatrix}
        = \begin{bmatrix} 0.0309 & 0.0270 \end{bmatrix}$
    """
    first, second = claims(text)[-2:]
    assert (first.verdict, second.verdict) == (Verdict.WRONG, Verdict.ROUNDED)
    assert Flag.INHERITED in first.flags


def test_what_the_numbers_shown_round_to_is_carried() -> None:
    text = r"$[0.6803, 0.6637] \cdot 0.8151 = [0.5545, 0.5410]$, $[0.6803, 0.6637] \cdot 0.8151 = [0.5555, 0.5410]$"
    verdicts = [claim.verdict for claim in claims(text)]
    assert Verdict.WRONG not in verdicts[:2]
    assert verdicts[2] is Verdict.WRONG


def test_a_number_that_needs_no_rounding_is_not_one_unit_off_but_wrong() -> None:
    (claim,) = claims(r"$z^{(1)}_2 = 0.4 \cdot 0.35 + 0.6 \cdot 0.9 = 0.67$")
    assert claim.verdict is Verdict.WRONG
