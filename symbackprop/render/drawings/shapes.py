"""What drawings are made of: lines, circles, patches and labels, in cm, with their colours.

Typst, TikZ and SVG each print these shapes; none of them decides where anything stands. The origin is the
upper left corner and y grows downwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from math import hypot
from types import MappingProxyType
from typing import TypeAlias

from ...document.blocks import Inlines

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""The left, upper, right and lower edge of a rectangle."""


class Ink(Enum):
    """The colours of drawings, as hexadecimal RGB; each also differs in width, dash or frame."""

    TEXT = "1a1a1a"
    LINE = "7c8794"
    PATH = "b3261e"
    PAPER = "ffffff"
    PATH_PAPER = "fdecea"
    BOX = "e6eef7"
    INPUT = "e6eef8"
    HIDDEN = "fdf2dc"
    OUTPUT = "e3f2e6"
    BIAS = "f1f1f1"
    GRID = "e4e7eb"
    ACCENT = "1f4e79"
    VALUE = "1b6e3c"


INKS: Mapping[Ink, str] = MappingProxyType({ink: ink.value for ink in Ink})
"""The colours of the inks where no theme has others."""


def themed(colours: Mapping[str, str]) -> Mapping[Ink, str]:
    """Return the colours of all inks, some of them changed, by their names in small letters.

    >>> themed({"path": "000000"})[Ink.PATH]
    '000000'
    """
    return {ink: colours.get(ink.name.lower(), ink.value) for ink in Ink} if colours else INKS


class Anchor(Enum):
    """Which point of a label stands at its position."""

    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points.

    Args:
        points: In centimetres.
        width: In points.
        arrow: Whether it ends in an arrow head.
        dashed: Whether it is dashed.
    """

    points: tuple[Point, ...]
    ink: Ink
    width: float = 0.6
    arrow: bool = False
    dashed: bool = False

    def moved(self, x: float, y: float) -> Line:
        """Return the same line elsewhere."""
        return replace(self, points=tuple((at[0] + x, at[1] + y) for at in self.points))


@dataclass(frozen=True, slots=True)
class Circle:
    """A filled circle; a double one has a second ring outside."""

    centre: Point
    radius: float
    fill: Ink
    ink: Ink
    width: float = 0.7
    double: bool = False

    def moved(self, x: float, y: float) -> Circle:
        """Return the same circle elsewhere."""
        return replace(self, centre=(self.centre[0] + x, self.centre[1] + y))


@dataclass(frozen=True, slots=True)
class Label:
    """A short text.

    Args:
        at: Where its anchor stands.
        content: What it says.
        size: Of the letters, in points.
        paper: What it is written on, or None for nothing.
        framed: Whether it has a frame.
    """

    at: Point
    content: Inlines
    size: float = 9.0
    anchor: Anchor = Anchor.CENTRE
    ink: Ink = Ink.TEXT
    paper: Ink | None = None
    framed: bool = False

    def moved(self, x: float, y: float) -> Label:
        """Return the same label elsewhere."""
        return replace(self, at=(self.at[0] + x, self.at[1] + y))


@dataclass(frozen=True, slots=True)
class Patches:
    """Filled rectangles of one colour, as hexadecimal RGB."""

    boxes: tuple[Box, ...]
    fill: str

    def moved(self, x: float, y: float) -> Patches:
        """Return the same rectangles elsewhere."""
        return replace(self, boxes=tuple((at[0] + x, at[1] + y, at[2] + x, at[3] + y) for at in self.boxes))


Shape: TypeAlias = Line | Circle | Label | Patches


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a paper of a given size, in the order in which they are drawn."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


HEAD, THICK_HEAD, HEAD_SPREAD = 0.17, 0.25, 0.38
"""Lengths of the heads of thin and thick arrows in centimetres, and half a head's width as a part of its length."""


def arrow_head(before: Point, tip: Point, width: float) -> tuple[Point, Point, Point]:
    """Return the corners of an arrow head, its tip first.

    Args:
        before: Where the arrow comes from.
        tip: Where it ends.
        width: Of its line, in points.
    """
    (x0, y0), (x1, y1) = before, tip
    length = hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    size = THICK_HEAD if width > 1 else HEAD
    back, half = (x1 - ux * size, y1 - uy * size), size * HEAD_SPREAD
    return tip, (back[0] - uy * half, back[1] + ux * half), (back[0] + uy * half, back[1] - ux * half)
