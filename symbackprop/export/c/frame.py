"""C99 as loops: where the quantities of a function are kept, and the loops of statements of one sample."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import takewhile

from ...expression.tree import Expression, Index, Position, Symbol, plus, symbols_of
from ...graph.equations import Equation, Recurrence, Term, bare
from ...graph.windows import Window
from ..program.lowering import Statement
from ..program.nests import Nest, Repeated, beside, innermost, is_pointwise, scheduled, strides_of
from ..program.ranges import Range, counted, ranges_of
from ..saturation.normalise import Maximum
from ..syntax.literals import whole
from .kernels import column_sums, products, row_sums
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
        parts = [
            part
            for index, stride in zip(symbol.indices, strides_of(declared), strict=True)
            if (part := self.offset(index, stride))
        ]
        return " + ".join(parts) or "0"

    def offset(self, index: Position, stride: int) -> str:
        """Return what one index adds to a position: the only place where an index becomes code."""
        if isinstance(index, int):
            return str((index - 1) * stride) if index > 1 else ""
        place = counted(index)
        further = sum(coefficient * self.further.get(part, 0) for coefficient, part in place.parts)
        place = place.plus(further)
        if not place.parts and not place.offset:
            return ""
        text = whole(place, self.variable)
        if stride == 1:
            return text
        return f"{stride} * ({text})" if " " in text else f"{stride} * {text}"

    def variable(self, index: Index) -> str:
        return self.page.variable(index)

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
        lines, ranges = list(body), ranges_of(within, indices)
        for at, index in enumerate(reversed(indices)):
            name = self.variable(index)
            head = [pragma] if pragma and at == 0 else []
            low, high = ends(ranges.of.get(index, Range.of(index)), self.variable)
            lines = [
                *head,
                f"for (size_t {name} = {low}; {name} < {high}; {name}++) {{",
                *(INDENT + line for line in lines),
                "}",
            ]
        if ranges.asked:
            lines = [f"if ({asked(ranges.asked, self.variable)}) {{", *(INDENT + line for line in lines), "}"]
        return lines

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

    def plain(self, terms: Iterable[Term]) -> str:
        """Return the sum of the terms that sum over nothing; one that counts at some positions only is 0 elsewhere."""
        always, sometimes = list[Expression](), list[str]()
        for term in terms:
            numbers = ranges_of(term.within, ()).asked
            if not term.over and numbers:
                sometimes.append(f"({asked(numbers, self.variable)} ? {self.write(term.body)} : {self.zero()})")
            elif not term.over:
                always.append(term.body)
        parts = ([self.write(plus(*always))] if always else []) + sometimes
        return " + ".join(parts) or self.zero()


SIMD = "BACKPROP_PRAGMA(omp simd)"


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
                found += self.together(nest, left) or self.nest(nest)
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
            body = []
            for statement in nest.statements:
                assert isinstance(statement, Equation)
                call = products(statement, self.arrays) if len(nest.statements) == 1 else ""
                if call:
                    return self.page.titled(statement, [call])
                place = self.places[bare(statement.target)]
                value = self.plain(statement.terms)
                if bare(statement.target) in nest.passing and nest.indices:
                    self.places[bare(statement.target)] = replace(place, is_array=False)
                    body.append(f"const {self.page.real} {place.name} = {value};{self.page.remark(statement)}")
                elif place.is_array:
                    body.append(f"{self.read(statement.target)} = {value};{self.page.remark(statement)}")
                else:
                    body.append(f"{place.name} = {value};{self.page.remark(statement)}")
            return self.loops(nest.indices, body, SIMD)
        (statement,) = nest.statements
        lines = self.maximum(statement) if isinstance(statement, Maximum) else self.contraction(statement)
        return self.page.titled(statement, lines)

    def maximum(self, statement: Maximum) -> list[str]:
        real = self.page.real
        inner = [f"const {real} value = {self.write(statement.body)};", self.page.greater.format("greatest", "value")]
        free = [index for index in statement.target.indices if isinstance(index, Index)]
        body = [
            f"{real} greatest = -({real})INFINITY;",
            *self.loops(statement.over, inner),
            f"{self.read(statement.target)} = greatest;",
        ]
        return self.loops(free, body) if free else ["{", *(INDENT + line for line in body), "}"]

    def contraction(self, equation: Equation) -> list[str]:
        target = self.read(equation.target)
        free = [index for index in equation.target.indices if isinstance(index, Index)]
        sums = [term for term in equation.terms if term.over]
        call = row_sums(equation.target, sums[0], self.arrays) if len(sums) == 1 else ""
        has_windows = any(term.within for term in sums)
        if call:
            return [*self.loops(free, [f"{target} = {self.plain(equation.terms)};"], SIMD), call]
        inner = [innermost(term, free, self.declared(term)) for term in sums]
        if all(index in term.over for index, term in zip(inner, sums, strict=True)):
            ordered = [
                (term, [*(at for at in term.over if at != index), index])
                for index, term in zip(inner, sums, strict=True)
            ]
            if not free:
                return ["{", *(INDENT + line for line in self.summed(equation, ordered, None, 1)), "}"]
            if has_windows:
                # Rows that begin and end elsewhere are not summed at once.
                return self.loops(free, self.summed(equation, ordered, None, 1))
            rows = self.rows(free[-1], lambda count: self.summed(equation, ordered, free[-1], count))
            return self.loops(free[:-1], rows)
        lines = self.loops(free, [f"{target} = {self.plain(equation.terms)};"], SIMD)
        for index, term in zip(inner, sums, strict=True):
            lines += self.added(equation.target, term, index, free)
        return lines

    def summed(
        self, equation: Equation, ordered: Iterable[tuple[Term, Sequence[Index]]], row: Index | None, count: int
    ) -> list[str]:
        """Return what sums terms up over their indices, of some rows at once."""
        frames = {f"sum_{at}" if at else "sum": self._further(row, at) for at in range(count)}
        lines = [f"{self.page.real} {name} = {frame.plain(equation.terms)};" for name, frame in frames.items()]
        for term, order in ordered:
            body = [f"{name} += {frame.write(term.body)};" for name, frame in frames.items()]
            pragma = f"BACKPROP_PRAGMA(omp simd reduction(+ : {', '.join(frames)}))"
            lines += self.loops(order, body, pragma, term.within)
        return lines + [f"{frame.read(equation.target)} = {name};" for name, frame in frames.items()]

    def _further(self, row: Index | None, by: int) -> One:
        """Return what writes the same statements some rows further on."""
        return replace(self, further={row: by} if row else {})

    def added(self, target: Symbol, term: Term, inner: Index, free: Sequence[Index]) -> list[str]:
        """Return loops that add one term to its target."""
        order = [*(at for at in (*term.over, *free) if at != inner), inner]
        # Rows of the target may be summed in any order of the outer loops; SIMD only where no two lanes meet.
        pragma = SIMD if inner in free else ""
        if term.within or not pragma or len(order) < 2 or order[-2] not in term.over:
            return self.loops(order, [f"{self.read(target)} += {self.write(term.body)};"], pragma, term.within)

        def rows(count: int) -> list[str]:
            frames = [self._further(order[-2], at) for at in range(count)]
            return self.loops([inner], self.several(target, term, frames), pragma)

        return self.loops(order[:-2], self.rows(order[-2], rows))

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
        depending = {bare(read) for read in reads if index in read.indices}
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
