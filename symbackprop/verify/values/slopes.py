"""The derivatives of one quantity or array of a network by another at a point, as numbers and as arrays of them."""

from __future__ import annotations

from ...expression.tree import Symbol
from ...graph.tape import Ball
from .. import thresholds
from ..quantities.atoms import Atom, Meaning
from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from .arrays import Cells, Worth
from .points import Point


def slopes(point: Point, top: Meaning, below: Meaning, local: bool, fixed: frozenset[Symbol] = frozenset()) -> Worth:
    """Return the derivatives of what one name means by what another means.

    Of a number by an array they stand as that array; of an array by a number they are a vector; of a vector by a vector
    they are a vector where each entry depends on its own alone, and else a matrix.

    Args:
        point: Where.
        top: What is differentiated.
        below: What it is differentiated by.
        local: Whether the other parents are held fixed where one is read by the other.
        fixed: Quantities that are held fixed.

    Raises:
        NotCheckable: There are matrices on both sides, or too many derivatives.
    """
    if top.atom is not None:
        if below.atom is not None:
            return _slope(point, top.atom, below.atom, local, fixed)
        grid = tuple(tuple(_slope(point, top.atom, at, local, fixed) for at in row) for row in below.rows)
        return Cells(grid, free=1 in _shape(below))
    if below.atom is not None:
        return Cells(tuple((_slope(point, at, below.atom, local, fixed),) for at in top.flat), free=True)
    tops, belows = top.flat, below.flat
    if 1 not in _shape(top) or 1 not in _shape(below) or len(tops) * len(belows) > thresholds.LARGEST_ARRAY:
        raise NotCheckable(RefusalCode.ARRAY_BY_ARRAY)
    jacobian = tuple(tuple(_slope(point, of, by, local, fixed) for by in belows) for of in tops)
    diagonal = len(tops) == len(belows) and all(
        entry == 0 for i, row in enumerate(jacobian) for j, entry in enumerate(row) if i != j
    )
    if diagonal:
        entries = tuple(jacobian[at][at] for at in range(len(tops)))
        return Cells(tuple((entry,) for entry in entries) if _shape(top)[0] > 1 else (entries,), free=True)
    return Cells(jacobian)


def _shape(meaning: Meaning) -> tuple[int, int]:
    return len(meaning.rows), len(meaning.rows[0])


def _slope(point: Point, of: Atom, by: Atom, local: bool, fixed: frozenset[Symbol]) -> Ball:
    assert of.symbol
    assert by.symbol
    if local and point.reads(of.symbol, by.symbol):
        value = point.local(of.symbol, by.symbol)
    elif fixed:
        value = point.holding(of.symbol, by.symbol, fixed)
    else:
        value = point.total(of.symbol, by.symbol)
    return -value if of.sign * by.sign < 0 else value
