"""Numbers at which the two sides of a wrong formula differ, where no slip explains it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from ...errors import DomainError
from ...expression.tree import Number, Symbol
from .. import thresholds
from ..interpretation.equality import same
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..quantities.refusals import NotCheckable, UnknownName
from ..reasons import Details, Reason, ReasonCode
from ..tree import Node, names_in
from ..values.arrays import Cells
from ..values.digits import shown
from ..values.points import Point


def refute(draft: Draft, naming: Naming) -> Reason | None:
    """Return values of what is given at which two sides differ; None where few decimals do not tell them apart.

    Args:
        draft: A wrong formula, with the two sides.
        naming: What its names mean.
    """
    if len(draft.sides) != 2:
        return None
    left, right = draft.sides
    point = _plain_point(naming)
    try:
        if same(naming, left, right, (point,)):
            return None
        evaluation = naming.at(point)
        x, y = evaluation.of(left), evaluation.of(right)
    except (NotCheckable, DomainError):
        return None
    if isinstance(x, Cells) or isinstance(y, Cells):
        return None
    given = _given(naming, draft.sides)
    known = [f"{at.ascii} = {point.network.values[at].text}" for at in point.network.values if at in given]
    few = known[: thresholds.MOST_LETTERS_SHOWN]
    more = f" and {len(known) - len(few)} more" if len(known) > len(few) else ""
    details = Details(text=", ".join(few) + more, right=shown(x), number=shown(y))
    return Reason(ReasonCode.COUNTEREXAMPLE, details)


def _plain_point(naming: Naming) -> Point:
    """Return a point at which all that is given has two decimals."""
    draw = random.Random(1)  # noqa: S311  (points, not secrets)
    network = naming.network
    missing = (at for leaf in network.graph.leaves for at in network.elements(leaf)) if network.missing else ()
    values = {}
    for symbol in dict.fromkeys((*network.values, *missing)):
        size = draw.randrange(*thresholds.HUNDREDTHS_OF_LETTERS)
        sign = 1 if symbol in naming.layers.targets else draw.choice(("", "-"))
        text = f"{'' if sign == 1 else sign}0.{size}"
        values[symbol] = Number(Fraction(text), text)
    return Point(network.at(values))


def _given(naming: Naming, sides: Sequence[Node]) -> set[Symbol]:
    """Return what sides depend on."""
    ways = naming.truth.ways
    found: set[Symbol] = set()
    for name in (name for side in sides for name in names_in(side)):
        try:
            symbols = [atom.symbol for atom in naming.meaning(name).flat if atom.symbol is not None]
        except UnknownName:
            continue
        for symbol in symbols:
            found |= ways.before(symbol) if naming.network.scalar.equation(symbol) is not None else {symbol}
    return found
