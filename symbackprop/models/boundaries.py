"""Where reads leave what they read: the first and last positions, and padding with zeros.

A term that reads past an end is written as terms that each count where their windows say: one inside, and one for each
position outside at which something else stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ..errors import GraphError
from ..expression.differentiate import rational
from ..expression.tree import (
    ZERO,
    Affine,
    Expression,
    Index,
    Negative,
    Position,
    Power,
    Product,
    Quotient,
    Symbol,
    reads,
    substitute,
    symbols_of,
)
from ..graph.equations import Equation, Term, bare
from ..graph.shifts import combined, fitted, lookups_in, reach_of, reindexed
from ..graph.windows import Window, is_possible
from .starts import Starts


def bounded(equation: Equation, sizes: Mapping[Symbol, tuple[int, ...]], starts: Starts) -> Equation:
    """Return an equation none of whose reads leaves what it reads where its term counts.

    Args:
        equation: With `last` resolved.
        sizes: Of each bare quantity, how long it is along each dimension.
        starts: What stands outside of quantities.

    Raises:
        GraphError: A read leaves a quantity to where nothing stands.
    """
    equation = replace(equation, terms=tuple(_fitted(term, sizes) for term in equation.terms))
    terms = tuple(_fitted(made, sizes) for term in equation.terms for made in _terms(equation, term, sizes, starts))
    own = starts.get(bare(equation.target), ())
    outside = tuple((start.at(equation.target), fitted(start.value, sizes)) for start in own)
    if terms == equation.terms:
        return replace(equation, outside=outside) if outside else equation
    return replace(equation, terms=terms or (Term(ZERO),), written=equation.terms, outside=outside)


def _fitted(term: Term, sizes: Mapping[Symbol, tuple[int, ...]]) -> Term:
    return replace(term, body=fitted(term.body, sizes))


def _terms(equation: Equation, term: Term, sizes: Mapping[Symbol, tuple[int, ...]], starts: Starts) -> Iterator[Term]:
    for read in symbols_of(term.body):
        known = sizes.get(bare(read), ())
        if len(known) != len(read.indices):
            continue  # The graph says what is wrong.
        for dimension, (position, size) in enumerate(zip(read.indices, known, strict=True)):
            is_padded = isinstance(position, Affine) and position.is_padded
            plain = combined((1, position)) if is_padded else position
            if isinstance(position, Index) or (not is_padded and _stays(plain, size, term.within)):
                continue
            inside = read.read_at((*read.indices[:dimension], plain, *read.indices[dimension + 1 :]))
            cases = [
                (Window(plain, size), inside),
                *_outside(equation, read, dimension, plain, size, is_padded, starts, term.within),
            ]
            for window, value in cases:
                within = term.within if window.is_always else (*term.within, window)
                if not is_possible(within) or (value == ZERO and _vanishes(term.body, read)):
                    continue
                yield from _terms(
                    equation, Term(substitute(term.body, {read: value}), term.over, within), sizes, starts
                )
            return
    yield term


def _stays(position: Position, size: int, within: tuple[Window, ...]) -> bool:
    low, high = _reach(position, within)
    # Beside a window that another read needs, a read may stay inside too.
    before = low < 1 and is_possible((*within, Window(combined((-1, position), (1, 1)), 1 - low)))
    behind = high > size and is_possible((*within, Window(combined((1, position), (-1, size)), high - size)))
    return not before and not behind


def _reach(position: Position, within: Sequence[Window]) -> tuple[int, int]:
    """Return the least and the greatest position that is read, where windows along the same indices let it be."""
    low, high = reach_of(position)
    for window in within:
        ahead, against = (combined((1, window.position), (sign, position)) for sign in (-1, 1))
        if isinstance(ahead, int):
            low, high = max(low, 1 - ahead), min(high, window.size - ahead)
        if isinstance(against, int):
            low, high = max(low, against - window.size), min(high, against - 1)
    return low, high


def _outside(
    equation: Equation,
    read: Symbol,
    dimension: int,
    position: Position,
    size: int,
    is_padded: bool,
    starts: Starts,
    within: Sequence[Window],
) -> Iterator[tuple[Window, Expression]]:
    """Yield what stands at the positions outside that a read reaches, each with where that is.

    Raises:
        GraphError: Nothing stands at one of them.
    """
    low, high = _reach(position, within)
    known = [start for start in starts.get(bare(read), ()) if start.dimension == dimension]
    if is_padded:
        if low < 1:
            yield Window(combined((-1, position), (1, 1)), 1 - low), ZERO
        if high > size:
            yield Window(combined((1, position), (-1, size)), high - size), ZERO
        return
    there = {start.position for start in known}
    # A read that leaves far is refused at its nearest position, so this looks at no more than have lines of their own.
    for outside in _positions_outside(low, high, size, len(there) + 1):
        if outside not in there:
            raise GraphError(_leaves(equation, read, dimension, outside, size, bool(starts.get(bare(read)))))
    for start in known:
        rest = [at for place, at in enumerate(read.indices) if place != dimension]
        by = dict(zip(start.others, rest, strict=True))
        yield Window(combined((1, position), (1 - start.position, 1)), 1), reindexed(start.value, by)


def _positions_outside(low: int, high: int, size: int, most: int) -> Iterator[int]:
    yield from range(0, max(low, -most) - 1, -1)
    yield from range(size + 1, min(high, size + 1 + most) + 1)


def _leaves(equation: Equation, read: Symbol, dimension: int, outside: int, size: int, has_starts: bool) -> str:
    position = read.indices[dimension]
    low, high = reach_of(position)
    others = ",".join("…" if at != dimension else str(outside) for at in range(len(read.indices)))
    name = bare(read).ascii
    if bare(read) == bare(equation.target) or has_starts:
        return (
            f"{equation.name} reads {read.ascii!r}, which starts at {name}[{others}]; expected a line "
            f"'{name}[{others}] = …', or '{position} else 0' where it starts with 0"
        )
    if isinstance(position, int):
        return f"{equation.name} reads {read.ascii!r}; its index runs from 1 to {size}"
    plain = combined((1, position))
    if isinstance(plain, Index):
        how = f"with index {plain.name!r} of size {plain.size}, expected {size} at most"
        return f"{equation.name} reads {read.ascii!r} {how}, or '{position} else 0' where zeros stand outside"
    for lookup in lookups_in(position):
        if position == Affine(((1, lookup),)) and lookup.table is not None:
            place = ",".join(map(str, lookup.table.place_of(high)))
            return f"{equation.name} reads {read.ascii!r}; {lookup.of.ascii}[{place}] is {high}, expected 1 to {size}"
    # How long an array is of which nothing is read, only its values say.
    expected = f"1 to {size}" if high >= 1 else "1 and more"
    return (
        f"{equation.name} reads {read.ascii!r}; {position} runs from {low} to {high}, expected {expected}, or "
        f"'{position} else 0' where zeros stand outside"
    )


def _vanishes(body: Expression, read: Symbol) -> bool:
    """Say whether an expression is 0 where a quantity is."""
    match body:
        case Symbol():
            return body == read
        case Negative(inner):
            return _vanishes(inner, read)
        case Product(factors):
            return any(_vanishes(factor, read) for factor in factors)
        case Quotient(numerator, denominator):
            return read not in reads(denominator) and _vanishes(numerator, read)
        case Power(base, exponent):
            return (rational(exponent) or Fraction(0)) > 0 and _vanishes(base, read)
        case _:
            return False
