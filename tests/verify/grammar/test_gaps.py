from __future__ import annotations

import pytest

from ..formulas import read


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        (r"a = 1 \quad b = 2", ["a = 1", "b = 2"]),
        (r"a = \quad 1", ["a = 1"]),
        (r"f (a \quad b) = 2", ["activation((a b)) = 2"]),
        (r"[a \quad b] = [1 \qquad -2]", ["[['a', 'b']] = [['1', '-2']]"]),
        (r"[a + \quad b] = 1", ["(a + b) = 1"]),
    ],
)
def test_a_gap_parts_equations_and_entries_and_nothing_else(text: str, chains: list[str]) -> None:
    assert read(text) == chains
