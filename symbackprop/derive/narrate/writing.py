"""The last pass over a document: the signs that its network wants, and no index that takes one value alone."""

from __future__ import annotations

from dataclasses import replace

from ...document.blocks import Document
from ...document.numerals import with_crosses, with_decimal_comma
from ...document.rewriting import Rewriting
from ...expression.tree import Expression, Index, Partial, Symbol, Total, rebuilt
from ...models.network import Network
from ...models.writing import CROSS


def written(document: Document, network: Network) -> Document:
    """Return a document as its network wants it written."""
    found = Rewriting(at_one).of(document) if _has_single_indices(network) else document
    found = with_decimal_comma(found) if network.decimal_comma else found
    return with_crosses(found) if network.writing.times == CROSS else found


def at_one(expression: Expression) -> Expression:
    """Return an expression with 1 for each index that takes no other value, over which nothing is to be summed.

    >>> k = Index("k", 1)
    >>> at_one(Total((k,), Symbol("E", "o", (k,)))) == Symbol("E", "o", (1,))
    True
    """
    match expression:
        case Symbol():
            return _read_at_one(expression)
        case Partial(of, by):
            return replace(expression, of=_read_at_one(of), by=_read_at_one(by))
        case Total(over, body):
            kept = tuple(index for index in over if index.size > 1)
            return Total(kept, at_one(body)) if kept else at_one(body)
        case _:
            return rebuilt(expression, at_one)


def _read_at_one(symbol: Symbol) -> Symbol:
    if not any(_is_single(at) for at in symbol.indices):
        return symbol
    positions = tuple(1 if _is_single(at) else at for at in symbol.indices)
    if symbol.sample and _is_single(symbol.indices[0]):
        return replace(symbol, sample="1", indices=positions)
    return symbol.read_at(positions)


def _is_single(position: object) -> bool:
    return isinstance(position, Index) and position.size == 1


def _has_single_indices(network: Network) -> bool:
    return any(_is_single(at) for symbol in network.graph.declared.values() for at in symbol.indices)
