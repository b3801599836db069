"""Other labels for the equations, figures and tables of a part, so that several parts fit into one document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .blocks import (
    Beside,
    Block,
    Display,
    Figure,
    Footnote,
    Heading,
    Inlines,
    Paragraph,
    Reference,
    Space,
    Step,
    Substep,
    Table,
    Together,
)


def relabelled(blocks: Sequence[Block], name: str) -> tuple[Block, ...]:
    """Return blocks whose labels, and the references to them, hold a name.

    >>> relabelled([Display((), "eq-rule")], "w5")
    (Display(rows=(), label='eq-w5-rule'),)
    """

    def label(old: str) -> str:
        kind, _, rest = old.partition("-")
        return f"{kind}-{name}-{rest}"

    return tuple(_block(block, label) for block in blocks)


def _block(block: Block, label: Callable[[str], str]) -> Block:
    match block:
        case Heading(_, content) | Paragraph(content) | Space(_, content):
            return replace(block, content=_inlines(content, label))
        case Display(_, old):
            return replace(block, label=label(old)) if old else block
        case Step(_, title, blocks) | Substep(_, title, blocks):
            return replace(block, title=_inlines(title, label), blocks=tuple(_block(at, label) for at in blocks))
        case Together(_, blocks):
            return replace(block, blocks=tuple(_block(at, label) for at in blocks))
        case Beside((table, figure)):
            return Beside((_table(table, label), _figure(figure, label)))
        case Figure():
            return _figure(block, label)
        case Table():
            return _table(block, label)


def _figure(figure: Figure, label: Callable[[str], str]) -> Figure:
    return replace(figure, caption=_inlines(figure.caption, label), label=label(figure.label))


def _table(table: Table, label: Callable[[str], str]) -> Table:
    return replace(
        table,
        columns=tuple((_inlines(title, label), align) for title, align in table.columns),
        rows=tuple(tuple(_inlines(cell, label) for cell in row) for row in table.rows),
        caption=_inlines(table.caption, label),
        label=label(table.label),
    )


def _inlines(content: Inlines, label: Callable[[str], str]) -> Inlines:
    return tuple(
        Reference(label(inline.label))
        if isinstance(inline, Reference)
        else Footnote(_inlines(inline.content, label))
        if isinstance(inline, Footnote)
        else inline
        for inline in content
    )
