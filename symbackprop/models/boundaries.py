"""Where reads leave what they read: the first and last positions, padding with zeros, and the starts of recurrences.

A term that reads past an end is written as terms that each count where their windows say: one inside, and one for each
position outside at which something else stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
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
from ..graph.lifting import START, below_of
from ..graph.shifts import LAST, combined, fitted, lookups_in, reach_of, reindexed
from ..graph.windows import Window, is_possible

MOST_OUTSIDE = 64
"""So many positions outside of a quantity may have a line of their own."""


@dataclass(frozen=True, slots=True)
class Start:
    """What stands at one position outside of a quantity.

    Args:
        dimension: Along which it lies outside.
        position: Where.
        others: The indices of the other dimensions.
        value: What stands there, over those indices: a symbol, or 0.
    """

    dimension: int
    position: int
    others: tuple[Index, ...]
    value: Expression

    def at(self, quantity: Symbol) -> Symbol:
        """Return how the quantity is read there."""
        return quantity.read_at((*self.others[: self.dimension], self.position, *self.others[self.dimension :]))


Starts = Mapping[Symbol, Sequence[Start]]
"""By bare quantity."""


def is_start(equation: Equation) -> bool:
    """Say whether a line defines a single position, `h[0] = …`, and not a quantity."""
    return any(not isinstance(at, Index) or at == LAST for at in equation.target.indices)


def starts_of(
    equations: Iterable[Equation], declared: Mapping[Symbol, Symbol], taken: Iterable[Symbol]
) -> tuple[dict[Symbol, list[Start]], list[Equation]]:
    """Return what stands outside of quantities, and the equations that define what is no quantity yet.

    Args:
        equations: Lines that define a single position.
        declared: What other lines define, by bare target, with its indices.
        taken: The bare names of all quantities.

    Raises:
        GraphError: A line is about what no other line defines, about a position inside, or about one twice.
    """
    found: dict[Symbol, list[Start]] = {}
    made: list[Equation] = []
    names = {symbol.ascii for symbol in taken}
    for equation in equations:
        target, quantity = equation.target, declared.get(bare(equation.target))
        if quantity is None:
            raise GraphError(
                f"{equation.name}: {target.ascii!r} is a single position; expected an equation of all others, as in "
                f"'{bare(target).ascii}[t] = …' with {bare(target).ascii}[t-1] in it"
            )
        if len(quantity.indices) != len(target.indices):
            raise GraphError(f"{equation.name}: expected {len(quantity.indices)} indices, as in {quantity.ascii!r}")
        start = _start(equation, quantity, names)
        _check_apart(equation, start, names)
        if any(known.dimension == start.dimension and known.position == start.position for known in _of(found, target)):
            raise GraphError(f"{equation.name}: {target.ascii!r} is defined twice; each position has one definition")
        found.setdefault(bare(target), []).append(start)
        if len(found[bare(target)]) > MOST_OUTSIDE:
            raise GraphError(f"{equation.name}: more than {MOST_OUTSIDE} positions outside of {bare(target).ascii!r}")
        if isinstance(start.value, Symbol) and start.value not in symbols_of(equation.body):
            made.append(Equation(start.value, equation.terms, equation.place))
            names.add(start.value.ascii)
    return found, made


def check_read(edges: Sequence[Equation], equations: Collection[Equation]) -> None:
    """Refuse a line for a position outside that nothing reads.

    Raises:
        GraphError: There is one.
    """
    reads = {read for equation in equations for term in equation.terms for read in symbols_of(term.body)}
    for edge in edges:
        target = edge.target
        alike = (read for read in reads if bare(read) == bare(target) and len(read.indices) == len(target.indices))
        if not any(_may_be(read, target) for read in alike):
            own = next((at for at in equations if bare(at.target) == bare(target) and _reads(at, at.target)), None)
            if own is not None:
                raise GraphError(
                    f"{own.name} reads itself at the same position; expected one before, as in "
                    f"{_moved(own.target, -1)!r}, or one after"
                )
            raise GraphError(f"{edge.name}: nothing reads {target.ascii!r}; leave the line out, or read it")


def _reads(equation: Equation, symbol: Symbol) -> bool:
    return any(symbol in symbols_of(term.body) for term in equation.terms)


def _moved(symbol: Symbol, by: int) -> str:
    """Return how a quantity is read one position on or back along its first index."""
    first = next((at for at in symbol.indices if isinstance(at, Index)), None)
    there = (combined((1, at), (by, 1)) if at == first else at for at in symbol.indices)
    return symbol.read_at(tuple(there)).ascii


def _may_be(read: Symbol, target: Symbol) -> bool:
    """Say whether a read reaches the fixed positions of a target; one that is padded reads zeros there."""
    for position, wanted in zip(read.indices, target.indices, strict=True):
        low, high = reach_of(position)
        if isinstance(wanted, int) and not low <= wanted <= high:
            return False
        if isinstance(wanted, int) and isinstance(position, Affine) and position.is_padded:
            return False
    return True


def _of(found: Mapping[Symbol, list[Start]], target: Symbol) -> Sequence[Start]:
    return found.get(bare(target), ())


def _check_apart(equation: Equation, start: Start, names: Set[str]) -> None:
    """Refuse a quantity `h0` beside `h[0] = q`, which notes call h_0 as well."""
    target, value = equation.target, start.value
    named = replace(bare(target), subscript=",".join(filter(None, (target.subscript, str(start.position))))).ascii
    is_own = isinstance(value, Symbol) and (value not in symbols_of(equation.body) or bare(value).ascii == named)
    if named in names and not is_own:
        raise GraphError(
            f"{equation.name}: {named!r} and {target.ascii} would both be called {named!r}; rename one of the two"
        )


def _start(equation: Equation, quantity: Symbol, names: set[str]) -> Start:
    target = equation.target
    fixed = [at for at, position in enumerate(target.indices) if isinstance(position, int)]
    if len(fixed) != 1:
        raise GraphError(f"{equation.name}: one position may be fixed, the others are those of {quantity.ascii!r}")
    (dimension,) = fixed
    position, whole = target.indices[dimension], quantity.indices[dimension]
    assert isinstance(position, int)
    assert isinstance(whole, Index)
    if 1 <= position <= whole.size:
        raise GraphError(
            f"{equation.name}: {quantity.ascii!r} has that position already, from 1 to {whole.size}; a line of its own "
            f"is for what stands outside, as {bare(target).ascii}[0]"
        )
    others = tuple(at for at in target.indices if isinstance(at, Index))
    sizes = [at.size for place, at in enumerate(quantity.indices) if isinstance(at, Index) and place != dimension]
    if [index.size for index in others] != sizes:
        raise GraphError(f"{equation.name}: its indices run otherwise than those of {quantity.ascii!r}")
    body = equation.terms[0].body
    is_alone = len(equation.terms) == 1 and not equation.terms[0].over
    if is_alone and rational(body) == 0:
        return Start(dimension, position, others, ZERO)
    if is_alone and isinstance(body, Symbol) and body.indices == others:
        return Start(dimension, position, others, body)
    return Start(dimension, position, others, _fresh(target, position, others, names))


def _fresh(target: Symbol, position: int, others: tuple[Index, ...], names: set[str]) -> Symbol:
    """Return a name for what stands outside: `h_0`, `h_minus1`, or `h_initial` where that is taken."""
    for below in (below_of(position), START, *(f"{START},{at}" for at in range(2, MOST_OUTSIDE + 2))):
        joined = ",".join(part for part in (target.subscript, below) if part)
        found = replace(bare(target), subscript=joined)
        if found.ascii not in names:
            return found.read_at(others)
    raise GraphError(f"{target.ascii!r}: no name is left for it")


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
