"""Every slip that is known by name: a row each, with what it is of and how it is found.

A finder yields what a slip would have led to, with the code of that slip: the value that would have been printed, or
the right side as it would be without the slip. The first that fits what is printed is the diagnosis, so that the order
of the rows is an order of precedence. Rows may share a finder: the changes of a line are tried in the order of the
line, whatever each is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from .. import thresholds
from ..judging.claim import Draft
from ..judging.verdicts import Verdict
from ..reasons import Reason, SlipCode
from .case import FormulaCase, MendedSide, NumberCase, RoundsCase, Suspect
from .digit_slips import mistaken_digits, mistaken_signs
from .formula_slips import (
    derivatives_of_others,
    missing_biases,
    missing_minuses,
    missing_slopes,
    mistaken_halves,
    mistaken_indices,
    mistaken_parts,
    mistaken_squares,
    mistaken_transposes,
)
from .gradient_slips import mistaken_formulas, mistaken_operands, values_of_others
from .judged_slips import flagged
from .line_slips import mistaken_lines
from .round_slips import mistaken_rounds, trained_biases

C = TypeVar("C")
F = TypeVar("F")


class Of(Enum):
    """What a slip is made in."""

    NUMBER = "number"
    FORMULA = "formula"
    ROUNDS = "rounds"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Slip(Generic[C, F]):
    """One slip.

    Args:
        code: Its stable name.
        of: What it is made in.
        find: Yields what the slip would have led to in a claim; may yield that of other rows as well.
        least_figures: With how many figures a number must be printed to tell the slip from chance.
        needs_line: Whether it is only looked for where a line of numbers stands before the number and does not give it.
        exact_tells: Whether a number of fewer figures tells as well where it is exact.
        any_layout: Whether matrices may stand either way.
        verdict: What the claim is then.
    """

    code: SlipCode
    of: Of
    find: Callable[[C], Iterator[F]]
    least_figures: int = thresholds.LEAST_FIGURES_OF_A_SLIP
    needs_line: bool = False
    exact_tells: bool = False
    any_layout: bool = False
    verdict: Verdict = Verdict.WRONG


NUMBER_SLIPS: Sequence[Slip[NumberCase, Suspect]] = (
    Slip(SlipCode.DECIMAL_POINT, Of.NUMBER, mistaken_digits),
    Slip(SlipCode.DIGIT_ADDED, Of.NUMBER, mistaken_digits),
    Slip(SlipCode.DIGIT_CHANGED, Of.NUMBER, mistaken_digits),
    Slip(SlipCode.DIGIT_DROPPED, Of.NUMBER, mistaken_digits),
    Slip(SlipCode.DIGITS_SWAPPED, Of.NUMBER, mistaken_digits),
    Slip(SlipCode.SIGN_ADDED, Of.NUMBER, mistaken_signs, exact_tells=True),
    Slip(SlipCode.SIGN_LOST, Of.NUMBER, mistaken_signs, exact_tells=True),
    Slip(SlipCode.EXPONENT_MINUS_IGNORED, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.EXPONENT_MINUS_MISSING, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.FACTOR_LEFT_OUT, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.MINUS_READ_AS_PLUS, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.OPERAND_OF_ANOTHER_LINE, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.POWER_NOT_TAKEN, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.SIGN_IN_LINE, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.TERM_NOT_ADDED, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.TERM_POINT, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(SlipCode.GRADIENT_ADDED, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.GRADIENTS_TRANSPOSED, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.HALF_OF_LOSS_MISSING, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.HALF_TOO_MUCH, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.OLD_VALUE_LEFT_OUT, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.ONE_PATH, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.RATE_FORGOTTEN, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.SLOPE_IN_PART, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.SLOPE_MISSING, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.SLOPE_OF_ZERO_MISSING, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.SLOPE_TWICE, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.UPDATED_FIRST, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.WEIGHTS_TRANSPOSED, Of.NUMBER, mistaken_formulas),
    Slip(SlipCode.ANOTHER_QUANTITY, Of.NUMBER, values_of_others, thresholds.TELLING_FIGURES),
    Slip(SlipCode.UPDATED_QUANTITY, Of.NUMBER, values_of_others, thresholds.TELLING_FIGURES),
    Slip(SlipCode.ANOTHER_OPERAND, Of.NUMBER, mistaken_operands, thresholds.TELLING_FIGURES),
)
"""Slips that give a wrong number."""

FORMULA_SLIPS: Sequence[Slip[FormulaCase, MendedSide]] = (
    Slip(SlipCode.MINUS_MISSING, Of.FORMULA, missing_minuses, verdict=Verdict.NOTATION),
    Slip(SlipCode.FACTOR_TOO_MUCH, Of.FORMULA, mistaken_parts),
    Slip(SlipCode.PART_WRONG, Of.FORMULA, mistaken_parts),
    Slip(SlipCode.SIGN_IN_FORMULA, Of.FORMULA, mistaken_parts),
    Slip(SlipCode.SIGN_OF_SIDE, Of.FORMULA, mistaken_parts),
    Slip(SlipCode.TERM_TOO_MUCH, Of.FORMULA, mistaken_parts),
    Slip(SlipCode.HALF_MISSING, Of.FORMULA, mistaken_halves),
    Slip(SlipCode.HALF_TOO_MUCH, Of.FORMULA, mistaken_halves),
    Slip(SlipCode.SQUARE_MISSING, Of.FORMULA, mistaken_squares),
    Slip(SlipCode.SQUARE_OF_TERM, Of.FORMULA, mistaken_squares),
    Slip(SlipCode.SQUARE_TOO_MUCH, Of.FORMULA, mistaken_squares),
    Slip(SlipCode.BIAS_MISSING, Of.FORMULA, missing_biases, any_layout=True),
    Slip(SlipCode.SIDE_TRANSPOSED, Of.FORMULA, mistaken_transposes),
    Slip(SlipCode.TRANSPOSE_MISPLACED, Of.FORMULA, mistaken_transposes),
    Slip(SlipCode.TRANSPOSE_MISSING, Of.FORMULA, mistaken_transposes),
    Slip(SlipCode.TRANSPOSE_TOO_MUCH, Of.FORMULA, mistaken_transposes),
    Slip(SlipCode.INDEX_WRONG, Of.FORMULA, mistaken_indices),
    Slip(SlipCode.SLOPE_MISSING, Of.FORMULA, missing_slopes),
    Slip(SlipCode.DERIVATIVE_OF_ANOTHER, Of.FORMULA, derivatives_of_others),
)
"""Slips that make a formula wrong."""

ROUND_SLIPS: Sequence[Slip[RoundsCase, Suspect]] = (
    Slip(SlipCode.ROUNDS_MISCOUNTED, Of.ROUNDS, mistaken_rounds),
    Slip(SlipCode.UPDATED_FIRST_EACH_ROUND, Of.ROUNDS, mistaken_rounds),
    Slip(SlipCode.BIASES_TRAINED, Of.ROUNDS, trained_biases),
)
"""Slips that give a wrong number after some rounds of descent."""

JUDGED_SLIPS: Sequence[Slip[Draft, Reason]] = (
    Slip(SlipCode.ANOTHER_RATE, Of.JUDGED, flagged),
    Slip(SlipCode.ARRAY_FOR_ENTRY, Of.JUDGED, flagged),
    Slip(SlipCode.COLUMN_OF_ANOTHER, Of.JUDGED, flagged),
    Slip(SlipCode.NAME_OF_ANOTHER, Of.JUDGED, flagged),
    Slip(SlipCode.NAME_UNKNOWN, Of.JUDGED, flagged),
    Slip(SlipCode.OLD_VALUE_WRONG, Of.JUDGED, flagged),
    Slip(SlipCode.OPERAND_MISPRINTED, Of.JUDGED, flagged),
    Slip(SlipCode.OPERAND_WRONG, Of.JUDGED, flagged),
    Slip(SlipCode.ROW_OF_ANOTHER, Of.JUDGED, flagged),
)
"""Slips of which the judge must know, since the verdict depends on them."""

SLIPS = (*NUMBER_SLIPS, *FORMULA_SLIPS, *ROUND_SLIPS, *JUDGED_SLIPS)
