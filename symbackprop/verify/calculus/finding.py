"""What is found out about a formula of a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..reasons import Reason
from .counterexample import Counterexample


class Outcome(Enum):
    """What is found out about a formula."""

    DEFINES = "defines"
    PROVED = "proved"
    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found out about a chain, and why.

    Args:
        standing: What.
        refusal: Why it cannot be checked.
        against: Where it does not hold.
        is_partial: Whether some of its sides could not be compared.
        is_rule: Whether it is only the chain rule, of quantities of which nothing is known.
        last: The last side that holds.
        steps: What is found out about each side that is compared with one before it, by its number.
        is_explained: Whether it fails by letters alone that other formulas are made of.
    """

    standing: Outcome
    refusal: Reason | None = None
    against: Counterexample | None = None
    is_partial: bool = False
    is_rule: bool = False
    last: int = 0
    steps: tuple[tuple[int, Finding], ...] = ()
    is_explained: bool = False

    @property
    def holds(self) -> bool:
        """Whether the formula follows from the definitions."""
        return self.standing in (Outcome.PROVED, Outcome.HOLDS)
