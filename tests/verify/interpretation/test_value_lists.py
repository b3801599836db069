from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.value_lists import single_claims

from ..formulas import shown
from .names import chain, interpreted

NAMING = interpreted("w_1 = 0.15")


def claims(line: str) -> list[str]:
    return [" = ".join(shown(side.node) for side in each.sides) for each in single_claims(chain(line), NAMING)]


@pytest.mark.parametrize(
    ("line", "single"),
    [
        ("b_1 = b_2 = 0.35", ["b_1 = 0.35", "b_2 = 0.35"]),
        ("w_1 = 0.15 w_2 = 0.20", ["w_1 = 0.15", "w_2 = 0.20"]),
        ("i_1 = 0.05 i_2 = 0.10 w_1 = 0.15", ["i_1 = 0.05", "i_2 = 0.10", "w_1 = 0.15"]),
    ],
)
def test_several_given_values_are_claims_of_their_own(line: str, single: list[str]) -> None:
    assert claims(line) == single


@pytest.mark.parametrize(
    "line", ["w_1 = 0.15", "net_{h1} = out_{h1} = 3", "w_1 = w_1 = 0.15", "net_{h1} = 2 w_1 = 0.30", "w_1 = 7 w_2 = 9"]
)
def test_any_other_equation_stays_one(line: str) -> None:
    assert single_claims(chain(line), NAMING) == [chain(line)]
