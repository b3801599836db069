"""C99 as loops: the functions of a batch, in tiles, cut into parts that threads take."""

from __future__ import annotations

from fractions import Fraction

from ...expression.tree import Index, Symbol, symbols_of
from ...graph.equations import Equation, bare, blocks_of
from ..program.lowering import Statement, reads, size_of
from ..program.nests import Repeated, at_position, scheduled
from ..program.staging import Stages
from .frame import SIMD, Frame, One
from .page import INDENT, Page, function
from .place import Place
from .sample import constant_slopes, given, gradient_slots
from .tile import Tile

TILE_BYTES = 128 * 1024
LEAST_TILE, MOST_TILE = 8, 64


class Batch:
    """The functions of a batch: a tile, and what cuts the samples into parts and adds the parts up."""

    def __init__(self, page: Page, both: Stages, loss: Stages) -> None:
        self.page, self.both, self.loss = page, both, loss
        program = page.program
        self.slots = dict(gradient_slots(page))
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

    def loss_function(self, arguments: str) -> str:
        """Return the function of the loss, and what it calls for each tile."""
        return self._functions(self.loss, False, f"backprop_batch_loss({self.page.batch_inputs},\n    {arguments})")

    def both_function(self, arguments: str) -> str:
        """Return the function of loss and gradient, and what it calls for each tile."""
        name = "backprop_batch_loss_and_gradient"
        return self._functions(self.both, True, f"{name}({self.page.batch_inputs},\n    {arguments})")

    def _functions(self, staged: Stages, with_gradient: bool, head: str) -> str:
        real, page, found = self.page.real, self.page, list[str]()
        if staged.is_loss_sampled:
            body, size = self._tile(staged, with_gradient)
            self.part_size = max(self.part_size, 1 + (self.sums_size if with_gradient else 0) + size)
            sums = f", {real} *BACKPROP_RESTRICT sums" if with_gradient else ""
            name = "tile" if with_gradient else "tile_loss"
            data = ", ".join(f"const {real} *BACKPROP_RESTRICT {name}" for name in page.pointers.values())
            of_tile = (
                f"static {real} {name}(const {real} *BACKPROP_RESTRICT parameters, "
                f"const {real} *BACKPROP_RESTRICT shared,\n    {data}, size_t count{sums},\n    "
                f"{real} *BACKPROP_RESTRICT work)"
            )
            found.append(function(of_tile, body))
        return "\n\n".join([*found, function(f"{real} {head}", self._driver(staged, with_gradient))])

    def _shared_places(self, frame: Frame, used: set[Symbol], pointer: str, qualifier: str) -> list[str]:
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
        frame = Tile(page)
        frame.transposed = {}
        sums = staged.sums if with_gradient else ()
        used = {bare(read) for at in staged.each for read in reads(at)} | {bare(program.loss)}
        used |= {bare(read) for shared in sums for term in shared.mean for read in symbols_of(term.body)}
        unused: list[str] = []
        lines = given(frame, used, unused)
        shared_lines = self._shared_places(frame, used, "shared", "const ")
        if not shared_lines:
            unused.append("shared")
        if with_gradient and not sums:
            unused.append("sums")
        lines += shared_lines
        outputs = {bare(program.loss)} | {
            bare(read) for shared in sums for term in shared.mean for read in symbols_of(term.body)
        }
        schedule = scheduled(staged.each, outputs)
        inner = (nest for one in schedule for nest in (one.nests if isinstance(one, Repeated) else (one,)))
        passing = {name for nest in inner for name in nest.passing}
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
        frame = One(page)
        used = {bare(read) for at in staged.before for read in reads(at)}
        used |= {bare(read) for shared in staged.after for term in shared.once for read in symbols_of(term.body)}
        used |= {bare(at.target) for at in staged.before} | {bare(program.loss)}
        unused: list[str] = []
        lines = given(frame, used, unused)
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
            lines += self._after(frame, staged) + constant_slopes(frame)
        return [*(f"(void){name};" for name in unused), *lines, f"return {total};"]

    def _after(self, frame: One, staged: Stages) -> list[str]:
        """Return what completes the shared adjoints after the mean over the samples."""
        lines = []
        terms = (term for other in staged.after for term in other.once)
        read = {bare(symbol) for term in terms for symbol in symbols_of(term.body)}
        for shared in staged.after:
            name = self.page.names.of(bare(shared.target))
            slot = self.slots.get(bare(shared.target))
            where = (
                f"gradient + {slot}"
                if slot is not None
                else f"work + {self.extra_at + self.extra[bare(shared.target)] - self.page.program.count}"
            )
            frame.places[bare(shared.target)] = Place(name, shared.target)
            if shared.once or bare(shared.target) in read:
                lines.append(f"{self.page.real} *const {name} = {where};")
        for block in blocks_of(staged.after):
            along = block[0].along
            whole = [Equation(shared.target, shared.once, along=along) for shared in block]
            if along is None:
                lines += [line for equation in whole for line in self._once(frame, equation)]
                continue
            there = [at_position(equation, along.index) for equation in whole]
            lines += frame.around(along, [line for equation in there for line in self._once(frame, equation)])
        return lines

    @staticmethod
    def _once(frame: One, statement: Statement) -> list[str]:
        """Return what adds the terms of a shared adjoint that count once."""
        assert isinstance(statement, Equation)
        free = [index for index in statement.target.indices if isinstance(index, Index)]
        return [
            line
            for term in statement.terms
            for line in frame.loops(
                (*term.over, *free),
                [f"{frame.read(statement.target)} += {frame.write(term.body)};"],
                within=term.within,
            )
        ]

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
