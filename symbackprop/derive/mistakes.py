"""What is known of the usual mistakes in a line; who knows them is passed in, since this package judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..document.blocks import Display
from ..expression.tree import Number


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a line that gives a number.

    Args:
        code: Its stable name.
        title: What it is called.
        sentence: What is mistaken here, or nothing.
        lesson: What to learn from it.
        wrong: The number that it gives.
        factor: The factor that is mistaken, as `∂out_o1/∂net_o1`, or nothing.
    """

    code: str
    title: str
    sentence: str
    lesson: str
    wrong: Number
    factor: str = ""


Mistakes: TypeAlias = Callable[[Display], tuple[Mistake, ...]]
"""Returns the usual mistakes in a line that is right, each with the number that it gives."""
