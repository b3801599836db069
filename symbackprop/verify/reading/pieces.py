"""Stretches of mathematics in a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..source import Plain


class PieceKind(Enum):
    """Where a piece was found."""

    FORMULA = "formula"
    DISPLAY = "display"
    BARE = "bare"
    CODE = "code"

    @property
    def is_set_off(self) -> bool:
        """Whether it stood between delimiters, so that it is mathematics for certain."""
        return self in (PieceKind.FORMULA, PieceKind.DISPLAY)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of mathematics.

    Args:
        kind: Whether it stood between delimiters, on lines of its own, in prose, or in a program.
        plain: Its text.
        joined: The words between it and the piece before, on one line, or None where there is none.
        lead: Some words before the piece before it.
    """

    kind: PieceKind
    plain: Plain
    joined: str | None = None
    lead: str = ""
