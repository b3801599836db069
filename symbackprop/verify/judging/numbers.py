"""The printed numbers of a chain, and what each should be."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..grammar.alignment import is_printed_grid
from ..grammar.forms import is_symbolic, label
from ..interpretation.equality import equal_worth
from ..interpretation.naming import Naming
from ..interpretation.strange_names import are_of_notation
from ..interpretation.subject import subject_of
from ..quantities.refusals import NotCheckable
from ..reasons import Reason, ReasonCode
from ..tree import Chain, Grid, Node, names_in, numerals_in, printed
from ..values.arrays import Cells, Worth
from .carried_values import CarriedValues
from .claim import Draft
from .ledger import Ledger, ball_of
from .occurrences import Occurrence, Subject, laid_out, line_before, subject_with_value
from .operands import Operands
from .printed_arrays import PrintedArrays
from .single_numbers import SingleNumbers
from .verdicts import ClaimKind, Verdict


@dataclass
class Numbers:
    """Judges the numbers of chains in their order.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        drafts: The claims so far.
        definitions: The formulas that the document gave for a quantity, by its key.
    """

    naming: Naming
    ledger: Ledger
    drafts: list[Draft]
    definitions: dict[str, list[Node]]

    def __post_init__(self) -> None:
        operands = Operands(self.naming, self.ledger, self.definitions)
        self.single = SingleNumbers(self.naming, self.ledger, self.drafts, operands, CarriedValues(self.naming))
        self.arrays = PrintedArrays(self.naming, self.ledger, self.drafts, operands, self.single)

    def judge(self, chain: Chain) -> None:
        """Judge all numbers of a chain."""
        subject = subject_with_value(self.naming, chain, subject_of(self.naming, chain))
        before = len(self.drafts)
        # A number on the left that nothing else tells the value of claims nothing, unless it is worked out behind it.
        for at in range(0 if subject.truth is not None else 1, len(chain.sides)):
            self._side(chain, at, subject)
        if subject.truth is None and (turned := _worked_out_behind(chain)) is not None:
            self.single.judge(turned, subject)
        if subject.truth is None:
            if subject.lacks_values and subject.refusal is not None:
                _leave_open(self.drafts[before:], subject.refusal)
        elif not any(draft.is_slip for draft in self.drafts[before:]):
            for at, side in enumerate(chain.sides):
                if names_in(side.node) and not is_symbolic(side.node):
                    self._mixed(chain, at, subject.truth)

    def _side(self, chain: Chain, at: int, subject: Subject) -> None:
        """Judge a side that is a number, or an array of numbers."""
        node, line = chain.sides[at].node, line_before(chain, at)
        number = printed(node)
        if number is not None:
            occurrence = Occurrence(chain, at, number, line)
            if isinstance(subject.truth, Cells):
                said = self.arrays.judge_one_for_several(occurrence, subject.node)
                if not said and line is not None:
                    # Which of its entries is meant, nothing tells; the line can be worked out all the same.
                    self.single.judge(occurrence, Subject(subject.node))
            else:
                self.single.judge(occurrence, subject)
        elif isinstance(grid := laid_out(node), Grid) and is_printed_grid(grid):
            self.arrays.judge(chain, at, line, grid, subject)

    def _mixed(self, chain: Chain, at: int, truth: Worth) -> None:
        """Judge a side of names and rounded numbers, where nothing is guessed of the names."""
        node = chain.sides[at].node
        if not are_of_notation(self.naming, names_in(node)):
            return
        origins = {numeral.span: self.ledger.origin(numeral) for numeral in numerals_in(node)}
        if any(origin.entry and origin.entry.verdict is Verdict.WRONG for origin in origins.values()):
            return
        reaching = self.naming.at(self.naming.truth, number=lambda n: ball_of(n, origins[n.span].reach))
        with suppress(NotCheckable):
            if not equal_worth(truth, reaching.of(node)):
                draft = Draft(
                    ClaimKind.IDENTITY, chain, chain.sides[at].span, Verdict.WRONG, label(chain.sides[0].node)
                )
                draft.sides = (chain.sides[0].node, node)
                draft.reasons = [Reason(ReasonCode.SIDE_OF_ANOTHER)]
                self.drafts.append(draft)


def _worked_out_behind(chain: Chain) -> Occurrence | None:
    """Return the number on the left of a line with the arithmetic on the right that gives it: `5 = 10 · 0.5 + 0`."""
    if len(chain.sides) != len(("left", "right")):
        return None
    number, line = printed(chain.sides[0].node), chain.sides[1].node
    is_line = number is not None and printed(line) is None and not isinstance(line, Grid) and not names_in(line)
    return Occurrence(chain, 0, number, line) if is_line and number is not None and numerals_in(line) else None


def _leave_open(drafts: Sequence[Draft], refusal: Reason) -> None:
    """Say of lines whose arithmetic is right that the right value of what they work out is not known.

    What they come to by themselves tells nothing of the network, and stands in the report.
    """
    for draft in drafts:
        if draft.truth is not None and not draft.is_slip:
            draft.by_line = draft.verdict, draft.truth
            draft.verdict, draft.truth, draft.flags = Verdict.NOT_CHECKABLE, None, []
            draft.reasons = [refusal, Reason(ReasonCode.ARITHMETIC_RIGHT)]
