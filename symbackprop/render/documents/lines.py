"""Rows that fit the page: a long row goes on below, before a relation or before a sign.

Where a row is cut is decided on expressions, once for all formats, from an estimate of how wide they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ...document.blocks import Block, Display, Document, Row, Step, Substep, Together
from ...expression.tree import Elementwise, Expression, Negative, Product, Sum, plus
from ..inline.layout import starts_with_minus, without_minus
from ..inline.width import width

ROOM = 72.0
"""Digits that fit on a line of the notes, beside the equation's number."""

WIDEST_LEFT = 24
"""A wider left side has a line of its own."""


INDENT = 3.0
"""Digits by which a step within a step is indented."""

CONTINUED = ("+", "−", "·", "×", "⊙")
"""What a line begins with that goes on with a sum or a product."""


def fitted(document: Document, room: float = ROOM) -> Document:
    """Return a document whose displayed rows fit the page."""
    return replace(document, blocks=tuple(_block(block, room) for block in document.blocks))


def _block(block: Block, room: float) -> Block:
    match block:
        case Step(_, _, blocks) | Together(_, blocks):
            return replace(block, blocks=tuple(_block(inner, room) for inner in blocks))
        case Substep(_, _, blocks):
            return replace(block, blocks=tuple(_block(inner, room - INDENT) for inner in blocks))
        case Display(rows, label):
            return Display(tuple(line for lines in lines_of(rows, room) for line in lines), label)
        case _:
            return block


def lines_of(rows: Sequence[Row], room: float) -> tuple[tuple[Row, ...], ...]:
    """Return the lines that each row of a displayed equation fills, beside the widest of their left sides."""
    apart = [tuple(_with_left_apart(row)) for row in rows]
    left = max((width(row.left) for parts in apart for row in parts if row.left is not None), default=0)
    return tuple(tuple(line for row in parts for line in _lines(row, room - left)) for parts in apart)


def _with_left_apart(row: Row) -> Iterator[Row]:
    """Yield a row, or two where its left side is too wide to stand before the others."""
    if row.left is None or width(row.left) <= WIDEST_LEFT:
        yield row
    else:
        yield Row(None, (("", row.left),))
        yield Row(None, row.sides)


def _lines(row: Row, room: float) -> Iterator[Row]:
    """Yield the lines that a row fills."""
    left, used = row.left, 0.0
    line: list[tuple[str, Expression]] = []
    for relation, side in _sides(row, room):
        wide = width(side) + 3
        if line and (used + wide > room or relation in CONTINUED):
            yield Row(left, tuple(line))
            left, line, used = None, [], 0.0
        line.append((relation, side))
        used += wide
    yield Row(left, tuple(line))


def _sides(row: Row, room: float) -> Iterator[tuple[str, Expression]]:
    """Yield the sides of a row, a sum that is too long for any line in pieces."""
    for relation, side in row.sides:
        if isinstance(side, Sum) and width(side) + 3 > room:
            yield from _terms(relation, side.terms, room)
        elif isinstance(side, Product) and width(side) + 3 > room:
            sign, crossed = ("×", True) if side.is_crossed else ("·", False)
            yield from _factors(relation, side.factors, room, sign, partial(_multiplied, crossed))
        elif isinstance(side, Elementwise) and width(side) + 3 > room:
            yield from _factors(relation, side.factors, room, "⊙", _entrywise)
        else:
            yield relation, side


def _terms(relation: str, terms: Sequence[Expression], room: float) -> Iterator[tuple[str, Expression]]:
    piece: list[Expression] = []
    for term in terms:
        if piece and width(plus(*piece, term)) + 6 > room:
            yield relation, plus(*piece)
            body = term.body if isinstance(term, Negative) else without_minus(term)
            relation = "+" if body is None else "−"
            shown = term if body is None else body
            piece = [shown if body is None and isinstance(shown, Sum) else _apart(shown)]
        else:
            piece.append(term)
    yield relation, plus(*piece)


def _factors(
    relation: str,
    factors: Sequence[Expression],
    room: float,
    sign: str,
    together: Callable[..., Expression],
) -> Iterator[tuple[str, Expression]]:
    piece: list[Expression] = []
    for factor in factors:
        if piece and width(together(*piece, factor)) + 6 > room:
            yield relation, _bracketed(piece, together)
            relation, piece = sign, [Product((Sum((factor,)),)) if starts_with_minus(factor) else factor]
        else:
            piece.append(factor)
    yield relation, _bracketed(piece, together)


def _bracketed(piece: Sequence[Expression], together: Callable[..., Expression]) -> Expression:
    """Return factors together; one that is alone on its line keeps the brackets that it has in a product."""
    return together(*piece) if len(piece) > 1 else Product(tuple(piece))


def _multiplied(is_crossed: bool, *factors: Expression) -> Expression:
    return factors[0] if len(factors) == 1 else Product(factors, is_crossed)


def _entrywise(*factors: Expression) -> Expression:
    return Elementwise(factors)


def _apart(part: Expression) -> Expression:
    """Return what stands after the sign at the start of a line, in brackets where it needs them."""
    if isinstance(part, Sum):
        return Product((part,))
    return Product((Sum((part,)),)) if starts_with_minus(part) else part
