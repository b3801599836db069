"""How expressions are laid out: brackets, signs and dots, decided here once for every format.

A format subclasses MathPrinter and says how it writes a fraction, a power, a name; it never decides
where a bracket stands. The module is long because it has a line for every node, and what a format must say of each.
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from ...document.blocks import Relate, Row
from ...expression.choices import Both, Comparison, Condition, Extreme, Not, branch_of, extreme_of
from ...expression.functions import FUNCTIONS
from ...expression.tree import (
    HALF,
    Blank,
    Bold,
    Braced,
    Bracket,
    Call,
    Choice,
    Constant,
    Dots,
    Elementwise,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    Transposed,
)
from .names import above, joined

SIGNS: Mapping[tuple[bool, bool], str] = MappingProxyType(
    {(True, False): ">", (True, True): "≥", (False, False): "<", (False, True): "≤"}
)
"""The sign between two numbers, by whether the first is the greater one and whether they may be equal."""

TURNED: Mapping[str, str] = MappingProxyType({">": "<", "≥": "≤", "<": ">", "≤": "≥"})


class MathPrinter(ABC):
    """Writes expressions in one format.

    Attributes:
        relations: From what stands between two sides, or at the start of a line, to how the format writes it.
        both: What stands between two conditions that both hold.
        either: What stands between two conditions of which one holds.
    """

    relations: ClassVar[Mapping[str, str]] = MappingProxyType({})
    both: ClassVar[str]
    either: ClassVar[str]

    def __init__(self) -> None:
        self._symbols: dict[Symbol, str] = {}

    def write(self, expression: Expression) -> str:
        """Return an expression in this format."""
        match expression:
            case Number(_, text):
                return self._number(text)
            case Symbol():
                return self._named(expression)
            case Constant(letter):
                return self.symbol(Symbol(letter))
            case Sum(terms):
                return self._sum(terms)
            case Negative(body) if _starts_with_zero(body):
                return self.write(body)
            case Negative(body):
                return self.minus(self._operand(body))
            case Product(factors, is_crossed):
                return self._product(factors, self.cross if is_crossed else self.multiply)
            case Quotient(numerator, denominator):
                return self.fraction(self.write(numerator), self.write(denominator))
            case Power(base, exponent) if exponent == HALF:
                return self.root(self.write(base))
            case Power(base, exponent):
                return self.power(self._base(base), self.write(exponent))
            case Call("exp", argument):
                return self.power(self.euler(), self.write(argument))
            case Call("abs", argument):
                return self.absolute(self.write(argument))
            case Call(function, argument):
                return self.call(FUNCTIONS[function].symbol, self.write(argument))
            case Choice():
                return self._choice(expression)
            case Partial(of, by, _, held):
                partial = self.partial(self._named(of), self._named(by))
                return self.held(partial, [self.write(at) for at in held]) if held else partial
            case Total(over, body):
                written = self.write(body)
                return self.total(over, self.brackets(written) if isinstance(body, Sum) else written)
            case Braced(body, note):
                return self.braced(self.write(body), note)
            case Bold(body):
                return self.bold(self.write(body))
            case Matrix(rows):
                return self.matrix([[self.write(entry) for entry in row] for row in rows])
            case Transposed(body):
                return self.transposed(self._raised(body))
            case MatrixProduct(factors):
                return self.side_by_side([self._factor(factor, first=at == 0) for at, factor in enumerate(factors)])
            case Elementwise(factors):
                return self.entrywise([self._factor(factor, first=at == 0) for at, factor in enumerate(factors)])
            case Bracket(index, value, relation):
                sign = self.relations.get(relation, relation)
                return self.bracket(self.write(Symbol(index.name)), sign, self.write(value))
            case Dots():
                return self.dots()
            case Blank(body, number, width, _, filled):
                return self.blank(expression, self.write(body) if filled else "") if width else self.cited(number)

    def related(self, related: Relate) -> str:
        """Return the sides of a relation with what stands between them."""
        sides = (f" {self.relations[relation]} {self.write(side)}" for relation, side in related.sides)
        return self.write(related.left) + "".join(side.replace(" ,", ",", 1) for side in sides)

    def row(self, row: Row) -> str:
        """Return a row of a displayed equation; both TeX and Typst align rows at the mark `&`."""
        left = "" if row.left is None else self.write(row.left) + " "
        first, *rest = row.sides
        written = f"{left}&{self.relations[first[0]]} {self.write(first[1])}"
        return written + "".join(f" {self.relations[relation]} {self.write(side)}" for relation, side in rest)

    def _named(self, symbol: Symbol) -> str:
        known = self._symbols.get(symbol)
        if known is None:
            self._symbols[symbol] = known = self.symbol(symbol)
        return known

    def _choice(self, choice: Choice) -> str:
        extreme = extreme_of(choice)
        if extreme is not None:
            return self._extreme(extreme)
        branches: list[tuple[str, str]] = []
        rest: Expression = choice
        while isinstance(rest, Choice) and not (branches and extreme_of(rest)):
            condition, then, rest = branch_of(rest)
            branches.append((self.write(then), self._condition(condition)))
        return self.cases(branches, self.write(rest))

    def _extreme(self, extreme: Extreme) -> str:
        second = extreme.second
        inner = self._extreme(second) if isinstance(second, Extreme) else self.write(second)
        return self.extreme(extreme.name, self.write(extreme.first), inner)

    def _condition(self, condition: Condition, holds: bool = True, within: bool = False) -> str:
        """Write that a condition holds, or that it does not; `or` stands in brackets within `and`."""
        match condition:
            case Not(body):
                return self._condition(body, not holds, within)
            case Both(first, second):
                parts = [self._condition(part, holds, within=holds) for part in (first, second)]
                written = f" {self.both if holds else self.either} ".join(parts)
                return self.brackets(written) if within and not holds else written
            case Comparison(first, second, or_equal):
                sign = SIGNS[holds, or_equal == holds]
                if isinstance(first, Number) and not isinstance(second, Number):
                    return self.condition(self.write(second), TURNED[sign], self.write(first))
                return self.condition(self.write(first), sign, self.write(second))

    def _sum(self, terms: Sequence[Expression]) -> str:
        written = ""
        for at, term in enumerate(terms):
            if isinstance(term, Choice):
                text = self.brackets(self.write(term))
                written = self.add(written, text) if at else text
            elif at == 0:
                written = self.write(term)
            elif isinstance(term, Negative):
                written = self.subtract(written, self._operand(term.body))
            elif (positive := without_minus(term)) is not None:
                written = self.subtract(written, self.write(positive))
            else:
                text = self.write(term)
                written = self.add(written, self.brackets(text) if starts_with_minus(term) else text)
        return written

    def _product(self, factors: Sequence[Expression], signed: Callable[[str, str], str]) -> str:
        written = self._factor(factors[0], first=True)
        for before, factor in itertools.pairwise(factors):
            text = self._factor(factor, first=False)
            written = self.juxtapose(written, text) if _may_touch(before, factor) else signed(written, text)
        return written

    def _factor(self, factor: Expression, first: bool) -> str:
        if isinstance(factor, Braced):
            return self.braced(self._factor(factor.body, first), factor.note)
        text = self.write(factor)
        if isinstance(factor, Sum | Choice | MatrixProduct | Elementwise) or (not first and starts_with_minus(factor)):
            return self.brackets(text)
        return text

    def _raised(self, body: Expression) -> str:
        """Write what a T is to stand above; only a name and a matrix need no brackets."""
        text = self.write(body)
        plain = isinstance(body, Matrix) or (isinstance(body, Symbol) and not _is_raised(body))
        return text if plain else self.brackets(text)

    def _operand(self, body: Expression) -> str:
        if isinstance(body, Braced):
            return self.braced(self._operand(body.body), body.note)
        text = self.write(body)
        return self.brackets(text) if isinstance(body, Sum | Choice) or starts_with_minus(body) else text

    def _base(self, base: Expression) -> str:
        text = self.write(base)
        simple = (
            isinstance(base, Symbol | Number | Call | Blank) and not starts_with_minus(base) and not _is_raised(base)
        )
        simple = simple and not (isinstance(base, Number) and "e" in base.text)
        return text if simple else self.brackets(text)

    def _number(self, text: str) -> str:
        mantissa, _, exponent = text.partition("e")
        return self.scientific(mantissa, exponent) if exponent else self.digits(mantissa)

    def indexed(self, below: str, positions: Sequence[str], between: str = "") -> str:
        """Write a subscript with its indices: ok for neuron k of layer o, as o1 for the first; `1,kj` for an entry."""
        indices = joined(positions, between)
        if below and len(positions) == 1 and not below[-1].isdigit():
            return self.nested(below, indices) if below == indices else f"{below}{between}{indices}"
        return below + ("," if below and indices else "") + indices

    @abstractmethod
    def nested(self, below: str, indices: str) -> str:
        """Write a subscript below a subscript."""

    def digits(self, text: str) -> str:
        """Write a plain decimal number."""
        return text

    @abstractmethod
    def scientific(self, mantissa: str, exponent: str) -> str:
        """Write a number with a power of ten."""

    @abstractmethod
    def symbol(self, symbol: Symbol) -> str:
        """Write a quantity."""

    def add(self, left: str, right: str) -> str:
        """Write a sum."""
        return f"{left} + {right}"

    def subtract(self, left: str, right: str) -> str:
        """Write a difference."""
        return f"{left} - {right}"

    def minus(self, body: str) -> str:
        """Write a negative."""
        return f"-{body}"

    @abstractmethod
    def multiply(self, left: str, right: str) -> str:
        """Write a product with its sign."""

    def cross(self, left: str, right: str) -> str:
        """Write a product with a cross as its sign."""
        return self.multiply(left, right)

    def juxtapose(self, left: str, right: str) -> str:
        """Write a product without a sign."""
        return f"{left} {right}"

    @abstractmethod
    def fraction(self, numerator: str, denominator: str) -> str:
        """Write a fraction."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """Write a power."""

    @abstractmethod
    def root(self, radicand: str) -> str:
        """Write a square root."""

    def euler(self) -> str:
        """Write the base of the natural exponential."""
        return "e"

    @abstractmethod
    def call(self, name: str, argument: str) -> str:
        """Write a function of an argument."""

    def absolute(self, argument: str) -> str:
        """Write an absolute value."""
        return f"|{argument}|"

    @abstractmethod
    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        """Write branches, each with its condition, and what holds otherwise."""

    def condition(self, left: str, sign: str, right: str) -> str:
        """Write that one number is greater or less than another."""
        return f"{left} {sign} {right}"

    def extreme(self, name: str, first: str, second: str) -> str:
        """Write the maximum or the minimum of two numbers."""
        return self.call(name, f"{first}, {second}")

    @abstractmethod
    def partial(self, of: str, by: str) -> str:
        """Write a partial derivative."""

    @abstractmethod
    def held(self, partial: str, fixed: Sequence[str]) -> str:
        """Write a partial derivative with what it holds fixed."""

    @abstractmethod
    def total(self, over: Sequence[Index], body: str) -> str:
        """Write a sum over indices."""

    @abstractmethod
    def brackets(self, body: str) -> str:
        """Put brackets around something."""

    @abstractmethod
    def braced(self, body: str, note: str) -> str:
        """Put a brace with a note below something."""

    @abstractmethod
    def bold(self, body: str) -> str:
        """Make a result stand out."""

    @abstractmethod
    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        """Write a matrix."""

    @abstractmethod
    def transposed(self, body: str) -> str:
        """Write a transpose."""

    @abstractmethod
    def side_by_side(self, factors: Sequence[str]) -> str:
        """Write a matrix product."""

    @abstractmethod
    def entrywise(self, factors: Sequence[str]) -> str:
        """Write a product entry by entry."""

    def bracket(self, index: str, relation: str, value: str) -> str:
        """Write what is 1 where an index has a value, or one up to it or from it on, and 0 elsewhere."""
        return f"[{index} {relation} {value}]"

    @abstractmethod
    def dots(self) -> str:
        """Write an omission."""

    @abstractmethod
    def blank(self, blank: Blank, content: str) -> str:
        """Write a place for handwriting with its number, and what belongs there or nothing; it is as large."""

    @abstractmethod
    def cited(self, number: int) -> str:
        """Write that here belongs what stands in a blank."""


def starts_with_minus(expression: Expression) -> bool:
    """Say whether an expression would need brackets after a sign."""
    match expression:
        case Negative():
            return True
        case Number(_, text):
            return text.startswith("-")
        case Product(factors) | Elementwise(factors) | MatrixProduct(factors):
            return starts_with_minus(factors[0])
        case Sum(terms):
            return starts_with_minus(terms[0])
        case Braced(body, _) | Bold(body):
            return starts_with_minus(body)
        case _:
            return False


def without_minus(term: Expression) -> Expression | None:
    """Return a negative number, or a product that begins with one, without its sign; None of anything else.

    >>> from fractions import Fraction
    >>> without_minus(Product((Number(Fraction(-2), "-2"), Dots())))
    Product(factors=(Number(value=Fraction(2, 1), text='2'), Dots()), is_crossed=False)
    """
    match term:
        case Number(value, text) if text.startswith("-"):
            return Number(-value, text[1:])
        case Product((first, *others)):
            positive = without_minus(first)
            return replace(term, factors=(positive, *others)) if positive is not None else None
        case _:
            return None


def _starts_with_zero(expression: Expression) -> bool:
    """Say whether a product or a quotient begins with the number 0, before which a minus says nothing."""
    match expression:
        case Product(factors):
            return _starts_with_zero(factors[0])
        case Quotient(numerator, _):
            return _starts_with_zero(numerator)
        case Number(value):
            return value == 0
        case _:
            return False


def _is_raised(expression: Expression) -> bool:
    """Say whether something stands above a quantity already, so that an exponent would be taken for more of it."""
    return isinstance(expression, Symbol) and bool(above(expression))


def _may_touch(before: Expression, factor: Expression) -> bool:
    """Say whether two factors are clearer without a sign: out(1 − out), ½(target − out)²."""
    bracketed = isinstance(factor, Sum) or (isinstance(factor, Power) and isinstance(factor.base, Sum))
    return bracketed and isinstance(before, Symbol | Quotient)
