"""Statements over whole arrays: axes brought in line, and sums of products as products of matrices or `einsum`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...errors import ExportError
from ...expression.tree import Expression, Index, Product, Symbol, plus, symbols_of
from ...graph.equations import Term, bare
from ..program.lowering import Program, Statement
from ..program.staging import Sampled
from ..saturation.normalise import Maximum
from ..syntax.naming import Names
from ..syntax.printer import Printer
from .libraries import Library

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

    def is_sampled(self, symbol: Symbol) -> bool:
        """Say whether each sample has a value of its own."""
        return bare(symbol) in self.program.per_sample

    def defined(self, statement: Statement) -> str:
        """Return the line of a statement."""
        axes = (*((SAMPLE,) if self.is_sampled(statement.target) else ()), *_free(statement.target))
        if isinstance(statement, Maximum):
            value = self._whole(statement.body, (*axes, *statement.over))
            last = ", ".join(str(-1 - at) for at in range(len(statement.over)))
            value = self.dialect.greatest.format(value=value, axes=f"{last},")
        else:
            value = self._terms(statement.terms, axes)
        return f"{self.names.of(bare(statement.target))} = {value}{self._remark(statement)}"

    def _remark(self, statement: Statement | Sampled) -> str:
        number = self.program.number_of(statement)
        return f"  # {number}" if number else ""

    def shared(self, shared: Sampled) -> str:
        """Return the line of what all samples share: the mean of what each adds, and what is added once."""
        axes = _free(shared.target)
        parts = []
        if shared.mean:
            terms = tuple(Term(term.body, (SAMPLE, *term.over)) for term in shared.mean)
            mean = self._terms(terms, axes)
            parts.append(f"({mean}) / samples" if " + " in mean or " - " in mean else f"{mean} / samples")
        if shared.once:
            parts.append(self._terms(shared.once, axes))
        return f"{self.names.of(bare(shared.target))} = {' + '.join(parts)}{self._remark(shared)}"

    def _terms(self, terms: Iterable[Term], axes: Sequence[Index]) -> str:
        plain = [term.body for term in terms if not term.over]
        parts = [self._product(term, axes) or self._summed(term, axes) for term in terms if term.over]
        if plain:
            # What is summed has all axes already.
            parts.append((self._aligned if parts else self._whole)(plus(*plain), axes))
        return " + ".join(parts)

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
        last = ", ".join(str(-1 - at) for at in range(len(term.over)))
        value = self._whole(term.body, (*axes, *term.over))
        return self.dialect.summed.format(value=value, axes=f"{last},")

    def _axes(self, read: Symbol) -> tuple[Index, ...]:
        own = tuple(index for index in read.indices if isinstance(index, Index))
        return (SAMPLE, *own) if self.is_sampled(read) else own

    def _product(self, term: Term, axes: Sequence[Index]) -> str:
        """Return a sum of products as a product of matrices or an einsum, or nothing."""
        match term.body:
            case Product((Symbol() as first, Symbol() as second)):
                pass
            case _:
                return ""
        reads = (first, second)
        if any(len(set(self._axes(read))) < len(self._axes(read)) for read in reads):
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
        if not any(isinstance(index, int) for index in read.indices):
            return name
        picks = ["..."] if self.is_sampled(read) else []
        picks += [str(index - 1) if isinstance(index, int) else ":" for index in read.indices]
        return f"{name}[{', '.join(picks)}]"

    def _aligned(self, body: Expression, axes: Sequence[Index]) -> str:
        """Return an expression whose parts all have the same axes, of size 1 where they do not depend on one."""
        return self.printer.write(body, lambda read: self._read(read, axes))

    def _read(self, read: Symbol, axes: Sequence[Index]) -> str:
        own = self._axes(read)
        if len(set(own)) < len(own):
            raise ExportError(f"{read.ascii!r} is read along its diagonal, which whole-array code cannot say")
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
