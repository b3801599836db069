"""How wide a formula is when it is set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...expression.greek import NAMED_LETTERS
from ...expression.tree import Blank, Expression, Index, Symbol
from .layout import MathPrinter
from .names import above, below, counting

SMALL = 0.7
"""How large the letters of a subscript are."""


class Measure(MathPrinter):
    """Writes expressions as a line of x's, as many as there are digits in their width."""

    both, either = "xxxx", "xxx"

    def digits(self, text: str) -> str:
        return "x" * len(text)

    def scientific(self, mantissa: str, exponent: str) -> str:
        return self.digits(mantissa) + "xxxxx" + _small(exponent)

    def symbol(self, symbol: Symbol) -> str:
        lowered = "".join((*below(symbol), *counting(symbol)))
        return self.digits(NAMED_LETTERS.get(symbol.base, symbol.base)) + _small(
            max(lowered, "".join(above(symbol)).replace("+", ""), key=len)
        )

    def nested(self, below: str, indices: str) -> str:
        return below + indices

    def add(self, left: str, right: str) -> str:
        return f"{left}xxx{right}"

    def subtract(self, left: str, right: str) -> str:
        return f"{left}xxx{right}"

    def minus(self, body: str) -> str:
        return f"xx{body}"

    def multiply(self, left: str, right: str) -> str:
        return f"{left}xx{right}"

    def juxtapose(self, left: str, right: str) -> str:
        return left + right

    def fraction(self, numerator: str, denominator: str) -> str:
        return max(numerator, denominator, key=len) + "x"

    def power(self, base: str, exponent: str) -> str:
        return base + _small(exponent)

    def root(self, radicand: str) -> str:
        return "x" + radicand

    def euler(self) -> str:
        return "x"

    def call(self, name: str, argument: str) -> str:
        return f"{name}xx{argument}"

    def cases(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        values = max([otherwise, *(then for then, _ in branches)], key=len)
        return f"xx{values}xxxxxxx{max((condition for _, condition in branches), key=len)}"

    def condition(self, left: str, sign: str, right: str) -> str:  # noqa: ARG002  (both signs are as wide)
        return f"{left}xx{right if right != '0' else ''}"

    def partial(self, of: str, by: str) -> str:
        return "xx" + max(of, by, key=len)

    def held(self, partial: str, fixed: Sequence[str]) -> str:
        return partial + "x" + _small("x".join(fixed))

    def total(self, over: Sequence[Index], body: str) -> str:
        return "xxx" * len(over) + body

    def brackets(self, body: str) -> str:
        return f"x{body}x"

    def braced(self, body: str, note: str) -> str:
        return max(body, _small(note), key=len)

    def bold(self, body: str) -> str:
        return body + "x" * (len(body) // 8)

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        columns = (max(map(len, column)) for column in zip(*rows, strict=True))
        return "x" * (sum(columns) + 2 * len(rows[0]))

    def transposed(self, body: str) -> str:
        return body + "x"

    def side_by_side(self, factors: Sequence[str]) -> str:
        return "x".join(factors)

    def entrywise(self, factors: Sequence[str]) -> str:
        return "xxx".join(factors)

    def dots(self) -> str:
        return "xx"

    def blank(self, blank: Blank, content: str) -> str:  # noqa: ARG002  (it is as wide with what belongs there)
        return "x" * (blank.width + 1)

    def cited(self, number: int) -> str:
        return "xx" + self.digits(str(number))


MEASURE = Measure()


def _small(text: str) -> str:
    return "x" * round(SMALL * len(text))


@lru_cache(maxsize=65536)
def width(expression: Expression) -> int:
    """Return about how wide an expression is, in digits.

    >>> width(Symbol("net", "h1"))
    4
    """
    return len(MEASURE.write(expression))
