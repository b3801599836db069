"""The numbers of equations, figures and tables, counted once for formats that cannot count."""

from __future__ import annotations

from collections.abc import Iterator

from ...document.blocks import Beside, Block, Display, Document, Figure, Step, Substep, Table, Together

KINDS = {"eq": "equation", "fig": "figure", "tab": "table"}


def kind_of(label: str) -> str:
    """Return what a label labels.

    >>> kind_of("eq-w5")
    'equation'
    """
    return KINDS[label.partition("-")[0]]


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield blocks and the blocks inside them, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Beside | Step | Substep | Together):
            yield from walk(block.blocks)


def numbered(document: Document) -> dict[str, int]:
    """Return the number of each label: equations, figures and tables count apart."""
    counts = dict.fromkeys(KINDS.values(), 0)
    numbers: dict[str, int] = {}
    for block in walk(document.blocks):
        if isinstance(block, Display | Figure | Table) and block.label:
            kind = kind_of(block.label)
            counts[kind] += 1
            numbers[block.label] = counts[kind]
    return numbers
