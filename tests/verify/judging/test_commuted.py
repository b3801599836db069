"""The factors and terms of a line in the order of a formula."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import pytest

from symbackprop.verify.grammar.forms import label
from symbackprop.verify.judging.commuted import in_order_of
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.tree import Node
from symbackprop.verify.values.arrays import Worth

from ..interpretation.names import chain, interpreted


def ordered(formula: str, line: str) -> str:
    """Return a line of the example in the order of a formula."""
    sides = chain(f"{formula} = {line}").sides
    naming = interpreted(f"{formula} = {line}")

    def worths(node: Node) -> Sequence[Worth]:
        with suppress(NotCheckable):
            return (naming.worth(node),)
        return ()

    return label(in_order_of(sides[0].node, sides[1].node, worths))


@pytest.mark.parametrize(
    ("formula", "line", "expected"),
    [
        ("w_1 i_1 + b_1", r"0.05 \cdot 0.15 + 0.35", r"0.15 \cdot 0.05 + 0.35"),
        ("w_1 i_1 + w_2 i_2", r"0.2 \cdot 0.1 + 0.05 \cdot 0.15", r"0.15 \cdot 0.05 + 0.2 \cdot 0.1"),
        ("w_1 i_1 w_2", r"0.05 \cdot 0.2 \cdot 0.15", r"0.15 \cdot 0.05 \cdot 0.2"),
        # What fits nowhere stays where it is.
        ("w_1 i_1 + b_1", r"0.15 \cdot 0.07 + 0.35", r"0.15 \cdot 0.07 + 0.35"),
        # A difference does not commute, nor does a quotient.
        ("w_1 - i_1", "0.05 - 0.15", "0.05 - 0.15"),
        (r"\frac{w_1}{i_1}", r"\frac{0.05}{0.15}", r"\frac{0.05}{0.15}"),
    ],
)
def test_a_line_is_put_in_the_order_of_its_formula(formula: str, line: str, expected: str) -> None:
    assert ordered(formula, line) == label(chain(f"{expected} = 1").sides[0].node)
