"""The lines of an update, in any language that the table of syntax describes."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from ...expression.tree import Expression, Negative, Sum, Symbol, symbols_of, updated
from ...graph.update import NORM, PARAMETER, RATE, ROUND, SLOPE
from ..program.steps import Steps
from .language import Language
from .naming import Names

AT, SQUARES = "at", Symbol("squares")


@dataclass
class UpdateWriter:
    """Writes what one round does to all parameters.

    Args:
        steps: What it does.
        language: How.
        names: The names that are taken, of which this takes more.
        count: How many parameters there are, as the language writes it.
        gradient: What the gradient is called.
        counted: The number of the round, as a number like the others.
        before: What stands before the loop over the parameters, or nothing.
    """

    steps: Steps
    language: Language
    names: Names
    count: str
    gradient: str = "gradient"
    counted: str = "round"
    before: str = ""
    declared: list[str] = field(init=False, default_factory=list)
    _fixed: dict[Symbol, str] = field(init=False, default_factory=dict)
    _named: dict[Symbol, str] = field(init=False, default_factory=dict)

    def lines(self) -> list[str]:
        """Return the lines, between which the parameters and the state move in place."""
        steps = self.steps
        self._fixed = {RATE: "rate"} if steps.has_rate else {}
        if steps.has_round:
            self._fixed[ROUND] = self.counted
        self._fixed[PARAMETER] = self._element("parameters")
        self._fixed[SLOPE] = self._element(self.gradient)
        for number, name in enumerate(steps.state):
            self._fixed[name] = self._element("state", number)
        lines = self._norm() if steps.has_norm else []
        lines += [self._let(equation.target, equation.body) for equation in steps.once]
        moved = {updated(name) for name in (PARAMETER, *steps.state)}
        read = {read for equation in steps.each for read in symbols_of(equation.body)}
        last = {
            equation.target: equation.body
            for equation in steps.each
            if equation.target in moved and equation.target not in read and not self._later(equation.target)
        }
        body = [self._let(equation.target, equation.body) for equation in steps.each if equation.target not in last]
        puts = [(name, self._fixed[name]) for name in (*steps.state, PARAMETER)]
        body += [self._put(name, where, last.get(updated(name), updated(name))) for name, where in puts]
        return [*lines, *filter(None, [self.before]), *self._loop(body)]

    def _later(self, target: Symbol) -> bool:
        """Say whether a new value must be known before others are stored, since it reads what they replace."""
        order = [updated(name) for name in (*self.steps.state, PARAMETER)]
        (body,) = [equation.body for equation in self.steps.each if equation.target == target]
        stored = (*self.steps.state, PARAMETER)[: order.index(target)]
        return not set(stored).isdisjoint(symbols_of(body))

    def _element(self, array: str, part: int = 0) -> str:
        offset = {0: "", 1: f"{self.count} + "}.get(part, f"{part} * {self.count} + ")
        return self.language.element.format(name=array, at=offset + AT)

    def _read(self, symbol: Symbol) -> str:
        return self._fixed.get(symbol) or self._name(symbol)

    def _name(self, symbol: Symbol) -> str:
        if symbol not in self._named:
            self._named[symbol] = self.names.fresh(symbol.ascii)
        return self._named[symbol]

    def _write(self, expression: Expression) -> str:
        return self.language.printer.write(expression, self._read)

    def _declare(self, name: str) -> None:
        if self.language.declaration:
            self.declared.append(self.language.declaration.format(name=name))

    def _let(self, symbol: Symbol, body: Expression) -> str:
        name = self._name(symbol)
        self._declare(name)
        return self.language.let.format(name=name, value=self._write(body))

    def _put(self, name: Symbol, where: str, body: Expression) -> str:
        match body:
            case Sum((first, Negative(less))) if first == name and name not in symbols_of(less):
                if self.language.subtract:
                    return self.language.subtract.format(target=where, value=self._write(less))
            case _:
                pass
        return self.language.put.format(target=where, value=self._write(body))

    def _loop(self, body: list[str]) -> list[str]:
        language = self.language
        if language.counter_declaration:
            self.declared.append(language.counter_declaration.format(name=AT))
        head = language.loop.format(name=AT, size=self.count, last=f"{self.count} - 1")
        return [head, *(language.indent + line for line in body), *filter(None, [language.end])]

    def _norm(self) -> list[str]:
        language, name, squares = self.language, self._name(NORM), self._name(SQUARES)
        self._fixed[NORM] = name
        for made in (name, squares):
            self._declare(made)
        slope = self._fixed[SLOPE]
        root = self.language.printer.primitives["sqrt"]
        return [
            language.variable.format(name=squares, value=self.language.printer.number(Fraction(0))),
            *self._loop([language.add.format(target=squares, value=f"{slope} * {slope}")]),
            language.let.format(name=name, value=f"{root}({squares})"),
        ]
