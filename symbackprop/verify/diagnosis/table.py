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
from typing import Generic, TypeAlias, TypeVar

from .. import thresholds
from ..judging.claim import Draft
from ..judging.verdicts import Verdict
from ..reasons import Reason, SlipCode
from .case import FormulaCase, NumberCase, OtherSide, RoundsCase, Suspect, WrongNumber
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
from .planted_formulas import (
    added_squares,
    added_terms,
    added_transposes,
    cubes,
    dropped_biases,
    dropped_halves,
    dropped_slopes,
    dropped_squares,
    dropped_transposes,
    halved_sides,
    lost_minuses,
    moved_transposes,
    repeated_factors,
    squared_brackets,
    turned_signs,
    wrong_indices,
)
from .planted_numbers import (
    added_digits,
    changed_digits,
    dropped_digits,
    lost_exponent_minuses,
    misprinted_operands,
    moved_points,
    numbers_of_earlier_lines,
    swapped_digits,
    wrong_old_values,
    wrong_operands,
)
from .round_slips import mistaken_rounds, trained_biases

C = TypeVar("C")
F = TypeVar("F")
R = TypeVar("R")
W = TypeVar("W")


class Of(Enum):
    """What a slip is made in."""

    NUMBER = "number"
    FORMULA = "formula"
    ROUNDS = "rounds"
    JUDGED = "judged"


