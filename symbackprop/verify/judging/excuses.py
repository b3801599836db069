"""Equations that do not hold and claim nothing of the network all the same: a table of what they may be instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flint import arb, fmpq

from ...expression.tree import Symbol
from ...graph.tape import Ball
from ..grammar.forms import label
from ..interpretation.equality import equal_worth
from ..interpretation.naming import Naming
from ..lexicon.roles import LOSS, WEIGHT, parts_of
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, ReasonCode, RefusalCode
from ..tree import Name, Node, Rate, names_in, walk
from ..values.points import Point


@dataclass(frozen=True, slots=True)
class Unequal:
    """Two sides that are not equal.

    Args:
        naming: What the names mean.
        points: Random points.
        left: The left side.
        right: The right side.
        is_near: Whether they are only claimed to be near each other.
    """

    naming: Naming
    points: Sequence[Point]
    left: Node
    right: Node
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why an equation that does not hold is not wrong.

    Args:
        name: What it is.
        holds: Whether it is that.
        reason: What it is, for a report.
    """

    name: str
    holds: Callable[[Unequal], bool]
    reason: ReasonCode


def excuse_of(unequal: Unequal) -> Excuse | None:
    """Return the first excuse that holds for an equation that does not, or None where it is wrong."""
    return next((excuse for excuse in EXCUSES if excuse.holds(unequal)), None)


def is_rule(unequal: Unequal) -> bool:
    """Return whether an equation is about weights without naming one, as `w = w - η ∇w` does."""
    left, right = unequal.left, unequal.right
    if not isinstance(left, Name) or left.bold or left.below or left.at or left.above:
        return False
    if not left.base[:1].islower() or WEIGHT not in parts_of(left):
        return False
    known = unequal.naming.layers.vocabulary.find(left)
    is_single = known is not None and not known.entry.positions
    return not is_single and any(name.base == left.base for name in names_in(right))


def _is_another_error(unequal: Unequal) -> bool:
    """Say whether a formula defines an error that the network could have but has not."""
    layers, left = unequal.naming.layers, unequal.left
    if not isinstance(left, Name) or LOSS not in parts_of(left) or not layers.stages:
        return False
    pairs = list(zip(layers.targets, layers.stages[-1].out, strict=False))
    return bool(pairs) and any(_is_error(unequal, form, pairs) for form in ERRORS)


def _is_error(unequal: Unequal, form: Callable[[arb, arb], arb], pairs: Sequence[tuple[Symbol, Symbol]]) -> bool:
    at = unequal.naming.at
    try:
        return all(equal_worth(at(point).of(unequal.right), _error(form, point, pairs)) for point in unequal.points)
    except NotCheckable:
        return False


def _error(form: Callable[[arb, arb], arb], point: Point, pairs: Iterable[tuple[Symbol, Symbol]]) -> Ball:
    total = arb(0)
    for target, out in pairs:
        t, o = arb(point.value(target)), arb(point.value(out))
        if not (0 < o < 1):
            raise NotCheckable(RefusalCode.LOGARITHM)
        total += form(t, o)
    return total


ERRORS: tuple[Callable[[arb, arb], arb], ...] = (
    lambda t, o: -(t * o.log() + (1 - t) * (1 - o).log()),
    lambda t, o: -t * o.log(),
    lambda t, o: (t - o) ** 2,
    lambda t, o: (t - o) ** 2 / 2,
)
"""What an output adds to the errors that are usual."""

RULE = Excuse("rule", is_rule, ReasonCode.ANY_WEIGHT)

EXCUSES = (
    Excuse("another error", _is_another_error, ReasonCode.OTHER_ERROR),
    Excuse("near", lambda unequal: unequal.is_near, ReasonCode.COMES_NEAR),
    RULE,
)
"""What an equation that does not hold may be instead of wrong: the first that holds."""


def why_unequal(naming: Naming, point: Point, right: Node) -> Reason | None:
    """Return why a side is not what it should be, where a derivative in it is none; None where that is not known."""
    for part in walk(right):
        if isinstance(part, Rate):
            try:
                worth = naming.at(point).of(part)
            except NotCheckable:
                continue
            if isinstance(worth, fmpq) and worth == 0:
                details = Details(quantity=label(part), other=label(part.of), symbol=label(part.by))
                return Reason(ReasonCode.DEPENDS_NOT, details)
    return None
