from __future__ import annotations

import pytest

from symbackprop.verify.grammar.tree_places import pieces, span_of
from symbackprop.verify.tree import Minus, Plus, Times

from ..formulas import node


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("11", ("11",)),
        ("1,2", ("1", "2")),
        (" 1 , 2 ", ("1", "2")),
        ("h1→o1", ("h1", "o1")),
        ("o1 <- h1", ("o1", "h1")),
        ("i;j:k", ("i", "j", "k")),
        ("", ()),
    ],
)
def test_indices_are_parted_by_commas_spaces_and_arrows(said: str, parts: tuple[str, ...]) -> None:
    assert pieces(said) == parts


@pytest.mark.parametrize(
    "text",
    ["x_1", "0.50", r"\frac{\partial E}{\partial w_5}", "a + b - 0.3", r"a \cdot b", r"a \odot b", "x^2", "[0.1, 0.2]"],
)
def test_a_tree_stands_where_its_text_does(text: str) -> None:
    found = span_of(node(text))
    assert found.start == 0
    assert found.end == len(text)


def test_a_part_stands_inside_the_whole() -> None:
    text = r"a \cdot bc - 0.25"
    whole = node(text)
    assert isinstance(whole, Plus)
    product, minus = whole.terms
    assert isinstance(product, Times)
    assert isinstance(minus, Minus)
    assert [text[span.start : span.end] for span in map(span_of, (product, minus))] == [r"a \cdot bc", "0.25"]
