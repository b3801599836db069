"""A claim while it is judged, and how its quantity is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ...graph.tape import Ball
from ..quantities.atoms import Meaning
from ..reasons import Reason
from ..source import Span
from ..tree import Chain, Node, Numeral
from ..unjudged import Why
from ..values.points import Point
from .ledger import Origin
from .verdicts import ClaimKind, Flag, Verdict


@dataclass
class Draft:
    """A claim while it is judged: what a Claim says, with the certified values behind it.

    `is_updated` and `rounds` say which value of the quantity it is: after the update, after rounds of descent.
    `correction` is the reason whose correction is to be shown, of which there may be several. `refuted_at` is a point
    that tells this formula from the truth and no other one. `by_line` is the verdict on a number by the arithmetic
    before it alone, and the value of that, where nothing is known of the quantity. `of` is what the network calls it.
    """

    kind: ClaimKind
    chain: Chain
    focus: Span
    verdict: Verdict
    quantity: str = ""
    stated: Numeral | None = None
    truth: Ball | None = None
    line: Ball | None = None
    line_node: Node | None = None
    reach: Fraction = Fraction(0)
    flags: list[Flag] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    correction: Reason | None = None
    cause: Draft | None = None
    subject: Meaning | None = None
    subject_node: Node | None = None
    sides: tuple[Node, ...] = ()
    origins: list[tuple[Numeral, Origin]] = field(default_factory=list)
    earlier: list[tuple[Numeral, Origin]] = field(default_factory=list)
    line_gives: bool = False
    why: Why = Why.NOT_CHECKABLE
    proved: bool | None = None
    refuted_at: Point | None = None
    is_updated: bool = False
    rounds: int = 0
    by_line: tuple[Verdict, Ball] | None = None
    of: str = ""

    @property
    def about(self) -> tuple[str, bool, int]:
        """The quantity, and which of its values: two claims with the same are about the same number."""
        return self.quantity, self.is_updated, self.rounds

    @property
    def is_slip(self) -> bool:
        """Whether it is wrong, or names what there is not."""
        return self.verdict in (Verdict.WRONG, Verdict.NOTATION)

    def flag(self, flag: Flag, reason: Reason | None = None) -> None:
        """Add a flag and say why."""
        if flag not in self.flags:
            self.flags.append(flag)
        if reason is not None:
            self.reasons.append(reason)


def copied(drafts: Sequence[Draft]) -> list[Draft]:
    """Return copies of drafts, which can be changed while those stay; what came from one comes from its copy."""
    made = {id(draft): _copy(draft) for draft in drafts}
    for copy in made.values():
        copy.cause = made.get(id(copy.cause), copy.cause)
    return [made[id(draft)] for draft in drafts]


def judged_by_lines(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts, those with the verdicts of their lines of whose quantities nothing is known."""
    made = copied(drafts)
    for draft in made:
        if draft.by_line is not None and draft.verdict is Verdict.NOT_CHECKABLE:
            draft.verdict, draft.truth = draft.by_line
    return made


def _copy(draft: Draft) -> Draft:
    return replace(
        draft,
        flags=[*draft.flags],
        reasons=[*draft.reasons],
        origins=[*draft.origins],
        earlier=[*draft.earlier],
    )
