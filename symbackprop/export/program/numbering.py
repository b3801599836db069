"""Where the notes derive a quantity: the numbers of their equations, for the comments beside statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ...derive.narrate import MOST_PAGES, Outline, default_weights, notes
from ...derive.numbers import Numbers
from ...document.blocks import Block, Display, Row, Step, Substep, Together
from ...errors import SymbackpropError
from ...expression.tree import Expression, Partial, Symbol
from ...graph.equations import bare
from ...graph.expand import elements
from ...graph.rounding import Rounding
from ...models.narrow import narrowed
from ...models.network import Network
from .lowering import Form, Program, size_of

WIDEST = 24
"""The notes of a wider network have the numbers of one this wide: nothing that is left out of them comes back above."""

MOST_SINGLE = 10_000
"""Elements of all quantities up to which a model with values that cannot be narrowed has numbers: each is looked at."""


def equation_numbers(program: Program) -> Mapping[Symbol, int]:
    """Return the number of the equation of the notes that is about the target of each statement.

    The notes are those that are written without options. They derive what stands on the way to some parameters, element
    by element, and then whole arrays. So the equation is, in this order, that of the target itself, that of the local
    derivative by it, that of the whole array, and that of another element of it.
    """
    network = program.network if program.form is Form.STRAIGHT else narrowed(program.network, WIDEST)
    if sum(map(size_of, network.graph.declared.values())) > MOST_SINGLE and not network.missing:
        return {}
    try:
        own, local = _numbered(network)
    except SymbackpropError:
        return {}
    numbers: dict[Symbol, int] = {}
    for declared in network.graph.declared.values():
        for mark in ("", network.loss.base):
            whole = replace(declared, mark=mark)
            single = elements(whole, network.labels)
            array = replace(bare(whole), bold=True)
            among = own.get(array) or next((n for found in (own, local) for n in map(found.get, single) if n), None)
            for target in dict.fromkeys((bare(whole), *single)):
                number = own.get(target) or local.get(target) or among
                if number is not None:
                    numbers[target] = number
    return numbers


def _numbered(network: Network) -> tuple[dict[Symbol, int], dict[Symbol, int]]:
    """Return the number of the first equation about each quantity or adjoint, and about the local derivatives by it.

    Whole arrays are bold; local derivatives stand under the adjoint in which they are used.
    """
    outline = Outline(default_weights(network), rounds=0, gradients=False)
    document = notes(Numbers(network, Rounding(9)), outline, most_pages=MOST_PAGES)
    own: dict[Symbol, int] = {}
    local: dict[Symbol, int] = {}
    labelled = (display for display in _displays(document.blocks) if display.label is not None)
    for number, display in enumerate(labelled, start=1):
        for row in display.rows:
            for symbol, is_own in _about(row, network.loss):
                (own if is_own else local).setdefault(symbol, number)
    return own, local


def _displays(blocks: Iterable[Block]) -> Iterator[Display]:
    for block in blocks:
        match block:
            case Display():
                yield block
            case Step(_, _, inner) | Substep(_, _, inner) | Together(_, inner):
                yield from _displays(inner)


def _about(row: Row, loss: Symbol) -> Iterator[tuple[Symbol, bool]]:
    """Yield the quantity or adjoint on the left, and whether it is it that is defined and not a local derivative."""
    side: Expression | None = row.left
    if isinstance(row.left, Symbol):
        yield row.left, True
        # An error signal is a name for an adjoint: δ = ∂E/∂net = …
        side = row.sides[0][1] if row.sides else None
    if isinstance(side, Partial):
        yield replace(side.by, mark=loss.base), not side.local and side.of == loss
