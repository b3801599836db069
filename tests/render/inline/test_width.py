"""How wide a formula is when it is set."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Negative, Power, Product, Quotient, Sum, Symbol, decimal, whole
from symbackprop.render.inline.width import SMALL, width

W, NET = Symbol("w", "5"), Symbol("net", "h1")


def test_small_letters_count_less() -> None:
    assert width(NET) == 3 + round(2 * SMALL)
    assert width(Power(W, whole(10))) == width(W) + round(2 * SMALL)


@pytest.mark.parametrize("part", [NET, decimal("0.123456789"), Negative(W)], ids=["name", "number", "negative"])
def test_what_is_added_makes_a_formula_wider(part) -> None:  # type: ignore[no-untyped-def]
    assert width(Sum((W, part))) > width(W) + width(part) - 1
    assert width(Product((W, part))) > width(W)


def test_a_fraction_is_as_wide_as_its_wider_part() -> None:
    assert width(Quotient(W, Sum((NET, NET)))) == width(Sum((NET, NET))) + 1
