"""C99 as loops over arrays: one sample at a time, and batches in tiles with the samples as SIMD lanes.

A tile holds each quantity of some samples, one row an element, one column a sample; its size does not depend on
the batch. Forward and backward pass of a tile follow each other while it is in the cache. Sums of products over an
index run through one kernel that keeps a block of results in registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ..document.page import filled
from ..expression.tree import Expression, Index, Position, Symbol, plus, symbols_of
from ..graph.equations import Equation, Term, bare
from ..graph.expand import elements
from .c import INDENT, Body, Page, _function
from .lowering import Statement, needed, size_of
from .nests import Nest, beside, factors_of, innermost, is_pointwise, nests, strides_of
from .stabilise import Maximum
from .staging import Sampled, Stages, stages

TILE_BYTES = 128 * 1024
LEAST_TILE, MOST_TILE = 8, 64
ROWS, FEWEST_ROWS = 4, 16
"""How many rows of a matrix one pass takes, and from how many on: sums of their own do not wait for each other."""

FEWEST_COLUMNS = 4
"""With fewer, the kernel has nothing to fill its vectors with, and lanes are added up instead."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity is kept.

    Args:
        name: A variable or a pointer.
        declared: The quantity with its indices.
        is_array: Whether it is read by position.
        is_tiled: Whether each element has a row of samples.
    """

    name: str
    declared: Symbol
    is_array: bool = True
    is_tiled: bool = False


@dataclass
class _Frame:
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
        assert isinstance(index, Index)
        name = self.variable(index)
        if self.further.get(index):
            name = f"{name} + {self.further[index]}" if stride == 1 else f"({name} + {self.further[index]})"
        return name if stride == 1 else f"{stride} * {name}"

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

    def loops(self, indices: Sequence[Index], body: Iterable[str], pragma: str = "") -> list[str]:
        """Return loops around some lines; the pragma stands before the innermost."""
        lines = list(body)
        for at, index in enumerate(reversed(indices)):
            name = self.variable(index)
            head = [pragma] if pragma and at == 0 else []
            lines = [
                *head,
                f"for (size_t {name} = 0; {name} < {index.size}; {name}++) {{",
                *(INDENT + line for line in lines),
                "}",
            ]
        return lines

    def zero(self) -> str:
        return self.page.printer.number(Fraction(0))

    def plain(self, terms: Iterable[Term]) -> str:
        """Return the sum of the terms that sum over nothing."""
        bodies = [term.body for term in terms if not term.over]
        return self.write(plus(*bodies)) if bodies else self.zero()


SIMD = "BACKPROP_PRAGMA(omp simd)"


class _One(_Frame):
    """The statements of one sample, or those that all samples share."""

    def lines(self, statements: Iterable[Statement], kept: Iterable[Symbol]) -> list[str]:
        found: list[str] = []
        left = list(nests(statements, frozenset(kept)))
        while left:
            nest = left.pop(0)
            found += self.together(nest, left) or self.nest(nest)
        return found

    def together(self, nest: Nest, later: list[Nest]) -> list[str]:
        """Return a sum over rows with a later matrix written beside it, which is taken from the others; or nothing."""
        (statement, *_) = nest.statements
        if is_pointwise(statement) or not isinstance(statement, Equation) or len(statement.terms) != 1:
            return []
        (term,) = statement.terms
        declared = {symbol: place.declared for symbol, place in self.places.items()}
        if len(nest.indices) != 1 or len(term.over) != 1 or innermost(term, nest.indices, declared) != nest.indices[0]:
            return []
        (column,), (row,) = nest.indices, term.over
        other = beside(row, column, nest, later) if min(row.size, column.size) >= FEWEST_ROWS else None
        if other is None:
            return []
        (written,) = other.statements
        assert isinstance(written, Equation)
        later[:] = [at for at in later if bare(at.statements[0].target) != bare(written.target)]

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

        start = self.loops([column], [f"{self.read(statement.target)} = {self.zero()};"], SIMD)
        return self.page.titled(statement, [*start, *self.rows(row, rows, backwards=True)])

    def nest(self, nest: Nest) -> list[str]:
        if is_pointwise(nest.statements[0]):
            body = []
            for statement in nest.statements:
                assert isinstance(statement, Equation)
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
        declared = {symbol: place.declared for symbol, place in self.places.items()}
        sums = [term for term in equation.terms if term.over]
        inner = [innermost(term, free, declared) for term in sums]
        if all(index in term.over for index, term in zip(inner, sums, strict=True)):
            ordered = [
                (term, [*(at for at in term.over if at != index), index])
                for index, term in zip(inner, sums, strict=True)
            ]
            if not free:
                return ["{", *(INDENT + line for line in self.summed(equation, ordered, None, 1)), "}"]
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
            lines += self.loops(order, body, f"BACKPROP_PRAGMA(omp simd reduction(+ : {', '.join(frames)}))")
        return lines + [f"{frame.read(equation.target)} = {name};" for name, frame in frames.items()]

    def _further(self, row: Index | None, by: int) -> _One:
        """Return what writes the same statements some rows further on."""
        return replace(self, further={row: by} if row else {})

    def added(self, target: Symbol, term: Term, inner: Index, free: Sequence[Index]) -> list[str]:
        """Return loops that add one term to its target."""
        order = [*(at for at in (*term.over, *free) if at != inner), inner]
        # Rows of the target may be summed in any order of the outer loops; SIMD only where no two lanes meet.
        pragma = SIMD if inner in free else ""
        if not pragma or len(order) < 2 or order[-2] not in term.over:
            return self.loops(order, [f"{self.read(target)} += {self.write(term.body)};"], pragma)

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
                name = f"{place.name}_here{tag}"
                lines.append(f"const {self.page.real} {name} = {self.read(read)};")
                self.places = {**self.places, bare(read): replace(place, name=name, is_array=False)}
        return lines

    def several(self, target: Symbol, term: Term, frames: Sequence[_One]) -> list[str]:
        """Return one statement that adds a term of some rows to its target."""
        parts = [frame.write(term.body) for frame in frames]
        lines = [f"{self.read(target)} += {parts[0]}", *(f"{INDENT}+ {part}" for part in parts[1:])]
        return [*lines[:-1], f"{lines[-1]};"]


class _Tile(_Frame):
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
        for nest in nests(statements, frozenset(kept)):
            found += self.nest(nest)
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
                *self.loops(term.over, inner),
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
        """Return the name of an array with a row a sample, and what fills it."""
        if bare(symbol) in self.page.pointers:
            return [], self.page.pointers[bare(symbol)]
        name = self.places[bare(symbol)].name
        where = f"{name}_by_sample"
        if where in self.transposed.values():
            return [], where
        self.transposed[bare(symbol)] = where
        return [f"transposed({size}, count, {name}, {where});"], where


TRANSPOSED = """/* Rows of samples to a row a sample. */
static void transposed(size_t rows, size_t count, const {real} *from, {real} *to)
{{
    for (size_t row = 0; row < rows; row++) {{
        for (size_t lane = 0; lane < count; lane++) {{
            to[lane * rows + row] = from[row * TILE + lane];
        }}
    }}
}}"""


def loops(page: Page) -> Body:
    """Return the functions of a program in loop form."""
    program, real = page.program, page.real
    results = (program.loss, *program.adjoints.values())
    work = f"{real} *BACKPROP_RESTRICT work"
    out = f"{real} *BACKPROP_RESTRICT gradient, {work}"
    only_loss, single_loss = _sample(page, (program.loss,), False)
    both, single = _sample(page, results, True)
    staged = stages(program, results)
    batch = _Batch(page, staged, stages(program, (program.loss,)))
    one = [
        _function(f"{real} backprop_loss({page.inputs},\n    {work})", only_loss),
        _function(f"{real} backprop_loss_and_gradient({page.inputs},\n    {out})", both),
    ]
    text = "\n\n".join(batch.functions(work, out))
    kernel = filled("c/kernel.c", real=real, tile=batch.tile).rstrip()
    if "add_product(" not in text:
        kernel = f"#define TILE ((size_t){batch.tile})"
    if "transposed(" in text:
        kernel += "\n\n" + TRANSPOSED.format(real=real)
    shared = max(single, single_loss, batch.shared_size)
    return Body("\n\n".join(one), text, "", kernel, _tables(page), shared, batch.part_size)


def _tables(page: Page) -> str:
    """Return the given quantities that are neither trained nor data, as tables."""
    program = page.program
    used = {bare(read) for at in program.statements for read in _reads(at)}
    text = ""
    for symbol in program.constants:
        if bare(symbol) in used:
            values = [page.number(name) for name in elements(symbol, program.network.labels)]
            if symbol.indices:
                table = _wrapped(values)
                text += f"static const {page.real} {page.names.of(bare(symbol))}[{len(values)}] = {{\n{table}\n}};\n\n"
    return text.rstrip()


def _wrapped(values: Sequence[str]) -> str:
    lines = [INDENT]
    for value in values:
        if len(lines[-1]) + len(value) > 110:
            lines.append(INDENT)
        lines[-1] += f"{value}, "
    return "\n".join(
        line.rstrip().rstrip(",") if at == len(lines) - 1 else line.rstrip() for at, line in enumerate(lines)
    )


def _reads(statement: Statement) -> Iterator[Symbol]:
    bodies = (statement.body,) if isinstance(statement, Maximum) else tuple(term.body for term in statement.terms)
    for body in bodies:
        yield from symbols_of(body)


def _scalar_constants(page: Page, used: set[Symbol]) -> list[str]:
    return [
        f"const {page.real} {page.names.of(symbol)} = {page.number(symbol)};"
        for symbol in page.program.constants
        if not symbol.indices and symbol in used
    ]


def _given(frame: _Frame, used: set[Symbol], unused: list[str]) -> list[str]:
    """Declare the parameters and constants that are used, and return the lines."""
    page, lines, at = frame.page, list[str](), 0
    for symbol in page.program.constants:
        frame.places[bare(symbol)] = Place(page.names.of(bare(symbol)), symbol, bool(symbol.indices))
    for symbol in page.program.parameters:
        name = page.names.of(bare(symbol))
        frame.places[bare(symbol)] = Place(name, symbol)
        if bare(symbol) in used:
            where = f"parameters + {at}" if at else "parameters"
            lines.append(f"const {page.real} *const {name} = {where};")
        at += size_of(symbol)
    if not lines:
        unused.append("parameters")
    return _scalar_constants(page, used) + lines


def _sample(page: Page, results: Sequence[Expression], with_gradient: bool) -> tuple[list[str], int]:
    """Return the body of a function of one sample, and how much work it needs."""
    program, real = page.program, page.real
    kept = needed(program.statements, results)
    used = {bare(read) for at in kept for read in _reads(at)} | {
        bare(read) for result in results for read in symbols_of(result)
    }
    frame = _One(page)
    unused: list[str] = []
    lines = _given(frame, used, unused)
    for symbol in program.data:
        pointer = page.pointers[bare(symbol)]
        frame.places[bare(symbol)] = Place(pointer, symbol)
        if bare(symbol) not in used:
            unused.append(pointer)
    slots = _gradient_slots(page)
    outputs = {bare(program.loss), *(slots if with_gradient else ())}
    passing = {name for nest in nests(kept, outputs) for name in nest.passing if nest.indices}
    size = 0
    for statement in kept:
        name, declared = page.names.of(bare(statement.target)), statement.target
        frame.places[bare(declared)] = Place(name, declared, bool(declared.indices))
        if with_gradient and bare(declared) in slots:
            at = slots[bare(declared)]
            lines.append(f"{real} *const {name} = gradient + {at};" if at else f"{real} *const {name} = gradient;")
            frame.places[bare(declared)] = Place(name, declared)
        elif not declared.indices:
            lines.append(f"{real} {name};")
        elif bare(declared) not in passing:
            lines.append(f"{real} *const {name} = work + {size};" if size else f"{real} *const {name} = work;")
            size += size_of(declared)
    lines = [*(f"(void){name};" for name in unused), *([] if size else ["(void)work;"]), *lines]
    lines += frame.lines(kept, outputs)
    if with_gradient:
        lines += _constant_slopes(frame)
    return [*lines, f"return {frame.write(program.loss)};"], size


def _gradient_slots(page: Page) -> Mapping[Symbol, int]:
    """Return where in the gradient each adjoint of a parameter is written, by the bare adjoint."""
    found, at = {}, 0
    for symbol in page.program.parameters:
        adjoint = page.program.adjoints[bare(symbol)]
        if isinstance(adjoint, Symbol):
            found[adjoint] = at
        at += size_of(symbol)
    return found


def _constant_slopes(frame: _Frame) -> list[str]:
    lines, at = [], 0
    for symbol in frame.page.program.parameters:
        adjoint, size = frame.page.program.adjoints[bare(symbol)], size_of(symbol)
        if not isinstance(adjoint, Symbol):
            value = frame.write(adjoint)
            if size == 1:
                lines.append(f"gradient[{at}] = {value};")
            else:
                lines += [
                    f"for (size_t at = {at}; at < {at + size}; at++) {{",
                    f"{INDENT}gradient[at] = {value};",
                    "}",
                ]
        at += size
    return lines


class _Batch:
    """The functions of a batch: a tile, and what cuts the samples into parts and adds the parts up."""

    def __init__(self, page: Page, both: Stages, loss: Stages) -> None:
        self.page, self.both, self.loss = page, both, loss
        program = page.program
        self.slots = dict(_gradient_slots(page))
        self.extra: dict[Symbol, int] = {}
        at = program.count
        for shared in both.after:
            if bare(shared.target) not in self.slots:
                self.extra[bare(shared.target)] = at
                at += size_of(shared.target)
        self.sums_size = at
        self.before: dict[Symbol, int] = {}
        at = 0
        for statement in both.before:
            self.before[bare(statement.target)] = at
            at += size_of(statement.target)
        self.extra_at = at
        self.shared_size = at + self.sums_size - program.count
        rows = sum(size_of(symbol) for symbol in program.data)
        rows += sum(size_of(statement.target) for statement in both.each)
        size = (4 if page.is_single else 8) * rows
        self.tile = min(MOST_TILE, max(LEAST_TILE, TILE_BYTES // max(1, size) // 8 * 8))
        self.part_size = 0

    def functions(self, work: str, out: str) -> list[str]:
        real, page = self.page.real, self.page
        found = []
        for staged, with_gradient in ((self.loss, False), (self.both, True)):
            if staged.is_loss_sampled:
                body, size = self._tile(staged, with_gradient)
                self.part_size = max(self.part_size, 1 + (self.sums_size if with_gradient else 0) + size)
                sums = f", {real} *BACKPROP_RESTRICT sums" if with_gradient else ""
                name = "tile" if with_gradient else "tile_loss"
                data = ", ".join(f"const {real} *BACKPROP_RESTRICT {name}" for name in page.pointers.values())
                head = (
                    f"static {real} {name}(const {real} *BACKPROP_RESTRICT parameters, "
                    f"const {real} *BACKPROP_RESTRICT shared,\n    {data}, size_t count{sums},\n    "
                    f"{real} *BACKPROP_RESTRICT work)"
                )
                found.append(_function(head, body))
        for staged, with_gradient in ((self.loss, False), (self.both, True)):
            name = "backprop_batch_loss_and_gradient" if with_gradient else "backprop_batch_loss"
            head = f"{real} {name}({page.batch_inputs},\n    {out if with_gradient else work})"
            found.append(_function(head, self._driver(staged, with_gradient)))
        return found

    def _shared_places(self, frame: _Frame, used: set[Symbol], pointer: str, qualifier: str) -> list[str]:
        lines = []
        for statement in self.both.before:
            symbol = statement.target
            name = self.page.names.of(bare(symbol))
            frame.places[bare(symbol)] = Place(name, symbol)
            if bare(symbol) in used:
                at = self.before[bare(symbol)]
                lines.append(f"{qualifier}{self.page.real} *const {name} = {pointer} + {at};")
        return lines

    def _tile(self, staged: Stages, with_gradient: bool) -> tuple[list[str], int]:
        program, page, real = self.page.program, self.page, self.page.real
        frame = _Tile(page)
        frame.transposed = {}
        sums = staged.sums if with_gradient else ()
        used = {bare(read) for at in staged.each for read in _reads(at)} | {bare(program.loss)}
        used |= {bare(read) for shared in sums for term in shared.mean for read in symbols_of(term.body)}
        unused: list[str] = []
        lines = _given(frame, used, unused)
        shared_lines = self._shared_places(frame, used, "shared", "const ")
        if not shared_lines:
            unused.append("shared")
        lines += shared_lines
        outputs = {bare(program.loss)} | {
            bare(read) for shared in sums for term in shared.mean for read in symbols_of(term.body)
        }
        passing = {name for nest in nests(staged.each, outputs) for name in nest.passing}
        size, loads = 0, list[str]()
        for symbol in program.data:
            name, pointer = page.names.of(bare(symbol)), page.pointers[bare(symbol)]
            frame.places[bare(symbol)] = Place(name, symbol, True, True)
            if bare(symbol) not in used:
                unused.append(pointer)
                continue
            lines.append(f"{real} *const {name} = work + {size} * TILE;")
            rows = size_of(symbol)
            size += rows
            loads += [
                "for (size_t lane = 0; lane < count; lane++) {",
                f"{INDENT}for (size_t at = 0; at < {rows}; at++) {{",
                f"{INDENT * 2}{name}[at * TILE + lane] = {pointer}[lane * {rows} + at];",
                f"{INDENT}}}",
                "}",
            ]
        for statement in staged.each:
            name, declared = page.names.of(bare(statement.target)), statement.target
            frame.places[bare(declared)] = Place(name, declared, True, True)
            if bare(declared) not in passing:
                lines.append(f"{real} *const {name} = work + {size} * TILE;")
                size += size_of(declared)
        for shared in sums:
            name = page.names.of(bare(shared.target))
            frame.places[bare(shared.target)] = Place(name, shared.target)
            at = self.slots.get(bare(shared.target), self.extra.get(bare(shared.target)))
            lines.append(f"{real} *const {name} = sums + {at};")
        body = frame.lines(staged.each, outputs)
        for shared in sums:
            body += frame.summed(shared)
        for symbol, name in frame.transposed.items():
            lines.append(f"{real} *const {name} = work + {size} * TILE;")
            size += size_of(frame.places[symbol].declared)
        body += [
            f"{real} sum = {frame.zero()};",
            *frame.over_lanes([f"sum += {frame.write(program.loss)};"], "BACKPROP_PRAGMA(omp simd reduction(+ : sum))"),
            "return sum;",
        ]
        return [*(f"(void){name};" for name in unused), *lines, *loads, *body], size * self.tile

    def _driver(self, staged: Stages, with_gradient: bool) -> list[str]:
        program, page, real = self.page.program, self.page, self.page.real
        frame = _One(page)
        used = {bare(read) for at in staged.before for read in _reads(at)}
        used |= {bare(read) for shared in staged.after for term in shared.once for read in symbols_of(term.body)}
        used |= {bare(at.target) for at in staged.before} | {bare(program.loss)}
        unused: list[str] = []
        lines = _given(frame, used, unused)
        if unused and staged.is_loss_sampled:
            unused = []
        lines += self._shared_places(frame, used, "work", "")
        kept = {bare(at.target) for at in staged.before}
        lines += frame.lines(staged.before, kept)
        if staged.is_loss_sampled:
            lines += self._parts(with_gradient)
            total = f"total / ({real})samples"
        else:
            lines = ["(void)samples;", *(f"(void){page.pointers[bare(symbol)]};" for symbol in program.data), *lines]
            total = frame.write(program.loss)
            if with_gradient:
                lines += [
                    f"for (size_t at = 0; at < {program.count}; at++) {{",
                    f"{INDENT}gradient[at] = {frame.zero()};",
                    "}",
                ]
                extra = self.sums_size - program.count
                if extra:
                    lines += [
                        f"for (size_t at = 0; at < {extra}; at++) {{",
                        f"{INDENT}work[{self.extra_at} + at] = {frame.zero()};",
                        "}",
                    ]
        if with_gradient:
            lines += self._after(frame, staged) + _constant_slopes(frame)
        return [*(f"(void){name};" for name in unused), *lines, f"return {total};"]

    def _after(self, frame: _One, staged: Stages) -> list[str]:
        """Return what completes the shared adjoints after the mean over the samples."""
        lines = []
        for shared in staged.after:
            name = self.page.names.of(bare(shared.target))
            slot = self.slots.get(bare(shared.target))
            where = (
                f"gradient + {slot}"
                if slot is not None
                else f"work + {self.extra_at + self.extra[bare(shared.target)] - self.page.program.count}"
            )
            frame.places[bare(shared.target)] = Place(name, shared.target)
            read_later = any(
                bare(read) == bare(shared.target)
                for other in staged.after
                for term in other.once
                for read in symbols_of(term.body)
            )
            if shared.once or read_later:
                lines.append(f"{self.page.real} *const {name} = {where};")
            free = [index for index in shared.target.indices if isinstance(index, Index)]
            for term in shared.once:
                order = (*term.over, *free)
                lines += frame.loops(order, [f"{frame.read(shared.target)} += {frame.write(term.body)};"])
        return lines

    def _parts(self, with_gradient: bool) -> list[str]:
        program, page, real = self.page.program, self.page, self.page.real
        zero = page.printer.number(Fraction(0))
        rows = [
            f"{name} + first * {size_of(symbol)}"
            for symbol, name in zip(program.data, page.pointers.values(), strict=True)
        ]
        width = 1 + self.sums_size if with_gradient else 1
        sums = ", own + 1" if with_gradient else ""
        call = "tile" if with_gradient else "tile_loss"
        lines = [
            "const size_t tiles = (samples + TILE - 1) / TILE;",
            "const size_t parts = tiles < BACKPROP_PARTS ? tiles : BACKPROP_PARTS;",
            f"{real} *const sums = work + {self.shared_size};",
            f"const size_t stride = {self.part_size};",
            f"{real} total = {zero};",
            f"BACKPROP_THREADS(omp parallel for schedule(dynamic, 1) if (samples >= {page.worth_threads}))",
            "for (size_t part = 0; part < parts; part++) {",
            f"{INDENT}{real} *const own = sums + part * stride;",
            f"{INDENT}const size_t from = part * (tiles / parts) + (part < tiles % parts ? part : tiles % parts);",
            f"{INDENT}const size_t to = from + tiles / parts + (part < tiles % parts ? 1 : 0);",
            f"{INDENT}for (size_t at = 0; at < {width}; at++) {{",
            f"{INDENT * 2}own[at] = {zero};",
            f"{INDENT}}}",
            f"{INDENT}for (size_t at = from; at < to; at++) {{",
            f"{INDENT * 2}const size_t first = at * TILE;",
            f"{INDENT * 2}const size_t count = samples - first < TILE ? samples - first : TILE;",
            f"{INDENT * 2}own[0] += {call}(parameters, work, {', '.join(rows)}, count{sums},",
            f"{INDENT * 3}own + {width});",
            f"{INDENT}}}",
            "}",
            "for (size_t part = 0; part < parts; part++) {",
            f"{INDENT}total += sums[part * stride];",
            "}",
        ]
        if with_gradient:
            lines += self._added("gradient", 0, program.count)
            extra = self.sums_size - program.count
            if extra:
                lines += self._added(f"(work + {self.extra_at})", program.count, extra)
        return lines

    def _added(self, where: str, skip: int, size: int) -> list[str]:
        """Return the sum over the parts, in their order, divided by the number of samples."""
        real = self.page.real
        return [
            f"for (size_t at = 0; at < {size}; at++) {{",
            f"{INDENT}{where}[at] = sums[{1 + skip} + at];",
            "}",
            "for (size_t part = 1; part < parts; part++) {",
            f"{INDENT}const {real} *const own = sums + part * stride + {1 + skip};",
            f"{INDENT}{SIMD}",
            f"{INDENT}for (size_t at = 0; at < {size}; at++) {{",
            f"{INDENT * 2}{where}[at] += own[at];",
            f"{INDENT}}}",
            "}",
            f"for (size_t at = 0; at < {size}; at++) {{",
            f"{INDENT}{where}[at] /= ({real})samples;",
            "}",
        ]
