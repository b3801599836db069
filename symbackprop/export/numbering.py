"""Where the notes derive a quantity: the numbers of their equations, for the comments in straight-line code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..derive.narrate import Outline, default_weights, notes
from ..derive.numbers import Numbers
from ..document.blocks import Block, Display, Step, Together
from ..errors import SymbackpropError
from ..expression.tree import Partial, Symbol
from ..graph.rounding import Rounding
from ..models.network import Network

NUMBERING = "A number in brackets after a statement is that of its equation in the notes."


def equation_numbers(network: Network) -> Mapping[Symbol, int]:
    """Return the number of the first equation of the notes that is about each scalar quantity or adjoint."""
    try:
        document = notes(Numbers(network, Rounding(9)), Outline(default_weights(network), rounds=1))
    except SymbackpropError:
        return {}
    found: dict[Symbol, int] = {}
    labelled = (display for display in _displays(document.blocks) if display.label is not None)
    for number, display in enumerate(labelled, start=1):
        for row in display.rows:
            match row.left:
                case Symbol() as target:
                    found.setdefault(target, number)
                case Partial(of, by, False) if of == network.loss:
                    found.setdefault(replace(by, mark=of.base), number)
    return found


def _displays(blocks: Iterable[Block]) -> Iterator[Display]:
    for block in blocks:
        match block:
            case Display():
                yield block
            case Step(_, _, inner) | Together(_, inner):
                yield from _displays(inner)
