"""A matrix of samples has one in each row, where the document multiplies it by weights."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.designs import entries

from .letters import theory

LOSS = r"E = \sum_{i=1}^m (w^T x^{(i)} - y^{(i)})^2"


@pytest.mark.parametrize(
    ("formulas", "letters"),
    [
        ((LOSS, r"\nabla_w E = X^T (X w - Y)"), {"X", "Y"}),
        ((LOSS, "Z = W X"), set()),
        ((LOSS, "X = U V", r"\nabla_w E = X^T X w"), set()),
        ((LOSS,), set()),
    ],
)
def test_capital_letters_are_what_small_ones_with_numbers_are_rows_of(
    formulas: tuple[str, ...], letters: set[str]
) -> None:
    assert {design.matrix.base for design in theory(*formulas).designs} == letters


def test_each_entry_is_that_of_a_sample() -> None:
    one = theory(LOSS, r"\nabla_w E = X^T (X w - Y)")
    found = {design.matrix.base: [*entries(design, one.shape(design.matrix.quantity))] for design in one.designs}
    assert [place[1] for place, _ in found["Y"]] == [(1,), (2,)]
    assert {place[1][0] for place, _ in found["X"]} == {1, 2}
