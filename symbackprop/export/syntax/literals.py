"""Numbers as code: one spelling that every language reads as the floating-point number nearest to them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from ...errors import ExportError
from ...expression.tree import Index, Lookup, Position
from ..program.ranges import Whole, counted


def literal(value: Fraction, text: str = "", is_single: bool = False) -> str:
    """Return a decimal with a point or a power of ten: an integer would be of another type in most languages.

    Args:
        value: The number.
        text: It as a decimal, which is kept unless compilers would warn that it is as good as zero.
        is_single: Whether numbers are of single precision.

    Raises:
        ExportError: It is too large.

    >>> literal(Fraction(1)), literal(Fraction(1, 3)), literal(Fraction(1, 20), "0.050")
    ('1.0', '0.3333333333333333', '0.050')
    >>> literal(Fraction("-2.5e-400"), "-2.5e-400"), literal(Fraction("3e-50"), "3e-50", is_single=True)
    ('0.0', '0.0')
    """
    if nearest(value, text, is_single) == 0:
        return "0.0"
    written = text if text and "/" not in text else repr(float(value))
    return written if any(c in written for c in ".eE") else f"{written}.0"


def decimal_literal(text: str, is_single: bool = False) -> str:
    """Return the literal of a number that is given as a decimal.

    >>> decimal_literal("1"), decimal_literal("-0.50")
    ('1.0', '-0.50')
    """
    return literal(Fraction(text), text, is_single)


def nearest(value: Fraction, text: str = "", is_single: bool = False) -> float:
    """Return the floating-point number nearest to a number.

    Raises:
        ExportError: It is too large.
    """
    try:
        near = float(value)
        return float(struct.unpack("<f", struct.pack("<f", near))[0]) if is_single else near
    except OverflowError as error:
        shown = text or f"about 1e{len(str(abs(value.numerator))) - len(str(value.denominator))}"
        raise ExportError(f"{shown} is too large for {'float32' if is_single else 'float64'}") from error


def is_exact(value: Fraction) -> bool:
    """Say whether a double holds a number exactly."""
    try:
        return Fraction(float(value)) == value
    except OverflowError:
        return False


def whole(number: Whole, variable: Callable[[Index], str]) -> str:
    """Return a whole number as code, what is added before what is subtracted, so that no step is below the result.

    >>> i, k = Index("i", 4), Index("k", 2)
    >>> whole(Whole(((1, i), (-2, k)), 3), str)
    'i + 3 - 2 * k'
    """

    def times(coefficient: int, index: Index) -> str:
        return variable(index) if coefficient == 1 else f"{coefficient} * {variable(index)}"

    added = [times(coefficient, index) for coefficient, index in number.parts if coefficient > 0]
    taken = [times(-coefficient, index) for coefficient, index in number.parts if coefficient < 0]
    added += [str(number.offset)] if number.offset > 0 else []
    taken += [str(-number.offset)] if number.offset < 0 else []
    return " - ".join([" + ".join(added) or "0", *taken])


def position(parts: Sequence[tuple[Position, int]], variable: Callable[[Index], str]) -> str:
    """Return where an element stands in an array.

    Args:
        parts: Its position along each dimension, with how far neighbours along that are apart.
        variable: Writes the variable of a loop, or what is looked up.

    >>> i, k = Index("i", 4), Index("k", 2)
    >>> position([(i, 2), (k, 1)], str)
    '2 * i + k'
    """
    return " + ".join(part for at, stride in parts if (part := offset(at, stride, variable))) or "0"


def offset(index: Position, stride: int, variable: Callable[[Index], str], further: int = 0) -> str:
    """Return what one position adds to a place in memory, or nothing: where a position becomes code."""
    place = counted(index).plus(further)
    if not place.parts:
        return str(place.offset * stride) if place.offset else ""
    text = whole(place, variable)
    if stride == 1:
        return text
    return f"{stride} * ({text})" if " " in text else f"{stride} * {text}"


def place_in_table(lookup: Lookup, variable: Callable[[Index], str]) -> str:
    """Return where what is looked up stands in its table."""
    assert lookup.table is not None
    sizes = lookup.table.sizes
    return position([(at, prod(sizes[number + 1 :])) for number, at in enumerate(lookup.where)], variable)
