"""How well a hypothesis comes out: one score, by which all choices between hypotheses are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .claim import Draft
from .verdicts import ClaimKind, Verdict

WORTH: Mapping[Verdict, float] = MappingProxyType(
    {
        Verdict.CARRIED: 0.6,
        Verdict.RIGHT: 1.0,
        Verdict.ROUNDED: 1.0,
        Verdict.TRUNCATED: 0.8,
        Verdict.WRONG: -1.0,
    }
)
"""What a verdict says for a hypothesis; the other verdicts say nothing."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a hypothesis comes out.

    Args:
        worth: What its verdicts say for it, all together.
        mistakes: How many formulas, and numbers in formulas, are wrong.
    """

    worth: float
    mistakes: int

    def __add__(self, other: Score) -> Score:
        return Score(self.worth + other.worth, self.mistakes + other.mistakes)


def score(drafts: Iterable[Draft]) -> Score:
    """Return how well a hypothesis comes out by what was judged under it."""
    worth, mistakes = 0.0, 0
    for draft in drafts:
        worth += WORTH.get(draft.verdict, 0.0)
        # Numbers in sentences belong to other rounds as often as they are wrong.
        mistakes += draft.verdict is Verdict.WRONG and draft.kind is not ClaimKind.PROSE
    return Score(worth, mistakes)


@dataclass(frozen=True, slots=True)
class Margin:
    """How a hypothesis must come out beside another one.

    Args:
        part: With at most this part of the other's mistakes,
        fewer: and so many fewer.
        worth: Whether its verdicts must say more for it as well.
    """

    part: Fraction
    fewer: int = 0
    worth: bool = False


EQUATIONS = Margin(Fraction(1, 4), worth=True)
"""A model of the equations of a document, beside layers, which say more than formulas that may hold a slip."""

OTHER_EXAMPLE = Margin(Fraction(1), fewer=2)
"""A document that is read as two examples, beside the same read as one."""

OTHER_LOSS = Margin(Fraction(1, 2))
"""A loss with another factor, beside the one that is given."""

RIVAL = Margin(Fraction(3, 2))
"""A network that a document may state as well, beside the one that is taken."""


def holds(found: Score, beside: Score, margin: Margin) -> bool:
    """Say whether one hypothesis comes out beside another as a margin asks for.

    >>> holds(Score(4.0, 1), Score(-2.0, 3), OTHER_LOSS), holds(Score(4.0, 2), Score(-2.0, 3), OTHER_LOSS)
    (True, False)
    """
    few = found.mistakes <= margin.part * beside.mistakes - margin.fewer
    return few and (not margin.worth or found.worth > beside.worth)
