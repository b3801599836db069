"""The labels of steps: 1 for a step of a derivation, 1a for a step within it, 1a-i for one within that."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def letters(number: int) -> str:
    """Return a number from 1 on in letters: a to z, then aa, ab and so on.

    >>> letters(1), letters(26), letters(28)
    ('a', 'z', 'ab')
    """
    found = ""
    while number:
        number, letter = divmod(number - 1, len(ascii_lowercase))
        found = ascii_lowercase[letter] + found
    return found


def roman(number: int) -> str:
    """Return a number from 1 on in small Roman numerals.

    >>> roman(4), roman(19), roman(222)
    ('iv', 'xix', 'ccxxii')
    """
    found = ""
    for value, sign in ROMAN:
        many, number = divmod(number, value)
        found += sign * many
    return found


SIGNS: tuple[tuple[str, Callable[[int], str]], ...] = (("", str), ("", letters), ("-", roman))
"""What stands between a label and that of a step within it, and how the steps are counted there; the last goes on."""


@dataclass(frozen=True, slots=True)
class StepLabel:
    """The label of a step.

    Args:
        numbers: The number of the step of the derivation, of the step within it, and so on; each from 1 on.

    >>> str(StepLabel((1, 1, 3))), str(StepLabel((2, 1, 3, 4)))
    ('1a-iii', '2a-iii-iv')
    """

    numbers: tuple[int, ...]

    def __str__(self) -> str:
        return "".join(f"{SIGNS[min(at, 2)][0]}{self._sign(at)}" for at in range(len(self.numbers)))

    @property
    def last(self) -> str:
        """What tells it from the other steps that it stands among."""
        return self._sign(len(self.numbers) - 1)

    def _sign(self, at: int) -> str:
        return SIGNS[min(at, 2)][1](self.numbers[at])

    def within(self) -> Iterator[StepLabel]:
        """Yield the labels of the steps within this one, without end."""
        return (StepLabel((*self.numbers, number)) for number in itertools.count(1))


def step_labels() -> Iterator[StepLabel]:
    """Yield the labels of the steps of a derivation, without end."""
    return StepLabel(()).within()
