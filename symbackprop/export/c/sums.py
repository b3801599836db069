"""C99 as loops: what the samples of a batch add to the gradient, part by part or, for wide matrices, at once.

A part of the samples has sums of its own, which are added up in order: so the result does not depend on the number of
threads. Of a wide matrix each part would write and read more numbers than it multiplies. There the parts keep the two
quantities whose product the matrix is, and pieces of the matrix are summed over all parts, each piece by one thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ...document.page import filled
from ...expression.tree import Symbol
from ...graph.equations import bare
from ..program.lowering import size_of
from ..program.results import gradient_in
from ..program.staging import Sampled, Stages
from .frame import SIMD
from .page import INDENT, Page
from .rows import Rows
from .sample import slots_in
from .tile import Operand, Outer, Tile

LATE_BYTES = 64 * 1024
"""From so many bytes on a matrix is summed over all parts at once."""

PIECE_ROWS, PIECE_COLUMNS = 256, 96
"""The size of its pieces: they stay in the second cache, and the kernel has whole vectors."""


class Sums:
    """The shared adjoints of a batch: where they are summed, and where they end.

    Args:
        page: The program.
        both: Its stages.
        extra_at: Where in the shared work those begin that are no part of the gradient.
    """

    def __init__(self, page: Page, both: Stages, extra_at: int) -> None:
        self.page, self.both = page, both
        self.slots: Mapping[Symbol, int] = slots_in(gradient_in(page.program))
        self.own: dict[Symbol, int] = {}
        self.late: dict[Symbol, list[Outer]] = {}
        self.kept: dict[Symbol, int] = {}
        """Where in the work of a tile its quantities are, in rows of samples."""
        self._extra: dict[Symbol, int] = {}
        self._extra_at = at = extra_at
        for shared in both.after:
            if bare(shared.target) not in self.slots:
                self._extra[bare(shared.target)] = at
                at += size_of(shared.target)
        self.extra_size = at - extra_at

    def place(self, frame: Tile | Rows, sums: Sequence[Sampled]) -> None:
        """Choose what is summed at once, and give each other sum a place among those of a part."""
        at = 1
        for shared in sums:
            late = self._late(frame, shared)
            if late:
                self.late[bare(shared.target)] = late
            else:
                self.own[bare(shared.target)] = at
                at += size_of(shared.target)

    def _late(self, frame: Tile | Rows, shared: Sampled) -> list[Outer]:
        size = (4 if self.page.is_single else 8) * size_of(shared.target)
        if bare(shared.target) not in self.slots or size < LATE_BYTES:
            return []
        found = [frame.outer(shared.target, term) for term in shared.mean]
        plain = [one for one in found if one is not None and one.is_whole]
        shapes = {(one.rows, one.columns) for one in plain}
        return plain if len(plain) == len(found) and len(shapes) == 1 else []

    @property
    def size(self) -> int:
        """How many numbers a part has for its sums, the first of which is the loss."""
        return 1 + sum(size_of(shared.target) for shared in self.both.sums if bare(shared.target) in self.own)

    def pointers(self) -> list[str]:
        """Return the declarations of the sums of a part."""
        names = self.page.names
        return [f"{self.page.real} *const {names.of(target)} = sums + {at - 1};" for target, at in self.own.items()]

    def where(self, target: Symbol) -> str:
        """Return where a shared adjoint ends."""
        slot = self.slots.get(target)
        return f"gradient + {slot}" if slot is not None else f"work + {self._extra[target]}"

    def nothing(self) -> list[str]:
        """Return what fills all shared adjoints with zeros."""
        program = self.page.program
        lines = self._filled("gradient", 0, program.count)
        return lines + (self._filled("work", self._extra_at, self.extra_size) if self.extra_size else [])

    def added(self, width: int) -> list[str]:
        """Return what adds parts of so many numbers up in their order and divides by the number of samples."""
        real, lines = self.page.real, list[str]()
        targets = [*((target, self.slots[target]) for target in self.slots), *self._extra.items()]
        sizes = {bare(shared.target): size_of(shared.target) for shared in self.both.after}
        for target, slot in targets:
            size = sizes.get(target, 0)
            array = "gradient" if target in self.slots else "work"
            if target not in self.own:
                lines += [] if target in self.late else self._filled(array, slot, size)
                continue
            lines += [
                f"for (size_t at = 0; at < {size}; at++) {{",
                f"{INDENT}{array}[{slot} + at] = sums[{self.own[target]} + at];",
                "}",
                "for (size_t part = 1; part < parts; part++) {",
                f"{INDENT}const {real} *const own = sums + part * {width} + {self.own[target]};",
                f"{INDENT}{SIMD}",
                f"{INDENT}for (size_t at = 0; at < {size}; at++) {{",
                f"{INDENT * 2}{array}[{slot} + at] += own[at];",
                f"{INDENT}}}",
                "}",
                f"for (size_t at = 0; at < {size}; at++) {{",
                f"{INDENT}{array}[{slot} + at] /= ({real})samples;",
                "}",
            ]
        return lines

    def _filled(self, array: str, slot: int, size: int) -> list[str]:
        zero = self.page.printer.number(Fraction(0))
        return [f"for (size_t at = 0; at < {size}; at++) {{", f"{INDENT}{array}[{slot} + at] = {zero};", "}"]

    def added_late(self, room: int) -> list[str]:
        """Return what adds to the wide matrices what the parts have kept, each in its room, of one tile each."""
        lines: list[str] = []
        for at, (target, terms) in enumerate(self.late.items()):
            nowait = " nowait" if at < len(self.late) - 1 else ""
            lines += [f"BACKPROP_THREADS(omp for schedule(dynamic, 1){nowait})", *self._pieces(target, terms, room)]
        return lines

    def _pieces(self, target: Symbol, terms: Sequence[Outer], room: int) -> list[str]:
        rows, columns = terms[0].rows, terms[0].columns
        return filled(
            "c/pieces.c",
            real=self.page.real,
            zero=self.page.printer.number(Fraction(0)),
            rows=rows,
            columns=columns,
            piece_rows=PIECE_ROWS,
            piece_columns=PIECE_COLUMNS,
            across=-(-columns // PIECE_COLUMNS),
            down=-(-rows // PIECE_ROWS),
            target=self.where(target),
            room=room,
            terms=[
                (one.inner, self._kept(one.left, "row").arguments, self._kept(one.right, "column").turned)
                for one in terms
            ],
        ).splitlines()

    def _kept(self, operand: Operand, along: str) -> Operand:
        """Return an operand as it is found after a tile, from a row or column of a piece on."""
        pointer = self.page.pointers.get(operand.quantity)
        if pointer is not None:
            name = f"{pointer} + {operand.sample} * first"
        else:
            name = f"room + {self.kept[operand.quantity]} * TILE"
        return replace(operand, name=f"{name} + {operand.step} * {along}")
