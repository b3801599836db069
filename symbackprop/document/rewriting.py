"""One pass over a finished document, by which its formulas and words are written otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..expression.tree import Expression, Number
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
    Space,
    Step,
    Strong,
    Substep,
    Table,
    Text,
    Together,
)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How a document is written otherwise, in formulas, words, tables and pictures.

    Args:
        expression: What becomes of an expression.
        words: What becomes of a text.
        display: What becomes of a displayed equation; without, its expressions are written otherwise one by one.
        space: What becomes of a space, whose content is written otherwise already.
    """

    expression: Callable[[Expression], Expression]
    words: Callable[[str], str] = str
    display: Callable[[Display], Display] | None = None
    space: Callable[[Space], Space] | None = None

    def of(self, document: Document) -> Document:
        """Return a document written so."""
        return replace(
            document,
            subtitle=self._inlines(document.subtitle),
            blocks=tuple(self._block(block) for block in document.blocks),
        )

    def _block(self, block: Block) -> Block:
        match block:
            case Heading(_, content):
                return replace(block, content=self._inlines(content))
            case Paragraph(content):
                return Paragraph(self._inlines(content))
            case Display() if self.display is not None:
                return self.display(block)
            case Display(rows, label):
                changed = (
                    replace(
                        row,
                        left=None if row.left is None else self.expression(row.left),
                        sides=tuple((relation, self.expression(side)) for relation, side in row.sides),
                    )
                    for row in rows
                )
                return Display(tuple(changed), label)
            case Space(lines, content, filled):
                space = Space(lines, self._inlines(content), filled)
                return space if self.space is None else self.space(space)
            case Step(_, title, blocks) | Substep(_, title, blocks):
                return replace(block, title=self._inlines(title), blocks=tuple(map(self._block, blocks)))
            case Together(title, blocks):
                return Together(title, tuple(map(self._block, blocks)))
            case Beside((table, figure)):
                left, right = self._block(table), self._block(figure)
                assert isinstance(left, Table)
                assert isinstance(right, Figure)
                return Beside((left, right))
            case Figure(drawing, caption, alternative, label):
                return Figure(self._drawing(drawing), self._inlines(caption), self.words(alternative), label)
            case Table(columns, rows, caption, label):
                return Table(
                    tuple((self._inlines(title), align) for title, align in columns),
                    tuple(tuple(map(self._inlines, row)) for row in rows),
                    self._inlines(caption),
                    label,
                )

    def _inlines(self, content: Inlines) -> Inlines:
        return tuple(map(self._inline, content))

    def _inline(self, inline: Inline) -> Inline:
        match inline:
            case Text(text):
                return Text(self.words(text))
            case Math(expression):
                return Math(self.expression(expression))
            case Relate(left, relation, right, more):
                others = tuple((between, self.expression(side)) for between, side in more)
                return Relate(self.expression(left), relation, self.expression(right), others)
            case Footnote(content):
                return Footnote(self._inlines(content))
            case Strong() | Link() | Reference():
                return inline

    def _drawing(self, drawing: Diagram | HeatMap | Plot) -> Diagram | HeatMap | Plot:
        match drawing:
            case HeatMap(matrices, limit):
                changed = tuple(replace(matrix, title=self.expression(matrix.title)) for matrix in matrices)
                return replace(drawing, matrices=changed, limit=Number(limit.value, self.words(limit.text)))
            case Diagram(nodes, edges):
                return replace(
                    drawing,
                    nodes=tuple(
                        replace(
                            node,
                            value=node.value and self.expression(node.value),
                            computed=node.computed and self.expression(node.computed),
                            gradient=node.gradient and self.expression(node.gradient),
                        )
                        for node in nodes
                    ),
                    edges=tuple(
                        replace(
                            edge,
                            value=edge.value and self.expression(edge.value),
                            gradient=edge.gradient and self.expression(edge.gradient),
                        )
                        for edge in edges
                    ),
                )
            case Plot():
                marks = tuple((x, y, self.words(name)) for x, y, name in drawing.marks)
                return replace(drawing, marks=marks, point=self.words("0.5").strip("05"))
