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


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of mathematics.

    Args:
        kind: Whether it stood between delimiters, on lines of its own, or in prose.
        plain: Its text.
        joined: The words between it and the piece before, on one line, or None where there is none.
        lead: Some words before the piece before it.
    """

    kind: PieceKind
    plain: Plain
    joined: str | None = None
    lead: str = ""
