"""Matrices in NumPy as they stand in the notes, from expressions whose quantities have their names in code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..export.python.notes_module import NotesPrinter
from ..export.syntax.printer import ATOM, POWER, PRODUCT, Reader
from ..expression.tree import Elementwise, Expression, Matrix, MatrixProduct, Symbol, Transposed
from .printed import parts

ROW = "row"
"""What stands below the name in code of an array with a single row."""

ONES = Symbol("1", bold=True)
"""A vector of ones, as many as what it is multiplied by wants."""


@dataclass(frozen=True, slots=True)
class MatrixPrinter(NotesPrinter):
    """NumPy in which matrices stand as they do in the notes."""

    def number(self, value: Fraction, text: str = "") -> str:  # noqa: ARG002
        """Return a number as it is written, with a point where the document has a comma."""
        return text.replace(",", ".")

    def written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        """Return an expression and how tightly it holds together."""
        match expression:
            case Matrix(rows):
                inner = ", ".join(f"[{', '.join(self.write(entry, read) for entry in row)}]" for row in rows)
                return f"np.array([{inner}])", ATOM
            case Transposed(body):
                return f"{self.at_least(body, ATOM, read)}.T", ATOM
            case MatrixProduct(factors):
                return self._product(factors, read), PRODUCT
            case Elementwise(factors):
                return " * ".join(self.at_least(factor, POWER, read) for factor in factors), PRODUCT
            case Symbol() if expression == ONES:
                return "1", ATOM
        return super(MatrixPrinter, self).written(expression, read)

    def _product(self, factors: Sequence[Expression], read: Reader) -> str:
        """Return a product of matrices; ones before it add up columns, those after it rows, and others repeat."""
        written, in_axes = "", False
        for at, factor in enumerate(factors):
            code, has_axes = self.at_least(factor, POWER, read), is_array(factor)
            if factor in (ONES, Transposed(ONES)):
                code, has_axes = "1", True
                if at == 0 and is_array(factors[1]) and not is_row(factors[1]):
                    code = f"np.ones((1, len({self.write(factors[1], read)})))"
                elif factor == ONES and in_axes:
                    code = f"np.ones((({written}).shape[1], 1))"
                else:
                    has_axes = False
            sign = "@" if has_axes and in_axes else "*"
            written = f"{written} {sign} {code}" if at else code
            in_axes = in_axes or has_axes
        return written


def is_array(expression: Expression) -> bool:
    """Whether an expression whose quantities have their names in code is an array of more than one number."""
    if isinstance(expression, Matrix):
        return True
    return any(isinstance(part, Symbol) and part.bold and part != ONES for part in parts(expression))


def is_row(expression: Expression) -> bool:
    """Whether an expression whose quantities have their names in code is an array with a single row."""
    return isinstance(expression, Symbol) and expression.subscript == ROW
