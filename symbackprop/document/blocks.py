"""The blocks and the inline parts of a document, as closed unions; a long module, for each of them stands here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from ..expression.tree import Expression, Number
from .look import PLAIN, Look
from .rank import Rank


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words; every format escapes what is active in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """An expression in a line of text."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Relate:
    """`left = right` in a line of text, or `left ≤ middle ≤ right`, with more sides.

    Args:
        left: The first side.
        relation: What stands between the first two.
        right: The second side.
        more: The relations and sides after those.
    """

    left: Expression
    relation: str
    right: Expression
    more: tuple[tuple[str, Expression], ...] = ()

    @property
    def sides(self) -> tuple[tuple[str, Expression], ...]:
        """All relations, each with the side after it."""
        return ((self.relation, self.right), *self.more)


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of a labelled equation, figure or table, as in "equation (3)"."""

    label: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of the page."""

    content: Inlines


Inline: TypeAlias = Text | Math | Relate | Strong | Link | Reference | Footnote
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading, and its rank; level 1 is a section, level 4 stands in a fragment, which numbers none."""

    level: int
    content: Inlines
    rank: Rank = Rank.MAIN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: Inlines


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a displayed equation: `left = side = side`; left may be missing when it goes on."""

    left: Expression | None
    sides: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed equation of one or more rows, aligned at the first relation, with one number."""

    rows: tuple[Row, ...]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step."""

    number: int
    title: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Substep:
    """A step within a step, or within another such step; indented.

    Args:
        label: What it is called, as "1a".
        title: The question that it answers, or what is known already.
        blocks: The answer, if any.
    """

    label: str
    title: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """A framed block that draws a conclusion."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def is_tall(self) -> bool:
        """Whether it is too high to be kept on one page."""
        return sum(len(block.rows) for block in self.blocks if isinstance(block, Display)) > MOST_BOXED


MOST_BOXED = 9
"""Rows of equations up to which a framed block stands on one page."""


@dataclass(frozen=True, slots=True)
class Space:
    """Lines to write on.

    Args:
        lines: How many.
        content: What belongs there.
        filled: Whether that is shown; the space is as large.
    """

    lines: int
    content: Inlines
    filled: bool = False


class NodeKind(Enum):
    """What a node of a network diagram stands for."""

    INPUT = "input"
    HIDDEN = "hidden"
    OUTPUT = "output"
    BIAS = "bias"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Node:
    """A circle of a network diagram.

    Args:
        key: What edges call it.
        kind: How it is drawn.
        column: From left to right, 0 first.
        row: From top to bottom, in units of the distance between two nodes; may lie between.
        label: Its name; None for dots.
        value: What is given beside it, or nothing.
        on_path: Whether it is highlighted.
        computed: Its value, where values and gradients are shown.
        gradient: The derivative of the loss with respect to it, there.
        is_crossed: Whether its inside stands out, where a path goes from its input to its output.
    """

    key: str
    kind: NodeKind
    column: float
    row: float
    label: Expression | None
    value: Expression | None = None
    on_path: bool = False
    computed: Expression | None = None
    gradient: Expression | None = None
    is_crossed: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two nodes.

    Args:
        origin: The node that it comes from.
        target: The node that it leads to.
        label: What stands on it, or nothing.
        value: The value of what stands on it, or nothing.
        on_path: Whether it is highlighted.
        through: Columns and rows that it passes on its way.
        gradient: The derivative of the loss with respect to what stands on it, or nothing.
    """

    origin: str
    target: str
    label: Expression | None = None
    value: Expression | None = None
    on_path: bool = False
    through: tuple[tuple[float, float], ...] = ()
    gradient: Expression | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A position on the axis below a diagram: `name`, or `name = value`."""

    column: float
    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A network as circles and arrows.

    Args:
        nodes: The circles.
        edges: The arrows.
        ticks: What stands below an axis from left to right; without, there is no axis.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A curve over linear or logarithmic axes.

    Args:
        points: (x, y), each positive where its axis is logarithmic.
        x_label: What the horizontal axis says.
        y_label: What the vertical axis says.
        log_x: Whether the horizontal axis is logarithmic.
        log_y: Whether the vertical axis is.
        marks: Points that are named: (x, y, name).
        other: A second curve, which is dashed; the name of the last mark is then that of the first curve.
        other_name: That of the second one.
        size: How wide and how high the axes are, in centimetres.
        point: What stands in a number before its decimals.
    """

    points: tuple[tuple[float, float], ...]
    x_label: str
    y_label: Expression
    log_x: bool = False
    log_y: bool = True
    marks: tuple[tuple[float, float, str], ...] = ()
    other: tuple[tuple[float, float], ...] = ()
    other_name: str = ""
    size: tuple[float, float] = (12.0, 6.2)
    point: str = "."


@dataclass(frozen=True, slots=True)
class HeatMatrix:
    """A matrix of a heat map.

    Args:
        title: What stands above it.
        values: Row by row, all rows of one length, one or more.
        rows: The names of the first and the last row; None where a matrix beside it names them.
        columns: The names of the first and the last column, or None.
    """

    title: Expression
    values: tuple[tuple[float, ...], ...]
    rows: tuple[Inlines, Inlines] | None = None
    columns: tuple[Inlines, Inlines] | None = None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Signed numbers as colours, all matrices on one scale from `−limit` over zero to `limit`.

    Args:
        matrices: Beside one another, with rows of one height, or below one another, with columns of one width.
        limit: Positive, and no value is larger in magnitude.
        stacked: Whether they stand below one another.
    """

    matrices: tuple[HeatMatrix, ...]
    limit: Number
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its caption and the text that stands for it where it cannot be seen."""

    drawing: Diagram | HeatMap | Plot
    caption: Inlines
    alternative: str
    label: str


class Align(Enum):
    """How a column of a table is set."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head."""

    columns: tuple[tuple[Inlines, Align], ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: Inlines
    label: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A table with a figure at its side, where the page is wide enough for both.

    Args:
        blocks: The table and the figure.
    """

    blocks: tuple[Table, Figure]


Block: TypeAlias = Heading | Paragraph | Display | Step | Substep | Together | Figure | Table | Beside | Space


def announces(paragraph: Paragraph, after: Block | None, before: Block | None = None) -> bool:
    """Say whether a paragraph announces what comes after it, so that no page may end between the two.

    The first one below a heading does: alone with it at the end of a page, it would say nothing.
    """
    if isinstance(after, Paragraph) and isinstance(before, Heading):
        return True
    if isinstance(after, Paragraph):
        last = paragraph.content[-1] if paragraph.content else None
        return isinstance(last, Text) and last.text.endswith(":")
    return isinstance(after, Display | Figure | Table | Together | Beside | Space)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Args:
        title: Its title.
        subtitle: One line below the title.
        blocks: Its content, in reading order.
        language: Of the text, as in BCP 47.
        look: How its pages look.
        fragment: Its name where it is a part of somebody's document; nothing where it stands alone.
        kind: What its files are called where it stands alone.
        has_blanks: Whether something in it is to be written by hand.
    """

    title: str
    subtitle: Inlines
    blocks: tuple[Block, ...]
    language: str = "en"
    look: Look = PLAIN
    fragment: str = ""
    kind: str = "notes"
    has_blanks: bool = False

    @property
    def name(self) -> str:
        """What its files are called."""
        return self.fragment or self.kind
