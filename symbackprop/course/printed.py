"""What stands in the cells of a table and at the sides of an equation, apart from how it is set."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.blocks import Inlines, Math, Relate, Text
from ..expression.tree import Bold, Braced, Expression, Matrix, Negative, Number, children, rebuilt


def plain(expression: Expression) -> Expression:
    """Return an expression without braces and bold type, which say nothing of its value."""
    while isinstance(expression, Braced | Bold):
        expression = expression.body
    return rebuilt(expression, plain)


def formula(content: Inlines) -> Expression | None:
    """Return the one formula among the words of a cell, or None."""
    found = [inline.expression for inline in content if isinstance(inline, Math)]
    return plain(found[0]) if len(found) == 1 else None


def head(content: Inlines) -> Expression | int | None:
    """Return the one formula of a column's head, or the position that its numbers are at, as in t = 3."""
    for inline in content:
        if isinstance(inline, Relate) and isinstance(inline.right, Number) and inline.right.value.denominator == 1:
            return int(inline.right.value)
    return formula(content)


def text(content: Inlines) -> str:
    """Return the words of a cell."""
    return "".join(inline.text for inline in content if isinstance(inline, Text))


def parts(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and all that it is made of."""
    yield expression
    for child in children(expression):
        yield from parts(child)


def is_printed(expression: Expression) -> bool:
    """Whether an expression is a number, or a matrix of numbers, and nothing that is still to be computed."""
    match expression:
        case Negative(body):
            return is_printed(body)
        case Matrix(rows):
            return all(is_printed(entry) for row in rows for entry in row)
        case _:
            return isinstance(expression, Number)
