"""The usual mistakes in a right line and the numbers that they give: slips of the table, planted, with their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..derive.mistakes import Mistake
from ..expression.tree import decimal
from ..models.network import Network
from .diagnosis.case import NumberCase
from .diagnosis.gradient_slips import (
    HALF_OF_LOSS_MISSING,
    ONE_PATH,
    SLOPE_IN_PART,
    SLOPE_MISSING,
    SLOPE_OF_ZERO_MISSING,
    UPDATED_FIRST,
    WEIGHTS_TRANSPOSED,
)
from .diagnosis.planting import Planted, plant_in_number, right_claims
from .diagnosis.table import NUMBER_SLIPS
from .diagnosis.update_slips import GRADIENT_ADDED, OLD_VALUE_LEFT_OUT, RATE_FORGOTTEN
from .judging.hypotheses import Hypothesis
from .pipeline import read
from .reasons import SlipCode
from .report.words import lesson_of, reason_words, title_of

TAUGHT: Sequence[SlipCode] = (
    SLOPE_MISSING,
    SLOPE_IN_PART,
    SLOPE_OF_ZERO_MISSING,
    HALF_OF_LOSS_MISSING,
    ONE_PATH,
    UPDATED_FIRST,
    WEIGHTS_TRANSPOSED,
    GRADIENT_ADDED,
    RATE_FORGOTTEN,
    OLD_VALUE_LEFT_OUT,
)
"""What is worth a lesson, in the order of a derivation; others are misprints, or happen in long documents alone."""


def usual_mistakes(text: str, name: str, network: Network) -> tuple[Mistake, ...]:
    """Return the usual mistakes in the right lines of a short document.

    Args:
        text: The document.
        name: Its name, whose ending says how to read it.
        network: What it is about.
    """
    judge = read(text.encode(), name).of(Hypothesis(network)).judge
    cases = [case for case in right_claims(judge, ()) if isinstance(case, NumberCase)]
    return tuple(mistake for case in cases for mistake in _in(case, text))


def _in(case: NumberCase, text: str) -> Iterator[Mistake]:
    for code in TAUGHT:
        for row in (row for row in NUMBER_SLIPS if row.code == code):
            for planted in plant_in_number(row, case, text):
                yield _told(code, planted)


def _told(code: SlipCode, planted: Planted) -> Mistake:
    factor = planted.slip.details.quantity
    return Mistake(
        code.value,
        title_of(code),
        reason_words((planted.slip,)),
        lesson_of(code),
        decimal(planted.number),
        factor if factor.startswith("∂") else "",
    )
