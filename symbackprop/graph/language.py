"""The index language: equations as people type them, parsed by a grammar of our own and never evaluated.

    net[j] = sum(i, w[j,i]*x[i]) + b[j]
    out[j] = sigmoid(net[j])
    E = sum(j, 1/2*(t[j] - out[j])^2)

One statement per line; `#` starts a comment. Names are letters, then digits or `_` and what stands
below: `w5`, `net_h`. A position may be an index, shifted as in `x[i+k-1]` or `x[2*i-1]`, or fixed as in `x[1]`,
`x[first]` and `x[last]`, or looked up, as in `E[word[t],d]`; `x[i+k-2 else 0]` counts what lies outside as 0. A
quantity that reads itself at an earlier position, `h[t] = … h[t-1] …`, is a recurrence; `h[0] = …` is its start.
`sum` names its indices first and may stand anywhere: `tanh(sum(i, w[i]*x[i]) + b)`. What is inside such a formula gets
an equation of its own, as `net_y`. Functions of one number are the rows of `expression.functions.FUNCTIONS`, all others
those of `calls.CALLS`; `pi` and `π` are the constant. The module is long because one class reads all of a line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from ..errors import ExpressionError
from ..expression.functions import FUNCTIONS
from ..expression.literals import literal
from ..expression.tree import (
    Affine,
    Call,
    Constant,
    Expression,
    Index,
    Negative,
    Position,
    Product,
    Quotient,
    Sum,
    Symbol,
    height_of,
    times,
)
from ..spelling import nearest
from .calls import ALIASES, CALLS, constants_in, raised
from .equations import Equation
from .lifting import Fold, Lifting, holds_sum, unbound_in
from .names import parse_name
from .shifts import LAST, combined, looked_up, lookups_in, offset_of
from .tokens import LanguageError, conditions_in, names_in, tokens_of

POSITION_DIGITS = 6
MOST_CHARACTERS, MOST_STATEMENTS, MOST_DEPTH, MOST_LITERAL, MOST_PARTS = 100_000, 2_000, 60, 40, 200
ELSE = "else"
ENDS: Mapping[str, Position] = {"first": 1, "last": LAST}
RESERVED = frozenset({*FUNCTIONS, "sqrt", "sum"}) - {"step"}
"""Words that no quantity may be called by; what is called a step is often a length."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An equation and the line on which it stands."""

    equation: Equation
    line: int


