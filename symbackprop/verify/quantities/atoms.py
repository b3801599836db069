"""What a name of a document can stand for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ...expression.tree import Symbol
from ..source import Span
from ..tree import Name


class Role(Enum):
    """What an atom asks of the network."""

    VALUE = "value"
    NEW = "new"
    RATE = "rate"
    ADJOINT = "adjoint"
    STEP = "step"
    SAMPLES = "samples"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Atom:
    """One certified number of the network.

    Args:
        role: Its value, its value after the update, η, the derivative of `of` by it, the change −η ∂E/∂w, how many
            samples there are, or the constant input that a bias weighs.
        symbol: The quantity; None for η, the number of samples and the constant.
        of: What is differentiated; None for the loss.
        sign: Minus one where a document means the negative.
    """

    role: Role
    symbol: Symbol | None = None
    of: Symbol | None = None
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: atoms in rows; `free` where they are a vector that may stand or lie."""

    rows: tuple[tuple[Atom, ...], ...]
    free: bool = False

    @property
    def atom(self) -> Atom | None:
        """The atom of a scalar, or None."""
        return self.rows[0][0] if len(self.rows) == 1 and len(self.rows[0]) == 1 else None

    @property
    def flat(self) -> tuple[Atom, ...]:
        """All atoms in reading order."""
        return tuple(atom for row in self.rows for atom in row)


@dataclass(frozen=True, slots=True)
class StandIn(Name):
    """A name that no document can hold, put in for something; it carries what it means."""

    meaning: Meaning


def stand_in(text: str, meaning: Meaning, span: Span) -> StandIn:
    """Return a name for a meaning.

    Args:
        text: How it is called in a report.
        meaning: What it stands for.
        span: Where it is put in.
    """
    return StandIn(f"\0{text}", (), (), (), "", False, False, text, span, meaning)
