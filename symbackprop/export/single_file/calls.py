"""Complex numbers in a language that has no operators of one's own: every sum, product and quotient is a call."""

from __future__ import annotations

from dataclasses import dataclass

from ...expression.differentiate import rational
from ...expression.tree import Expression, Negative, Product, Quotient, Sum
from ..syntax.printer import ATOM, Printer, Reader


@dataclass(frozen=True, slots=True)
class CallPrinter(Printer):
    """Writes arithmetic as calls of `add`, `multiply`, `divide` and `negate`, of any number of arguments.

    Args:
        owner: What these functions belong to.
    """

    owner: str = "complex"

    def written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        """Return an expression and how tightly it holds together."""
        match expression:
            case Sum(parts):
                called = "add"
            case Product(parts):
                called = "multiply"
            case Quotient() if (exact := rational(expression)) is not None:
                return self.number(exact), ATOM
            case Quotient(above, below):
                called, parts = "divide", (above, below)
            case Negative(body):
                called, parts = "negate", (body,)
            case _:
                return super(CallPrinter, self).written(expression, read)
        return f"{self.owner}.{called}({', '.join(self.write(part, read) for part in parts)})", ATOM
