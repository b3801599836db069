"""One wrong claim with all that a slip can be recognised by, and what a slip would have led to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...expression.tree import Number, Symbol
from ...graph.tape import Ball
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.ledger import Ledger, decimals
from ..judging.rounds import Rounds
from ..quantities.atoms import Atom
from ..quantities.refusals import NotCheckable
from ..reasons import NOTHING, Code, Details, Reason, SlipCode
from ..tree import Node, Numeral
from ..values.arrays import Cells
from ..values.digits import rounded_like, shown
from ..values.points import Point


@dataclass(frozen=True, slots=True)
class Suspect:
    """The value that a slip would have led to, and in how many ways it could have led to one as near."""

    value: Ball
    slip: Reason
    ways: int = 1


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """What a slip makes of a right number.

    Args:
        digits: The digits that stand there then.
        details: What goes with the code of the slip.
        line: The arithmetic before it; None where the number stands alone.
    """

    digits: str
    details: Details = NOTHING
    line: Node | None = None


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The right side of a formula as it would be without a slip."""

    side: Node
    slip: Reason


@dataclass(frozen=True, slots=True)
class WrongSide:
    """The right side of a formula with a slip, and what goes with its code."""

    side: Node
    details: Details = NOTHING


@dataclass(frozen=True)
class NumberCase:
    """A number with all that bears on it.

    Args:
        draft: What is claimed.
        stated: The number.
        truth: What it should be.
        naming: What names mean.
        ledger: What was printed.
        beside: What is mistaken in other numbers of the same equation.
        printed: The numbers in order that the document prints, by what the equations call their quantities.
    """

    draft: Draft
    stated: Numeral
    truth: Ball
    naming: Naming
    ledger: Ledger
    beside: frozenset[Code] = frozenset()
    printed: Mapping[Symbol, Number] = field(default_factory=dict)

    @property
    def atom(self) -> Atom | None:
        """What the number is of, where that is one quantity."""
        return self.draft.subject.atom if self.draft.subject else None

    @property
    def right(self) -> str:
        """The right value to as many places as were printed."""
        places = decimals(self.stated)
        return rounded_like(self.truth, places) if places >= 0 else shown(self.truth, self.stated)

    @property
    def open_line(self) -> Node | None:
        """The line before the number, where that does not give it."""
        return None if self.draft.line_gives else self.draft.line_node

    def slip(
        self,
        code: SlipCode,
        quantity: str = "",
        other: str = "",
        symbol: str = "",
        number: str = "",
        count: int | None = None,
    ) -> Reason:
        """Return a slip that leads to the number, with the digits that should stand there."""
        return Reason(code, Details(quantity, other, symbol, number=number, right=self.right, count=count))


@dataclass(frozen=True)
class FormulaCase:
    """An equation between two formulas with all that bears on it.

    Args:
        draft: What is claimed.
        left: Its left side.
        right: Its right side, in which the slip is looked for.
        naming: What names mean.
        points: Points at which the two differ.
        subscripts: All that the document uses.
    """

    draft: Draft
    left: Node
    right: Node
    naming: Naming
    points: Sequence[Point]
    subscripts: Sequence[str]


@dataclass(frozen=True)
class RoundsCase:
    """A number that prose claims of a quantity after some rounds of descent."""

    stated: Numeral
    truth: Ball
    rounds: Rounds
    quantity: Symbol
    count: int

    @property
    def right(self) -> str:
        """The right value to as many places as were printed."""
        return rounded_like(self.truth, decimals(self.stated))


def value_of_line(naming: Naming, line: Node) -> Ball | None:
    """Return the value of a line, or None where it has none or is an array."""
    try:
        worth = naming.worth(line)
    except NotCheckable:
        return None
    return None if isinstance(worth, Cells) else worth
