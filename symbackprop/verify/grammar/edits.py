"""Small changes of a line, each a slip of the pen with its code.

The module is long since each code stands with its words beside the change that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from ..lexicon.functions import EXPONENTIAL, LOGARITHM
from ..reasons import SlipCode, slip_code
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
from .scripts import written

COMMON_LOGARITHM = slip_code(
    "common-logarithm",
    "a common logarithm is taken for a natural one",
    "The logarithm of an error is the natural one: ln on a calculator, not log.",
    ("the logarithm to the base 10 is taken for the natural one",),
)
EXPONENT_MINUS_IGNORED = slip_code(
    "exponent-minus-ignored",
    "the minus in an exponent was ignored in computing",
    "The sigmoid has exp(-net): put the net input into the calculator with its sign changed.",
    ("the minus of the exponent was left out in computing",),
)
EXPONENT_MINUS_MISSING = slip_code(
    "exponent-minus-missing",
    "the minus in an exponent is missing on the line",
    "The number is that of exp(-x), but the line says exp(x).",
    ("the exponent lacks its minus",),
)
FACTOR_LEFT_OUT = slip_code(
    "factor-left-out",
    "a factor of the line was left out in computing",
    "Multiply all factors that stand on the line.",
    ("the factor {quantity} was left out in computing", "one factor was left out in computing"),
)
MINUS_READ_AS_PLUS = slip_code(
    "minus-read-as-plus",
    "a minus on the line was computed as a plus",
    "Take each sign of the line into the calculator, the one before a bracket as well.",
    ("a minus on the line was taken for a plus",),
)
POWER_NOT_TAKEN = slip_code(
    "power-not-taken",
    "a power of the line was not taken in computing",
    "Square the bracket before you go on.",
    ("the power was not taken",),
)
PRODUCT_FOR_SUM = slip_code(
    "product-for-sum",
    "what is to be added is multiplied",
    "Read the signs between the terms once more before you compute.",
    ("{quantity} and {other} are multiplied, not added", "what is to be added is multiplied"),
)
SIGN_IN_LINE = slip_code(
    "sign-in-line",
    "a sign on the line is wrong",
    "The number is right for another sign: copy the sign with the number.",
    ("a sign on the line is wrong",),
)
SQUARE_MISSING = slip_code(
    "square-missing",
    "a square is missing",
    "The squared error squares each difference.",
    ("a square is missing",),
    ("write {quantity}²", "take the square"),
)
SQUARE_OF_TERM = slip_code(
    "square-of-term",
    "a whole bracket is squared where one term is meant",
    "(a - b)² and a - b² differ: see what the exponent stands behind.",
    ("the square is that of {quantity} alone", "the square is that of the last term alone"),
    ("write {quantity}² in the brackets",),
)
SQUARE_TOO_MUCH = slip_code(
    "square-too-much",
    "a square too many",
    "The derivative of a square is no square any more.",
    ("a square is too much",),
    ("write {quantity}",),
)
SUM_FOR_PRODUCT = slip_code(
    "sum-for-product",
    "what is to be multiplied is added",
    "Read the signs between the factors once more before you compute.",
    ("{quantity} and {other} are added, not multiplied", "what is to be multiplied is added"),
)
TERM_NOT_ADDED = slip_code(
    "term-not-added",
    "a term of the line was left out in computing",
    "Add all terms that stand on the line, the bias as well.",
    ("the term {quantity} was not added", "one term was not added"),
)
TERM_POINT = slip_code(
    "decimal-point-of-term",
    "the decimal point of one term is in the wrong place",
    "Estimate the size of each product before you add them.",
    ("the decimal point of one term is 1 place off",),
)
TRANSPOSE_MISPLACED = slip_code(
    "transpose-misplaced",
    "the wrong factor is transposed",
    "Write down the shapes of the factors: only one way gives the shape of the left side.",
    ("{quantity} must be transposed, not {other}",),
    (),
)
TRANSPOSE_MISSING = slip_code(
    "transpose-missing",
    "a transpose is missing",
    "The backward pass goes through the transpose of the weights.",
    ("{quantity} must be transposed",),
    ("write the transpose of {quantity}",),
)
TRANSPOSE_TOO_MUCH = slip_code(
    "transpose-too-much",
    "a transpose too many",
    "The forward pass uses the weights as they stand.",
    ("{quantity} must not be transposed",),
    ("write {quantity} as it stands",),
)


REVERSED: Mapping[SlipCode, SlipCode] = MappingProxyType(
    {PRODUCT_FOR_SUM: SUM_FOR_PRODUCT, SUM_FOR_PRODUCT: PRODUCT_FOR_SUM}
)
"""What is mistaken where the line is wrong, and not what was computed by it."""

SIGNS = frozenset(
    {
        EXPONENT_MINUS_IGNORED,
        EXPONENT_MINUS_MISSING,
        MINUS_READ_AS_PLUS,
        SIGN_IN_LINE,
    }
)
"""What is mistaken where one sign is turned."""

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
    if isinstance(line, Applied) and line.function == EXPONENTIAL:
        (exponent,) = line.arguments
        if isinstance(exponent, Minus):
            yield Edit(replace(line, arguments=(exponent.body,)), EXPONENT_MINUS_IGNORED)
        else:
            yield Edit(replace(line, arguments=(Minus(exponent),)), EXPONENT_MINUS_MISSING)
    if isinstance(line, Plus):
        for at, term in enumerate(line.terms):
            flipped = term.body if isinstance(term, Minus) else Minus(term)
            code = MINUS_READ_AS_PLUS if isinstance(term, Minus) else SIGN_IN_LINE
            yield Edit(Plus((*line.terms[:at], flipped, *line.terms[at + 1 :])), code)
            if len(line.terms) > 1:
                rest = (*line.terms[:at], *line.terms[at + 1 :])
                yield Edit(rest[0] if len(rest) == 1 else Plus(rest), TERM_NOT_ADDED, _called(term))
            if at:
                both = line.terms[at - 1], term
                rest = (*line.terms[: at - 1], Times(both), *line.terms[at + 1 :])
                edited = rest[0] if len(rest) == 1 else Plus(rest)
                yield Edit(edited, PRODUCT_FOR_SUM, *map(_called, both))
    if isinstance(line, Applied) and line.function == LOGARITHM and len(line.arguments) == 1:
        ten = Numeral("10", Fraction(10), line.span)
        yield Edit(Over(line, replace(line, arguments=(ten,))), COMMON_LOGARITHM)
    if isinstance(line, Raised):
        yield Edit(line.base, POWER_NOT_TAKEN, label(line.base), _called(line.exponent))
    if isinstance(line, Times) and len(line.factors) > 1:
        for at in range(len(line.factors)):
            rest = (*line.factors[:at], *line.factors[at + 1 :])
            factor = line.factors[at]
            other = HALF if is_half(factor) else ""
            yield Edit(rest[0] if len(rest) == 1 else Times(rest), FACTOR_LEFT_OUT, _called(factor), other)
        for at in range(1, len(line.factors)):
            first, second = (
                part[0] if len(part) == 1 else Times(part) for part in (line.factors[:at], line.factors[at:])
            )
            yield Edit(Plus((first, second)), SUM_FOR_PRODUCT, _called(first), _called(second))
    for at, part in enumerate(parts(line)):
        for edit in edits(part):
            yield edit.within(line, at)
    if isinstance(line, Numeral) and line.value:
        yield Edit(Minus(line), SIGN_IN_LINE)


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
            yield Edit(Plus((*line.terms[:at], moved, *line.terms[at + 1 :])), TERM_POINT)


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
        yield Edit(node.body, TRANSPOSE_TOO_MUCH, node.body.text)
        return
    if isinstance(node, Name):
        yield Edit(Turned(node), TRANSPOSE_MISSING, node.text)
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
            yield Edit(edited, TRANSPOSE_MISPLACED, second.text, label(first.body))
        elif isinstance(first, Name) and isinstance(second, Turned):
            edited = Times((Turned(first), second.body))
            yield Edit(edited, TRANSPOSE_MISPLACED, first.text, label(second.body))


def resubscripted(node: Node, old: str, new: str) -> Node:
    """Return a formula with a subscript replaced in all names."""
    if isinstance(node, Name):
        below = tuple(new if part == old else part for part in node.below)
        return renamed(node, *below) if below != node.below else node
    inner = parts(node)
    return with_parts(node, tuple(resubscripted(part, old, new) for part in inner)) if inner else node


def one_renamed(node: Node, name: Name, new: str) -> Node:
    """Return a formula with the subscript of one of its names replaced."""
    if node is name:
        return renamed(name, new)
    inner = parts(node)
    return with_parts(node, tuple(one_renamed(part, name, new) for part in inner)) if inner else node


def renamed(name: Name, *below: str) -> Name:
    """Return a name with another subscript, and with all else that stands at it."""
    other = replace(name, below=below)
    return replace(other, text=written(other))


def with_one_scaled(node: Node, factor: Node) -> Iterator[Node]:
    """Yield a side with one term of a sum in it multiplied by something."""
    if isinstance(node, Plus):
        for at, term in enumerate(node.terms):
            yield Plus((*node.terms[:at], Times((term, factor)), *node.terms[at + 1 :]))
    inner = parts(node)
    for at, part in enumerate(inner):
        if not isinstance(node, Rate):
            for scaled in with_one_scaled(part, factor):
                yield with_parts(node, (*inner[:at], scaled, *inner[at + 1 :]))


def with_square_changed(node: Node) -> Iterator[Edit]:
    """Yield a side with one of its names squared, with one of its squares left out, or with that of one term alone."""
    if isinstance(node, Name):
        yield Edit(Raised(node, Numeral("2", Fraction(2), node.span)), SQUARE_MISSING, label(node))
    if isinstance(node, Raised) and printed(node.exponent) is not None:
        yield Edit(node.base, SQUARE_TOO_MUCH, label(node.base))
        if isinstance(node.base, Plus) and isinstance(last := node.base.terms[-1], Minus):
            alone = Plus((*node.base.terms[:-1], Minus(Raised(last.body, node.exponent))))
            yield Edit(alone, SQUARE_OF_TERM, label(last.body))
    # A square within a sum that is raised as a whole is its own; that of a quantity that is raised is the power.
    inner = parts(node) if not isinstance(node, Raised) else (node.base,) if isinstance(node.base, Plus) else ()
    for at, part in enumerate(inner):
        if not isinstance(node, Rate):
            for edit in with_square_changed(part):
                yield edit.within(node, at)


def alike(subscripts: Sequence[str], old: str) -> list[str]:
    """Return the subscripts that differ from another in their digits alone."""
    return [new for new in subscripts if new != old and re.sub(r"\d", "#", new) == re.sub(r"\d", "#", old)]
