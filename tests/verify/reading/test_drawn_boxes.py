"""Formulas in boxes that are drawn with characters."""

from __future__ import annotations

from symbackprop.verify.pipeline import read
from symbackprop.verify.tree import Chain

from ..formulas import shown

BOXES = """```
┌──────────────┐     ┌──────────────┐
│ p(x) = 3x    │ ──→ │ q(u) = u + 1 │
│      = 0.5   │     │      = 1.5   │
└──────────────┘     └──────────────┘
```
"""


def chains(text: str) -> list[str]:
    found = read(text.encode(), "x.md").statements().every
    return [" = ".join(shown(side.node) for side in at.sides) for at in found if isinstance(at, Chain)]


def test_a_line_in_a_box_goes_on_with_the_line_above_it_in_the_same_box() -> None:
    assert [at.rpartition(" = ")[2] for at in chains(BOXES)] == ["0.5", "1.5"]
    assert [at.count(" = ") for at in chains(BOXES)] == [2, 2]


def test_a_line_in_a_box_goes_on_with_none_in_another_box() -> None:
    alone = BOXES.replace("p(x) = 3x ", "input     ")
    assert [at.count(" = ") for at in chains(alone)] == [2, 0]
