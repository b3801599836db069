"""C99 as loops over a tile of samples, which are the SIMD lanes, with a kernel for sums of products."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...expression.tree import Index, Symbol
from ...graph.equations import Equation, Term, bare
from ..program.lowering import Statement
from ..program.nests import Nest, Repeated, factors_of, is_pointwise, scheduled, strides_of
from ..program.staging import Sampled
from ..saturation.normalise import Maximum
from .frame import SIMD, Frame
from .page import INDENT

FEWEST_COLUMNS = 4
"""With fewer, the kernel has nothing to fill its vectors with, and lanes are added up instead."""


class Tile(Frame):
    """The statements of a tile of samples."""

    transposed: dict[Symbol, str]

    def is_tiled(self, symbol: Symbol) -> bool:
        return self.places[bare(symbol)].is_tiled

    def over_lanes(self, body: Iterable[str], pragma: str = SIMD) -> list[str]:
        return [
            pragma,
            "for (size_t lane = 0; lane < count; lane++) {",
            *(INDENT + line for line in body),
            "}",
        ]

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
        lines = self.loops(free, self.over_lanes([f"{self.read(statement.target)} = {self.plain(statement.terms)};"]))
        for term in statement.terms:
            if term.over:
                lines += self.product(statement.target, term) or self.loops(
                    (*free, *term.over),
                    self.over_lanes([f"{self.read(statement.target)} += {self.write(term.body)};"]),
                    within=term.within,
                )
        return lines

    def product(self, target: Symbol, term: Term) -> list[str]:
        """Return a call of the kernel for weights times a quantity of the samples, or nothing."""
        factors = factors_of(term)
        if factors is None or len(term.over) != 1 or len(target.indices) != 1:
            return []
        (over,), (row,) = term.over, target.indices
        for weights, quantity in (factors, factors[::-1]):
            if (
                not self.is_tiled(weights)
                and self.is_tiled(quantity)
                and quantity.indices == (over,)
                and len(weights.indices) == 2
                and set(weights.indices) == {row, over}
            ):
                place = self.places[bare(weights)]
                steps = dict(zip(weights.indices, strides_of(place.declared), strict=True))
                assert isinstance(row, Index)
                return [
                    f"add_product({row.size}, count, {over.size}, {place.name}, {steps[row]}, {steps[over]}, "
                    f"{self.places[bare(quantity)].name}, TILE, {self.places[bare(target)].name}, TILE);"
                ]
        return []

    def summed(self, shared: Sampled) -> list[str]:
        """Return what adds the parts of a shared adjoint up over the samples of the tile."""
        lines = []
        free = [index for index in shared.target.indices if isinstance(index, Index)]
        for term in shared.mean:
            outer = self.outer_product(shared.target, term)
            if outer:
                lines += outer
                continue
            inner = self.over_lanes(
                [f"sum += {self.write(term.body)};"], "BACKPROP_PRAGMA(omp simd reduction(+ : sum))"
            )
            body = [
                f"{self.page.real} sum = {self.zero()};",
                *self.loops(term.over, inner, within=term.within),
                f"{self.read(shared.target)} += sum;",
            ]
            lines += self.loops(free, body) if free else ["{", *(INDENT + line for line in body), "}"]
        return self.page.titled(shared, lines)

    def outer_product(self, target: Symbol, term: Term) -> list[str]:
        """Return a call of the kernel for a product of two quantities of the samples, or nothing."""
        factors = factors_of(term)
        if factors is None or term.over or len(target.indices) != 2:
            return []
        row, column = target.indices
        for left, right in (factors, factors[::-1]):
            if (
                self.is_tiled(left)
                and self.is_tiled(right)
                and left.indices == (row,)
                and right.indices == (column,)
                and isinstance(row, Index)
                and isinstance(column, Index)
                and column.size >= FEWEST_COLUMNS
            ):
                lines, by_sample = self.by_sample(right, column.size)
                return [
                    *lines,
                    f"add_product({row.size}, {column.size}, count, {self.places[bare(left)].name}, TILE, 1, "
                    f"{by_sample}, {column.size}, {self.places[bare(target)].name}, {column.size});",
                ]
        return []

    def by_sample(self, symbol: Symbol, size: int) -> tuple[list[str], str]:
        """Return the name of an array with one row per sample, and what fills it."""
        if bare(symbol) in self.page.pointers:
            return [], self.page.pointers[bare(symbol)]
        name = self.places[bare(symbol)].name
        where = self.page.names.derived(name, "by_sample")
        if where in self.transposed.values():
            return [], where
        self.transposed[bare(symbol)] = where
        return [f"transposed({size}, count, {name}, {where});"], where


TRANSPOSED = """/* Rows of samples to one row per sample. */
static void transposed(size_t rows, size_t count, const {real} *from, {real} *to)
{{
    for (size_t row = 0; row < rows; row++) {{
        for (size_t lane = 0; lane < count; lane++) {{
            to[lane * rows + row] = from[row * TILE + lane];
        }}
    }}
}}"""
