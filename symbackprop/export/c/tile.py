"""C99 as loops over a tile of samples, which are the SIMD lanes, with a kernel for sums of products."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from ...expression.tree import Index, Symbol
from ...graph.equations import Equation, Term, bare
from ...graph.scatter import is_placed, placed
from ...graph.shifts import coefficient_of, indices_in, indices_of, lookups_in
from ..program.lowering import Statement, size_of
from ..program.nests import Nest, Repeated, factors_of, is_pointwise, scheduled, strides_of
from ..program.staging import Sampled
from ..saturation.normalise import Maximum
from .frame import SIMD, Frame
from .page import INDENT
from .place import Place

FEWEST_COLUMNS = 4
"""With fewer, the kernel has nothing to fill its vectors with, and lanes are added up instead."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A quantity of the samples as a matrix, a row for each position of an index and a column for each sample.

    Args:
        quantity: The bare quantity.
        name: Where it is.
        rest: Where in it the first element of the matrix is, or nothing.
        step: How far rows are apart.
        by_sample: How far columns are apart.
        sample: How many numbers of it a sample has.
    """

    quantity: Symbol
    name: str
    rest: str
    step: str
    by_sample: str
    sample: int

    @property
    def start(self) -> str:
        """Where its first element is."""
        return _moved(self.name, self.rest)

    @property
    def arguments(self) -> str:
        """What the kernel is given of it."""
        return f"{self.start}, {self.step}, {self.by_sample}"

    @property
    def turned(self) -> str:
        """What it is given of it with a row for each sample."""
        return f"{self.start}, {self.by_sample}, {self.step}"


@dataclass(frozen=True, slots=True)
class Outer:
    """What the samples add to a matrix: a product of two quantities, by row and by column.

    Args:
        rows: How many rows the matrix has.
        columns: How many columns.
        row_step: How far rows are apart.
        inner: Over how many numbers of each of the two is summed.
        left: The quantity by row.
        right: The quantity by column.
        indices: Those of rows and of columns.
        is_whole: Whether one call adds all that there is to the whole matrix.
    """

    rows: int
    columns: int
    row_step: int
    inner: str
    left: Operand
    right: Operand
    indices: tuple[Index, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Weighted:
    """A sum of weights times a quantity of the samples: a row for each position of an index, and calls for others."""

    row: Index
    over: Index
    outer: tuple[Index, ...]
    call: str


@dataclass
class Tile(Frame):
    """The statements of a tile of samples."""

    loaded: set[Symbol] = field(default_factory=set)
    """The data that are read from the tile, and not by the kernel alone, which reads them where they are."""

    def place_data(self, symbol: Symbol) -> None:
        """Say where the data of the samples are."""
        self.places[bare(symbol)] = Place(self.page.names.of(bare(symbol)), symbol, True, True)

    def read(self, symbol: Symbol) -> str:
        if self.places[bare(symbol)].is_tiled and bare(symbol) in self.page.pointers:
            self.loaded.add(bare(symbol))
        return super().read(symbol)

    def over_lanes(self, body: Iterable[str], pragma: str = SIMD) -> list[str]:
        return [
            pragma,
            "for (size_t lane = 0; lane < count; lane++) {",
            *(INDENT + line for line in body),
            "}",
        ]

    def total(self, loss: Symbol) -> list[str]:
        """Return what adds the losses of the samples to `sum`."""
        return self.over_lanes([f"sum += {self.write(loss)};"], "BACKPROP_PRAGMA(omp simd reduction(+ : sum))")

    def lines(self, statements: Iterable[Statement], kept: Iterable[Symbol]) -> list[str]:
        found: list[str] = []
        for nest in scheduled(statements, frozenset(kept)):
            found += self.repeated(nest) if isinstance(nest, Repeated) else self.nest(nest)
        return found

    def nest(self, nest: Nest) -> list[str]:
        if is_pointwise(nest.statements[0]):
            body = []
            for statement in nest.statements:
                assert isinstance(statement, Equation)
                value = self.plain(statement.terms)
                if bare(statement.target) in nest.passing:
                    place = self.places[bare(statement.target)]
                    self.places[bare(statement.target)] = replace(place, is_array=False, is_tiled=False)
                    body.append(f"const {self.page.real} {place.name} = {value};{self.page.remark(statement)}")
                else:
                    body.append(f"{self.read(statement.target)} = {value};{self.page.remark(statement)}")
            return self.loops(nest.indices, self.over_lanes(body))
        (statement,) = nest.statements
        return self.page.titled(statement, self.reduced(statement))

    def reduced(self, statement: Statement) -> list[str]:
        """Return the loops of a statement that sums over something, or finds the greatest."""
        free = [index for index in statement.target.indices if isinstance(index, Index)]
        if isinstance(statement, Maximum):
            target, real = self.read(statement.target), self.page.real
            body = [
                f"const {real} value = {self.write(statement.body)};",
                f"{target} = value > {target} ? value : {target};",
            ]
            start = self.over_lanes([f"{target} = -({real})INFINITY;"])
            return self.loops(free, [*start, *self.loops(statement.over, self.over_lanes(body))])
        sums = [term for term in statement.terms if term.over or is_placed(statement.target, term)]
        plain = self.plain(term for term in statement.terms if term not in sums)
        lines = self.loops(free, self.over_lanes([f"{self.read(statement.target)} = {plain};"]))
        for term in sums:
            where, there = placed(statement.target, term)
            if where != statement.target:
                added = self.over_lanes([f"{self.read(where)} += {self.write(there.body)};"])
                lines += self.loops(there.over, added, within=there.within)
            else:
                lines += self.product(statement.target, term) or self.loops(
                    (*free, *term.over),
                    self.over_lanes([f"{self.read(statement.target)} += {self.write(term.body)};"]),
                    within=term.within,
                )
        return lines

    def product(self, target: Symbol, term: Term) -> list[str]:
        """Return calls of the kernel for weights times a quantity of the samples, or nothing."""
        found = self.weighted(target, term)
        return self.loops(found.outer, [found.call], within=term.within) if found else []

    def weighted(self, target: Symbol, term: Term) -> Weighted | None:
        """Return a term as weights times a quantity of the samples, or nothing."""
        factors = factors_of(term)
        rows = [index for index in target.indices if isinstance(index, Index)]
        if factors is None:
            return None
        for weights, quantity in (factors, factors[::-1]):
            for row, over in product(rows, term.over):
                outer = [index for index in (*rows, *term.over) if index not in (row, over)]
                left = self.matrix(weights, row, over)
                right, result = self.of_samples(quantity, over, (row,)), self.of_samples(target, row, (over,))
                if left and right and result and not _decides(term, row, over):
                    call = (
                        f"add_product({row.size}, count, {over.size}, {self.one()}, {left}, "
                        f"{right.start}, {right.step}, {right.by_sample}, {result.start}, {result.step});"
                    )
                    return Weighted(row, over, tuple(outer), call)
        return None

    def matrix(self, symbol: Symbol, row: Index, column: Index) -> str:
        """Return where a matrix that all samples share begins and how far rows and columns are apart, or nothing."""
        place = self.places[bare(symbol)]
        if place.is_tiled or not place.is_array:
            return ""
        steps = [self.step(symbol, place, index) for index in (row, column)]
        if min(steps) <= 0:
            return ""
        return f"{_moved(place.name, self.rest(symbol, place, (row, column)))}, {steps[0]}, {steps[1]}"

    def of_samples(self, symbol: Symbol, along: Index, others: Sequence[Index]) -> Operand | None:
        """Return a quantity of the samples as a matrix, a row for each position of an index, or nothing.

        Args:
            symbol: The quantity as it is read or written.
            along: The index.
            others: Indices that it must not depend on.
        """
        place = self.places[bare(symbol)]
        step = self.step(symbol, place, along) if place.is_tiled else 0
        if step <= 0 or any(index in indices_of(symbol) for index in others):
            return None
        rest = self.rest(symbol, place, (along,))
        if bare(symbol) in self.page.pointers:
            pointer = self.page.pointers[bare(symbol)]
            return Operand(
                bare(symbol), pointer, rest, str(step), str(size_of(place.declared)), size_of(place.declared)
            )
        rest = f"({rest}) * TILE" if " " in rest else f"{rest} * TILE" if rest else ""
        return Operand(
            bare(symbol), place.name, rest, "TILE" if step == 1 else f"{step} * TILE", "1", size_of(place.declared)
        )

    def step(self, symbol: Symbol, place: Place, index: Index) -> int:
        """Return how far apart in its array what is read at neighbouring positions of an index is; 0 if not evenly."""
        if any(index in indices_in(inner) for at in symbol.indices for one in lookups_in(at) for inner in one.where):
            return 0
        strides = strides_of(place.declared)
        return sum(coefficient_of(at, index) * stride for at, stride in zip(symbol.indices, strides, strict=True))

    def summed_over(self, shared: Sampled) -> list[str]:
        """Return what adds the parts of a shared adjoint up over the samples of the tile."""
        lines: list[str] = []
        free = [index for index in shared.target.indices if isinstance(index, Index)]
        for mean in shared.mean:
            where, term = placed(shared.target, mean)
            outer = self.outer_product(shared.target, term) if where == shared.target else []
            if outer:
                lines += outer
                continue
            inner = self.over_lanes(
                [f"sum += {self.write(term.body)};"], "BACKPROP_PRAGMA(omp simd reduction(+ : sum))"
            )
            start, end = f"{self.page.real} sum = {self.zero()};", f"{self.read(where)} += sum;"
            if where != shared.target:
                lines += self.loops(term.over, [start, *inner, end], within=term.within)
                continue
            body = [start, *self.loops(term.over, inner, within=term.within), end]
            lines += self.loops(free, body) if free else ["{", *(INDENT + line for line in body), "}"]
        return self.page.titled(shared, lines)

    def outer_product(self, target: Symbol, term: Term) -> list[str]:
        """Return calls of the kernel for a product of two quantities of the samples, or nothing."""
        found = self.outer(target, term)
        if found is None:
            return []
        place = self.places[bare(target)]
        where = _moved(place.name, self.rest(target, place, found.indices))
        others = [index for index in target.indices if isinstance(index, Index)]
        others = [index for index in (*others, *term.over) if index not in found.indices]
        call = (
            f"add_product({found.rows}, {found.columns}, {found.inner}, {self.one()}, {found.left.arguments}, "
            f"{found.right.turned}, {where}, {found.row_step});"
        )
        return self.loops(others, [call], within=term.within)

    def outer(self, target: Symbol, term: Term) -> Outer | None:
        """Return what a term adds to a matrix as a product of two quantities of the samples, or nothing."""
        factors = factors_of(term)
        free = [index for index in target.indices if isinstance(index, Index)]
        if factors is None or len(free) < 2 or len(free) != len(target.indices) or len(set(free)) != len(free):
            return None
        column = free[-1]
        for row in free[-2::-1]:
            for one, other in (factors, factors[::-1]):
                left, right = self.of_samples(one, row, (column,)), self.of_samples(other, column, (row,))
                if left and right and min(row.size, column.size) >= FEWEST_COLUMNS and not _decides(term, row, column):
                    step = self.step(target, self.places[bare(target)], row)
                    is_whole = (row, column) == target.indices and not term.over and not term.within
                    return Outer(row.size, column.size, step, "count", left, right, (row, column), is_whole)
        return None


def _moved(pointer: str, by: str) -> str:
    return f"{pointer} + {by}" if by else pointer


def _decides(term: Term, *indices: Index) -> bool:
    """Say whether a term counts only at some positions of some indices."""
    return any(index in indices_in(window.position) for window in term.within for index in indices)
