"""Expressions read aloud: the alternative text of equations, for those who do not see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...document.blocks import Display, Footnote, Inlines, Link, Math, Reference, Relate, Row, Strong, Text
from ...expression.functions import FUNCTIONS
from ...expression.greek import GREEK
from ...expression.tree import Blank, Expression, Index, Symbol
from .layout import MathPrinter
from .names import counting, pieces

RELATIONS = {
    "=": "equals",
    "≈": "is about",
    "≤": "is at most",
    ",": "and",
    "…": "and so on to",
    "+": "plus",
    "−": "minus",
    "·": "times",
    "×": "times",
    "⊙": "times entry by entry",
    "": "",
}

SIGNS = {"<": "less than", ">": "greater than", "≤": "at most", "≥": "at least"}


MARK_WORDS = {"'": "prime", "''": "double prime", "*": "star"}


class Speech(MathPrinter):
    """Writes expressions as English words; brackets are spoken, so that nothing is ambiguous."""

    both, either = "and", "or"

    def digits(self, text: str) -> str:
        return text.replace("-", "minus ")

    def scientific(self, mantissa: str, exponent: str) -> str:
        return f"{self.digits(mantissa)} times 10 to the power {self.digits(exponent)}"

    def symbol(self, symbol: Symbol) -> str:
        if symbol.bold and symbol.base == "1":
            return "vector of ones"
        words = [GREEK.get(symbol.base, symbol.base), *([symbol.accent] if symbol.accent else [])]
        if symbol.superscript in MARK_WORDS:
            words.append(MARK_WORDS[symbol.superscript])
        elif symbol.superscript:
            words.append(f"superscript {symbol.superscript.strip('()[]')}")
            words += ["subscript"] if symbol.subscript or symbol.indices else []
        words += [
            *pieces(symbol.subscript),
            *(at.replace("-", " minus ").replace("+", " plus ") for at in counting(symbol, shown=self.symbol)),
        ]
        if symbol.bold:
            words.insert(0, "vector" if symbol.base.islower() else "matrix")
        if symbol.sample:
            words.append(f"of sample {symbol.sample}")
        if symbol.mark == "+":
            words.append("plus")
        elif symbol.mark:
            words.append("bar")
        return " ".join(word for word in words if word != ",")

    def nested(self, below: str, indices: str) -> str:
        return f"{below} {indices}"

    def add(self, left: str, right: str) -> str:
        return f"{left} plus {right}"

    def subtract(self, left: str, right: str) -> str:
        return f"{left} minus {right}"

    def minus(self, body: str) -> str:
        return f"minus {body}"

    def multiply(self, left: str, right: str) -> str:
        return f"{left} times {right}"

    def juxtapose(self, left: str, right: str) -> str:
        return f"{left} times {right}"

    def fraction(self, numerator: str, denominator: str) -> str:
        if (numerator, denominator) == ("1", "2"):
            return "one half"
        return f"the fraction {numerator} over {denominator}, end of fraction"

    def power(self, base: str, exponent: str) -> str:
        return f"{base} squared" if exponent == "2" else f"{base} to the power {exponent}"

    def root(self, radicand: str) -> str:
        return f"the square root of {radicand}, end of root"

    def call(self, name: str, argument: str) -> str:
        spoken = next(function.spoken for function in FUNCTIONS.values() if function.symbol == name)
        return f"{spoken} {argument}"

    def absolute(self, argument: str) -> str:
        return f"the absolute value of {argument}, end of value"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        spoken_branches = ", ".join(f"{then} if {condition}" for then, condition in branches)
        return f"{spoken_branches}, and {otherwise} otherwise, end of cases"

    def condition(self, left: str, sign: str, right: str) -> str:
        if right == "0" and sign in "<>":
            return f"{left} is {'negative' if sign == '<' else 'positive'}"
        return f"{left} is {SIGNS[sign]} {right}"

    def extreme(self, name: str, first: str, second: str) -> str:
        return f"the {'greater' if name == 'max' else 'smaller'} of {first} and {second}"

    def partial(self, of: str, by: str) -> str:
        return f"the partial derivative of {of} with respect to {by}"

    def held(self, partial: str, fixed: Sequence[str]) -> str:
        return f"{partial} with {' and '.join(fixed)} held fixed"

    def total(self, over: Sequence[Index], body: str) -> str:
        runs = " and ".join(f"{index.name} from 1 to {index.size}" for index in over)
        return f"the sum over {runs} of {body}"

    def brackets(self, body: str) -> str:
        return f"open bracket {body} close bracket"

    def braced(self, body: str, note: str) -> str:
        return f"{body} ({note.replace('×', 'by')})"

    def bold(self, body: str) -> str:
        return body

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        lines = "; ".join(f"row {at}: {', '.join(row)}" for at, row in enumerate(rows, start=1))
        return f"the matrix with {lines}, end of matrix"

    def transposed(self, body: str) -> str:
        return f"{body} transposed"

    def side_by_side(self, factors: Sequence[str]) -> str:
        return " times ".join(factors)

    def entrywise(self, factors: Sequence[str]) -> str:
        return " times entry by entry ".join(factors)

    def bracket(self, index: str, relation: str, value: str) -> str:
        return f"the bracket {index} {COMPARED[relation]} {value}"

    def dots(self) -> str:
        return "and so on"

    def blank(self, blank: Blank, content: str) -> str:
        return f"{content}, which is blank {blank.number}," if content else f"blank {blank.number}"

    def cited(self, number: int) -> str:
        return f"the content of blank {number}"


COMPARED: Mapping[str, str] = MappingProxyType({"=": "equals", "≤": "is at most", "≥": "is at least"})
SPEECH = Speech()


def spoken(expression: Expression) -> str:
    """Return an expression in words.

    >>> spoken(Symbol("net", "h1"))
    'net h 1'
    """
    return SPEECH.write(expression)


def spoken_display(display: Display) -> str:
    """Return a displayed equation in words, row by row."""
    return ". ".join(_row(row) for row in display.rows) + "."


def _row(row: Row) -> str:
    parts = [SPEECH.write(row.left)] if row.left is not None else []
    for relation, side in row.sides:
        parts += [RELATIONS[relation], SPEECH.write(side)]
    return " ".join(part for part in parts if part)


def spoken_inlines(content: Inlines) -> str:
    """Return a line of text in words."""
    words = []
    for inline in content:
        match inline:
            case Text(text) | Strong(text) | Link(text, _):
                words.append(text)
            case Math(expression):
                words.append(spoken(expression))
            case Relate(left):
                sides = (f" {RELATIONS[relation]} {spoken(side)}" for relation, side in inline.sides)
                words.append(spoken(left) + "".join(sides))
            case Reference() | Footnote():
                pass
    return "".join(words)
