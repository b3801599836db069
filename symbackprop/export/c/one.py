"""C99 as loops: the loops of statements of one sample.

The module is long because one class writes all loops of a sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product, takewhile
from math import prod
from typing import Self

from ...expression.tree import ZERO, Index, Symbol, symbols_of
from ...graph.equations import Equation, Term, bare
from ...graph.scatter import is_placed, placed
from ...graph.shifts import running_of
from ..program.lowering import Statement
from ..program.nests import Nest, Repeated, beside, innermost, is_pointwise, scheduled
from ..saturation.normalise import Maximum
from .flat import Flat, flattened
from .frame import SIMD, Frame
from .kernels import column_sums, products, row_sums
from .matrices import Read, calls
from .page import INDENT
from .place import FEWEST_ROWS, Place
from .scattered import scattered
from .totals import maximum, with_total

MOST_UNROLLED, MOST_SUMS, LEAST_ALONG = 16, 12, 8
"""How many terms of a sum are written one by one, how many sums are made at once, how long loops along memory are."""


class One(Frame):
    """The statements of one sample, or those that all samples share."""

    @property
    def arrays(self) -> Mapping[Symbol, Place]:
        """The places that the functions over rows may read and write."""
        return self.places if self.page.has_kernels else {}

    def lines(self, statements: Iterable[Statement], kept: Iterable[Symbol]) -> list[str]:
        found: list[str] = []
        left = list(scheduled(statements, frozenset(kept)))
        while left:
            nest = left.pop(0)
            if isinstance(nest, Repeated):
                found += self.repeated(nest)
            else:
                found += self.together(nest, left) or with_total(self, nest, left) or self.nest(nest)
        return found

    def together(self, nest: Nest, later: list[Nest | Repeated]) -> list[str]:
        """Return a sum over rows with a later matrix written beside it, which is taken from the others; or nothing."""
        (statement, *_) = nest.statements
        if is_pointwise(statement) or not isinstance(statement, Equation) or len(statement.terms) != 1:
            return []
        (term,) = statement.terms
        declared = self.declared(term)
        if (
            term.within
            or not self.is_known((*nest.indices, *term.over))
            or len(nest.indices) != 1
            or len(term.over) != 1
            or innermost(term, nest.indices, declared) != nest.indices[0]
        ):
            return []
        (column,), (row,) = nest.indices, term.over
        near = [at for at in takewhile(lambda other: isinstance(other, Nest), later) if isinstance(at, Nest)]
        other = beside(row, column, nest, near) if min(row.size, column.size) >= FEWEST_ROWS else None
        if other is None:
            return []
        (written,) = other.statements
        assert isinstance(written, Equation)
        later[:] = [
            at for at in later if isinstance(at, Repeated) or bare(at.statements[0].target) != bare(written.target)
        ]
        start = self.loops([column], [f"{self.read(statement.target)} = {self.zero()};"], SIMD)
        call = column_sums(statement.target, term, written, self.arrays)
        if call:
            return self.page.titled(statement, [*start, *self.page.titled(written, [call])])

        bodies = [term.body, *(at.body for at in written.terms)]
        reads = list(dict.fromkeys(read for body in bodies for read in symbols_of(body)))

        def rows(count: int) -> list[str]:
            frames = [self._further(row, at) for at in range(count)]
            first: list[str] = []
            for at, frame in enumerate(frames):
                first += frame.hold(reads, column, f"_{at}" if at else "")
            sums = self.several(statement.target, term, frames)
            body = [*sums, *(f"{at.read(written.target)} = {at.plain(written.terms)};" for at in frames)]
            body[len(sums)] += self.page.remark(written)
            return [*first, *self.columns(written.target, body)]

        return self.page.titled(statement, [*start, *self.rows(row, rows, backwards=True)])

    def declared(self, term: Term) -> Mapping[Symbol, Symbol]:
        """Return what a term reads, as it is declared."""
        return {bare(read): self.places[bare(read)].declared for read in symbols_of(term.body)}

    def nest(self, nest: Nest) -> list[str]:
        if is_pointwise(nest.statements[0]):
            call = self.called(nest)
            if call:
                return self.page.titled(nest.statements[0], [call])
            flat, body = self.pointwise(nest)
            return flat.loops(body, SIMD)
        (statement,) = nest.statements
        lines = maximum(self, statement) if isinstance(statement, Maximum) else self.contraction(statement)
        return self.page.titled(statement, lines)

    def called(self, nest: Nest) -> str:
        """Return the call that writes a nest of one pointwise statement, or nothing."""
        (statement, *more) = nest.statements
        return products(statement, self.arrays) if isinstance(statement, Equation) and not more else ""

    def pointwise(self, nest: Nest, also: Sequence[Term] = ()) -> tuple[Flat[Self], list[str]]:
        """Return the loops of a nest, in which some terms more can stand, and what stands in them."""
        terms = [term for at in nest.statements if isinstance(at, Equation) for term in at.terms]
        flat = self.flattened(nest.indices, (at.target for at in nest.statements), [*terms, *also])
        body = []
        for statement in nest.statements:
            assert isinstance(statement, Equation)
            place = self.places[bare(statement.target)]
            value = flat.frame.plain(statement.terms)
            if bare(statement.target) in nest.passing and nest.indices:
                self.places[bare(statement.target)] = replace(place, is_array=False)
                body.append(f"const {self.page.real} {place.name} = {value};{self.page.remark(statement)}")
            elif place.is_array:
                body.append(f"{flat.frame.read(statement.target)} = {value};{self.page.remark(statement)}")
            else:
                body.append(f"{place.name} = {value};{self.page.remark(statement)}")
        return flat, body

    def flattened(self, indices: Sequence[Index], targets: Iterable[Symbol], terms: Iterable[Term]) -> Flat[Self]:
        """Return loops over some indices, the last of which are one where all that is read lies in that order."""
        bodies = list(terms)
        symbols = [*targets, *(read for term in bodies for read in symbols_of(term.body))]
        reads = [Read(symbol, self.places[bare(symbol)]) for symbol in symbols]
        windows = [window for term in bodies for window in term.within]
        return flattened(self, indices, [read for read in reads if read.place.is_array], windows)

    def contraction(self, equation: Equation, is_added: bool = False) -> list[str]:
        """Return the loops of a sum.

        Args:
            equation: The sum.
            is_added: Whether it is added to what stands in its target.
        """
        looked_up = [term for term in equation.terms if is_placed(equation.target, term)]
        if looked_up:
            others = tuple(term for term in equation.terms if term not in looked_up)
            lines = self.contraction(replace(equation, terms=others or (Term(ZERO),)), is_added)
            return [*lines, *(line for term in looked_up for line in self.added_where(equation.target, term))]
        free = [index for index in equation.target.indices if isinstance(index, Index)]
        sums = [term for term in equation.terms if term.over]
        call = row_sums(equation.target, sums[0], self.arrays) if len(sums) == 1 else ""
        if call:
            return [*self.begun(equation, (), is_added), call]
        apart, parts, left = list[str](), list[str](), list[Term]()
        for term in sums:
            written = self.unrolled(equation.target, term)
            lines = calls(self, equation.target, term, bool(written)) or scattered(self, equation.target, term)
            written = [] if lines else written
            if not lines and not written and term.within and self.is_along(equation.target, term):
                lines = self.added(equation.target, term, free[-1], free)
            apart += lines
            parts += written
            left += [] if lines or written else [term]
        inner = [innermost(term, free, self.declared(term)) for term in left]
        if left and not parts and all(index in term.over for index, term in zip(inner, left, strict=True)):
            return self.sums(equation, left, inner, is_added) + apart
        lines = self.begun(equation, parts, is_added)
        for index, term in zip(inner, left, strict=True):
            lines += self.added(equation.target, term, index, free)
        return lines + apart

    def begun(self, equation: Equation, parts: Sequence[str], is_added: bool) -> list[str]:
        """Return the loops that write a target, or add to it, what is summed over nothing, and parts besides."""
        free = [index for index in equation.target.indices if isinstance(index, Index)]
        terms = [term for term in equation.terms if not term.over]
        if parts:
            value = " + ".join([*([self.plain(terms)] if terms else []), *parts])
            sign = "+=" if is_added else "="
            return self.loops(free, [f"{self.read(equation.target)} {sign} {value};"], SIMD)
        if is_added:
            return []
        flat = self.flattened(free, [equation.target], terms)
        return flat.loops([f"{flat.frame.read(equation.target)} = {flat.frame.plain(terms)};"], SIMD)

    def sums(self, equation: Equation, terms: Sequence[Term], inner: Sequence[Index], is_added: bool) -> list[str]:
        """Return loops that sum up number by number, each over the given index in its innermost loop."""
        free = [index for index in equation.target.indices if isinstance(index, Index)]
        ordered = [
            (term, [*(at for at in term.over if at != index), index]) for index, term in zip(inner, terms, strict=True)
        ]
        if not free:
            return _apart(self.summed(equation, ordered, [self], is_added))
        if any(term.within for term in terms):
            # Rows that begin and end elsewhere are not summed at once.
            return self.loops(free, self.summed(equation, ordered, [self], is_added))
        few = self.few(free)
        if few:
            lines = self.summed(equation, ordered, self.at_each(few), is_added)
            return self.loops(free[: -len(few)], lines) if len(few) < len(free) else _apart(lines)

        def rows(count: int) -> list[str]:
            frames = [self._further(free[-1], at) for at in range(count)]
            return self.summed(equation, ordered, frames, is_added)

        return self.loops(free[:-1], self.rows(free[-1], rows))

    def few(self, free: Sequence[Index]) -> tuple[Index, ...]:
        """Return the last of some indices, which have so few positions that there is a sum for each of them."""
        if len(free) < 2:
            return ()
        found: tuple[Index, ...] = ()
        while len(found) < len(free) and prod(at.size for at in (free[-1 - len(found)], *found)) <= MOST_SUMS:
            found = (free[-1 - len(found)], *found)
        return found

    def at_each(self, indices: Sequence[Index]) -> list[Self]:
        """Return what writes the same statements at each position of some indices."""
        places = product(*(range(index.size) for index in indices))
        flat = self.flat.union(indices)
        return [replace(self, flat=flat, further=self.further | dict(zip(indices, at, strict=True))) for at in places]

    def is_along(self, target: Symbol, term: Term) -> bool:
        """Say whether the last index of a target is the one to run along memory, before those that are summed over."""
        free = [index for index in target.indices if isinstance(index, Index)]
        if not free or free[-1].size < LEAST_ALONG:
            return False
        reads = [Read(read, self.places[bare(read)]) for read in symbols_of(term.body)]
        steps = [read.step(free[-1]) for read in reads if read.place.is_array and free[-1] in running_of(read.symbol)]
        # Where a term has windows, one of them may leave a single position of an index that nothing is read along.
        if term.within and not steps:
            return False
        return all(1 <= step <= 2 for step in steps) and all(
            read.is_matrix or not read.place.is_array for read in reads
        )

    def unrolled(self, target: Symbol, term: Term) -> list[str]:
        """Return the parts of a sum of few terms, along memory; or nothing."""
        free = [index for index in target.indices if isinstance(index, Index)]
        count = prod(index.size for index in term.over)
        if term.within or count > MOST_UNROLLED or not self.is_along(target, term) or free[-1].size < count:
            return []
        if not self.is_known(term.over):
            return []
        return [frame.write(term.body) for frame in self.at_each(term.over)]

    def is_known(self, indices: Sequence[Index]) -> bool:
        """Say whether it is known beforehand how many positions some indices have."""
        return not self.counted.intersection(indices)

    @property
    def counted(self) -> frozenset[Index]:
        """The indices of which a call says how far they run."""
        return frozenset()

    def summed(
        self,
        equation: Equation,
        ordered: Iterable[tuple[Term, Sequence[Index]]],
        frames: Sequence[Self],
        is_added: bool = False,
    ) -> list[str]:
        """Return what sums terms up over their indices, of some rows at once."""
        named = {f"sum_{at}" if at else "sum": frame for at, frame in enumerate(frames)}
        start = [term for term in equation.terms if not term.over]
        lines = [
            f"{self.page.real} {name} = {frame.read(equation.target) if is_added else frame.plain(start)};"
            for name, frame in named.items()
        ]
        for term, order in ordered:
            flat = self.flattened(order, (), [term])
            along = [replace(frame, flat=frame.flat | flat.frame.flat) for frame in frames]
            body = [f"{name} += {frame.write(term.body)};" for name, frame in zip(named, along, strict=True)]
            pragma = f"BACKPROP_PRAGMA(omp simd reduction(+ : {', '.join(named)}))"
            lines += flat.loops(body, pragma, term.within)
        return lines + [f"{frame.read(equation.target)} = {name};" for name, frame in named.items()]

    def _further(self, row: Index | None, by: int) -> One:
        """Return what writes the same statements some rows further on."""
        return replace(self, further={row: by} if row else {})

    def added_where(self, target: Symbol, summed: Term) -> list[str]:
        """Return loops that add a term at positions of its target that are looked up."""
        where, term = placed(target, summed)
        # No two lanes meet where the innermost loop runs along the target.
        pragma = SIMD if term.over[-1:] and term.over[-1] in where.indices else ""
        return self.loops(term.over, [f"{self.read(where)} += {self.write(term.body)};"], pragma, term.within)

    def added(self, target: Symbol, term: Term, inner: Index, free: Sequence[Index]) -> list[str]:
        """Return loops that add one term to its target."""
        if term.over and inner in free[-1:] and not term.within:
            return self.added_along(target, term, free)
        order = [*(at for at in (*term.over, *free) if at != inner), inner]
        # Rows of the target may be summed in any order of the outer loops; SIMD only where no two lanes meet.
        pragma = SIMD if inner in free else ""
        if term.within or not pragma or len(order) < 2 or order[-2] not in term.over:
            return self.loops(order, [f"{self.read(target)} += {self.write(term.body)};"], pragma, term.within)

        def rows(count: int) -> list[str]:
            frames = [self._further(order[-2], at) for at in range(count)]
            return self.loops([inner], self.several(target, term, frames), pragma)

        return self.loops(order[:-2], self.rows(order[-2], rows))

    def added_along(self, target: Symbol, term: Term, free: Sequence[Index]) -> list[str]:
        """Return loops that add one term along its target, several positions of the sum at once."""
        flat, last = self.flattened(free, [target], [term]), term.over[-1]

        def rows(count: int) -> list[str]:
            frames = [flat.frame._further(last, at) for at in range(count)]
            return replace(flat, outer=()).loops(flat.frame.several(target, term, frames), SIMD)

        return self.loops((*flat.outer, *term.over[:-1]), self.rows(last, rows))

    def columns(self, target: Symbol, body: Iterable[str]) -> list[str]:
        """Return a loop that writes a row of a matrix in whole vectors, from the first boundary of memory on."""
        column = target.indices[-1]
        assert isinstance(column, Index)
        place = self.places[bare(target)]
        start = self.position(replace(target, indices=(*target.indices[:-1], 1)), place.declared)
        head = f"BACKPROP_COLUMNS({self.variable(column)}, &{place.name}[{start}], {column.size}, {{"
        return [head, *(INDENT + line for line in body), "})"]

    def hold(self, reads: Sequence[Symbol], index: Index, tag: str) -> list[str]:
        """Return what reads once, before a loop over an index, all that does not depend on it."""
        depending = {bare(read) for read in reads if index in running_of(read)}
        lines = []
        for read in reads:
            place = self.places[bare(read)]
            if place.is_array and read.indices and bare(read) not in depending:
                name = self.page.names.derived(place.name, f"here{tag}")
                lines.append(f"const {self.page.real} {name} = {self.read(read)};")
                self.places = {**self.places, bare(read): replace(place, name=name, is_array=False)}
        return lines

    def several(self, target: Symbol, term: Term, frames: Sequence[One]) -> list[str]:
        """Return one statement that adds a term of some rows to its target."""
        parts = [frame.write(term.body) for frame in frames]
        lines = [f"{self.read(target)} += {parts[0]}", *(f"{INDENT}+ {part}" for part in parts[1:])]
        return [*lines[:-1], f"{lines[-1]};"]


def _apart(lines: Iterable[str]) -> list[str]:
    """Return lines whose names nothing else sees."""
    return ["{", *(INDENT + line for line in lines), "}"]
