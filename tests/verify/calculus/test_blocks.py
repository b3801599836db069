"""Matrices of matrices in products."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.blocks import with_block_products
from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks
from symbackprop.verify.tree import Plus

from ..interpretation.names import chain
from .letters import outcomes

ROW, COLUMN = r"\begin{bmatrix} W & U \end{bmatrix}", r"\begin{bmatrix} x_t \\ h_{t-1} \end{bmatrix}"
STATE = (rf"a_t = \tanh({ROW} {COLUMN} + b)", r"c_t = f_t \odot c_{t-1} + a_t", r"h_t = \tanh(c_t)")
GATE = (r"f_t = \sigma(V [h_{t-1}, x_t] + d)", r"c_t = f_t \odot c_{t-1} + x_t", r"h_t = f_t \odot \tanh(c_t)")


@pytest.mark.parametrize(
    ("text", "is_sum"),
    [
        (rf"z = {ROW} {COLUMN}", True),
        ("z = V [h, x]", True),
        ("z = V [x_1, x_2]", False),
        ("z = V [h, 2 x]", False),
    ],
)
def test_a_product_with_a_column_of_arrays_is_a_sum(text: str, is_sum: bool) -> None:
    assert isinstance(with_block_products(chain(text)).sides[1].node, Plus) is is_sum


@pytest.mark.parametrize(
    ("formulas", "claim", "outcome"),
    [
        (STATE, r"a_t = \tanh(W x_t + U h_{t-1} + b)", Outcome.PROVED),
        (STATE, r"\frac{\partial h_t}{\partial c_t} = 1 - \tanh^2(c_t)", Outcome.PROVED),
        (STATE, r"\frac{\partial h_t}{\partial c_t} = 1 - c_t^2", Outcome.FAILS),
        (GATE, r"\frac{\partial c_t}{\partial f_t} = c_{t-1}", Outcome.PROVED),
        (GATE, r"\frac{\partial h_t}{\partial c_t} = f_t \odot (1 - \tanh^2(c_t))", Outcome.PROVED),
        (GATE, r"\frac{\partial h_t}{\partial c_t} = f_t \odot (1 - c_t^2)", Outcome.FAILS),
    ],
)
def test_gates_are_judged_by_their_blocks(formulas: tuple[str, ...], claim: str, outcome: Outcome) -> None:
    assert outcomes(*formulas, claim, ranks=Ranks.SINGLE)[-1] in (
        {outcome, Outcome.HOLDS} if outcome is Outcome.PROVED else {outcome}
    )