def parse_equations(text: str, indices: Mapping[str, Index], given: Collection[str] = ()) -> tuple[Statement, ...]:
    """Return the equations of a text, in its order.

    Args:
        text: Statements, one per line.
        indices: The indices that may be used, by name.
        given: Names of quantities that are known from elsewhere; one of them is no constant.

    Raises:
        LanguageError: A line is not a statement; line and column are those of the text.

    >>> (found,) = parse_equations("y = 2*a^2 - b", {})
    >>> found.equation.target.ascii, len(found.equation.terms)
    ('y', 2)
    """
    if len(text) > MOST_CHARACTERS:
        raise LanguageError(1, 1, f"the equations have {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    found: list[Statement] = []
    taken = names_in(text)
    constants = constants_in(text, given)
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.split("#")[0]
        if code.strip():
            equations = _Parser(code, number, indices, constants).statement(taken)
            found.extend(Statement(equation, number) for equation in equations)
        if len(found) > MOST_STATEMENTS:
            raise LanguageError(number, 1, f"more than {MOST_STATEMENTS:,} equations")
    return tuple(found)


class _Parser:
    """A Pratt parser over the tokens of one line."""

    def __init__(self, text: str, line: int, indices: Mapping[str, Index], constants: Mapping[str, Constant]) -> None:
        self.line = line
        self.indices = indices
        self.constants = constants
        self.lifting = Lifting(Symbol(""), set())
        self.tokens = tokens_of(text, line)
        self.conditions = conditions_in(self.tokens)
        self.at = 0
        self.depth = 0
        self.calling = ""

    def begins_condition(self, ahead: int = 0) -> bool:
        """Say whether a condition begins at the next token, or so many after it."""
        return self.at + ahead in self.conditions

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
            found = f"expected {expected!r}, found {self.token or 'the end of the line'!r}"
            # Too few arguments, or too many.
            is_count = self.calling and {expected, self.token} == {",", ")"}
            raise self.fail(f"{found}, in a call such as {self.calling!r}" if is_count else found)
        self.at += 1

    def statement(self, taken: set[str]) -> tuple[Equation, ...]:
        """Read an equation; before it stand those of quantities that its formula needs."""
        if self.kind != "name":
            raise self.fail("expected the name of a quantity, as in 'y = …'")
        target = self.symbol()
        if any(map(lookups_in, target.indices)):
            raise self.fail(f"{target.ascii!r} is defined at a position that is looked up; define it for a free index")
        if any(isinstance(at, Affine) and (at.is_padded or at.parts != ((1, LAST),)) for at in target.indices):
            raise self.fail(f"{target.ascii!r} is defined at a shifted index; define it for a free one")
        self.take("=")
        self.lifting = Lifting(target, taken)
        terms = self.lifting.right_side(self.sum())
        if self.kind != "end":
            raise self.fail(f"expected an operator or the end of the line, found {self.token!r}")
        equations = self.lifting.finished(Equation(target, terms))
        unbound = unbound_in(equations)
        if unbound is not None:
            read, index = unbound
            why = f"reads {read.ascii!r}, but index {index.name!r} is neither free nor summed"
            raise LanguageError(self.line, 1, f"the equation of {target.ascii!r} {why}")
        if max(height_of(term.body) for equation in equations for term in equation.terms) > MOST_DEPTH:
            raise LanguageError(self.line, 1, f"nested more than {MOST_DEPTH} deep; give parts equations of their own")
        return equations

    def is_sign(self, sign: str) -> bool:
        """Say whether a sign is the next token."""
        return self.kind == "sign" and self.token == sign

    def accept(self, sign: str) -> bool:
        """Take a sign, if it is the next token, and say whether it was."""
        if self.is_sign(sign):
            self.at += 1
            return True
        return False

    def accept_word(self, word: str) -> bool:
        """Take a word, if it is the next token, and say whether it was."""
        if self.kind == "name" and self.token == word:
            self.at += 1
            return True
        return False

    def refused(self, message: str, at: int | None = None) -> NoReturn:
        """Refuse the text at a token, without one at the next."""
        self.at = self.at if at is None else at
        raise self.fail(message)

    def lifted(self, kind: str, expression: Expression) -> Expression:
        """Return a quantity with an equation of its own for a part of the formula."""
        if len(self.lifting.made) >= MOST_PARTS:
            raise self.fail(f"a formula of more than {MOST_PARTS} parts; give some of them equations of their own")
        return self.lifting.lifted(kind, expression)

    def argument(self, kind: str, expression: Expression) -> Expression:
        """Return a part of the formula that may hold no sum; one that does gets an equation of its own."""
        return self.lifted(kind, expression) if holds_sum(expression) else expression

    def without_sums(self, expression: Expression) -> Expression:
        """Return a part of the formula with a name in place of each sum in it."""
        return self.lifting.without_sums(expression)

    def over(self, name: str) -> tuple[Index, ...]:
        """Read the indices that a function names before what it is of."""
        over: list[Index] = []
        while self.names_index():
            over.append(self.indices[self.token])
            self.at += 2
        if not over:
            raise self.fail(f"expected an index, as in '{name}(i, …)'; the indices are {_names(self.indices)}")
        return tuple(over)

    def names_index(self) -> bool:
        """Say whether an index and a comma follow."""
        return self.kind == "name" and self.token in self.indices and self.tokens[self.at + 1][1] == ","

    def multiplied(self, over: tuple[Index, ...], body: Expression) -> Expression:
        """Return the product of a part of the formula over some indices."""
        return self.lifting.multiplied(over, body)

    def folded(self, kind: str, over: tuple[Index, ...], body: Expression, fold: Fold) -> Expression:
        """Return what a recurrence makes of a part of the formula along some indices."""
        return self.lifting.folded(kind, over, body, fold)

    def summed(self, over: tuple[Index, ...], body: Expression) -> Expression:
        """Return the sum of a part of the formula over some indices."""
        return self.lifting.summed(over, body)

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
                if height_of(factors[0]) > MOST_DEPTH:
                    raise self.fail(f"nested more than {MOST_DEPTH} deep; give parts equations of their own")
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
        return raised(self, base, exponent, start)

    def atom(self) -> Expression:
        if self.kind == "number":
            try:
                number = literal(self.token, MOST_LITERAL)
            except ExpressionError as error:
                raise self.fail(str(error)) from error
            self.at += 1
            return number
        if self.kind == "name":
            following = self.tokens[self.at + 1][1]
            if following == "(":
                return self.call()
            if self.token in self.constants:
                self.at += 1
                return self.constants[self.tokens[self.at - 1][1]]
            return self.symbol()
        if self.accept("("):
            body = self.sum()
            self.take(")")
            return body
        raise self.fail(f"expected a number, a name or '(', found {self.token or 'the end of the line'!r}")

    def call(self) -> Expression:
        name = ALIASES.get(self.token, self.token)
        if name not in FUNCTIONS and name not in CALLS:
            known = sorted((*FUNCTIONS, *CALLS, "ln"))
            raise self.fail(
                f"no function is called {name!r}{_nearest(name, [*known, *ALIASES])}; there are {', '.join(known)}"
            )
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fail(f"nested more than {MOST_DEPTH} deep")
        self.at += 2
        around, self.calling = self.calling, CALLS[name].example if name in CALLS else f"{name}(x)"
        if name in CALLS:
            found = CALLS[name].read(self)
        else:
            found = Call(name, self.argument("net" if FUNCTIONS[name].activation else "sum", self.sum()))
        self.take(")")
        self.depth -= 1
        self.calling = around
        return found

    def symbol(self) -> Symbol:
        if self.token in RESERVED:
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
        if self.kind == "number" and re.fullmatch(rf"0|[1-9][0-9]{{0,{POSITION_DIGITS - 1}}}", self.token):
            self.at += 1
            number = sign * int(self.tokens[self.at - 1][1])
            return combined((number, self.index())) if self.accept("*") else number
        if (
            self.kind == "number"
            and self.token.isascii()
            and self.token.isdigit()
            and len(self.token) > POSITION_DIGITS
        ):
            raise self.fail(f"a position has at most {POSITION_DIGITS} digits, found {self.token[:20]!r}")
        return combined((sign, self.index()))

    def looked_up(self) -> Position:
        """Read `word[t]` as a position: which one, the values of `word` say."""
        name = parse_name(self.token)
        self.at += 2
        at = [self.position()]
        while self.accept(","):
            at.append(self.position())
        self.take("]")
        return looked_up(name, tuple(at))

    def index(self) -> Position:
        token = self.token
        if self.kind == "name" and token not in self.indices and self.tokens[self.at + 1][1] == "[":
            return self.looked_up()
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
