"""What the spec, or a notation of the program, calls by a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...expression.tree import Index, Symbol
from ...graph.expand import element
from ...models.network import Network
from ..lexicon.words import GREEK, is_digits
from ..tree import Name
from .atoms import Atom, Layout, Meaning, Role, adjoint, in_row_or_column, negative_adjoint, one
from .counting import Element
from .layers import LayerTable
from .positions import pieces_of
from .scheme import DECLARED, Quantity, Scheme, SchemeReading, Signal
from .weights import matrix

SAMPLE_ABOVE = re.compile(r"\((\d{1,3})\)")
"""The sample that a quantity of a model in equations belongs to."""


def declared(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what the spec, or the notation of the document, calls by a name."""
    yield from _in_notation(name, network, layers, layout)
    below = pieces_of(name)
    sample = SAMPLE_ABOVE.fullmatch(name.above[0]) if len(name.above) == 1 and not network.layers else None
    for symbol in network.graph.declared:
        if GREEK.get(symbol.base, symbol.base) != name.base or name.accent or (name.above and sample is None):
            continue
        parts = [part for part in re.split(r"[,_]", symbol.subscript) if part]
        subscript = [piece for part in parts for piece in re.findall(r"[A-Za-z]+|\d+", part)]
        rest = below[len(subscript) :]
        if below[: len(subscript)] == subscript and all(is_digits(part) for part in rest):
            yield from _elements(symbol, rest, sample[1] if sample is not None else "", network, layers, layout)
    for spelled in _spelled(name, [sample[1], *below] if sample is not None else below):
        found = layers.named.get(spelled)
        if found is not None and (not name.above or sample is not None):
            yield SchemeReading(DECLARED, one(found))


def _elements(
    symbol: Symbol, numbers: Sequence[str], sample: str, network: Network, layers: LayerTable, layout: Layout
) -> Iterator[SchemeReading]:
    """Yield the elements of a declared quantity that numbers point to, or the quantity where there are none."""
    quantity = network.graph.declared[symbol]
    indices = quantity.indices
    if len(numbers) == 1 and len(indices) > 1 and len(numbers[0]) == len(indices):
        numbers = list(numbers[0])
    at = [int(number) for number in ([sample, *numbers] if sample else numbers)]
    sizes = [index.size for index in indices if isinstance(index, Index)]
    if not at:
        whole = _array(quantity, sizes, network, layers, layout) if sizes else one(element(symbol, (), network.labels))
        yield SchemeReading(DECLARED, whole)
    elif sample and len(at) == 1 and len(sizes) == 2 and 1 <= at[0] <= sizes[0]:
        row = [element(symbol, (at[0], place), network.labels) for place in range(1, sizes[1] + 1)]
        yield SchemeReading(DECLARED, in_row_or_column([Atom(Role.VALUE, entry) for entry in row], layout))
    elif len(at) == len(sizes):
        for offset, from_zero in ((0, False), (1, True)):
            place = tuple(number + offset for number in at)
            if all(1 <= p <= size for p, size in zip(place, sizes, strict=True)):
                yield SchemeReading(_element(from_zero), one(element(symbol, place, network.labels)))
            if len(at) == 2 and all(1 <= p <= size for p, size in zip(place, sizes[::-1], strict=True)):
                transposed = _element(from_zero, transposed=True)
                yield SchemeReading(transposed, one(element(symbol, place[::-1], network.labels)))


def _element(from_zero: bool, transposed: bool = False) -> Scheme:
    return Scheme(Quantity.DECLARED, Element(from_zero, transposed)) if from_zero or transposed else DECLARED


def _spelled(name: Name, below: Sequence[str]) -> Iterator[str]:
    """Yield how a spec may spell a name: an accent is a word of its own there."""
    if not name.accent:
        yield "".join((name.base, *below))
    elif name.accent == "hat":
        yield "".join((name.base, "hat", *below))
        yield "".join((name.base, *below, "hat"))


def _in_notation(name: Name, network: Network, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what a name stands for that is written as the program writes it."""
    found = layers.vocabulary.find(name)
    known = layers.vocabulary.elements(found) if found is not None else None
    if found is None or known is None:
        return
    symbols, sizes = known
    quantity = found.entry.quantity
    if len(sizes) == 2 and len(quantity.indices) == 2:
        meaning = _array(quantity, sizes, network, layers, layout)
    elif len(sizes) == 2:
        rows = [symbols[at : at + sizes[1]] for at in range(0, len(symbols), sizes[1])]
        meaning = Meaning(tuple(tuple(Atom(Role.VALUE, symbol) for symbol in row) for row in rows), free=1 in sizes)
    elif len(sizes) > 2:
        return
    else:
        meaning = in_row_or_column([Atom(Role.VALUE, symbol) for symbol in symbols], layout)
    yield SchemeReading(DECLARED, meaning.of(adjoint) if found.entry.signal else meaning)
    if found.entry.signal and not network.layers:
        yield SchemeReading(Scheme(Signal(Quantity.NET, negative=True)), meaning.of(negative_adjoint))


def _array(quantity: Symbol, sizes: Sequence[int], network: Network, layers: LayerTable, layout: Layout) -> Meaning:
    bare = replace(quantity, indices=())
    first = element(bare, tuple(1 for _ in sizes), network.labels)
    for stage in layers.stages:
        shape = (len(stage.weights), len(stage.weights[0])) if stage.weights else ()
        if stage.weights and stage.weights[0][:1] == (first,) and shape in (tuple(sizes), tuple(sizes)[::-1]):
            return matrix(stage, layout)
    if len(sizes) == 1:
        return in_row_or_column(
            [Atom(Role.VALUE, element(bare, (at,), network.labels)) for at in range(1, sizes[0] + 1)], layout
        )
    rows = tuple(
        tuple(Atom(Role.VALUE, element(bare, (i, j), network.labels)) for j in range(1, sizes[1] + 1))
        for i in range(1, sizes[0] + 1)
    )
    return Meaning(rows, free=1 in sizes[:2])
