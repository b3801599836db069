"""What stands behind a sign of differentiation may be all of a product."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.operators import with_wide_operators
from symbackprop.verify.tree import Rate, Times

from ..interpretation.names import chain

SIGN = r"\frac{\partial}{\partial w}"


@pytest.mark.parametrize(
    ("side", "is_wider"),
    [
        (rf"{SIGN} x w", True),
        (rf"{SIGN} \cdot \frac{{1}}{{2}} (y - w)^2", True),
        (rf"c {SIGN} x w", True),
        (rf"x {SIGN} w", False),
        (r"\frac{\partial x}{\partial w} w", False),
    ],
)
def test_a_sign_alone_may_stand_before_all_factors_behind_it(side: str, is_wider: bool) -> None:
    text = f"y = {side}"
    read = chain(text)
    wide = with_wide_operators(read, f"$${text}$$")
    assert (wide != read) is is_wider
    node = wide.sides[1].node
    rate = node if isinstance(node, Rate) else next(part for part in node.factors if isinstance(part, Rate))
    assert isinstance(rate.of, Times) is is_wider
