"""What the letters of a document are worth that nothing in it defines: drawn numbers, or themselves."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

from flint import fmpq

from ...graph.tape import exact
from .. import thresholds
from ..values.arithmetic import Arithmetic
from ..values.formal_arithmetic import FormalArithmetic
from ..values.quotients import Field
from .members import Entry, Place, Variable


class Letters(ABC):
    """What the letters of a document are worth that nothing defines."""

    arithmetic: Arithmetic

    @abstractmethod
    def value(self, quantity: Variable, entry: Entry) -> Any:
        """Return the value of a single letter, or of an entry of one."""


class DrawnLetters(Letters):
    """Letters with random values of two decimals, the same ones in every run.

    Args:
        seed: Which of the draws.
        positive: Whether all are between 0 and 1.
    """

    def __init__(self, seed: int, positive: bool = False) -> None:
        self.arithmetic = Arithmetic()
        self.seed, self.positive = seed, positive
        self.drawn: dict[Place, fmpq] = {}

    def value(self, quantity: Variable, entry: Entry) -> Any:
        """Return the value of a letter."""
        place = quantity, entry
        if place not in self.drawn:
            draw = random.Random(f"{self.seed} {quantity} {entry}")  # noqa: S311  (points, not secrets)
            size = draw.randrange(*thresholds.HUNDREDTHS_OF_LETTERS)
            sign = 1 if self.positive else draw.choice((-1, 1))
            self.drawn[place] = exact(sign * Fraction(f"0.{size}"))
        return self.drawn[place]


class FormalLetters(Letters):
    """Letters that stand for themselves."""

    def __init__(self) -> None:
        self.arithmetic = FormalArithmetic()
        self.arithmetic.field = self.field = Field()

    def begin(self) -> None:
        """Begin another proof with what is known from those before."""
        self.field.operations = 0

    def value(self, quantity: Variable, entry: Entry) -> Any:
        """Return the formula of a letter."""
        return self.field.kernel((quantity, entry))[1]