class Unplantable(Enum):
    """Why a slip cannot be made in one line of a derivation: what it is made in instead."""

    ANOTHER_LINE = "another-line"
    DOCUMENT = "document"
    NAME = "name"
    PROSE = "prose"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Slip(Generic[C, F, R, W]):
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
        plant: Makes the slip in a right claim, or says why that cannot be; None where what `find` yields for a right
            claim is what the slip makes of it.
        same_as: Codes by which the same mistake may be found as well, where the numbers do not show which one was made.
    """

    code: SlipCode
    of: Of
    find: Callable[[C], Iterator[F]]
    least_figures: int = thresholds.LEAST_FIGURES_OF_A_SLIP
    needs_line: bool = False
    exact_tells: bool = False
    any_layout: bool = False
    verdict: Verdict = Verdict.WRONG
    plant: Callable[[R], Iterator[W]] | Unplantable | None = None
    same_as: frozenset[SlipCode] = frozenset()


NumberSlip: TypeAlias = Slip[NumberCase, Suspect, NumberCase, WrongNumber]
FormulaSlip: TypeAlias = Slip[FormulaCase, OtherSide, FormulaCase, OtherSide]
RoundsSlip: TypeAlias = Slip[RoundsCase, Suspect, RoundsCase, WrongNumber]
JudgedSlip: TypeAlias = Slip[Draft, Reason, NumberCase, WrongNumber]

TURNED_SIGNS = frozenset(
    {
        SlipCode.EXPONENT_MINUS_IGNORED,
        SlipCode.EXPONENT_MINUS_MISSING,
        SlipCode.MINUS_READ_AS_PLUS,
        SlipCode.SIGN_ADDED,
        SlipCode.SIGN_IN_LINE,
        SlipCode.SIGN_LOST,
    }
)
"""A product has another sign, whichever of its factors has; `a - b` squared is the square of `b - a`."""

PARTS_OF_SLOPES = frozenset({SlipCode.SLOPE_IN_PART, SlipCode.SLOPE_MISSING})
"""What is left out of a line may be a slope, or one factor of it."""

MISPRINTS = frozenset({SlipCode.DIGIT_ADDED, SlipCode.DIGIT_CHANGED, SlipCode.DIGIT_DROPPED, SlipCode.DIGITS_SWAPPED})
"""One digit more or less moves those behind it, which may be what another misprint does, or a small term that moved."""

OPERANDS = frozenset({SlipCode.OLD_VALUE_WRONG, SlipCode.OPERAND_MISPRINTED, SlipCode.OPERAND_WRONG})
"""A number on a line that is another: what it is called depends on what else tells that it is wrong."""

NUMBER_SLIPS: Sequence[NumberSlip] = (
    Slip(SlipCode.DECIMAL_POINT, Of.NUMBER, mistaken_digits, plant=moved_points),
    Slip(SlipCode.DIGIT_ADDED, Of.NUMBER, mistaken_digits, plant=added_digits, same_as=MISPRINTS),
    Slip(SlipCode.DIGIT_CHANGED, Of.NUMBER, mistaken_digits, plant=changed_digits),
    Slip(SlipCode.DIGIT_DROPPED, Of.NUMBER, mistaken_digits, plant=dropped_digits, same_as=MISPRINTS),
    Slip(SlipCode.DIGITS_SWAPPED, Of.NUMBER, mistaken_digits, plant=swapped_digits),
    Slip(SlipCode.SIGN_ADDED, Of.NUMBER, mistaken_signs, exact_tells=True),
    Slip(SlipCode.SIGN_LOST, Of.NUMBER, mistaken_signs, exact_tells=True),
    Slip(
        SlipCode.EXPONENT_MINUS_IGNORED,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        same_as=TURNED_SIGNS,
    ),
    Slip(
        SlipCode.EXPONENT_MINUS_MISSING,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        plant=lost_exponent_minuses,
        same_as=TURNED_SIGNS,
    ),
    Slip(
        SlipCode.FACTOR_LEFT_OUT,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        same_as=PARTS_OF_SLOPES,
    ),
    Slip(
        SlipCode.MINUS_READ_AS_PLUS,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        same_as=TURNED_SIGNS,
    ),
    Slip(
        SlipCode.OPERAND_OF_ANOTHER_LINE,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        plant=numbers_of_earlier_lines,
    ),
    Slip(SlipCode.POWER_NOT_TAKEN, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True),
    Slip(
        SlipCode.SIGN_IN_LINE,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        same_as=TURNED_SIGNS,
    ),
    Slip(
        SlipCode.TERM_NOT_ADDED,
        Of.NUMBER,
        mistaken_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        same_as=PARTS_OF_SLOPES,
    ),
    Slip(
        SlipCode.TERM_POINT, Of.NUMBER, mistaken_lines, thresholds.TELLING_FIGURES, needs_line=True, same_as=MISPRINTS
    ),
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
    Slip(
        SlipCode.ANOTHER_OPERAND,
        Of.NUMBER,
        mistaken_operands,
        thresholds.TELLING_FIGURES,
        same_as=frozenset({SlipCode.ANOTHER_QUANTITY}),
    ),
)
"""Slips that give a wrong number."""

FORMULA_SLIPS: Sequence[FormulaSlip] = (
    Slip(SlipCode.MINUS_MISSING, Of.FORMULA, missing_minuses, verdict=Verdict.NOTATION, plant=lost_minuses),
    Slip(SlipCode.FACTOR_TOO_MUCH, Of.FORMULA, mistaken_parts, plant=repeated_factors),
    Slip(SlipCode.PART_WRONG, Of.FORMULA, mistaken_parts, plant=cubes),
    Slip(
        SlipCode.SIGN_IN_FORMULA,
        Of.FORMULA,
        mistaken_parts,
        plant=turned_signs,
        same_as=frozenset({SlipCode.SIGN_OF_SIDE}),
    ),
    Slip(SlipCode.SIGN_OF_SIDE, Of.FORMULA, mistaken_parts),
    Slip(SlipCode.TERM_TOO_MUCH, Of.FORMULA, mistaken_parts, plant=added_terms),
    Slip(SlipCode.HALF_MISSING, Of.FORMULA, mistaken_halves, plant=dropped_halves),
    Slip(SlipCode.HALF_TOO_MUCH, Of.FORMULA, mistaken_halves, plant=halved_sides),
    Slip(SlipCode.SQUARE_MISSING, Of.FORMULA, mistaken_squares, plant=dropped_squares),
    Slip(SlipCode.SQUARE_OF_TERM, Of.FORMULA, mistaken_squares, plant=squared_brackets),
    Slip(SlipCode.SQUARE_TOO_MUCH, Of.FORMULA, mistaken_squares, plant=added_squares),
    Slip(SlipCode.BIAS_MISSING, Of.FORMULA, missing_biases, any_layout=True, plant=dropped_biases),
    Slip(SlipCode.SIDE_TRANSPOSED, Of.FORMULA, mistaken_transposes),
    Slip(SlipCode.TRANSPOSE_MISPLACED, Of.FORMULA, mistaken_transposes, plant=moved_transposes),
    Slip(SlipCode.TRANSPOSE_MISSING, Of.FORMULA, mistaken_transposes, plant=dropped_transposes),
    Slip(
        SlipCode.TRANSPOSE_TOO_MUCH,
        Of.FORMULA,
        mistaken_transposes,
        plant=added_transposes,
        same_as=frozenset({SlipCode.SIDE_TRANSPOSED}),
    ),
    Slip(SlipCode.INDEX_WRONG, Of.FORMULA, mistaken_indices, plant=wrong_indices),
    Slip(SlipCode.SLOPE_MISSING, Of.FORMULA, missing_slopes, plant=dropped_slopes),
    Slip(SlipCode.DERIVATIVE_OF_ANOTHER, Of.FORMULA, derivatives_of_others, plant=Unplantable.ANOTHER_LINE),
)
"""Slips that make a formula wrong."""

ROUND_SLIPS: Sequence[RoundsSlip] = (
    Slip(SlipCode.ROUNDS_MISCOUNTED, Of.ROUNDS, mistaken_rounds, plant=Unplantable.PROSE),
    Slip(SlipCode.UPDATED_FIRST_EACH_ROUND, Of.ROUNDS, mistaken_rounds, plant=Unplantable.PROSE),
    Slip(SlipCode.BIASES_TRAINED, Of.ROUNDS, trained_biases, plant=Unplantable.PROSE),
)
"""Slips that give a wrong number after some rounds of descent."""

JUDGED_SLIPS: Sequence[JudgedSlip] = (
    Slip(SlipCode.ANOTHER_RATE, Of.JUDGED, flagged, plant=Unplantable.DOCUMENT),
    Slip(SlipCode.ARRAY_FOR_ENTRY, Of.JUDGED, flagged, plant=Unplantable.NAME),
    Slip(SlipCode.COLUMN_OF_ANOTHER, Of.JUDGED, flagged, plant=Unplantable.TABLE),
    Slip(SlipCode.NAME_OF_ANOTHER, Of.JUDGED, flagged, plant=Unplantable.NAME),
    Slip(SlipCode.NAME_UNKNOWN, Of.JUDGED, flagged, plant=Unplantable.NAME),
    Slip(SlipCode.OLD_VALUE_WRONG, Of.JUDGED, flagged, plant=wrong_old_values, same_as=OPERANDS),
    Slip(SlipCode.OPERAND_MISPRINTED, Of.JUDGED, flagged, plant=misprinted_operands, same_as=OPERANDS),
    Slip(SlipCode.OPERAND_WRONG, Of.JUDGED, flagged, plant=wrong_operands, same_as=OPERANDS),
    Slip(SlipCode.ROW_OF_ANOTHER, Of.JUDGED, flagged, plant=Unplantable.TABLE),
)
"""Slips of which the judge must know, since the verdict depends on them."""

SLIPS = (*NUMBER_SLIPS, *FORMULA_SLIPS, *ROUND_SLIPS, *JUDGED_SLIPS)
