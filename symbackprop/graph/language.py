"""The index language: equations as people type them, parsed by a grammar of our own and never evaluated.

    net[j] = sum(i, w[j,i]*x[i]) + b[j]
    out[j] = sigmoid(net[j])
    E = sum(j, 1/2*(t[j] - out[j])^2)

One statement per line; `#` starts a comment. Names are letters, then digits or `_` and what stands
below: `w5`, `net_h`. A position may be an index, shifted as in `x[i+k-1]` or `x[2*i-1]`, or fixed as in `x[1]`,
`x[first]` and `x[last]`; `x[i+k-2 else 0]` counts what lies outside as 0. A quantity that reads itself at an earlier
position, `h[t] = … h[t-1] …`, is a recurrence, and a line `h[0] = …` says where it starts.
`sum` names its indices first and is a right side or a term of one; inside a product, give it its own equation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from ..errors import ExpressionError
from ..expression.differentiate import rational
from ..expression.functions import FUNCTIONS
from ..expression.literals import literal
from ..expression.tree import (
    HALF,
    Affine,
    Call,
    Expression,
    Index,
    Negative,
    Position,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    height_of,
    symbols_of,
    times,
)
from ..spelling import nearest
from .equations import Equation, Term
from .names import NAME, parse_name
from .shifts import LAST, combined, offset_of

MOST_CHARACTERS, MOST_STATEMENTS, MOST_DEPTH, MOST_LITERAL, MOST_EXPONENT = 100_000, 2_000, 60, 40, 64
TOKEN = re.compile(
    r"(?P<number>\.?\d[\w.]*(?:(?<=[eE])[+-]\w+)?)|(?P<name>"
    + NAME
    + r")|(?P<sign>\*\*|[-+*/^=(),\[\]])|(?P<space>\s+)"
)
"""All that a reader could take for one number, or for one name, is one token; what it means is decided afterwards."""

SUM = "sum"
ELSE = "else"
ENDS: Mapping[str, Position] = {"first": 1, "last": LAST}


class LanguageError(ExpressionError):
    """A text that is not in the language; says line, column and what was expected."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Statement:
    """An equation and the line on which it stands."""

    equation: Equation
    line: int


