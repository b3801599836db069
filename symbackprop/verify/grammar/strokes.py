"""A stroke behind brackets: the transpose of an array, or the derivative of a function of one letter."""

from __future__ import annotations

from ..reasons import RefusalCode
from ..source import Span
from ..tree import Applied, Entrywise, Grid, Node, Raised, Rate, Turned, names_in, walk
from .tokens import Unreadable
from .tree_places import span_of


def with_stroke(body: Node, stroke: Span) -> Node:
    """Return what brackets with a stroke behind them stand for.

    Args:
        body: What the brackets hold.
        stroke: Where the stroke stands.

    Raises:
        Unreadable: It is a derivative, and the brackets do not say by which of their letters.
    """
    if not _is_function(body):
        return Turned(body)
    letters = {name.text: name for name in names_in(body)}
    if not all(name.base[:1].islower() for name in letters.values()):
        return Turned(body)
    if len(letters) > 1:
        raise Unreadable(RefusalCode.DERIVATIVE_BY_WHAT, stroke.start)
    (by,) = letters.values()
    return Rate(body, by, span_of(body).to(stroke)) if len(by.text) == 1 else Turned(body)


def _is_function(body: Node) -> bool:
    """Say whether brackets hold a function of numbers, with a call or a power, and no array."""
    inside = list(walk(body))
    if any(isinstance(part, (Entrywise, Grid, Turned)) for part in inside) or not names_in(body):
        return False
    return any(isinstance(part, (Applied, Raised)) for part in inside)
