"""C99 as loops: where the quantities of a function are kept, and loops around lines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from ...expression.tree import Expression, Index, Lookup, Position, Symbol, plus
from ...graph.equations import Recurrence, Term, bare
from ...graph.shifts import moved
from ...graph.windows import Window
from ..program.nests import Nest, Repeated, strides_of
from ..program.ranges import Whole, counted, ranges_of
from ..syntax.literals import whole
from .page import INDENT, Page
from .place import FEWEST_ROWS, ROWS, Place
from .ranges import asked, ends


@dataclass
class Frame(ABC):
    """One function while it is written: where its quantities are, and its lines."""

    page: Page
    places: dict[Symbol, Place] = field(default_factory=dict)
    further: dict[Index, int] = field(default_factory=dict)
    """How far behind its variable an index is, where several rows are written."""
    flat: frozenset[Index] = frozenset()
    """Indices that have no loop of their own: the one over the next index runs through all their positions."""

    def read(self, symbol: Symbol) -> str:
        place = self.places[bare(symbol)]
        if not place.is_array and not place.is_tiled:
            return place.name
        at = self.position(symbol, place.declared)
        if place.is_tiled:
            at = "lane" if at == "0" else f"({at}) * TILE + lane" if " " in at else f"{at} * TILE + lane"
        return f"{place.name}[{at}]"

    def position(self, symbol: Symbol, declared: Symbol) -> str:
        """Return where an element stands in its array."""
        return self._sum_of(zip(symbol.indices, strides_of(declared), strict=True))

    def _sum_of(self, positions: Iterable[tuple[Position, int]]) -> str:
        parts = [part for index, stride in positions if (part := self.offset(index, stride))]
        if all(part.isdecimal() for part in parts):
            return str(sum(map(int, parts)))
        return " + ".join(parts)

    def offset(self, index: Position, stride: int) -> str:
        """Return what one index adds to a position: the only place where an index becomes code."""
        if isinstance(index, int):
            return str((index - 1) * stride) if index > 1 else ""
        place = self.here(counted(index))
        if not place.parts:
            return str(place.offset * stride) if place.offset else ""
        text = whole(place, self.variable)
        if stride == 1:
            return text
        return f"{stride} * ({text})" if " " in text else f"{stride} * {text}"

    def here(self, number: Whole) -> Whole:
        """Return a number where these statements stand: some rows further on, or at one position of an index."""
        further = sum(coefficient * self.further.get(part, 0) for coefficient, part in number.parts)
        return Whole(tuple(part for part in number.parts if part[1] not in self.flat), number.offset + further)

    def variable(self, index: Index) -> str:
        """Return the variable of a loop, or what is looked up."""
        if not isinstance(index, Lookup):
            return self.page.variable(index)
        assert index.table is not None
        sizes = index.table.sizes
        strides = (prod(sizes[number + 1 :]) for number in range(len(sizes)))
        return f"{self.page.names.table(index.of)}[{self._sum_of(zip(index.where, strides, strict=True))}]"

    def write(self, expression: Expression) -> str:
        return self.page.printer.write(expression, self.read)

    def rows(self, index: Index, body: Callable[[int], Iterable[str]], backwards: bool = False) -> list[str]:
        """Return loops over an index, ROWS at once and one by one what remains.

        Args:
            index: The index.
            body: Writes so many rows.
            backwards: Whether to begin at the end, where the rows that were read last are still in the cache.
        """
        if index.size < FEWEST_ROWS:
            return self.loops([index], body(1))
        name, whole = self.variable(index), index.size - index.size % ROWS
        head = [f"for (size_t {name} = 0; {name} < {whole}; {name} += {ROWS}) {{"]
        if backwards:
            head = [
                f"for (size_t rest = {whole}; rest > 0; rest -= {ROWS}) {{",
                f"{INDENT}const size_t {name} = rest - {ROWS};",
            ]
        lines = [*head, *(INDENT + line for line in body(ROWS)), "}"]
        if whole < index.size:
            lines += [f"for (size_t {name} = {whole}; {name} < {index.size}; {name}++) {{"]
            lines += [*(INDENT + line for line in body(1)), "}"]
        return lines

    def loops(
        self, indices: Sequence[Index], body: Iterable[str], pragma: str = "", within: Sequence[Window] = ()
    ) -> list[str]:
        """Return loops around some lines, where all windows hold; the pragma stands before the innermost."""
        ranges = ranges_of(within, indices)
        lines = self.where(ranges.inside, list(body))
        for at, index in enumerate(reversed(indices)):
            name = self.variable(index)
            head = [pragma] if pragma and at == 0 else []
            limited = ranges.of.get(index)
            low, high = ends(limited, self.variable) if limited else ("0", self.extent([index]))
            lines = [
                *head,
                f"for (size_t {name} = {low}; {name} < {high}; {name}++) {{",
                *(INDENT + line for line in lines),
                "}",
            ]
        return self.where(ranges.asked, lines)

    def where(self, numbers: Sequence[Whole], lines: list[str]) -> list[str]:
        """Return lines that count where no number is negative."""
        if not numbers:
            return lines
        shown = asked([self.here(number) for number in numbers], self.variable)
        return [f"if ({shown}) {{", *(INDENT + line for line in lines), "}"]

    def extent(self, indices: Sequence[Index]) -> str:
        """Return how many positions some indices have together."""
        return str(prod(index.size for index in indices))

    def rest(self, symbol: Symbol, place: Place, indices: Sequence[Index]) -> str:
        """Return where what is read stands in its array at the first position of some indices, or nothing for 0."""
        there = moved(symbol, dict.fromkeys(indices, 1))
        position = self.position(there, place.declared)
        return "" if position == "0" else position

    def repeated(self, block: Repeated) -> list[str]:
        """Return the loop of a recurrence around its nests."""
        return self.around(block.along, [line for nest in block.nests for line in self.nest(nest)])

    def around(self, along: Recurrence, inner: Iterable[str]) -> list[str]:
        """Return the loop of a recurrence around what is done at each position."""
        index, name = along.index, self.variable(along.index)
        if along.step > 0:
            return self.loops([index], inner)
        head = f"for (size_t {name} = {index.size}; {name}-- > 0;) {{"
        return [head, *(INDENT + line for line in inner), "}"]

    @abstractmethod
    def nest(self, nest: Nest) -> list[str]:
        """Return the lines of a nest."""

    def zero(self) -> str:
        return self.page.printer.number(Fraction(0))

    def one(self) -> str:
        return self.page.printer.number(Fraction(1))

    def plain(self, terms: Iterable[Term]) -> str:
        """Return the sum of the terms that sum over nothing; one that counts at some positions only is 0 elsewhere."""
        always, sometimes = list[Expression](), list[str]()
        for term in terms:
            numbers = list(map(self.here, ranges_of(term.within, ()).asked))
            if any(number.reach[1] < 0 for number in numbers):
                continue
            numbers = [number for number in numbers if number.reach[0] < 0]
            if not term.over and numbers:
                sometimes.append(f"({asked(numbers, self.variable)} ? {self.write(term.body)} : {self.zero()})")
            elif not term.over:
                always.append(term.body)
        parts = ([self.write(plus(*always))] if always else []) + sometimes
        return " + ".join(parts) or self.zero()


SIMD = "BACKPROP_PRAGMA(omp simd)"
