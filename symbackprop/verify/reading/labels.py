"""Words before an equation that only say what follows, or what is named by several words."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from .. import thresholds
from ..lexicon.roles import LABELS
from ..source import Span
from ..tree import Chain, Grid, Name, Node, Side, Times, Unread

Statement: TypeAlias = Chain | Unread


def unlabelled(statement: Statement) -> Statement:
    """Return `inputs: x = 1` without the words that only say what follows, and `Total Error = 1` with one name."""
    if isinstance(statement, Chain) and len(statement.sides) > 1:
        first = statement.sides[0]
        name = _last_word(first.node)
        if name is not None:
            return replace(statement, sides=(Side(replace(name, span=first.span), first.span), *statement.sides[1:]))
    if not isinstance(statement, Chain) or len(statement.sides) < 3:
        return statement
    label, first = statement.sides[0].node, statement.sides[1]
    plain = isinstance(label, Name) and label.base.lower() in LABELS and not (label.below or label.at)
    if not plain or not isinstance(first.node, (Name, Grid)):
        return statement
    span = Span(first.span.start, statement.span.end)
    return Chain(statement.sides[1:], statement.relations[1:], span, statement.damages)


def _last_word(node: Node) -> Name | None:
    """Return the last of some words of a sentence side by side, as `Total Error`; None where it is anything else."""
    if not isinstance(node, Times) or not node.tight:
        return None
    names = [factor for factor in node.factors if isinstance(factor, Name) and len(factor.base) >= thresholds.LONG_WORD]
    are_words = len(names) == len(node.factors) and not any(name.below or name.above or name.at for name in names)
    return names[-1] if are_words else None
