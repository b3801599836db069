"""Wrong claims with all that bears on them, for the tests of this stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from flint import arb, ctx

from symbackprop.models.network import Network
from symbackprop.verify import thresholds
from symbackprop.verify.diagnosis.case import FormulaCase, NumberCase, OtherSide, Suspect
from symbackprop.verify.reasons import SlipCode

from ..interpretation.names import points
from ..judging.judged import judge_of

__all__ = ["codes", "formula_case", "number_case", "precise", "values"]


@contextmanager
def precise() -> Iterator[None]:
    """Work at the precision of the judge."""
    with ctx.workprec(thresholds.BITS):
        yield


def number_case(*lines: str, network: Network | None = None) -> NumberCase:
    """Return the last number that some equations claim."""
    judge = judge_of(*lines, network=network)
    draft = next(draft for draft in reversed(judge.drafts) if draft.stated is not None and draft.truth is not None)
    assert draft.stated is not None
    assert draft.truth is not None
    return NumberCase(draft, draft.stated, draft.truth, judge.naming, judge.ledger)


def formula_case(*lines: str, subscripts: Iterable[str] = ()) -> FormulaCase:
    """Return the last equation of some as one between its two sides."""
    judge = judge_of(*lines)
    draft = judge.drafts[-1]
    left, right = (side.node for side in draft.chain.sides[:2])
    return FormulaCase(draft, left, right, judge.naming, points(judge.naming.network), tuple(subscripts))


def values(find: Callable[[NumberCase], Iterable[Suspect]], case: NumberCase) -> dict[SlipCode, list[float]]:
    """Return what each slip would have led to."""
    found: dict[SlipCode, list[float]] = {}
    with precise():
        for suspect in find(case):
            code = suspect.slip.code
            assert isinstance(code, SlipCode)
            found.setdefault(code, []).append(float(arb(suspect.value).mid()))
    return found


def codes(find: Callable[[FormulaCase], Iterable[OtherSide]], case: FormulaCase) -> dict[SlipCode, list[OtherSide]]:
    """Return the sides of each slip."""
    found: dict[SlipCode, list[OtherSide]] = {}
    for other in find(case):
        code = other.slip.code
        assert isinstance(code, SlipCode)
        found.setdefault(code, []).append(other)
    return found
