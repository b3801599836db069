"""The functions of the index language that take several numbers, or all along an index: a row each, with an example.

Those of one number are the rows of `expression.functions.FUNCTIONS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import NoReturn, Protocol

from ..expression.choices import Both, Comparison, Condition, Not, clipped, decided, either, extreme_of, greatest, least
from ..expression.differentiate import rational, tidied
from ..expression.functions import FUNCTIONS
from ..expression.tree import (
    HALF,
    ONE,
    PI,
    Call,
    Choice,
    Constant,
    Expression,
    Index,
    Power,
    Product,
    Quotient,
    Symbol,
    Total,
    children,
    size_of,
    whole,
)
from .lifting import Fold
from .tokens import RELATIONS


def constants_in(text: str, given: Collection[str] = ()) -> dict[str, Constant]:
    r"""Return the constants of a text; a name is a quantity's where it is given, defined or read at an index.

    >>> sorted(constants_in("y = pi*r^2")), sorted(constants_in("y = sum(k, pi[k]*x[k])"))
    (['\\pi', 'pi', 'π'], ['\\pi', 'π'])
    """

    def is_quantity(name: str) -> bool:
        letters = re.escape(name)
        used = rf"(?<![\w\\]){letters}[ \t]*\[|^[ \t]*{letters}[ \t]*=(?!=)"
        return name in given or re.search(used, text, re.MULTILINE) is not None

    return {name: constant for name, constant in CONSTANTS.items() if not is_quantity(name)}


MOST_EXPONENT = 64
LONGEST_ARGUMENT = 5
"""Numbers and symbols up to which an argument of max or min is written where it stands; it stands there twice."""

LONGEST_CONDITION = 100
"""Numbers and symbols that the comparisons of one condition may come to, written as choices."""

CONSTANTS: Mapping[str, Constant] = MappingProxyType({"pi": PI, "π": PI, r"\pi": PI})
ALIASES: Mapping[str, str] = MappingProxyType(
    {"ln": "log"} | {spelling: name for name, row in FUNCTIONS.items() for spelling in row.spellings}
)
"""Other names of functions of one number."""


class Reader(Protocol):
    """What reads a formula, as far as functions need it: it stands behind the bracket of a call."""

    at: int

    def is_sign(self, sign: str) -> bool: ...
    def refused(self, message: str, at: int | None = None) -> NoReturn: ...

    def accept(self, sign: str) -> bool: ...

    def accept_word(self, word: str) -> bool: ...

    def take(self, expected: str) -> None: ...

    def sum(self) -> Expression: ...

    def over(self, name: str) -> tuple[Index, ...]: ...

    def names_index(self) -> bool: ...

    def summed(self, over: tuple[Index, ...], body: Expression) -> Expression: ...

    def multiplied(self, over: tuple[Index, ...], body: Expression) -> Expression: ...

    def folded(self, kind: str, over: tuple[Index, ...], body: Expression, fold: Fold) -> Expression: ...

    def begins_condition(self, ahead: int = 0) -> bool: ...

    def lifted(self, kind: str, expression: Expression) -> Expression: ...

    def argument(self, kind: str, expression: Expression) -> Expression: ...

    def without_sums(self, expression: Expression) -> Expression: ...


@dataclass(frozen=True, slots=True)
class Operation:
    """A function of the language.

    Args:
        read: Reads its arguments, up to the closing bracket.
        example: How it is called.
        meaning: What it is, in a few words.
    """

    read: Callable[[Reader], Expression]
    example: str
    meaning: str


def _arguments(reader: Reader, count: int) -> list[Expression]:
    """Read a number of arguments with commas between them."""
    found = [reader.sum()]
    while len(found) < count:
        reader.take(",")
        found.append(reader.sum())
    return found


def _short(reader: Reader, argument: Expression) -> Expression:
    """Return an argument that may stand several times: a long one, a sum or a choice as a quantity of its own."""
    if isinstance(argument, Choice):
        extreme = extreme_of(argument)
        return reader.lifted("case" if extreme is None else extreme.name, argument)
    if size_of(argument) > LONGEST_ARGUMENT or _has_choice(argument):
        return reader.lifted("net", argument)
    return reader.argument("net", argument)


def _has_choice(expression: Expression) -> bool:
    return isinstance(expression, Choice) or any(map(_has_choice, children(expression)))


def _extreme(name: str, of: Callable[[Sequence[Expression]], Expression]) -> Callable[[Reader], Expression]:
    def read(reader: Reader) -> Expression:
        if reader.names_index():
            return reader.folded(name, reader.over(name), _short(reader, reader.sum()), lambda *both: of(both))
        found = _short(reader, reader.sum())
        reader.take(",")
        found = of([found, _short(reader, reader.sum())])
        while reader.accept(","):
            found = of([_short(reader, found), _short(reader, reader.sum())])
        return found

    return read


def _clip(reader: Reader) -> Expression:
    start = reader.at
    argument, low, high = (_short(reader, argument) for argument in _arguments(reader, 3))
    ends = rational(low), rational(high)
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        reader.refused("the lower bound of 'clip' is above the upper one; write clip(x, low, high)", start)
    return clipped(argument, low, high)


def _where(reader: Reader) -> Expression:
    condition = _condition(reader)
    reader.take(",")
    then = reader.sum()
    reader.take(",")
    return _decided(reader, condition, then, reader.sum())


def _cases(reader: Reader) -> Expression:
    """Read conditions, each with what holds there, and at last what holds elsewhere."""
    branches: list[tuple[Condition, Expression]] = []
    while reader.begins_condition():
        condition = _condition(reader)
        reader.take(",")
        branches.append((condition, reader.sum()))
        reader.take(",")
    if not branches:
        reader.refused("expected a condition, as in 'cases(x > 1, a, x > 0, b, c)'")
    result = reader.sum()
    for condition, then in reversed(branches):
        result = _decided(reader, condition, then, result)
    return result


def _decided(reader: Reader, condition: Condition, then: Expression, otherwise: Expression) -> Expression:
    then, otherwise = reader.without_sums(then), reader.without_sums(otherwise)
    found = decided(condition, then, otherwise)
    if size_of(found) - size_of(then) - size_of(otherwise) > LONGEST_CONDITION:
        reader.refused("the condition is too long; give parts of it equations of their own, as in 'c = where(…, 1, 0)'")
    return found


def _condition(reader: Reader) -> Condition:
    """Read conditions with `or` between them."""
    found = _both(reader)
    while reader.accept_word("or"):
        found = either(found, _both(reader))
    return found


def _both(reader: Reader) -> Condition:
    found = _single(reader)
    while reader.accept_word("and"):
        found = Both(found, _single(reader))
    return found


def _single(reader: Reader) -> Condition:
    if reader.accept_word("not"):
        return Not(_single(reader))
    if reader.is_sign("(") and reader.begins_condition(ahead=1):
        reader.take("(")
        found = _condition(reader)
        reader.take(")")
        return found
    return _comparisons(reader)


def _comparisons(reader: Reader) -> Condition:
    """Read a comparison, or a chain of them as 0 < x < 1."""
    sides = [reader.without_sums(reader.sum())]
    found: Condition | None = None
    while (relation := next(filter(reader.accept, RELATIONS), None)) is not None:
        sides.append(reader.without_sums(reader.sum()))
        one = _compared(sides[-2], relation, sides[-1])
        found = one if found is None else Both(found, one)
    if found is None:
        reader.refused("expected a comparison: <, <=, >, >=, == or !=")
    return found


def _compared(left: Expression, relation: str, right: Expression) -> Condition:
    match relation:
        case "<":
            return Comparison(right, left)
        case "<=" | "≤":
            return Comparison(right, left, or_equal=True)
        case ">":
            return Comparison(left, right)
        case ">=" | "≥":
            return Comparison(left, right, or_equal=True)
        case _:
            differ = either(Comparison(left, right), Comparison(right, left))
            return differ if relation in ("!=", "≠") else Not(differ)


def raised(reader: Reader, base: Expression, exponent: Expression, at: int) -> Expression:
    """Return a power; an exponent that is written as a number is bounded.

    Args:
        reader: What reads the formula.
        base: The base.
        exponent: The exponent.
        at: The token at which the exponent begins.
    """
    value = rational(tidied(exponent))
    if value is None and not _is_number(exponent):
        return Power(reader.without_sums(base), reader.without_sums(exponent))
    if value is None or abs(value) > MOST_EXPONENT or value.denominator > MOST_EXPONENT:
        reader.refused(f"an exponent must be a formula, or a number between -{MOST_EXPONENT} and {MOST_EXPONENT}", at)
    return Power(reader.without_sums(base), exponent)


def _is_number(expression: Expression) -> bool:
    """Say whether an expression is made of written numbers alone."""
    return not isinstance(expression, Symbol | Constant) and all(map(_is_number, children(expression)))


def _power(reader: Reader) -> Expression:
    base = reader.sum()
    reader.take(",")
    at = reader.at
    return raised(reader, base, reader.sum(), at)


def _root(reader: Reader) -> Expression:
    return Power(reader.argument("sum", reader.sum()), HALF)


def _sum(reader: Reader) -> Expression:
    return reader.summed(reader.over("sum"), reader.sum())


def _mean(reader: Reader) -> Expression:
    over = reader.over("mean")
    count = prod(index.size for index in over)
    return reader.summed(over, Product((Quotient(ONE, whole(count)), reader.sum())))


def _product(reader: Reader) -> Expression:
    return reader.multiplied(reader.over("prod"), reader.argument("sum", reader.sum()))


def _softmax(reader: Reader) -> Expression:
    """Read a softmax as its layers write it: the powers of e, their sum, and the share of each."""
    over = reader.over("softmax")
    power = reader.lifted("exp", Call("exp", reader.argument("net", reader.sum())))
    return reader.lifted("softmax", Quotient(power, reader.lifted("sum", Total(over, power))))


def _log_sum_exp(reader: Reader) -> Expression:
    over = reader.over("logsumexp")
    power = Call("exp", reader.argument("net", reader.sum()))
    return Call("log", reader.lifted("sum", Total(over, power)))


CALLS: Mapping[str, Operation] = MappingProxyType(
    {
        "cases": Operation(_cases, "cases(x > 1, a, x > 0, b, c)", "a where x > 1, else b where x > 0, else c"),
        "clip": Operation(_clip, "clip(x, 0, 1)", "x, but at least 0 and at most 1"),
        "logsumexp": Operation(_log_sum_exp, "logsumexp(k, z[k])", "ln of the sum of e^z[k] over k"),
        "max": Operation(
            _extreme("max", greatest), "max(0, 1 - t*y)", "the greatest of several numbers; max(k, x[k]) along an index"
        ),
        "mean": Operation(_mean, "mean(i, x[i])", "the mean over an index, or several"),
        "min": Operation(_extreme("min", least), "min(a, b, c)", "the least of several numbers, or along an index"),
        "pow": Operation(_power, "pow(a, b)", "a^b"),
        "prod": Operation(_product, "prod(i, x[i])", "the product over an index, or several"),
        "softmax": Operation(_softmax, "softmax(k, z[k])", "e^z[k] over its sum over k"),
        "sqrt": Operation(_root, "sqrt(v + eps)", "the square root"),
        "sum": Operation(_sum, "sum(i, w[i]*x[i])", "the sum over an index, or several"),
        "where": Operation(_where, "where(x > 0 and y <= 1, a, b)", "a where the condition holds, and else b"),
    }
)
