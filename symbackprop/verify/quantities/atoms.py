"""What a name of a document can stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    UPDATE = "update"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Atom:
    """One certified number of the network.

    Args:
        role: Its value, its value after the update, η, the derivative of `of` by it, the change −η ∂E/∂w, how many
            samples there are, the constant input that a bias weighs, or what the optimiser calls `of`.
        symbol: The quantity; None for η, the number of samples and the constants.
        of: What is differentiated; None for the loss. Or a name of the optimiser.
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

    def of(self, change: Callable[[Atom], Atom]) -> Meaning:
        """Return the meaning with each of its atoms changed."""
        return Meaning(tuple(tuple(change(atom) for atom in row) for row in self.rows), self.free)

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


@dataclass(frozen=True, slots=True)
class Layout:
    """How vectors and weights stand in matrix form in a document.

    Args:
        rows: Whether vectors lie, as in `x W`.
        weights: Whether the rows of a weight matrix are by where the weights come from.
    """

    rows: bool = False
    weights: bool = False


def one(symbol: Symbol, role: Role = Role.VALUE, sign: int = 1) -> Meaning:
    """Return the meaning of a name that stands for one quantity."""
    return Meaning(((Atom(role, symbol, None, sign),),))


def in_row_or_column(atoms: Sequence[Atom], layout: Layout) -> Meaning:
    """Return the meaning of a name that stands for a vector."""
    if len(atoms) == 1:
        return Meaning(((atoms[0],),))
    return Meaning((tuple(atoms),) if layout.rows else tuple((atom,) for atom in atoms), free=True)


def adjoint(atom: Atom) -> Atom:
    """Return the derivative of the loss by an atom, where that is a quantity."""
    return Atom(Role.ADJOINT, atom.symbol) if atom.role is Role.VALUE and atom.symbol else atom


def negative_adjoint(atom: Atom) -> Atom:
    """Return minus the derivative of the loss by an atom, where that is a quantity."""
    return Atom(Role.ADJOINT, atom.symbol, None, -1) if atom.role is Role.VALUE and atom.symbol else atom


def updated(atom: Atom) -> Atom:
    """Return an atom after the update."""
    return Atom(Role.NEW, atom.symbol, atom.of, atom.sign) if atom.role is Role.VALUE else atom


def step(atom: Atom, sign: int) -> Atom:
    """Return what an update adds to an atom, or subtracts, where that is a quantity."""
    return Atom(Role.STEP, atom.symbol, None, sign) if atom.role is Role.VALUE and atom.symbol else atom
