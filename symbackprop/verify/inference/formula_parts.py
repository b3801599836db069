"""Parts of formulas as the index language writes them, numbers and arrays alike, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..lexicon.words import is_digits
from ..tree import Node, Numeral

Shape = tuple[int, ...]
Positions = tuple[str, ...]


class Unwritten(Exception):
    """A formula holds what has no place in an equation of the index language."""


class Unshaped(Unwritten):
    """The arrays of a formula do not fit one another."""


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """A part of a formula.

    Args:
        shape: Its dimensions.
        at: What is written for a member, at one position for each dimension.
        is_product: Whether it stands in brackets below a fraction.
        is_row: Whether a vector stands as a row.
    """

    shape: Shape
    at: Callable[[Positions], str]
    is_product: bool = False
    is_row: bool = False

    def scalar(self) -> str:
        """Return what is written for a single number."""
        if self.shape:
            raise Unshaped
        return self.at(())


def number(value: Fraction) -> FormulaPart:
    """Return a number."""
    top, below = value.numerator, value.denominator
    text = str(top) if below == 1 else f"({top}/{below})"
    return FormulaPart((), lambda _: text)


def added(terms: Sequence[FormulaPart]) -> FormulaPart:
    """Return a sum; a vector is added to each row of a matrix, or to each column."""
    shape = max((term.shape for term in terms), key=len)
    read = [_along(term.shape, shape) for term in terms]

    def written(at: Positions) -> str:
        return (
            f"({' + '.join(term.at(tuple(at[axis] for axis in axes)) for term, axes in zip(terms, read, strict=True))})"
        )

    return FormulaPart(shape, written, is_row=any(term.is_row for term in terms))


def _along(part: Shape, whole: Shape) -> tuple[int, ...]:
    """Return along which dimensions of a sum a term of it runs: a vector is added to each row, or to each column."""
    if not part:
        return ()
    for start in range(len(whole) - len(part), -1, -1):
        if whole[start : start + len(part)] == part:
            return tuple(range(start, start + len(part)))
    raise Unshaped


def entrywise(factors: Sequence[FormulaPart]) -> FormulaPart:
    """Return a product entry by entry."""
    shape = max((factor.shape for factor in factors), key=len)
    if any(factor.shape not in ((), shape) for factor in factors):
        raise Unshaped
    return FormulaPart(
        shape, lambda at: "*".join(factor.at(at if factor.shape else ()) for factor in factors), is_product=True
    )


def divided(top: FormulaPart, below: FormulaPart) -> FormulaPart:
    """Return a fraction; a number over an array is over each of its entries, as in `1/(1 + e^{-z})`."""
    if top.shape and below.shape not in ((), top.shape):
        raise Unshaped

    def written(at: Positions) -> str:
        first, second = (part.at(at if part.shape else ()) for part in (top, below))
        return f"({f'({first})' if top.is_product else first}/{f'({second})' if below.is_product else second})"

    return FormulaPart(top.shape or below.shape, written, is_row=top.is_row or below.is_row)


def raised(base: FormulaPart, exponent: Node) -> FormulaPart:
    """Return a whole power."""
    if not (isinstance(exponent, Numeral) and is_digits(exponent.text)):
        raise Unwritten
    power = exponent.text

    def written(at: Positions) -> str:
        text = base.at(at)
        bare = all(sign.isalnum() or sign in "_[]," for sign in text) and not text[:1].isdigit()
        return f"{text}^{power}" if bare or _is_bracketed(text) else f"({text})^{power}"

    return FormulaPart(base.shape, written)


def called_with(function: str, argument: str) -> str:
    """Return the call of a function."""
    return f"{function}({without_brackets(argument)})"


def without_brackets(text: str) -> str:
    """Return a formula without the brackets around all of it."""
    return text[1:-1] if _is_bracketed(text) else text


def _is_bracketed(text: str) -> bool:
    """Say whether the first sign of a text is a bracket, and the last one closes it."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return at == len(text) - 1 > 0
    return False


def turned(part: FormulaPart) -> FormulaPart:
    """Return a transpose; that of a vector is a row."""
    if len(part.shape) < 2:
        return FormulaPart(part.shape, part.at, part.is_product, is_row=not part.is_row)
    if len(part.shape) > 2:
        raise Unshaped
    return FormulaPart(part.shape[::-1], lambda at: part.at(at[::-1]))
