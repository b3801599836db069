"""Loops over arrays, or straight-line code, in any language that has numbers, arrays and loops: a table of syntax.

The functions of one sample are written here; a language's page repeats them over the samples of a batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from ...expression.functions import X
from ...expression.tree import Expression, Index, Lookup, Symbol, plus, symbols_of
from ...graph.equations import Equation, Recurrence, Term, bare, blocks_of
from ...graph.expand import elements
from ...graph.scatter import placed
from ..program.lowering import Form, Program, Statement, needed, reads, size_of
from ..program.nests import at_position, strides_of
from ..program.ranges import Bound, Range, Ranges, Whole, ranges_of
from ..program.results import NOTHING, Results, gradient_in, outputs_in
from ..saturation.normalise import Maximum
from ..saturation.stabilise import prepared
from .keywords import reserved
from .language import Language
from .literals import place_in_table, position, whole
from .naming import Names
from .printer import Printer

EVERYWHERE = Ranges()

MOST_ON_THE_STACK = 1024
"""Numbers up to which an array may stand on the stack where a language has another place for longer ones."""


@dataclass
class Writer:
    """Writes the functions of one program in one language."""

    program: Program
    language: Language
    is_single: bool = False
    names: Names = field(init=False)
    arguments: dict[Symbol, str] = field(init=False)
    _variables: dict[Index, str] = field(init=False, default_factory=dict)
    _arrays: dict[Symbol, tuple[str, Symbol, int]] = field(init=False, default_factory=dict)
    _declared: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        program, labels = self.program, self.program.network.labels
        self.names = Names(reserved(self.language.pages) | program.steps.words, self.language.is_case_blind)
        for quantity in program.tables:
            self.names.table(quantity)
        leaves = (*program.constants, *program.parameters, *program.data)
        if program.form is Form.STRAIGHT:
            self.names.add(name for leaf in leaves for name in elements(leaf, labels))
        else:
            self.names.add(map(bare, leaves))
        self.names.add(bare(statement.target) for statement in (*program.statements, *program.predicted))
        self.arguments = {}
        for symbol in program.data:
            name = bare(symbol).ascii
            is_free = program.form is Form.LOOPS
            self.arguments[bare(symbol)] = self.names.of(bare(symbol)) if is_free else self.names.fresh(name)

    def _functions(self) -> list[str]:
        return [name for name in self.program.functions if self.program.definition(name) is not None]

    def function_name(self, name: str) -> str:
        """Return the name of one of our own functions."""
        return self.names.called(name)

    @property
    def printer(self) -> Printer:
        """The way expressions are written, with our own functions."""
        from dataclasses import replace

        own = {name: self.function_name(name) for name in self._functions()}
        printer = self.language.printer
        return replace(printer, primitives=dict(printer.primitives) | own, is_single=self.is_single)

    def functions(self) -> list[str]:
        """Return the sources of our own functions that are called."""
        found = []
        for name in self._functions():
            definition = self.program.definition(name)
            assert definition is not None
            body = self.printer.write(prepared(definition), lambda _: X.ascii)
            found.append(self.language.function.replace("{name}", self.function_name(name)).replace("{body}", body))
        return found

    def tables(self) -> list[str]:
        """Return the definitions of the whole numbers that say positions, counted from 0."""
        found = []
        for quantity, table in self.program.tables.items():
            numbers = [str(number - 1) for number in table.numbers]
            values = listed(numbers, self.language.indent).strip()
            blanks = {"name": self.names.table(quantity), "size": len(numbers), "last": len(numbers) - 1}
            found.append(self.language.table.format(values=values, **blanks))
        return found

    def loss(self) -> tuple[list[str], str]:
        """Return the statements of one sample's loss, and the loss."""
        return self._body(self.program.statements), self._write(self.program.loss)

    def loss_and_gradient(self) -> tuple[list[str], str]:
        """Return the statements that fill the gradient of one sample, and the loss."""
        return self._body(self.program.statements, gradient_in(self.program)), self._write(self.program.loss)

    def prediction(self) -> list[str]:
        """Return the statements that fill the outputs of one sample."""
        return self._body(self.program.predicted, outputs_in(self.program), has_loss=False)

    def _body(self, statements: Iterable[Statement], stored: Results = NOTHING, has_loss: bool = True) -> list[str]:
        results = (*((self.program.loss,) if has_loss else ()), *stored.values.values())
        kept = needed(statements, results)
        self._declared = []
        used = {bare(read) for at in kept for read in reads(at)}
        used |= {bare(read) for result in results for read in symbols_of(result)}
        is_straight = self.program.form is Form.STRAIGHT
        lines = (self._straight if is_straight else self._loops)(kept, used, stored)
        return [*dict.fromkeys(self._declared), *lines]

    def _let(self, name: str, value: str) -> str:
        if self.language.declaration:
            self._declared.append(self.language.declaration.format(name=name))
        return self.language.let.format(name=name, value=value)

    def _write(self, expression: Expression) -> str:
        return self.printer.write(expression, self._read)

    def _read(self, symbol: Symbol) -> str:
        if bare(symbol) in self._arrays:
            name, declared, offset = self._arrays[bare(symbol)]
            return self._element(name, self._position(symbol, declared, offset))
        return self.names.of(symbol)

    def _element(self, name: str, at: str) -> str:
        return self.language.element.format(name=name, at=at)

    def _position(self, symbol: Symbol, declared: Symbol, offset: int) -> str:
        at = position(list(zip(symbol.indices, strides_of(declared), strict=True)), self._variable)
        return at if not offset else str(offset) if at == "0" else f"{offset} + {at}"

    def _variable(self, index: Index) -> str:
        if isinstance(index, Lookup):
            return self._element(self.names.table(index.of), place_in_table(index, self._variable))
        if index not in self._variables:
            self._variables[index] = self.names.fresh(index.name.replace("'", "_"))
        return self._variables[index]

    def _number(self, name: Symbol) -> str:
        number = self.program.network.values[name]
        return self.printer.number(number.value, number.text)

    def _straight(self, kept: Sequence[Statement], used: set[Symbol], stored: Results) -> list[str]:
        program, labels = self.program, self.program.network.labels
        self._arrays = {}
        lines, at = [], 0
        constants = [name for symbol in program.constants for name in elements(symbol, labels) if name in used]
        lines += [self._let(self.names.of(name), self._number(name)) for name in constants]
        for symbol in program.parameters:
            for name in elements(symbol, labels):
                if name in used:
                    lines.append(self._let(self.names.of(name), self._element("parameters", str(at))))
                at += 1
        for symbol in program.data:
            for place, name in enumerate(elements(symbol, labels)):
                if name in used:
                    lines.append(
                        self._let(self.names.of(name), self._element(self.arguments[bare(symbol)], str(place)))
                    )
        for statement in kept:
            assert isinstance(statement, Equation)
            lines.append(
                self._let(self.names.of(statement.target), self._write(statement.body)) + self._remark(statement)
            )
        return lines + [
            self.language.put.format(target=self._element(stored.array, str(place)), value=self._write(value))
            for place, value in enumerate(stored.values.values())
        ]

    def _loops(self, kept: Sequence[Statement], used: set[Symbol], stored: Results) -> list[str]:
        program, language = self.program, self.language
        lines: list[str] = []
        self._arrays = {}
        for symbol in program.constants:
            if bare(symbol) not in used:
                continue
            name = self.names.of(bare(symbol))
            if not symbol.indices:
                lines.append(self._let(name, self._number(symbol)))
                continue
            self._arrays[bare(symbol)] = (name, symbol, 0)
            lines += self._array(name, size_of(symbol))
            lines += [
                language.put.format(target=self._element(name, str(at)), value=self._number(element))
                for at, element in enumerate(elements(symbol, program.network.labels))
            ]
        at = 0
        for symbol in program.parameters:
            self._arrays[bare(symbol)] = ("parameters", symbol, at)
            at += size_of(symbol)
        at = 0
        slots: dict[Symbol, int] = {}
        for symbol, result in stored.values.items():
            if isinstance(result, Symbol):
                slots[bare(result)] = at
            else:
                value = self._write(result)
                lines += [
                    language.put.format(target=self._element(stored.array, str(at + place)), value=value)
                    for place in range(size_of(symbol))
                ]
            at += size_of(symbol)
        for symbol in program.data:
            self._arrays[bare(symbol)] = (self.arguments[bare(symbol)], symbol, 0)
        for statement in kept:
            target = statement.target
            if bare(target) in slots:
                self._arrays[bare(target)] = (stored.array, target, slots[bare(target)])
            elif target.indices:
                name = self.names.of(bare(target))
                self._arrays[bare(target)] = (name, target, 0)
                lines += self._array(name, size_of(target))
        for block in blocks_of(kept):
            along = block[0].along
            if along is None:
                lines += self._statement(block[0])
            else:
                lines += self._repeated(block, along)
        return lines

    def _array(self, name: str, size: int) -> list[str]:
        blanks = {"name": name, "size": size, "last": size - 1}
        if self.language.array_declaration:
            self._declared.append(self.language.array_declaration.format(**blanks))
        long = self.language.long_array if size > MOST_ON_THE_STACK else ""
        array = long or self.language.array
        return [array.format(**blanks)] if array else []

    def _around(self, indices: Iterable[Index], body: Sequence[str], ranges: Ranges = EVERYWHERE) -> list[str]:
        language, lines = self.language, self._where(ranges.inside, list(body))
        for index in reversed(tuple(indices)):
            name = self._variable(index)
            limited = ranges.of.get(index)
            if limited is None:
                head = language.loop.format(name=name, size=index.size, last=index.size - 1)
            else:
                low, high = self._ends(limited)
                head = language.range.format(name=name, low=low, high=high)
            lines = self._within(head, name, lines)
        return self._where(ranges.asked, lines)

    def _where(self, numbers: Iterable[Whole], lines: list[str]) -> list[str]:
        """Return lines that count where no number is negative."""
        language = self.language
        for number in numbers:
            head = language.condition.format(value=self._signed(number))
            ends = filter(None, [language.end_condition])
            lines = [head, *(language.indent + line for line in lines), *ends]
        return lines

    def _within(self, head: str, name: str, lines: Iterable[str], end: str = "") -> list[str]:
        language = self.language
        if language.counter_declaration:
            self._declared.append(language.counter_declaration.format(name=name))
        ends = (end.format(name=name) or language.end).splitlines()
        return [*head.splitlines(), *(language.indent + line for line in lines), *ends]

    def _ends(self, limited: Range) -> tuple[str, str]:
        """Return where a loop begins and before what it ends."""
        language = self.language
        lows = [*map(self._bound, limited.lows), str(limited.first)]
        highs = [*map(self._bound, limited.highs), str(limited.end)]
        return (
            reduce(lambda a, b: language.more.format(a=a, b=b), lows),
            reduce(lambda a, b: language.less.format(a=a, b=b), highs),
        )

    def _bound(self, bound: Bound) -> str:
        number = self._signed(bound.number)
        return number if bound.by == 1 else self.language.quotient.format(a=f"({number})", b=bound.by)

    def _signed(self, number: Whole) -> str:
        return whole(number, lambda index: self.language.counter.format(name=self._variable(index)))

    def _repeated(self, block: Sequence[Statement], along: Recurrence) -> list[str]:
        """Return the loop of a recurrence."""
        name, index, language = self._variable(along.index), along.index, self.language
        inner = [line for at in block for line in self._statement(at_position(at, index))]
        head = (language.run or language.loop) if along.step > 0 else language.back
        end = language.end_run if along.step > 0 else language.end_back
        return self._within(head.format(name=name, size=index.size, last=index.size - 1), name, inner, end)

    def _statement(self, statement: Statement) -> list[str]:
        language = self.language
        free = [index for index in statement.target.indices if isinstance(index, Index)]
        is_array = bare(statement.target) in self._arrays
        if isinstance(statement, Maximum):
            sums = [Term(statement.body, statement.over)]
            start, step = language.least, language.greater
        else:
            plain = [term.body for term in statement.terms if not term.over and not term.within]
            sums = [term for term in statement.terms if term.over or term.within]
            start = self._write(plus(*plain)) if plain else self.printer.number(Fraction(0))
            step = language.add
        target = self._read(statement.target)
        if not is_array:
            self._declared += [language.declaration.format(name=target)] if language.declaration else []
            begin = (language.variable if sums else language.let).format(name=target, value=start)
        else:
            begin = language.put.format(target=target, value=start)
        lines = [begin]
        apart: list[str] = []
        for summed in sums:
            where, term = placed(statement.target, summed)
            added = [step.format(target=self._read(where), value=self._write(term.body))]
            ranges = ranges_of(term.within, term.over)
            if where != statement.target:
                apart += self._around(term.over, added, ranges)
            elif ranges.asked and free:
                # Where it counts is known before the loops, which then ask nothing.
                order = (*free, *term.over)
                apart += self._around(order, added, ranges_of(term.within, order))
            else:
                lines += self._around(term.over, added, ranges)
        first, *others = self._around(free, lines)
        return [first + self._remark(statement), *others, *apart]

    def _remark(self, statement: Statement) -> str:
        number = self.program.number_of(statement)
        return "  " + self.language.comment.format(text=number) if number else ""


def listed(values: Sequence[str], indent: str, width: int = 100, joined: str = ", ") -> str:
    """Return numbers in lines."""
    lines = [indent]
    for at, value in enumerate(values):
        piece = value + (joined if at < len(values) - 1 else "")
        if len(lines[-1]) + len(piece) > width and lines[-1].strip():
            lines.append(indent)
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines)
