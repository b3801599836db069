"""Statements over whole arrays: axes brought in line, and sums of products as products of matrices or `einsum`.

The module is long because one class writes all kinds of statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...expression.tree import Affine, Expression, Index, Lookup, Position, Product, Symbol, plus, symbols_of
from ...graph.equations import Recurrence, Term, bare, blocks_of
from ...graph.scatter import placed
from ...graph.shifts import indices_in, indices_of, lookups_in, reach_of
from ..program.lowering import Program, Statement, sizes_of
from ..program.nests import at_position
from ..program.ranges import Whole, counted, ranges_of
from ..program.staging import Sampled
from ..saturation.normalise import Maximum
from ..syntax.literals import whole
from ..syntax.naming import Names
from ..syntax.printer import Printer
from .libraries import Library
from .strides import Divided, over_places

SAMPLE = Index("sample", 0)
"""The axis of the samples; its size is known at run time only."""


@dataclass(frozen=True, slots=True)
class ArrayStatements:
    """Writes single statements of a program, in which the samples are the first axis.

    Args:
        program: In loop form.
        dialect: The library of arrays that it is written for.
        printer: How expressions are written, with the names of the functions that the module carries.
        names: The names of all quantities.
    """

    program: Program
    dialect: Library
    printer: Printer
    names: Names
    along: Recurrence | None = None
    divided: Mapping[Index, Divided] = field(default_factory=dict)

    def is_sampled(self, symbol: Symbol) -> bool:
        """Say whether each sample has a value of its own."""
        return bare(symbol) in self.program.per_sample

    def lines(self, statements: Iterable[Statement | Sampled]) -> list[str]:
        """Return the lines of statements, those of a recurrence in its loop."""
        found: list[str] = []
        for block in blocks_of(statements):
            along = block[0].along
            if along is None:
                found.append(self._line(block[0]))
            else:
                found += replace(self, along=along).repeated(block, along)
        return found

    def _line(self, statement: Statement | Sampled) -> str:
        value = self._shared(statement) if isinstance(statement, Sampled) else self._defined(statement)
        name, remark = self.names.of(bare(statement.target)), self._remark(statement)
        if self.along is None:
            return f"{name} = {value}{remark}"
        at = ", ".join(self._picks(statement.target))
        return self.dialect.stored.format(name=name, at=at, value=value) + remark

    def repeated(self, block: Sequence[Statement | Sampled], along: Recurrence) -> list[str]:
        """Return the loop of a recurrence, after arrays for what it computes."""
        names = [self.names.of(bare(statement.target)) for statement in block]
        lines = []
        for statement, name in zip(block, names, strict=True):
            sizes = "".join(f", {size}" for size in sizes_of(statement.target))
            shape = f"(samples{sizes})" if self.is_sampled(statement.target) else f"({sizes[2:]},)"
            lines.append(f"{name} = {self.dialect.filled.format(shape=shape, value='0.0')}")
        index = along.index
        blanks = {
            "name": self._running(index),
            "size": index.size,
            "last": index.size - 1,
            "function": self.names.derived(names[0], "at"),
            "arrays": f"({', '.join(names)}{',' if len(names) == 1 else ''})",
        }
        head = self.dialect.run if along.step > 0 else self.dialect.back
        inside = [self._line(at_position(statement, index)) for statement in block]
        return [
            *lines,
            *head.format(**blanks).splitlines(),
            *(f"    {line}" for line in inside),
            *self.dialect.end.format(**blanks).splitlines(),
        ]

    def _running(self, index: Index) -> str:
        """Return the variable of a recurrence's loop."""
        return self.names.derived(index.name, "position")

    def _defined(self, statement: Statement) -> str:
        """Return the value of a statement's target."""
        axes = (*((SAMPLE,) if self.is_sampled(statement.target) else ()), *_free(statement.target))
        if isinstance(statement, Maximum):
            value = self._whole(statement.body, (*axes, *statement.over))
            last = ", ".join(str(-1 - at) for at in range(len(statement.over)))
            return self.dialect.greatest.format(value=value, axes=f"{last},")
        return self._terms(statement.terms, axes)

    def _remark(self, statement: Statement | Sampled) -> str:
        number = self.program.number_of(statement)
        return f"  # {number}" if number else ""

    def _shared(self, shared: Sampled) -> str:
        """Return what all samples share: the mean of what each adds, and what is added once."""
        axes = _free(shared.target)
        parts = []
        if shared.mean:
            terms = tuple(replace(term, over=(SAMPLE, *term.over)) for term in shared.mean)
            mean = self._terms(terms, axes)
            parts.append(f"({mean}) / samples" if " + " in mean or " - " in mean else f"{mean} / samples")
        if shared.once:
            parts.append(self._terms(shared.once, axes))
        return " + ".join(parts)

    def _terms(self, terms: Sequence[Term], axes: Sequence[Index]) -> str:
        plain = [term.body for term in terms if not term.over and not term.within]
        parts = [self._placed(term, axes) for term in terms if term.over or term.within]
        if plain:
            # What is summed has all axes already.
            parts.append((self._aligned if parts else self._whole)(plus(*plain), axes))
        return " + ".join(parts)

    def _placed(self, summed: Term, axes: Sequence[Index]) -> str:
        """Return a term that is summed, or that counts or adds at some positions only."""
        target = Symbol("", indices=tuple(axes))
        where, term = placed(target, summed)
        if where == target:
            return self._within(summed, axes)
        explicit, rows = list(where.indices), list[Index]()
        while isinstance(explicit[-1], Index) and explicit[-1] not in {
            at for other in explicit[:-1] for at in indices_in(other)
        }:
            rows.insert(0, explicit[-1])
            explicit.pop()
        along = dict.fromkeys(index for at in explicit for index in indices_in(at) if not self._runs(index))
        first = sorted(along, key=lambda index: (index != SAMPLE, term.over.index(index)))
        kept = (*first, *rows)
        # What no position depends on is summed first.
        value = self._within(replace(term, over=tuple(at for at in term.over if at not in kept)), kept)
        shape = "".join("samples, " if index == SAMPLE else f"{index.size}, " for index in axes)
        samples = f"{self.dialect.counted.format(size='samples')}[:{', None' * (len(first) - 1)}]"
        places = [
            samples if at == SAMPLE else self._inside(counted(at), own.size, first)
            for at, own in zip(explicit, axes, strict=False)
        ]
        at = ", ".join(places)
        every = f"({at})" if len(places) > 1 else f"({at},)"
        return self.dialect.added.format(shape=f"({shape.rstrip()})", at=at, every=every, value=value)

    def _within(self, term: Term, axes: Sequence[Index]) -> str:
        """Return a term that is summed, or that counts at some positions only."""
        placed, divided = over_places(term)
        if divided:
            return replace(self, divided=divided)._within(placed, axes)
        whole = (*axes, *term.over)
        outer, inner = list[str](), list[str]()
        for number in ranges_of(term.within, ()).asked:
            (inner if any(index in whole for index in number.indices) else outer).append(
                f"{self._number(number, whole)} >= 0"
            )
        for quotient in self.divided.values():
            inner += [f"{self._number(number, whole)} >= 0" for number in quotient.asked]
            inner.append(f"({self._number(quotient.above, whole)}) % {quotient.below} == 0")
        plain = replace(term, within=())
        if inner:
            mask = " & ".join(f"({one})" for one in inner)
            value = self.dialect.where.format(condition=mask, value=self._whole(term.body, whole))
            value = self._added(value, term.over)
        else:
            value = (
                (self._product(plain, axes) or self._summed(plain, axes)) if term.over else self._whole(term.body, axes)
            )
        return (
            self.dialect.decided.format(condition=" & ".join(f"({one})" for one in outer), value=value)
            if outer
            else value
        )

    def _added(self, value: str, over: Sequence[Index]) -> str:
        last = ", ".join(str(-1 - at) for at in range(len(over)))
        return self.dialect.summed.format(value=value, axes=f"{last},") if over else value

    def _whole(self, body: Expression, axes: Sequence[Index]) -> str:
        """Return an expression as an array with all axes, also with those that no part of it has."""
        value = self._aligned(body, axes)
        shape = "".join("samples, " if index == SAMPLE else f"{index.size}, " for index in axes)
        if not any(True for _ in symbols_of(body)):
            return self.dialect.filled.format(shape=f"({shape.rstrip()})", value=value)
        if set(axes) <= {index for read in symbols_of(body) for index in self._axes(read)}:
            return value
        return f"{value} + {self.dialect.filled.format(shape=f'({shape.rstrip()})', value='0.0')}"

    def _summed(self, term: Term, axes: Sequence[Index]) -> str:
        return self._added(self._whole(term.body, (*axes, *term.over)), term.over)

    def _axes(self, read: Symbol) -> tuple[Index, ...]:
        """Return the indices that a read depends on, but for that of the loop that it stands in."""
        found = (self.divided[at].indices if at in self.divided else (at,) for at in indices_of(read))
        own = tuple(index for indices in found for index in indices if not self._runs(index))
        return (SAMPLE, *own) if self.is_sampled(read) else own

    def _runs(self, index: Index) -> bool:
        return self.along is not None and index == self.along.index

    def _is_shifted(self, read: Symbol) -> bool:
        """Say whether a read is at positions of more than one index, shifted ones of a whole axis, or on a diagonal."""
        own = self._axes(read)
        return (any(map(self._moves, read.indices)) or len(set(own)) < len(own)) and not self._is_of_rows(read)

    def _moves(self, position: Position) -> bool:
        is_shifted = isinstance(position, Affine) and not all(map(self._runs, indices_in(position)))
        return position in self.divided or is_shifted

    def _is_of_rows(self, read: Symbol) -> bool:
        """Say whether a read is of whole rows that one index looks up, which a library takes all at once: `E[word]`."""
        moving = [position for position in read.indices if self._moves(position)]
        others = [position for position in read.indices if position not in moving]
        own = self._axes(read)
        if len(moving) != 1 or not all(isinstance(at, Index) for at in others) or len(set(own)) < len(own):
            return False
        (position,) = moving
        low, high = reach_of(position)
        size = self.program.declared[bare(read)].indices[read.indices.index(position)]
        assert isinstance(size, Index)
        is_inside = low >= 1 and high <= size.size
        return bool(lookups_in(position)) and len(self._along_of(position)) == 1 and is_inside

    def _product(self, term: Term, axes: Sequence[Index]) -> str:
        """Return a sum of products as a product of matrices or an einsum, or nothing."""
        match term.body:
            case Product((Symbol() as first, Symbol() as second)):
                pass
            case _:
                return ""
        reads = (first, second)
        if any(self._is_shifted(read) or len(set(self._axes(read))) < len(self._axes(read)) for read in reads):
            return ""
        if set(axes) - {index for read in reads for index in self._axes(read)}:
            return ""
        for left, right in (reads, reads[::-1]):
            matrix = self._matrix_product(left, right, tuple(axes), term.over)
            if matrix:
                return matrix
        letters = {index: "abcdefghijklmopqrstuvw"[at] for at, index in enumerate(dict.fromkeys((*axes, *term.over)))}
        inputs = ",".join("".join(letters[index] for index in self._axes(read)) for read in reads)
        result = "".join(letters[index] for index in axes)
        named = ", ".join(self._fixed(read) for read in reads)
        return f'{self.dialect.module}.einsum("{inputs}->{result}", {named})'

    def _matrix_product(self, left: Symbol, right: Symbol, axes: tuple[Index, ...], over: tuple[Index, ...]) -> str:
        a, b = self._axes(left), self._axes(right)
        if len(over) != 1 or len(axes) != 2 or len(a) != 2 or len(b) != 2:
            return ""
        (k,), (row, column) = over, axes
        if set(a) != {row, k} or set(b) != {k, column}:
            return ""
        first = self._fixed(left) + ("" if a == (row, k) else ".T")
        second = self._fixed(right) + ("" if b == (k, column) else ".T")
        return f"{first} @ {second}"

    def _fixed(self, read: Symbol) -> str:
        """Return a quantity with its fixed indices taken."""
        name = self.names.of(bare(read))
        if all(isinstance(index, Index) for index in read.indices):
            return name
        found = f"{name}[{', '.join(self._picks(read))}]"
        is_written = self.along is not None and any(isinstance(at, Affine) for at in read.indices)
        return self.dialect.kept.format(name=found) if is_written else found

    def _picks(self, read: Symbol) -> list[str]:
        """Return what stands between the brackets of a read at fixed positions, and at that of the loop."""
        picks = [":"] if self.is_sampled(read) else []
        picks += [
            ":" if isinstance(at, Index) else self._number(counted(at), self._along_of(at)) for at in read.indices
        ]
        while self._is_of_rows(read) and picks[-1] == ":":
            picks.pop()
        return picks

    def _along_of(self, position: Position) -> tuple[Index, ...]:
        return tuple(index for index in indices_in(position) if not self._runs(index))

    def _number(self, number: Whole, axes: Sequence[Index]) -> str:
        """Return a whole number for all positions of some axes, of size 1 along those that it does not depend on.

        Samples that are the first axis are left out.
        """

        def variable(index: Index) -> str:
            if isinstance(index, Lookup):
                return self._looked_up(index, tuple(axes))
            return self._running(index) if self._runs(index) else self._along(index, axes)

        return whole(number, variable)

    def _looked_up(self, lookup: Lookup, axes: tuple[Index, ...]) -> str:
        """Return what is looked up for all positions of some axes."""
        assert lookup.table is not None
        name, own = self.names.table(lookup.of), axes[1:] if axes[:1] == (SAMPLE,) else axes
        is_whole = all(
            isinstance(at, Index) and at.size == size for at, size in zip(lookup.where, lookup.table.sizes, strict=True)
        )
        if is_whole and [index for index in own if index in lookup.where] == list(lookup.where):
            picks = [":" if index in lookup.where else "None" for index in own]
            return f"{name}[{', '.join(picks)}]" if "None" in picks else name
        places = [
            self._inside(counted(at), size, axes) for at, size in zip(lookup.where, lookup.table.sizes, strict=True)
        ]
        return f"{name}[{', '.join(places)}]"

    def _inside(self, number: Whole, size: int, axes: Sequence[Index]) -> str:
        """Return a whole number, brought into a range where it may leave it."""
        text = self._number(number, axes)
        low, high = number.reach
        return text if low >= 0 and high < size else self.dialect.clipped.format(value=text, last=size - 1)

    def _along(self, index: Index, axes: Sequence[Index]) -> str:
        """Return the positions of an axis, of size 1 along the others."""
        own = axes[1:] if axes and axes[0] == SAMPLE else axes
        found = self.dialect.counted.format(size="samples" if index == SAMPLE else index.size)
        picks = [":" if other == index else "None" for other in own]
        return found if len(own) == 1 else f"{found}[{', '.join(picks)}]"

    def _gathered(self, read: Symbol, axes: Sequence[Index]) -> str:
        """Return what is read at positions of any kind, with all axes but that of the samples."""
        declared = self.program.declared[bare(read)]
        picks = [":" if axes[0] == SAMPLE else self._along(SAMPLE, axes)] if self.is_sampled(read) else []
        for position, size in zip(read.indices, sizes_of(declared), strict=True):
            if isinstance(position, Index) and position in self.divided:
                quotient = self.divided[position]
                text = f"({self._number(quotient.above, axes)}) // {quotient.below}"
                picks.append(self.dialect.clipped.format(value=text, last=size - 1))
            else:
                picks.append(self._inside(counted(position), size, axes))
        return f"{self.names.of(bare(read))}[{', '.join(picks)}]"

    def _aligned(self, body: Expression, axes: Sequence[Index]) -> str:
        """Return an expression whose parts all have the same axes, of size 1 where they do not depend on one."""
        return self.printer.write(body, lambda read: self._read(read, axes))

    def _read(self, read: Symbol, axes: Sequence[Index]) -> str:
        if self._is_shifted(read):
            return self._gathered(read, axes)
        own = self._axes(read)
        name = self._fixed(read)
        order = sorted(range(len(own)), key=lambda at: axes.index(own[at]))
        if order != list(range(len(own))):
            name = self.dialect.transposed.format(name=name, axes=", ".join(map(str, order)))
        wanted = [":" if index in own else "None" for index in axes]
        while wanted and wanted[0] == "None":
            wanted.pop(0)
        return f"{name}[{', '.join(wanted)}]" if "None" in wanted else name


def _free(symbol: Symbol) -> tuple[Index, ...]:
    return tuple(index for index in symbol.indices if isinstance(index, Index))
