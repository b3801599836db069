"""What is mistaken in a wrong claim: the first slip of the table that leads to exactly what is printed.

A number must have all the digits that the slip would have led to, and a formula must hold once the slip is corrected;
where none does, there is no explanation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import islice
from types import MappingProxyType

from flint import arb, ctx

from ...expression.tree import Number, Symbol
from ...graph.tape import Ball, exact
from .. import thresholds
from ..grammar.edits import REVERSED, edits
from ..interpretation.equality import equal_worth, same
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.ledger import Ledger, decimals
from ..judging.other_meanings import with_others_held
from ..judging.prose_claims import ProseClaim
from ..judging.rounds import Rounds
from ..judging.verdicts import Flag, Verdict
from ..lexicon.roles import ENTRY, HIDDEN, OUTPUT, PREDICTED, TOTAL, TRUE
from ..lexicon.words import BELOW
from ..limits.boundary import Doing, contained
from ..limits.steps import out_of_time
from ..quantities.atoms import Role
from ..quantities.refusals import NotCheckable, UnknownName
from ..quantities.scheme import DECLARED
from ..reasons import Code, Details, Reason, ReasonCode
from ..tree import Name, Node, Numeral, Summed, names_in, walk
from ..values.arithmetic import is_equal as is_equal_number
from ..values.digits import Fit, figures_of, fit, magnitude, rounded_like, shown, unit_of
from ..values.points import Point
from .case import FormulaCase, NumberCase, RoundsCase, Suspect, value_of_line
from .formula_slips import FORMULA_SLIPS
from .round_slips import ROUND_SLIPS
from .slip import C, F, FormulaSlip, R, Slip, W
from .table import NUMBER_SLIPS


def explain_number(
    draft: Draft,
    naming: Naming,
    ledger: Ledger,
    beside: frozenset[Code] = frozenset(),
    printed: Mapping[Symbol, Number] = MappingProxyType({}),
) -> None:
    """Say why a number is wrong, where a known slip gives exactly its digits.

    Args:
        draft: The claim.
        naming: What names mean.
        ledger: What was printed.
        beside: What is mistaken in other numbers of the same equation.
        printed: The numbers in order that the document prints, by what the equations call their quantities.
    """
    if draft.stated is None or draft.truth is None:
        return
    case = NumberCase(draft, draft.stated, draft.truth, naming, ledger, beside, printed)
    if Flag.OPERAND in draft.flags:
        # What is put in there tells it all.
        draft.correction = draft.correction or write(case.right)
        return
    with ctx.workprec(thresholds.BITS):
        slip = slip_of_number(case)
        if slip is not None:
            draft.reasons.append(slip)
            draft.correction = draft.correction or slip
            return
    if draft.line is not None and not draft.line_gives and not draft.reasons:
        draft.reasons = [_line_gives(draft.line, draft.stated)]
    elif draft.line_gives and not draft.reasons and draft.cause is None:
        draft.reasons = [Reason(ReasonCode.NO_SLIP)]
    draft.correction = draft.correction or write(case.right)


def slip_of_number(case: NumberCase) -> Reason | None:
    """Return the first slip that leads to a number, where so many are not tried before it that it may be chance."""
    is_open = case.open_line is not None
    rows = [row for row in NUMBER_SLIPS if not (row.of_rule if is_open else row.needs_line)]
    held = with_others_held(case.naming, case.draft)
    # Where the slip hides which derivatives are meant, either may be.
    truths = (case.truth,) if held is None or is_equal_number(held, case.truth) else (case.truth, held)
    share, tried = unit_of(case.stated) / abs(case.stated.value) if case.stated.value else Fraction(0), 0
    for truth in truths:
        for row, suspect in _found(rows, NUMBER_SLIPS, replace(case, truth=truth), lambda suspect: suspect.slip):
            tried += suspect.ways
            how = fit(case.stated, suspect.value)
            most = thresholds.MOST_BY_CHANCE_AGAIN if row.code in case.beside else thresholds.MOST_BY_CHANCE
            tells = figures_of(case.stated.text) >= row.least_figures and tried * share <= most
            if (how.good and tells) or (row.exact_tells and how is Fit.EXACT):
                return suspect.slip
    return None


def _found(
    rows: Sequence[Slip[C, F, R, W]], known: Sequence[Slip[C, F, R, W]], case: C, slip_of: Callable[[F], Reason]
) -> Iterator[tuple[Slip[C, F, R, W], F]]:
    """Yield what slips would lead to, as far as there are the values for it, each with its row among those known."""
    by_code: dict[Code, Slip[C, F, R, W]] = {row.code: row for row in known}
    for find in dict.fromkeys(row.find for row in rows):
        with suppress(NotCheckable):
            for found in find(case):
                yield by_code[slip_of(found).code], found


def _has_digits_of(stated: Numeral, suspect: Suspect, row: Slip[C, Suspect, R, W]) -> bool:
    """Say whether the number printed has the digits of a value, and enough of them to tell."""
    how = fit(stated, suspect.value)
    return (how.good and figures_of(stated.text) >= row.least_figures) or (row.exact_tells and how is Fit.EXACT)


def write(right: str) -> Reason:
    """Return the explanation of a number that no slip explains."""
    return Reason(ReasonCode.WRITE, Details(right=right))


def _line_gives(line: Ball, stated: Numeral) -> Reason:
    given, rounded = shown(line, stated), rounded_like(line, decimals(stated))
    return Reason(
        ReasonCode.LINE_GIVES, Details(right=given, number=stated.text, elsewhere="" if rounded == given else rounded)
    )


def explain_mismatch(draft: Draft, naming: Naming) -> None:
    """Say what the line lacks whose value is not the number printed after it, though that number is right."""
    if draft.line_node is None or draft.stated is None or Flag.OPERAND in draft.flags:
        return
    with ctx.workprec(thresholds.BITS):
        for edit in islice(edits(draft.line_node), thresholds.MOST_EDITS):
            value = value_of_line(naming, edit.node)
            if value is not None and (
                fit(draft.stated, value).good
                or bool(magnitude(value - exact(draft.stated.value)) <= arb(exact(draft.reach + unit_of(draft.stated))))
            ):
                is_reversed = edit.code in REVERSED
                code = REVERSED[edit.code] if is_reversed else edit.code
                details = Details(quantity=edit.quantity, other=edit.other if is_reversed else "")
                draft.reasons.append(Reason(code, details))
                draft.correction = draft.correction or Reason(ReasonCode.CORRECT_LINE)
                return
    if draft.line is not None and not draft.reasons:
        draft.reasons = [_line_gives(draft.line, draft.stated)]
        draft.correction = draft.correction or Reason(ReasonCode.CORRECT_LINE)


def explain_rounds(prose: Iterable[tuple[ProseClaim, Draft]], rounds: Rounds) -> None:
    """Say of each wrong number for some rounds of descent why it is wrong, as long as there is time."""
    for claim, draft in prose:
        if draft.verdict is Verdict.WRONG and not out_of_time():
            act = partial(explain_number_in_words, draft, claim, rounds)
            contained(Doing.EXPLAINING, draft.chain.span, act, lambda _: None)


def explain_number_in_words(draft: Draft, claim: ProseClaim, rounds: Rounds) -> None:
    """Say why a number for some rounds of descent is wrong: other rounds, or another order of the updates."""
    if draft.stated is None or draft.truth is None:
        return
    case = RoundsCase(draft.stated, draft.truth, rounds, claim.quantity, claim.rounds)
    draft.correction = write(case.right)
    for row, suspect in _found(ROUND_SLIPS, ROUND_SLIPS, case, lambda suspect: suspect.slip):
        if _has_digits_of(case.stated, suspect, row):
            draft.reasons, draft.correction = [suspect.slip], suspect.slip
            return


def explain_formula(draft: Draft, naming: Naming, points: Sequence[Point], subscripts: Sequence[str]) -> None:
    """Say why two sides are not equal, where a known slip would make them so."""
    if len(draft.sides) != 2:
        return
    left, right = draft.sides
    case = FormulaCase(draft, left, right, naming, points, subscripts)
    with ctx.workprec(thresholds.BITS):
        found = slip_of_formula(case)
    if found is not None:
        row, slip = found
        draft.reasons.append(slip)
        draft.correction = draft.correction or slip
        draft.verdict = row.verdict
        return
    if not draft.reasons and _speaks_in_general(draft.sides, naming):
        draft.verdict, draft.reasons = Verdict.NOT_CHECKABLE, [Reason(ReasonCode.NOTHING_PARTICULAR)]


def slip_of_formula(case: FormulaCase) -> tuple[FormulaSlip, Reason] | None:
    """Return the first slip that makes a formula hold once it is corrected, with its row."""
    for row, corrected in _found(FORMULA_SLIPS, FORMULA_SLIPS, case, lambda corrected: corrected.slip):
        if _is_corrected(case, corrected.side, row.any_layout):
            return row, corrected.slip
    return None


def _is_corrected(case: FormulaCase, right: Node, any_layout: bool) -> bool:
    """Say whether two sides are equal, with matrices standing either way where the document does not say how."""
    if not any_layout:
        return is_equal(case, right)
    layout = case.naming.layout
    layouts = (layout, replace(layout, weights=not layout.weights))
    return any(is_equal(replace(case, naming=case.naming.with_layout(each)), right) for each in layouts)


def is_equal(case: FormulaCase, right: Node) -> bool:
    """Say whether the left side of a formula equals another right side."""
    naming, points, subject = case.naming, case.points, case.draft.subject
    try:
        if subject is not None and subject.flat[0].role is Role.NEW:
            return all(equal_worth(naming.at(point).worth(subject), naming.at(point).of(right)) for point in points)
        return same(naming, case.left, right, points[:1]) and same(naming, case.left, right, points)
    except NotCheckable:
        return False


def _speaks_in_general(sides: Sequence[Node], naming: Naming) -> bool:
    """Say whether a formula is about neurons and weights in general; one of a single variable is about a function."""
    names = {name.text for side in sides for name in names_in(side)}
    return len(names) > 1 and any(_is_vague(part, naming) for side in sides for part in walk(side))


def _is_vague(part: Node, naming: Naming) -> bool:
    """Say whether a part of a formula says in general what it is about: `w`, `Σ δ w`, `δ_{receiver}`."""
    if isinstance(part, Summed):
        return not part.over
    if not isinstance(part, Name) or part.bold:
        return False
    if any(
        len(word) >= thresholds.LONG_INDEX and word.isalpha() and word.lower() not in KNOWN_INDICES
        for word in part.below
    ):
        return True
    if part.below or part.above or part.at or not part.base[-1].islower():
        return False
    try:
        meaning = naming.meaning(part)
    except UnknownName:
        return True
    weights = all(atom.symbol in naming.network.parameters for atom in meaning.flat)
    return meaning.atom is None and weights and DECLARED not in naming.options(part)


KNOWN_INDICES = BELOW | HIDDEN | OUTPUT | ENTRY | PREDICTED | TRUE | TOTAL
