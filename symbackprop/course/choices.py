"""The numbers of a multiple choice: the right one among those that the usual mistakes give, in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass

from ..derive.mistakes import Mistake
from ..expression.tree import Number
from .questions import Question

MOST_CHOICES = 5
LEAST_CHOICES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the numbers.

    Args:
        number: The number.
        mistake: What gives it; None where it is right.
    """

    number: Number
    mistake: Mistake | None


def choices(question: Question) -> tuple[Choice, ...]:
    """Return the numbers to choose from, by size; nothing where the usual mistakes give too few."""
    found = [Choice(question.answer, None)]
    found += [Choice(mistake.wrong, mistake) for mistake in question.mistakes[: MOST_CHOICES - 1]]
    return tuple(sorted(found, key=lambda choice: choice.number.value)) if len(found) >= LEAST_CHOICES else ()
