"""How well a hypothesis comes out: one score, by which all choices between hypotheses are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ...models.network import Network
from .. import thresholds
from ..quantities.atoms import Role
from ..values.digits import figures_of
from .claim import Draft
from .verdicts import ClaimKind, Verdict


@dataclass(frozen=True, slots=True)
class Score:
    """How well a hypothesis comes out.

    Args:
        worth: How many more of its claims come true than do not.
        mistakes: How many formulas, and numbers in formulas, are wrong.
    """

    worth: int
    mistakes: int

    def __add__(self, other: Score) -> Score:
        return Score(self.worth + other.worth, self.mistakes + other.mistakes)


def score(drafts: Iterable[Draft]) -> Score:
    """Return how well a hypothesis comes out by what was judged under it."""
    worth = mistakes = 0
    for draft in drafts:
        worth += draft.verdict.is_good - (draft.verdict is Verdict.WRONG)
        # Numbers in sentences belong to other rounds as often as they are wrong.
        mistakes += draft.verdict is Verdict.WRONG and draft.kind is not ClaimKind.PROSE
    return Score(worth, mistakes)


def comes_true(drafts: Iterable[Draft]) -> bool:
    """Say whether nothing that was judged of a part is wrong, and not more of it could not be judged at all."""
    good = still_open = 0
    for draft in drafts:
        if draft.verdict is Verdict.WRONG:
            return False
        good += draft.verdict.is_good
        still_open += draft.verdict is Verdict.NOT_CHECKABLE
    return good > still_open


def is_about(drafts: Iterable[Draft], network: Network, since: int) -> bool:
    """Say whether anything shows that a part is about what it was judged against, and not arithmetic of its own.

    Something that it names and that is worked out comes true, or it goes on with a number that is known from there.

    Args:
        drafts: What was judged of it.
        network: What it was judged against.
        since: Where the part begins; results that are printed in it show nothing.
    """
    return any(
        (draft.verdict.is_good and _is_worked_out(draft, network))
        or any(
            origin.known
            and figures_of(numeral.text) >= thresholds.TELLING
            and numeral.value.denominator > 1
            and (origin.entry is None or origin.entry.stated.span.start < since)
            for numeral, origin in draft.origins
        )
        for draft in drafts
    )


def is_given_again(draft: Draft, network: Network) -> bool:
    """Say whether a claim only gives a quantity the number that the network has for it."""
    is_bare = draft.kind is ClaimKind.NUMBER and draft.line_node is None and draft.subject is not None
    return is_bare and draft.verdict.is_good and not _is_worked_out(draft, network)


def is_number_of(draft: Draft, network: Network) -> bool:
    """Say whether a claim is a right number of something that a network computes."""
    return draft.stated is not None and draft.verdict.is_good and _is_worked_out(draft, network)


def _is_worked_out(draft: Draft, network: Network) -> bool:
    """Say whether a claim is about something that the network computes; what is given says little of what is meant."""
    atoms = draft.subject.flat if draft.subject is not None else ()
    return any(
        atom.symbol is not None and (atom.role is not Role.VALUE or atom.symbol not in network.values) for atom in atoms
    )


def is_better(found: Score, beside: Score) -> bool:
    """Say whether more comes true under one hypothesis than under another, without more mistakes."""
    return found.worth > beside.worth and found.mistakes <= beside.mistakes


@dataclass(frozen=True, slots=True)
class Margin:
    """How a hypothesis must come out beside another one.

    Args:
        part: With at most this part of the other's mistakes,
        fewer: and so many fewer.
        worth: Whether more must come true as well.
    """

    part: Fraction
    fewer: int = 0
    worth: bool = False


def margin_of_equations() -> Margin:
    """Return the margin of a model of a document's equations, beside layers, which say more than formulas."""
    return Margin(thresholds.MISTAKES_LEFT_BY_EQUATIONS, worth=True)


def margin_of_another_example() -> Margin:
    """Return the margin of a document that is read as two examples, beside the same read as one."""
    return Margin(Fraction(1), fewer=thresholds.LEAST_SPARED)


def margin_of_what_is_put_in() -> Margin:
    """Return the margin of what a document computes with, beside what it gives, which is one mistake then."""
    return Margin(Fraction(1), fewer=thresholds.LEAST_PUT_IN - 1, worth=True)


def margin_of_another_convention() -> Margin:
    """Return the margin of another convention, as of a loss with another factor, beside the one that is given."""
    return Margin(thresholds.MISTAKES_LEFT_BY_A_CONVENTION)


def margin_of_a_rival() -> Margin:
    """Return the margin of a network that a document may state as well, beside the one that is taken."""
    return Margin(thresholds.MISTAKES_OF_A_RIVAL)


def holds(found: Score, beside: Score, margin: Margin) -> bool:
    """Say whether one hypothesis comes out beside another as a margin asks for.

    >>> margin = margin_of_another_convention()
    >>> holds(Score(4, 1), Score(-2, 3), margin), holds(Score(4, 2), Score(-2, 3), margin)
    (True, False)
    """
    few = found.mistakes <= margin.part * beside.mistakes - margin.fewer
    return few and (not margin.worth or found.worth > beside.worth)
