"""The equations of a graph evaluated for all elements at once, over lists of balls.

A quantity is a flat list, the last index fastest. Every read is an affine function of the indices that an
equation runs through, so its places in the list are found by adding strides, whatever the expression around it.
A position that is looked up is read in its table first.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, TypeAlias, cast

from flint import arb, fmpq

from ..errors import ExpressionError
from ..expression.differentiate import rational, tidied
from ..expression.functions import computed_as
from ..expression.tree import (
    Call,
    Choice,
    Constant,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from .effort import operations
from .equations import Equation, Recurrence, Term, bare
from .points import inside, places, space_of
from .recurrences import fixed, part_of
from .scatter import placed
from .tape import CONSTANTS, Applied, Ball, chosen, divided, exact, is_long, raised, to_the_power
from .traces import FEWEST, LONGEST, Elements, Trace, Traced, is_affine, repeated, stretches

Array: TypeAlias = list[Ball]
"""The elements of a quantity, the last index fastest."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What the values of expressions are computed by, besides the signs of Python.

    Args:
        exact: From a number of an expression to a value.
        constant: From the letter of a constant to its value.
        divided: From a numerator and a denominator to their quotient.
        raised: From a fixed exponent to the function that raises to it.
        to_the_power: From a base and a computed exponent to the power.
        applied: From the name of a primitive function to the function.
        chosen: From a condition, what holds where it is positive, and what holds elsewhere, to what holds.
    """

    exact: Callable[[Fraction], Any]
    constant: Callable[[str], Any]
    divided: Callable[[Any, Any], Any]
    raised: Callable[[Fraction], Callable[[Any], Any]]
    to_the_power: Callable[[Any, Any], Any]
    applied: Callable[[str], Callable[[Any], Any]]
    chosen: Callable[[Any, Any, Any], Any]


BALLS = Arithmetic(exact, lambda letter: CONSTANTS[letter](fmpq(1)), divided, raised, to_the_power, Applied.of, chosen)
"""Fractions as long as they are exact, and balls."""


def evaluated(
    equation: Equation, declared: Mapping[Symbol, Symbol], of: Mapping[Symbol, Array], by: Arithmetic = BALLS
) -> Array:
    """Return all elements of an equation's target, at the current precision of python-flint.

    Args:
        equation: What is computed.
        declared: From each bare quantity to the indices it is declared with.
        of: The elements of a bare quantity that the equation reads.
        by: How values are computed.
    """
    total: Array | None = None
    for term in equation.terms:
        negative = isinstance(term.body, Negative)
        body = term.body.body if isinstance(term.body, Negative) else term.body
        part = _summed(equation.target, Term(body, term.over, term.within), declared, of, by)
        if total is None:
            total = [-value for value in part] if negative else part
        else:
            total = list(map(operator.sub if negative else operator.add, total, part))
    assert total is not None
    return [_bounded(value) for value in total]


def evaluated_block(
    block: Sequence[Equation],
    declared: Mapping[Symbol, Symbol],
    of: Mapping[Symbol, Array],
    by: Arithmetic = BALLS,
) -> dict[Symbol, Array]:
    """Return all elements of what a block defines, by bare target: of a recurrence, one position after the other.

    Args:
        block: An equation, or all those of a recurrence.
        declared: From each bare quantity to the indices it is declared with.
        of: The elements of the bare quantities that the block reads from outside.
        by: How values are computed.
    """
    if block[0].along is None:
        return {bare(equation.target): evaluated(equation, declared, of, by) for equation in block}
    found: dict[Symbol, Array] = {
        bare(at.target): [by.exact(Fraction(0))]
        * prod(index.size for index in at.target.indices if isinstance(index, Index))
        for at in block
    }
    known = {**of, **found}
    for positions, is_decided in _in_order(block, block[0].along):
        if not (is_decided and len(positions) >= FEWEST and _retraced(block, positions, declared, known, by)):
            for position in positions:
                _step(block, position, declared, known, by)
    return found


def _in_order(block: Sequence[Equation], along: Recurrence) -> Iterator[tuple[range, bool]]:
    parts = [*stretches(block, along.index)]
    yield from parts if along.step > 0 else ((positions[::-1], is_decided) for positions, is_decided in parts[::-1])


def _step(
    block: Sequence[Equation],
    position: int,
    declared: Mapping[Symbol, Symbol],
    known: Mapping[Symbol, Array],
    by: Arithmetic,
) -> None:
    """Compute one position of a recurrence, in place."""
    for equation, there in _parts(block, position, declared):
        for place, value in zip(there, evaluated(equation, declared, known, by), strict=True):
            known[bare(equation.target)][place] = value


def _parts(
    block: Sequence[Equation], position: int, declared: Mapping[Symbol, Symbol]
) -> Iterator[tuple[Equation, list[int]]]:
    """Yield the equations of a recurrence at a position, each with the places of what it computes."""
    for whole in block:
        assert whole.along is not None
        equation = fixed(whole, whole.along.index, position)
        runs, apart, first, length = part_of(declared[bare(equation.target)], equation.target)
        starts = (first + run * apart for run in range(runs))
        yield equation, [place for start in starts for place in range(start, start + length)]


def _retraced(
    block: Sequence[Equation],
    positions: range,
    declared: Mapping[Symbol, Symbol],
    known: Mapping[Symbol, Array],
    by: Arithmetic,
) -> bool:
    """Compute positions of a recurrence by what two of them do, in place, and return True; False where none was."""
    effort = sum(operations(fixed(at, at.along.index, positions[0])) for at in block if at.along)
    if effort > LONGEST or not all(map(is_affine, block)):
        return False
    first, second = (_traced(block, position, declared, known, by) for position in positions[:2])
    if not first.is_like(second):
        return False
    repeated(first, second, known, _bounded)(len(positions))
    return True


def _traced(
    block: Sequence[Equation],
    position: int,
    declared: Mapping[Symbol, Symbol],
    known: Mapping[Symbol, Array],
    by: Arithmetic,
) -> Trace:
    """Return what is done at a position of a recurrence."""
    trace = Trace()

    def recorded(operation: Callable[..., Any]) -> Callable[..., Traced]:
        return lambda *operands: trace.done(operation, *operands)

    recording = Arithmetic(
        lambda value: trace.constant(by.exact(value)),
        lambda letter: trace.constant(by.constant(letter)),
        recorded(by.divided),
        lambda power: recorded(by.raised(power)),
        recorded(by.to_the_power),
        lambda function: recorded(by.applied(function)),
        recorded(by.chosen),
    )
    of: dict[Symbol, Any] = {name: Elements(trace, name, len(values)) for name, values in known.items()}
    for equation, there in _parts(block, position, declared):
        for place, value in zip(there, evaluated(equation, declared, of, recording), strict=True):
            trace.write(bare(equation.target), place, cast("Traced", value))
        trace.forget(bare(equation.target))
    return trace


def _bounded(value: Any) -> Any:
    """Return a value, as a ball where it is a fraction that has grown long."""
    return arb(value) if type(value) is fmpq and is_long(value) else value


def _summed(
    target: Symbol, term: Term, declared: Mapping[Symbol, Symbol], of: Mapping[Symbol, Array], by: Arithmetic
) -> Array:
    """Return what a term contributes to each element of the target."""
    free = [index for index in target.indices if isinstance(index, Index)]
    space = space_of(target, term)
    inner = prod(index.size for index in term.over)
    if not term.within:
        values = _Points(space, declared, of, by).value(term.body)
        if not term.over:
            return values
        return [reduce(operator.add, values[at : at + inner]) for at in range(0, len(values), inner)]
    where, term = placed(target, term)
    sums: Array = [by.exact(Fraction(0))] * prod(index.size for index in free)
    space = space if where == target else term.over
    kept = inside(space, term.within)
    if where == target:
        adds_at = [at // inner for at in kept]
    else:
        plain = [(own, at) for own, at in zip(target.indices, where.indices, strict=True) if isinstance(own, Index)]
        strides = [prod(own.size for own, _ in plain[at + 1 :]) for at in range(len(plain))]
        adds_at = places(space, zip(strides, (at for _, at in plain), strict=True), -sum(strides), kept)
    for there, value in zip(adds_at, _Points(space, declared, of, by, kept).value(term.body), strict=True):
        sums[there] = sums[there] + value
    return sums


@dataclass
class _Points:
    """The points at which one term is evaluated: all of a space, or some of it."""

    space: Sequence[Index]
    declared: Mapping[Symbol, Symbol]
    of: Mapping[Symbol, Array]
    by: Arithmetic
    kept: Sequence[int] | None = None
    _known: dict[Expression, Array] = field(init=False, default_factory=dict)

    def value(self, expression: Expression) -> Array:
        """Return the value of an expression at each point."""
        known = self._known.get(expression)
        if known is None:
            self._known[expression] = known = self._value(expression)
        return known

    def _value(self, expression: Expression) -> Array:
        match expression:
            case Number(value):
                return [self.by.exact(value)] * self._count
            case Constant(letter):
                return [self.by.constant(letter)] * self._count
            case Symbol():
                return self._read(expression)
            case Sum(terms):
                total = self.value(terms[0])
                for term in terms[1:]:
                    if isinstance(term, Negative):
                        total = list(map(operator.sub, total, self.value(term.body)))
                    else:
                        total = list(map(operator.add, total, self.value(term)))
                return total
            case Product(factors):
                product = self.value(factors[0])
                for factor in factors[1:]:
                    product = list(map(operator.mul, product, self.value(factor)))
                return product
            case Negative(body):
                return [-value for value in self.value(body)]
            case Quotient(numerator, denominator):
                return list(map(self.by.divided, self.value(numerator), self.value(denominator)))
            case Power(base, exponent):
                power = rational(tidied(exponent))
                if power is None:
                    return list(map(self.by.to_the_power, self.value(base), self.value(exponent)))
                return list(map(self.by.raised(power), self.value(base)))
            case Call():
                definition = computed_as(expression)
                if definition is not None:
                    return self.value(definition)
                return list(map(self.by.applied(expression.function), self.value(expression.argument)))
            case Choice(positive, then, otherwise):
                return list(map(self.by.chosen, self.value(positive), self.value(then), self.value(otherwise)))
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")

    @property
    def _count(self) -> int:
        return prod(index.size for index in self.space) if self.kept is None else len(self.kept)

    def _read(self, read: Symbol) -> Array:
        values = self.of[bare(read)]
        if not read.indices:
            return values * self._count
        indices = self.declared[bare(read)].indices
        if self.kept is None and read.indices == tuple(self.space):
            return values
        sizes = [index.size for index in indices if isinstance(index, Index)]
        strides = [prod(sizes[at + 1 :]) for at in range(len(sizes))]
        found = places(self.space, zip(strides, read.indices, strict=True), -sum(strides), self.kept)
        return [values[place] for place in found]
