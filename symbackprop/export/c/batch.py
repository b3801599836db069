"""C99 as loops: the functions of a batch, in tiles, cut into parts that threads take."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ...expression.tree import Index, Symbol, symbols_of
from ...graph.equations import Equation, bare, blocks_of
from ...graph.scatter import placed
from ..program.invariants import hoisted
from ..program.lowering import Statement, reads, size_of
from ..program.nests import Repeated, at_position, scheduled
from ..program.results import gradient_in
from ..program.staging import Sampled, Stages
from .choice import is_in_lanes, rows_for, tile_for
from .frame import Frame
from .one import One
from .page import INDENT, Page, function
from .place import Place
from .rows import SAMPLE, Rows, sampled, sampled_mean
from .sample import constants_of, given
from .sums import Sums
from .tile import Tile


class Batch:
    """The functions of a batch: a tile, and what cuts the samples into parts and adds the parts up."""

    def __init__(self, page: Page, both: Stages, loss: Stages) -> None:
        self.page, self.both, self.loss = page, both, loss
        self.before: dict[Symbol, int] = {}
        at = 0
        for statement in both.before:
            self.before[bare(statement.target)] = at
            at += size_of(statement.target)
        self.sums = Sums(page, both, at)
        self.shared_size = whole_lines(at + self.sums.extra_size)
        numbers = sum(size_of(statement.target) for statement in both.each)
        self.in_lanes = is_in_lanes(page, both)
        self.tile = (tile_for if self.in_lanes else rows_for)(numbers, page.is_single)
        self.sample = Index(SAMPLE, self.tile)
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
            self.part_size = max(self.part_size, self._width(with_gradient) + size)
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
        own = frozenset(map(bare, program.data)).union(bare(statement.target) for statement in staged.each)
        each, sums = self._hoisted(staged, own, with_gradient)
        frame: Tile | Rows = Tile(page)
        if not self.in_lanes:
            frame = Rows(page, sample=self.sample)
            for at in each:
                own |= {bare(at.target)} if any(bare(read) in own for read in reads(at)) else set()
            each = tuple(sampled(statement, self.sample, own) for statement in each)
            sums = tuple(sampled_mean(shared, self.sample, own) for shared in sums)
        used = {bare(read) for at in each for read in reads(at)} | {bare(program.loss)}
        outputs = {bare(read) for shared in sums for term in shared.mean for read in symbols_of(term.body)}
        used |= outputs
        outputs |= {bare(program.loss)}
        unused: list[str] = []
        lines = given(frame, used, unused)
        shared_lines = self._shared_places(frame, used, "shared", "const ")
        if not shared_lines:
            unused.append("shared")
        if with_gradient and not sums:
            unused.append("sums")
        lines += shared_lines
        passing = {
            name
            for one in scheduled(each, outputs)
            for nest in (one.nests if isinstance(one, Repeated) else (one,))
            for name in nest.passing
        }
        for symbol in program.data:
            frame.place_data(symbol)
        for statement in each:
            name = page.names.of(bare(statement.target))
            frame.places[bare(statement.target)] = Place(name, statement.target, True, self.in_lanes)
        for shared in sums:
            frame.places[bare(shared.target)] = Place(page.names.of(bare(shared.target)), shared.target)
        if with_gradient:
            self.sums.place(frame, sums)
            lines += self.sums.pointers()
            if not self.sums.own:
                unused.append("sums")
        body = frame.lines(each, outputs)
        for shared in sums:
            if bare(shared.target) not in self.sums.late:
                body += frame.summed_over(shared)
        body += [f"{real} sum = {frame.zero()};", *frame.total(program.loss), "return sum;"]
        size, loads = 0, list[str]()
        for symbol in program.data:
            name, pointer = page.names.of(bare(symbol)), page.pointers[bare(symbol)]
            if isinstance(frame, Tile) and bare(symbol) in frame.loaded:
                lines.append(f"{real} *const {name} = work + {size} * TILE;")
                size += size_of(symbol)
                loads += _loaded(name, pointer, size_of(symbol))
            elif not any(pointer in line for line in body):
                unused.append(pointer)
        for statement in each:
            name, target = page.names.of(bare(statement.target)), bare(statement.target)
            if target not in passing:
                lines.append(f"{real} *const {name} = work + {size} * TILE;")
                self.sums.kept[target] = size
                size += -(-size_of(statement.target) // (1 if self.in_lanes else self.tile))
        return [*(f"(void){name};" for name in unused), *lines, *loads, *body], size * self.tile

    def _hoisted(
        self, staged: Stages, own: frozenset[Symbol], with_gradient: bool
    ) -> tuple[tuple[Statement, ...], tuple[Sampled, ...]]:
        """Return the statements of each sample and the sums over them, without what loops would compute again."""
        sums = staged.sums if with_gradient else ()
        each = hoisted(staged.each, not self.in_lanes, own if self.in_lanes else None)
        # The sums stand last: what they read of each sample is computed before.
        equations = [Equation(shared.target, shared.mean, along=shared.along) for shared in sums]
        found = hoisted((*each, *equations), has_matrices=False, of_samples=own)
        of = {bare(shared.target): shared for shared in sums}
        changed = {bare(at.target): at for at in found if bare(at.target) in of and isinstance(at, Equation)}
        return (
            tuple(at for at in found if bare(at.target) not in of),
            tuple(replace(shared, mean=changed[target].terms) for target, shared in of.items()),
        )

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
                lines += self.sums.nothing()
        if with_gradient:
            lines += self._after(frame, staged) + constants_of(frame, gradient_in(program))
        return [*(f"(void){name};" for name in unused), *lines, f"return {total};"]

    def _after(self, frame: One, staged: Stages) -> list[str]:
        """Return what completes the shared adjoints after the mean over the samples."""
        lines = []
        terms = (term for other in staged.after for term in other.once)
        read = {bare(symbol) for term in terms for symbol in symbols_of(term.body)}
        for shared in staged.after:
            name = self.page.names.of(bare(shared.target))
            frame.places[bare(shared.target)] = Place(name, shared.target)
            if shared.once or bare(shared.target) in read:
                lines.append(f"{self.page.real} *const {name} = {self.sums.where(bare(shared.target))};")
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
        lines: list[str] = []
        for added in statement.terms:
            where, term = placed(statement.target, added)
            over = (*term.over, *free) if where == statement.target else term.over
            lines += frame.loops(over, [f"{frame.read(where)} += {frame.write(term.body)};"], within=term.within)
        return lines

    def _width(self, with_gradient: bool) -> int:
        """Return how many numbers a part has for its sums."""
        return whole_lines(self.sums.size if with_gradient else 1)

    def _parts(self, with_gradient: bool) -> list[str]:
        program, page = self.page.program, self.page
        rows = [
            f"{name} + first * {size_of(symbol)}"
            for symbol, name in zip(program.data, page.pointers.values(), strict=True)
        ]
        width = self._width(with_gradient)
        room = self.part_size - width
        name, sums = ("tile", ", own + 1") if with_gradient else ("tile_loss", "")
        text = filled(
            "c/parts.c",
            real=page.real,
            zero=page.printer.number(Fraction(0)),
            shared_size=self.shared_size,
            width=width,
            room=room,
            call=f"{name}(parameters, work, {', '.join(rows)}, count{sums}, room)",
            worth_threads=page.worth_threads,
            in_lanes=self.in_lanes,
            late=self.sums.added_late(room) if with_gradient else [],
        )
        return text.splitlines() + (self.sums.added(width) if with_gradient else [])


def whole_lines(numbers: int) -> int:
    """Return so many numbers, or the few more that fill a line of the cache."""
    return -(-numbers // 16) * 16


def _loaded(name: str, pointer: str, rows: int) -> list[str]:
    """Return what copies data into rows of samples, some numbers of a sample at a time."""
    return [
        "for (size_t lane = 0; lane < count; lane++) {",
        f"{INDENT}for (size_t at = 0; at < {rows}; at++) {{",
        f"{INDENT * 2}{name}[at * TILE + lane] = {pointer}[lane * {rows} + at];",
        f"{INDENT}}}",
        "}",
    ]
