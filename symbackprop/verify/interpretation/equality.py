"""Sides of an equation beside each other: which are formulas, what stands for what, and whether they are equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from .. import thresholds
from ..grammar.forms import symbolic_sides
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.refusals import Misfit, NotCheckable, UnknownName
from ..reasons import Details, RefusalCode
from ..tree import Chain, Node, Rate, walk
from ..values.arithmetic import is_equal
from ..values.arrays import Cells, Worth
from ..values.points import Point
from .naming import Naming


def holds(naming: Naming, chain: Chain, points: Sequence[Point]) -> bool | None:
    """Return whether the symbolic sides of a chain are equal; None where that is not decided."""
    sides = symbolic_sides(chain)
    try:
        return within(
            thresholds.SECONDS,
            Phase.NAMING,
            chain.span,
            lambda: all(same(naming, chain.sides[a].node, chain.sides[b].node, points) for a, b in pairwise(sides)),
        )
    except (NotCheckable, TookTooLong):
        return None


@dataclass(frozen=True, slots=True)
class ProductRule:
    """How products of vectors and derivatives are read; see Evaluation."""

    entrywise: bool
    local: bool
    of_loss: bool = False
    across: bool = False


PRODUCTS = ((True, False), (False, False), (True, True))
"""Whether products of vectors are entry by entry, and whether those of a row and a column are: the usual ways first."""


def same(naming: Naming, left: Node, right: Node, points: Sequence[Point]) -> bool:
    """Say whether two sides are equal at all points, under some way in which they can be read.

    Raises:
        NotCheckable: They have no values under any.
    """
    return next(ways_of(naming, left, right, points), None) is not None


def ways_of(naming: Naming, left: Node, right: Node, points: Sequence[Point]) -> Iterator[ProductRule]:
    """Yield the ways of reading two sides under which they are equal at all points.

    Raises:
        NotCheckable: They have no values under any.
    """
    refusal: NotCheckable | None = None
    answered = False  # Whether under any way they have values, equal or not.
    has_rates = any(isinstance(part, Rate) for node in (left, right) for part in walk(node))
    held = ((False, False), (True, False), (True, True)) if has_rates else ((False, False),)
    for (entrywise, across), (local, of_loss) in product(PRODUCTS, held):
        way = ProductRule(entrywise, local, of_loss, across)
        open_at = 0
        for point in points:
            try:
                if not same_at(naming, left, right, point, way):
                    answered = True
                    break
            except NotCheckable as error:
                refusal, open_at = error, open_at + 1
                # Where a side has no value, as the root of a negative number has none, another point may tell.
                if isinstance(error, (Misfit, UnknownName)):
                    break
        else:
            if not open_at:
                answered = True
                yield way
    if not answered and refusal is not None:
        raise refusal


def same_at(naming: Naming, left: Node, right: Node, point: Point, way: ProductRule) -> bool:
    """Say whether two sides, read in one way, are equal at a point.

    Raises:
        NotCheckable: One of them has no value there.
    """
    evaluation = naming.at(point, entrywise=way.entrywise, across=way.across, local=way.local, of_loss=way.of_loss)
    return equal_worth(evaluation.of(left), evaluation.of(right))


def equal_worth(left: Worth, right: Worth) -> bool:
    """Say whether two values are the same, entry by entry.

    Raises:
        NotCheckable: That cannot be decided.
    """
    if isinstance(left, Cells) != isinstance(right, Cells):
        raise Misfit(RefusalCode.ARRAY_BESIDE_NUMBER)
    if not isinstance(left, Cells):
        assert not isinstance(right, Cells)
        equal = is_equal(left, right)
        if equal is None:
            raise NotCheckable(RefusalCode.VALUES_ALIKE)
        return equal
    assert isinstance(right, Cells)
    if left.shape != right.shape:
        if (left.free or right.free) and left.shape == right.shape[::-1]:
            right = right.turned
        else:
            raise Misfit(
                RefusalCode.SHAPES_DIFFER,
                Details(str(left.shape).replace(", ", "×"), str(right.shape).replace(", ", "×")),
            )
    entries = [is_equal(a, b) for a, b in zip(left.flat, right.flat, strict=True)]
    if None in entries and False not in entries:
        raise NotCheckable(RefusalCode.VALUES_ALIKE)
    return all(entries)
