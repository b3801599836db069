"""The starts of recurrences, and what else has a line of its own at a position outside: `h[0] = …`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ..errors import GraphError
from ..expression.differentiate import rational
from ..expression.tree import (
    ZERO,
    Affine,
    Expression,
    Index,
    Symbol,
    symbols_of,
)
from ..graph.equations import Equation, Graph, bare
from ..graph.lifting import START, below_of
from ..graph.shifts import LAST, combined, reach_of

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


def starts_in(graph: Graph) -> dict[Symbol, list[Start]]:
    """Return what stands outside of the quantities of a graph."""
    found: dict[Symbol, list[Start]] = {}
    for equation in graph.equations:
        for symbol, value in equation.outside:
            (dimension,) = (at for at, position in enumerate(symbol.indices) if isinstance(position, int))
            position = symbol.indices[dimension]
            assert isinstance(position, int)
            others = tuple(at for at in symbol.indices if isinstance(at, Index))
            found.setdefault(bare(symbol), []).append(Start(dimension, position, others, value))
    return found
