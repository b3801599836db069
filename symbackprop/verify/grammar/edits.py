"""Small changes of a line, each a slip of the pen with its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ..reasons import SlipCode
from ..source import Span
from ..tree import (
    Applied,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Rate,
    Times,
    Turned,
    numerals_in,
    parts,
    printed,
    with_parts,
)
from .forms import label

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Edit:
    """A line or a side with one thing changed.

    Args:
        node: How it reads then.
        code: What was mistaken if it should read so.
        quantity: The part that it is about; may be empty.
        other: What stands in its place; may be empty.
    """

    node: Node
    code: SlipCode
    quantity: str = ""
    other: str = ""

    def within(self, node: Node, at: int) -> Edit:
        """Return the edit as one of the whole of which it changes one part."""
        inner = parts(node)
        return replace(self, node=with_parts(node, (*inner[:at], self.node, *inner[at + 1 :])))


def edits(line: Node) -> Iterator[Edit]:
    """Yield a line with one sign changed or one part left out, and what that would mean."""
    if isinstance(line, Applied) and line.function == "exp":
        (exponent,) = line.arguments
        if isinstance(exponent, Minus):
            yield Edit(replace(line, arguments=(exponent.body,)), SlipCode.EXPONENT_MINUS_IGNORED)
        else:
            yield Edit(replace(line, arguments=(Minus(exponent),)), SlipCode.EXPONENT_MINUS_MISSING)
    if isinstance(line, Plus):
        for at, term in enumerate(line.terms):
            flipped = term.body if isinstance(term, Minus) else Minus(term)
            code = SlipCode.MINUS_READ_AS_PLUS if isinstance(term, Minus) else SlipCode.SIGN_IN_LINE
            yield Edit(Plus((*line.terms[:at], flipped, *line.terms[at + 1 :])), code)
            if len(line.terms) > 1:
                rest = (*line.terms[:at], *line.terms[at + 1 :])
                yield Edit(rest[0] if len(rest) == 1 else Plus(rest), SlipCode.TERM_NOT_ADDED, _called(term))
    if isinstance(line, Raised):
        yield Edit(line.base, SlipCode.POWER_NOT_TAKEN, label(line.base), _called(line.exponent))
    if isinstance(line, Times) and len(line.factors) > 1:
        for at in range(len(line.factors)):
            rest = (*line.factors[:at], *line.factors[at + 1 :])
            factor = line.factors[at]
            other = HALF if is_half(factor) else ""
            yield Edit(rest[0] if len(rest) == 1 else Times(rest), SlipCode.FACTOR_LEFT_OUT, _called(factor), other)
    for at, part in enumerate(parts(line)):
        for edit in edits(part):
            yield edit.within(line, at)
    if isinstance(line, Numeral) and line.value:
        yield Edit(Minus(line), SlipCode.SIGN_IN_LINE)


HALF = "1/2"


def is_half(node: Node) -> bool:
    """Say whether a factor is the number one half."""
    match node:
        case Over(Numeral(value=top), Numeral(value=below)):
            return 2 * top == below != 0
        case Numeral(value=value):
            return 2 * value == 1
        case _:
            return False


def _called(node: Node) -> str:
    number = printed(node)
    return number.text if number is not None else label(node)


def misplaced(line: Node) -> Iterator[Edit]:
    """Yield a sum with the decimal point of one of its computed terms in the wrong place."""
    if not isinstance(line, Plus):
        return
    for at, term in enumerate(line.terms):
        for factor in (Fraction(1, 10), Fraction(10)) if numerals_in(term) != (term,) else ():
            moved = Times((Numeral(str(float(factor)), factor, NOWHERE), term))
            yield Edit(Plus((*line.terms[:at], moved, *line.terms[at + 1 :])), SlipCode.TERM_POINT)


def replaced(line: Node, numeral: Numeral, by: Numeral) -> Node:
    """Return a line with one number replaced."""
    if line is numeral:
        return by
    inner = parts(line)
    return with_parts(line, tuple(replaced(part, numeral, by) for part in inner)) if inner else line


def split_products(node: Node) -> Iterator[tuple[Node, tuple[Node, Node]]]:
    """Yield a formula with two names that stand together read as a difference, and the two names."""
    if isinstance(node, Times) and node.tight and len(node.factors) == 2:
        first, second = node.factors
        if isinstance(first, Name) and isinstance(second, Name):
            yield Plus((first, Minus(second))), (first, second)
    inner = parts(node)
    for at, part in enumerate(inner):
        for edited, pair in split_products(part):
            yield with_parts(node, (*inner[:at], edited, *inner[at + 1 :])), pair


def with_one_turned(node: Node) -> Iterator[Edit]:
    """Yield a side with one of its names transposed, with one transpose left out, or with one at the other factor."""
    if isinstance(node, Turned) and isinstance(node.body, Name):
        yield Edit(node.body, SlipCode.TRANSPOSE_TOO_MUCH, node.body.text)
        return
    if isinstance(node, Name):
        yield Edit(Turned(node), SlipCode.TRANSPOSE_MISSING, node.text)
        return
    inner = parts(node)
    for at, part in enumerate(inner):
        if not isinstance(node, Rate):
            for edit in with_one_turned(part):
                yield edit.within(node, at)
    if isinstance(node, Times) and len(inner) == 2:
        first, second = inner
        if isinstance(first, Turned) and isinstance(second, Name):
            edited = Times((first.body, Turned(second)))
            yield Edit(edited, SlipCode.TRANSPOSE_MISPLACED, second.text, label(first.body))
        elif isinstance(first, Name) and isinstance(second, Turned):
            edited = Times((Turned(first), second.body))
            yield Edit(edited, SlipCode.TRANSPOSE_MISPLACED, first.text, label(second.body))


def resubscripted(node: Node, old: str, new: str) -> Node:
    """Return a formula with a subscript replaced in all names."""
    if isinstance(node, Name):
        below = tuple(new if part == old else part for part in node.below)
        return replace(node, below=below, text=node.text.replace(old, new)) if below != node.below else node
    inner = parts(node)
    return with_parts(node, tuple(resubscripted(part, old, new) for part in inner)) if inner else node


def one_renamed(node: Node, name: Name, new: str) -> Node:
    """Return a formula with the subscript of one of its names replaced."""
    if node is name:
        return replace(name, below=(new,), text=f"{name.base}_{{{new}}}")
    inner = parts(node)
    return with_parts(node, tuple(one_renamed(part, name, new) for part in inner)) if inner else node


def with_square_changed(node: Node) -> Iterator[Edit]:
    """Yield a side with one of its names squared, with one of its squares left out, or with that of one term alone."""
    if isinstance(node, Name):
        yield Edit(Raised(node, Numeral("2", Fraction(2), node.span)), SlipCode.SQUARE_MISSING, label(node))
    if isinstance(node, Raised) and printed(node.exponent) is not None:
        yield Edit(node.base, SlipCode.SQUARE_TOO_MUCH, label(node.base))
        if isinstance(node.base, Plus) and isinstance(last := node.base.terms[-1], Minus):
            alone = Plus((*node.base.terms[:-1], Minus(Raised(last.body, node.exponent))))
            yield Edit(alone, SlipCode.SQUARE_OF_TERM, label(last.body))
    for at, part in enumerate(parts(node)):
        if not isinstance(node, (Rate, Raised)):
            for edit in with_square_changed(part):
                yield edit.within(node, at)
