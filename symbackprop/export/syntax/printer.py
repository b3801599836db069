"""Expressions in a programming language: one class decides where brackets stand, each language what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...errors import ExportError, ExpressionError
from ...expression.differentiate import rational
from ...expression.tree import (
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from .literals import is_exact, literal

CHOICE, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)
Reader = Callable[[Symbol], str]
"""Writes the reading of a quantity: a name, or an element of an array."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A language's way to write expressions.

    Args:
        primitives: From a function to what it is called; see `primitives.Primitives`.
        suffix: What follows a number, such as the `f` of a C float.
        choice: Writes `a > 0 ? b : c`, which is nan where a is; has the blanks {positive}, {zero}, {then}, {otherwise}.
        is_single: Whether numbers are of single precision.
        has_bare_signs: Whether a minus may stand behind another sign, as in `a * -b`.
    """

    primitives: Mapping[str, str]
    suffix: str = ""
    choice: str = "({positive} > {zero} ? {then} : {positive} <= {zero} ? {otherwise} : {positive})"
    is_single: bool = False
    has_bare_signs: bool = False

    def write(self, expression: Expression, read: Reader) -> str:
        """Return an expression in the language, in the order in which it is written."""
        return self.written(expression, read)[0]

    def number(self, value: Fraction, text: str = "") -> str:
        """Return a number; one that is no decimal is rounded to the nearest double, twice at most."""
        return literal(value, text, self.is_single) + self.suffix

    def written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        """Return an expression and how tightly it holds together; a language may override what it writes otherwise."""
        match expression:
            case Number(value, text):
                return self.number(value, text), UNARY if value < 0 or text.startswith("-") else ATOM
            case Symbol():
                return read(expression), ATOM
            case Sum(terms):
                written = self.at_least(terms[0], SUM, read)
                for term in terms[1:]:
                    if isinstance(term, Negative):
                        written += f" - {self._after_sign(term.body, read)}"
                    else:
                        written += f" + {self._after_sign(term, read)}"
                return written, SUM
            case Product(factors):
                later = UNARY if self.has_bare_signs else POWER
                return " * ".join(
                    self.at_least(factor, PRODUCT if at == 0 else later, read) for at, factor in enumerate(factors)
                ), PRODUCT
            case Quotient(numerator, denominator):
                exact = rational(expression)
                if exact is not None and not _is_shown_as_quotient(exact):
                    return self.number(exact), UNARY if exact < 0 else ATOM
                return self.quotient(numerator, denominator, read), PRODUCT
            case Negative(body):
                return f"-{self.at_least(body, UNARY if self.has_bare_signs else POWER, read)}", UNARY
            case Power(base, exponent):
                called = self._called("power")
                pattern = called if "{base}" in called else f"{called}({{base}}, {{exponent}})"
                return pattern.format(base=self.write(base, read), exponent=self.write(exponent, read)), ATOM
            case Choice(positive, then, otherwise):
                return self.choice.format(
                    positive=self.at_least(positive, SUM, read),
                    then=self.write(then, read),
                    otherwise=self.write(otherwise, read),
                    zero=self.number(Fraction(0)),
                ), ATOM
            case Call(name, argument):
                return f"{self._called(name)}({self.write(argument, read)})", ATOM
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")

    def quotient(self, numerator: Expression, denominator: Expression, read: Reader) -> str:
        """Return a quotient with its sign."""
        return f"{self.at_least(numerator, PRODUCT, read)} / {self.at_least(denominator, POWER, read)}"

    def at_least(self, expression: Expression, level: int, read: Reader) -> str:
        """Return an expression, in brackets unless it holds together tightly enough."""
        written, own = self.written(expression, read)
        return written if own >= level else f"({written})"

    def _after_sign(self, term: Expression, read: Reader) -> str:
        written = self.at_least(term, PRODUCT, read)
        return f"({written})" if written.startswith("-") and not self.has_bare_signs else written

    def _called(self, name: str) -> str:
        called = self.primitives.get(name)
        if called is None:
            raise ExportError(f"the function {name} has no spelling in this language")
        return called


def _is_shown_as_quotient(value: Fraction) -> bool:
    """Say whether a language's own division of numerator by denominator gives the number nearest to a fraction."""
    parts = (Fraction(value.numerator), Fraction(value.denominator))
    return not is_exact(value) and all(map(is_exact, parts))
