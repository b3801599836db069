"""Slips that the judge has found already, since the verdict depends on them: wrong operands and wrong names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..judging.claim import Draft
from ..judging.slips import (
    ANOTHER_RATE,
    ARRAY_FOR_ENTRY,
    COLUMN_OF_ANOTHER,
    NAME_OF_ANOTHER,
    NAME_UNKNOWN,
    OLD_VALUE_WRONG,
    OPERAND_MISPRINTED,
    OPERAND_WRONG,
    ROW_OF_ANOTHER,
)
from ..reasons import Reason
from .planted_numbers import misprinted_operands, wrong_old_values, wrong_operands
from .slip import JudgedSlip, Of, Slip, Unplantable


def flagged(draft: Draft) -> Iterator[Reason]:
    """Yield the slips that the judge has found in a claim."""
    return (reason for reason in draft.reasons if reason.is_slip)


OPERANDS = frozenset({OLD_VALUE_WRONG, OPERAND_MISPRINTED, OPERAND_WRONG})
"""A number on a line that is another: what it is called depends on what else tells that it is wrong."""

JUDGED_SLIPS: Sequence[JudgedSlip] = (
    Slip(ANOTHER_RATE, Of.JUDGED, flagged, plant=Unplantable.DOCUMENT),
    Slip(ARRAY_FOR_ENTRY, Of.JUDGED, flagged, plant=Unplantable.NAME),
    Slip(COLUMN_OF_ANOTHER, Of.JUDGED, flagged, plant=Unplantable.TABLE),
    Slip(NAME_OF_ANOTHER, Of.JUDGED, flagged, plant=Unplantable.NAME),
    Slip(NAME_UNKNOWN, Of.JUDGED, flagged, plant=Unplantable.NAME),
    Slip(OLD_VALUE_WRONG, Of.JUDGED, flagged, plant=wrong_old_values, same_as=OPERANDS),
    Slip(OPERAND_MISPRINTED, Of.JUDGED, flagged, plant=misprinted_operands, same_as=OPERANDS),
    Slip(OPERAND_WRONG, Of.JUDGED, flagged, plant=wrong_operands, same_as=OPERANDS),
    Slip(ROW_OF_ANOTHER, Of.JUDGED, flagged, plant=Unplantable.TABLE),
)
"""Slips of which the judge must know, since the verdict depends on them."""
