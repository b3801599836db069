"""Slides as data: frames, what appears on them when, and what the speaker says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from .blocks import Display, Figure, Inlines, Paragraph, Table
from .look import PLAIN, Look
from .rank import Rank

Content: TypeAlias = Paragraph | Display | Figure | Table
"""What stands on a frame."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something on a frame.

    Args:
        content: What it is.
        reveals: When it appears, counted from 1: of a displayed equation each row, of anything else the whole.
    """

    content: Content
    reveals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One slide, which is shown as often as something appears on it.

    Args:
        section: What the section is called that it belongs to.
        title: What stands above it.
        parts: What stands on it, from top to bottom.
        pictures: What stands at its side: of each reveal one figure, the last one from there on.
        notes: What the speaker says.
        step: The number or the label of the step that it takes, or nothing.
        is_framed: Whether it draws a conclusion.
        rank: How near it is to the main line.
        piece: Which piece it is of what stands on several frames, and of how many.
    """

    section: Inlines
    title: Inlines
    parts: tuple[Part, ...]
    pictures: tuple[Figure, ...] = ()
    notes: tuple[Paragraph, ...] = ()
    step: str = ""
    is_framed: bool = False
    rank: Rank = Rank.MAIN
    piece: tuple[int, int] = (1, 1)

    @property
    def reveals(self) -> int:
        """How often it is shown."""
        return max((1, len(self.pictures), *(reveal for part in self.parts for reveal in part.reveals)))


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides.

    Args:
        title: Of the deck.
        subtitle: One line below the title.
        frames: In the order in which they are shown.
        left_out: The sections of the document that no frame shows.
        language: Of the text, as in BCP 47.
        look: Its colours, and whose it is.
        numbers: Of equations, figures and tables, by their labels; those of the document.
    """

    title: str
    subtitle: Inlines
    frames: tuple[Frame, ...]
    left_out: tuple[Inlines, ...] = ()
    language: str = "en"
    look: Look = PLAIN
    numbers: Mapping[str, int] = field(default_factory=dict)
