from __future__ import annotations

import re

import pytest

from symbackprop.verify.diagnosis.writing import NotWritten, written
from symbackprop.verify.grammar.edits import edits, replaced
from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.source import Plain
from symbackprop.verify.tree import Chain, Node, Numeral, Turned, numerals_in


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