def parse_equations(
    text: str, indices: Mapping[str, Index], exponents: Set[str] = frozenset()
) -> tuple[Statement, ...]:
    """Return the equations of a text, in its order.

    Args:
        text: Statements, one per line.
        indices: The indices that may be used, by name.
        exponents: The names that may stand in an exponent, as the number of a round may.

    Raises:
        LanguageError: A line is not a statement; line and column are those of the text.

    >>> (found,) = parse_equations("y = 2*a^2 - b", {})
    >>> found.equation.target.ascii, len(found.equation.terms)
    ('y', 2)
    """
    if len(text) > MOST_CHARACTERS:
        raise LanguageError(1, 1, f"the equations have {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.split("#")[0]
        if code.strip():
            found.append(Statement(_Parser(code, number, indices, exponents).statement(), number))
        if len(found) > MOST_STATEMENTS:
            raise LanguageError(number, 1, f"more than {MOST_STATEMENTS:,} equations")
    return tuple(found)


class _Parser:
    """A Pratt parser over the tokens of one line."""

    def __init__(self, text: str, line: int, indices: Mapping[str, Index], exponents: Set[str]) -> None:
        self.line = line
        self.indices = indices
        self.exponents = exponents
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0
        self.depth = 0
        position = 0
        while position < len(text):
            match = TOKEN.match(text, position)
            if match is None:
                raise LanguageError(line, position + 1, f"{text[position]!r} has no place in an equation")
            kind = match.lastgroup or ""
            if kind != "space":
                self.tokens.append((kind, match[0], position + 1))
            position = match.end()
        self.tokens.append(("end", "", len(text) + 1))

    def fail(self, message: str) -> LanguageError:
        return LanguageError(self.line, self.tokens[self.at][2], message)

    @property
    def token(self) -> str:
        return self.tokens[self.at][1]

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    def take(self, expected: str) -> None:
        if self.token != expected or self.kind not in ("sign", "name"):
            raise self.fail(f"expected {expected!r}, found {self.token or 'the end of the line'!r}")
        self.at += 1

    def statement(self) -> Equation:
        if self.kind != "name":
            raise self.fail("expected the name of a quantity, as in 'y = …'")
        target = self.symbol()
        if any(isinstance(at, Affine) and (at.is_padded or at.parts != ((1, LAST),)) for at in target.indices):
            raise self.fail(f"{target.ascii!r} is defined at a shifted index; define it for a free one")
        self.take("=")
        terms = self.terms()
        if self.kind != "end":
            raise self.fail(f"expected an operator or the end of the line, found {self.token!r}")
        if max(height_of(term.body) for term in terms) > MOST_DEPTH:
            raise LanguageError(self.line, 1, f"nested more than {MOST_DEPTH} deep; give parts equations of their own")
        return Equation(target, terms)

    def terms(self) -> tuple[Term, ...]:
        """Read a sum of terms, in which `sum(i, …)` may stand as a term."""
        terms = [self.top_term(negative=self.accept("-"))]
        while self.token in ("+", "-") and self.kind == "sign":
            terms.append(self.top_term(negative=self.accept("-") or not self.accept("+")))
        return tuple(terms)

    def accept(self, sign: str) -> bool:
        if self.kind == "sign" and self.token == sign:
            self.at += 1
            return True
        return False

    def top_term(self, negative: bool) -> Term:
        if self.kind == "name" and self.token == SUM and self.tokens[self.at + 1][1] == "(":
            term = self.total()
            if self.kind == "sign" and self.token in ("*", "/", "^", "**"):
                raise self.fail("a sum must stand alone or as a term; give it an equation of its own")
        else:
            term = Term(self.product())
        return replace(term, body=Negative(term.body)) if negative else term

    def total(self) -> Term:
        self.at += 2
        over: list[Index] = []
        while self.kind == "name" and self.tokens[self.at + 1][1] == "," and self.token in self.indices:
            over.append(self.indices[self.token])
            self.at += 2
        if not over:
            raise self.fail(f"expected an index, as in 'sum(i, …)'; the indices are {_names(self.indices)}")
        body = self.sum()
        self.take(")")
        return Term(body, tuple(over))

    def sum(self) -> Expression:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fail(f"nested more than {MOST_DEPTH} deep")
        first = self.product() if not self.accept("-") else Negative(self.product())
        terms: list[Expression] = [first]
        while self.kind == "sign" and self.token in ("+", "-"):
            minus = self.accept("-") or not self.accept("+")
            term = self.product()
            terms.append(Negative(term) if minus else term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def product(self) -> Expression:
        left = self.unary()
        factors: list[Expression] = [*left.factors] if isinstance(left, Product) else [left]
        while self.kind == "sign" and self.token in ("*", "/"):
            over = self.accept("/") or not self.accept("*")
            right = self.unary()
            if over:
                factors = [Quotient(times(*factors), right)]
            else:
                factors.append(right)
        return times(*factors)

    def unary(self) -> Expression:
        if self.accept("-"):
            self.depth += 1
            if self.depth > MOST_DEPTH:
                raise self.fail(f"nested more than {MOST_DEPTH} deep")
            body = self.unary()
            self.depth -= 1
            return Negative(body)
        return self.power()

    def power(self) -> Expression:
        base = self.atom()
        if not (self.accept("^") or self.accept("**")):
            return base
        start = self.at
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fail(f"nested more than {MOST_DEPTH} deep")
        exponent = self.unary()
        self.depth -= 1
        value = rational(exponent)
        reads = symbols_of(exponent)
        if reads and all(symbol.ascii in self.exponents for symbol in reads):
            return Power(base, exponent)
        if value is None or abs(value) > MOST_EXPONENT or value.denominator > MOST_EXPONENT:
            self.at = start
            raise self.fail(
                f"an exponent must be a number between -{MOST_EXPONENT} and {MOST_EXPONENT}; use exp for e^x"
            )
        return Power(base, exponent)

    def atom(self) -> Expression:
        if self.kind == "number":
            try:
                number = literal(self.token, MOST_LITERAL)
            except ExpressionError as error:
                raise self.fail(str(error)) from error
            self.at += 1
            return number
        if self.kind == "name":
            return self.call() if self.tokens[self.at + 1][1] == "(" else self.symbol()
        if self.accept("("):
            body = self.sum()
            self.take(")")
            return body
        raise self.fail(f"expected a number, a name or '(', found {self.token or 'the end of the line'!r}")

    def call(self) -> Expression:
        name = self.token
        if name == SUM:
            raise self.fail("a sum must stand alone or as a term; give it an equation of its own")
        if name not in FUNCTIONS and name != "sqrt":
            raise self.fail(f"no function is called {name!r}{_nearest(name, [*FUNCTIONS, SUM, 'sqrt'])}")
        self.at += 2
        argument = self.sum()
        self.take(")")
        return Power(argument, HALF) if name == "sqrt" else Call(name, argument)

    def symbol(self) -> Symbol:
        if self.token in FUNCTIONS or self.token in (SUM, "sqrt"):
            raise self.fail(f"{self.token!r} is a function, as in '{self.token}(…)'; a quantity needs another name")
        if self.token in self.indices:
            raise self.fail(f"{self.token!r} is an index, which has no value; a quantity needs another name")
        try:
            name = parse_name(self.token, self.indices)
        except ExpressionError as error:
            raise self.fail(str(error)) from error
        self.at += 1
        if not self.accept("["):
            return name
        if name.indices:
            raise self.fail(f"{name.ascii!r} has positions in braces and in brackets; write them once")
        given = [self.padded(self.position())]
        while self.accept(","):
            given.append(self.padded(self.position()))
        self.take("]")
        return replace(name, indices=tuple(given))

    def padded(self, position: Position) -> Position:
        """Read `else 0` after a position, if it stands there."""
        if not (self.kind == "name" and self.token == ELSE):
            return position
        self.at += 1
        if self.tokens[self.at][:2] != ("number", "0"):
            raise self.fail(f"expected '0' after {ELSE!r}, found {self.token or 'the end of the line'!r}")
        self.at += 1
        if isinstance(position, int):
            raise self.fail(f"a fixed position lies inside or outside; {ELSE} is for positions with an index")
        parts = position.parts if isinstance(position, Affine) else ((1, position),)
        return Affine(parts, offset_of(position), is_padded=True)

    def position(self) -> Position:
        """Read where a quantity is read along one dimension: `i`, `2`, `i+k-1` or `2*i-1`."""
        found = self.part(-1 if self.accept("-") else 1)
        while self.kind == "sign" and self.token in ("+", "-"):
            sign = -1 if self.accept("-") or not self.accept("+") else 1
            found = combined((1, found), (1, self.part(sign)))
        return found

    def part(self, sign: int) -> Position:
        if self.kind == "name" and self.token in ENDS and self.token not in self.indices:
            self.at += 1
            return combined((sign, ENDS[self.tokens[self.at - 1][1]]))
        if self.kind == "number" and re.fullmatch(r"0|[1-9][0-9]{0,5}", self.token):
            self.at += 1
            number = sign * int(self.tokens[self.at - 1][1])
            return combined((number, self.index())) if self.accept("*") else number
        return combined((sign, self.index()))

    def index(self) -> Index:
        token = self.token
        if self.kind != "name" or token not in self.indices:
            raise self.fail(
                f"expected an index, found {token or 'the end of the line'!r}{_nearest(token, list(self.indices))}; "
                f"the indices are {_names(self.indices)}"
            )
        self.at += 1
        return self.indices[token]


def _names(indices: Mapping[str, Index]) -> str:
    return ", ".join(indices) or "none: give their sizes"


def _nearest(name: str, allowed: list[str]) -> str:
    near = nearest(name, allowed)
    return f" (nearest: {near})" if near else ""
