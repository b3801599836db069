from __future__ import annotations

import re

import pytest

from symbackprop.verify.diagnosis.writing import NotWritten, written
from symbackprop.verify.grammar.edits import edits, one_renamed, replaced
from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.source import Plain
from symbackprop.verify.tree import Chain, Entrywise, Node, Numeral, Times, Turned, names_in, numerals_in


def right_side(text: str) -> Node:
    (chain,) = parse(Plain(text, range(len(text) + 1)), WritingStyle())
    assert isinstance(chain, Chain)
    return chain.sides[1].node


LINES = (
    r"a = w_1 \cdot x + b",
    r"a = \frac{1}{1 + e^{-0.3775}}",
    r"a = \left(t - o\right) \cdot \left(1 - o\right)",
    r"a = \frac{\partial E}{\partial o} \cdot o^{2}",
    r"a = \tanh\left(z\right)",
    r"a = \left. \frac{\partial E}{\partial o} \right|_{z, y} \cdot o",
    r"a = \left. \frac{\partial E}{\partial o} \right|_{\text{direct}} \cdot o",
    r"a = \mathrm{log}_ {10}(1 + z^{2})",
    r"a = \log_2 z + 1",
    r"a = f_1'(z) + 1",
    r"a = f'_{1}(z) + 1",
    r"a = \sigma^{[2]\prime}(z) + 1",
    r"a = \mathbf{f}_1(z) + 1",
)


@pytest.mark.parametrize("text", LINES)
def test_what_is_written_is_read_as_it_was(text: str) -> None:
    node = right_side(text)
    assert _shape(right_side(f"a = {written(node, node, text)}")) == _shape(node)


@pytest.mark.parametrize("text", LINES)
def test_a_change_stands_in_what_is_written(text: str) -> None:
    node = right_side(text)
    for edit in edits(node):
        assert written(edit.node, node, text) != written(node, node, text)


def test_a_number_is_written_where_the_old_one_stood() -> None:
    text = r"a = 0.5 \cdot (0.25 + 1)"
    node = right_side(text)
    old = numerals_in(node)[1]
    assert written(replaced(node, old, Numeral("0.75", old.value * 3, old.span)), node, text) == (
        r"0.5 \cdot \left(0.75 + 1\right)"
    )


def test_a_transpose_within_a_name_is_written_once() -> None:
    text = "a = W^{[2]T} x"
    node = right_side(text)
    assert written(node, node, text) == "W^{[2]T} x"


@pytest.mark.parametrize(
    ("name", "without"),
    [
        (r"\boldsymbol{\Delta}^{\mathsf{T}}", r"\boldsymbol{\Delta}"),
        (r"W^{[2]T}", "W^{[2]}"),
        (r"\mathbf{W}^\top", r"\mathbf{W}"),
    ],
)
def test_a_name_is_written_without_the_sign_that_transposed_it(name: str, without: str) -> None:
    text = f"a = {name} x"
    node = right_side(text)
    assert isinstance(node, Times)
    turned, x = node.factors
    assert isinstance(turned, Turned)
    assert written(Times((turned.body, x), node.tight), node, text) == f"{without} x"


def test_a_name_with_another_index_is_set_as_the_old_one_was() -> None:
    text = r"a = \mathrm{net}_ {o1}^{(1)} + b"
    node = right_side(text)
    other = one_renamed(node, names_in(node)[0], "o2")
    assert written(other, node, text) == r"\mathrm{net}_{o2}^{(1)} + b"


def test_names_that_stand_together_are_one_factor() -> None:
    text = r"a = \left(t - o\right) \odot s"
    node = right_side(text)
    assert isinstance(node, Entrywise)
    t, o = names_in(node)[:2]
    pair = Entrywise((Times((t, o), tight=True), node.factors[1]))
    assert written(pair, node, text) == r"\left(t o\right) \odot s"
    assert _shape(right_side(f"a = {written(pair, node, text)}")) == _shape(pair)


def test_a_transpose_is_written_after_what_it_is_of() -> None:
    text = "a = W x"
    node = right_side(text)
    assert written(Turned(node), node, text) == r"\left(W x\right)^T"


def test_what_stands_in_a_matrix_is_not_written_anew() -> None:
    text = r"a = \begin{bmatrix} 1 & 2 \end{bmatrix}"
    node = right_side(text)
    with pytest.raises(NotWritten):
        written(node, node, text)


def _shape(node: Node) -> str:
    """Return a tree without its places."""

    return re.sub(r"Span\(start=\d+, end=\d+\)|text='[^']*'", "", repr(node))
