"""What one step of a recurrence computes, recorded number by number, and repeated at other steps by straight code.

Two steps are recorded. Where the second reads or writes so many places farther on than the first, the others do so
again: positions are affine. Where a window begins or ends to hold, another recording begins.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any, TypeAlias

from ..expression.tree import Index, Symbol, symbols_of
from .equations import Equation
from .shifts import coefficient_of, lookups_in, reach_of, shifted

LONGEST = 20_000
"""Operations of a step that is recorded; what has more is slow to compile, and loses little by beginning anew."""

FEWEST = 32
"""Steps for which it pays to record two."""

SIGNS: Mapping[Callable[..., Any], str] = {operator.add: "+", operator.mul: "*", operator.sub: "-"}
Key: TypeAlias = tuple[Callable[..., Any], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Traced:
    """A number of a step, of which only its place among the operations is known."""

    trace: Trace
    number: int

    def __add__(self, other: Traced) -> Traced:
        return self.trace.done(operator.add, self, other)

    def __sub__(self, other: Traced) -> Traced:
        return self.trace.done(operator.sub, self, other)

    def __mul__(self, other: Traced) -> Traced:
        return self.trace.done(operator.mul, self, other)

    def __neg__(self) -> Traced:
        return self.trace.done(operator.neg, self)


class Elements(list[Traced]):
    """The elements of a quantity, each made when it is read."""

    def __init__(self, trace: Trace, name: Symbol, size: int) -> None:
        super().__init__()
        self._trace, self._name, self._size = trace, name, size

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self._trace.read(self._name, at) for at in range(*place.indices(self._size))]
        return self._trace.read(self._name, place)

    def __iter__(self) -> Iterator[Traced]:
        return (self._trace.read(self._name, place) for place in range(self._size))

    def __mul__(self, count: Any) -> list[Traced]:
        return [*self] * count


@dataclass(eq=False)
class Trace:
    """The operations of a step, in order.

    Args:
        work: Each operation with the numbers that it takes; of a read and of a constant, nothing.
        reads: The number, the quantity and the place of each read.
        constants: The numbers that stand in the equations.
        writes: The quantity, the place and the number of each result.
    """

    work: list[Key | None] = field(default_factory=list)
    reads: dict[int, tuple[Symbol, int]] = field(default_factory=dict)
    constants: dict[int, Any] = field(default_factory=dict)
    writes: list[tuple[int, Symbol, int, int]] = field(default_factory=list)
    _read: dict[tuple[Symbol, int], Traced] = field(default_factory=dict)

    def done(self, operation: Callable[..., Any], *operands: Traced) -> Traced:
        """Record an operation."""
        self.work.append((operation, tuple(operand.number for operand in operands)))
        return Traced(self, len(self.work) - 1)

    def constant(self, value: Any) -> Traced:
        """Record a number that is the same at each step."""
        self.work.append(None)
        self.constants[len(self.work) - 1] = value
        return Traced(self, len(self.work) - 1)

    def read(self, name: Symbol, place: int) -> Traced:
        """Record a read."""
        found = self._read.get((name, place))
        if found is None:
            self.work.append(None)
            found = self._read[name, place] = Traced(self, len(self.work) - 1)
            self.reads[found.number] = name, place
        return found

    def write(self, name: Symbol, place: int, value: Traced) -> None:
        """Record a result."""
        self.writes.append((len(self.work), name, place, value.number))

    def forget(self, name: Symbol) -> None:
        """Let what was read of a quantity be read again, since it may be another number now."""
        self._read = {key: read for key, read in self._read.items() if key[0] != name}

    def is_like(self, other: Trace) -> bool:
        """Say whether another step does the same with what it reads elsewhere."""
        return (
            [work and work[1] for work in self.work] == [work and work[1] for work in other.work]
            and [(at, name, number) for at, name, _, number in self.writes]
            == [(at, name, number) for at, name, _, number in other.writes]
            and self.reads.keys() == other.reads.keys()
            and all(self.reads[at][0] == other.reads[at][0] for at in self.reads)
        )


def repeated(first: Trace, second: Trace, arrays: Mapping[Symbol, list[Any]], kept: Callable[[Any], Any]) -> Any:
    """Return a function that does a number of steps, of which two were recorded, in place.

    Args:
        first: The first step.
        second: The one after it.
        arrays: The elements of each quantity that is read or written.
        kept: What is done to a value before it is written.
    """
    names: dict[str, Any] = {"kept": kept}
    lists = {name: f"q{at}" for at, name in enumerate(arrays)}
    names |= {lists[name]: values for name, values in arrays.items()}
    names |= {f"r{number}": value for number, value in first.constants.items()}
    written = {name for _, name, _, _ in first.writes}
    before: list[str] = []
    lines: list[str] = []
    writes = [*zip(first.writes, second.writes, strict=True)]
    for number, work in enumerate((*first.work, None)):
        while writes and writes[0][0][0] == number:
            (_, name, place, value), (_, _, next_place, _) = writes.pop(0)
            lines.append(f"{lists[name]}[{place} + at * {next_place - place}] = kept(r{value})")
        if number == len(first.work) or number in first.constants:
            continue
        if work is None:
            (name, place), (_, next_place) = first.reads[number], second.reads[number]
            if place == next_place and name not in written:
                before.append(f"r{number} = {lists[name]}[{place}]")
            else:
                lines.append(f"r{number} = {lists[name]}[{place} + at * {next_place - place}]")
            continue
        operation, operands = work
        values = [f"r{operand}" for operand in operands]
        if operation in SIGNS:
            lines.append(f"r{number} = {values[0]} {SIGNS[operation]} {values[1]}")
        elif operation is operator.neg:
            lines.append(f"r{number} = -{values[0]}")
        else:
            names[f"f{number}"] = operation
            lines.append(f"r{number} = f{number}({', '.join(values)})")
    constants = ", ".join(f"r{number}=r{number}" for number in first.constants)
    head = f"def steps(count{', ' + constants if constants else ''}):"
    body = [*(f"    {line}" for line in before), "    for at in range(count):", *(f"        {line}" for line in lines)]
    exec("\n".join([head, *body]), names)  # noqa: S102  (the source is made of numbers of operations and places alone)
    return names["steps"]


def is_affine(equation: Equation) -> bool:
    """Say whether all that an equation reads is at sums of indices and numbers, and not at positions looked up."""
    reads = [at for term in equation.terms for read in symbols_of(term.body) for at in read.indices]
    windows = [window.position for term in equation.terms for window in term.within]
    return not any(map(lookups_in, (*reads, *windows)))


def stretches(block: Sequence[Equation], index: Index) -> Iterator[tuple[range, bool]]:
    """Yield the positions of a recurrence, lowest first, in stretches in which the same terms count.

    With each stands whether all windows are decided there by the position alone.
    """
    windows = {window for equation in block for term in equation.terms for window in term.within}
    moving = [window for window in windows if coefficient_of(window.position, index)]
    ends = {1, index.size + 1}
    for window in moving:
        step = coefficient_of(window.position, index)
        for end in reach_of(shifted(window.position, {index: 0})):
            # Where that end comes to lie at 1, and where it is just past the size.
            for place in (1, window.size + 1, 0, window.size):
                at = Fraction(place - end, step)
                ends |= {min(max(number, 1), index.size + 1) for number in (floor(at), ceil(at), floor(at) + 1)}
    ordered = sorted(ends)
    for low, high in pairwise(ordered):
        here = [window.moved({index: low}) for window in moving]
        yield range(low, high), all(window.is_always or window.is_never for window in here)
