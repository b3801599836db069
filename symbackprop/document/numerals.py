"""Numbers with a decimal comma: one pass over a finished document, and the same for a line on a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

from ..expression.tree import Expression, Number, rebuilt
from .blocks import (
    Beside,
    Block,
    Diagram,
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    HeatMap,
    Inline,
    Inlines,
    Link,
    Math,
    Paragraph,
    Plot,
    Reference,
    Relate,
    Step,
    Strong,
    Table,
    Text,
    Together,
)

NARROW = "\u202f"
"""The space between groups of three digits, where the comma is taken."""

WRITTEN = re.compile(r"(?<![\w.,/-])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]*[/\w]|,\d)")
"""A number in a sentence, its thousands parted by commas; not a part of a word, a date or an address."""


def comma(text: str) -> str:
    """Return a text with each number in it written with a decimal comma.

    >>> comma("0.35 after 10,000 rounds").replace(NARROW, "_")
    '0,35 after 10_000 rounds'
    """
    return WRITTEN.sub(lambda found: found[0].replace(",", NARROW).replace(".", ","), text)


def with_decimal_comma(document: Document) -> Document:
    """Return a document whose numbers are written with a decimal comma, in formulas, words, tables and pictures."""
    return replace(
        document, subtitle=_inlines(document.subtitle), blocks=tuple(_block(block) for block in document.blocks)
    )


def _block(block: Block) -> Block:
    match block:
        case Heading(level, content):
            return Heading(level, _inlines(content))
        case Paragraph(content):
            return Paragraph(_inlines(content))
        case Display(rows, label):
            changed = (
                replace(
                    row,
                    left=None if row.left is None else _expression(row.left),
                    sides=tuple((relation, _expression(side)) for relation, side in row.sides),
                )
                for row in rows
            )
            return Display(tuple(changed), label)
        case Step(number, title, blocks):
            return Step(number, _inlines(title), tuple(map(_block, blocks)))
        case Together(title, blocks):
            return Together(title, tuple(map(_block, blocks)))
        case Beside((table, figure)):
            left, right = _block(table), _block(figure)
            assert isinstance(left, Table)
            assert isinstance(right, Figure)
            return Beside((left, right))
        case Figure(drawing, caption, alternative, label):
            return Figure(_drawing(drawing), _inlines(caption), comma(alternative), label)
        case Table(columns, rows, caption, label):
            return Table(
                tuple((_inlines(title), align) for title, align in columns),
                tuple(tuple(map(_inlines, row)) for row in rows),
                _inlines(caption),
                label,
            )


def _inlines(content: Inlines) -> Inlines:
    return tuple(map(_inline, content))


def _inline(inline: Inline) -> Inline:
    match inline:
        case Text(text):
            return Text(comma(text))
        case Math(expression):
            return Math(_expression(expression))
        case Relate(left, relation, right, more):
            others = tuple((between, _expression(side)) for between, side in more)
            return Relate(_expression(left), relation, _expression(right), others)
        case Footnote(content):
            return Footnote(_inlines(content))
        case Strong() | Link() | Reference():
            return inline


def _expression(expression: Expression) -> Expression:
    if isinstance(expression, Number):
        return Number(expression.value, expression.text.replace(".", ","))
    return rebuilt(expression, _expression)


def _drawing(drawing: Diagram | HeatMap | Plot) -> Diagram | HeatMap | Plot:
    match drawing:
        case HeatMap(matrices, limit):
            changed = tuple(replace(matrix, title=_expression(matrix.title)) for matrix in matrices)
            return replace(drawing, matrices=changed, limit=Number(limit.value, comma(limit.text)))
        case Diagram(nodes, edges):
            return replace(
                drawing,
                nodes=tuple(
                    replace(
                        node,
                        value=node.value and _expression(node.value),
                        computed=node.computed and _expression(node.computed),
                        gradient=node.gradient and _expression(node.gradient),
                    )
                    for node in nodes
                ),
                edges=tuple(
                    replace(
                        edge,
                        value=edge.value and _expression(edge.value),
                        gradient=edge.gradient and _expression(edge.gradient),
                    )
                    for edge in edges
                ),
            )
        case Plot():
            return replace(drawing, marks=tuple((x, y, comma(name)) for x, y, name in drawing.marks))
