"""One wrong number with all that a slip can be recognised by."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.tape import Ball
from .. import thresholds
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.ledger import Ledger, decimals
from ..quantities.atoms import Atom
from ..quantities.refusals import NotCheckable
from ..tree import Node, Numeral
from ..values.arrays import Cells
from ..values.digits import figures_of, fit, rounded_like, shown

Suggestion = tuple[Ball, str, str]
"""A value, what it would mean, and what to do about it."""


@dataclass(frozen=True)
class Case:
    """A wrong number with all that bears on it."""

    draft: Draft
    stated: Numeral
    truth: Ball
    naming: Naming
    ledger: Ledger

    @property
    def atom(self) -> Atom | None:
        """What the number is of, where that is one quantity."""
        return self.draft.subject.atom if self.draft.subject else None

    @property
    def right(self) -> str:
        """The right value to as many places as were printed."""
        places = decimals(self.stated)
        return rounded_like(self.truth, places) if places >= 0 else shown(self.truth, self.stated)


def has_digits_of(case: Case, value: Ball, needs_more: bool) -> bool:
    """Say whether the number printed has the digits of a value, and enough of them to tell."""
    figures = figures_of(case.stated.text)
    least = thresholds.TELLING_FIGURES if needs_more else thresholds.LEAST_FIGURES_OF_A_SLIP
    return figures >= least and fit(case.stated, value).good


def value_of_line(naming: Naming, line: Node) -> Ball | None:
    """Return the value of a line, or None where it has none or is an array."""
    try:
        worth = naming.worth(line)
    except NotCheckable:
        return None
    return None if isinstance(worth, Cells) else worth
