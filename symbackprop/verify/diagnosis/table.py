"""Every slip that is known by name, a row each; the order of the rows is an order of precedence.

A row stands with what finds it, and its code with its words there too, or in an earlier stage where that must name it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..reasons import SlipCode
from .digit_slips import DIGIT_SLIPS, POINT_SLIPS, SIGN_SLIPS
from .equation_slips import EQUATION_SLIPS
from .formula_slips import FORMULA_SLIPS
from .gradient_slips import GRADIENT_SLIPS, OTHER_QUANTITY_SLIPS
from .judged_slips import JUDGED_SLIPS
from .line_slips import LINE_SLIPS, OTHER_LINE_SLIPS
from .round_slips import ROUND_SLIPS
from .slip import FormulaSlip, JudgedSlip, NumberSlip, RoundsSlip
from .slope_slips import SLOPE_SLIPS
from .update_slips import UPDATE_SLIPS

NUMBER_SLIPS: Sequence[NumberSlip] = (
    *SIGN_SLIPS,
    *LINE_SLIPS,
    *POINT_SLIPS,
    *UPDATE_SLIPS,
    *GRADIENT_SLIPS,
    *SLOPE_SLIPS,
    *EQUATION_SLIPS,
    *DIGIT_SLIPS,
    *OTHER_LINE_SLIPS,
    *OTHER_QUANTITY_SLIPS,
)
"""Slips that give a wrong number; those that can be made in the fewest ways first, since they explain it best."""

SLIPS: Sequence[NumberSlip | FormulaSlip | RoundsSlip | JudgedSlip] = (
    *NUMBER_SLIPS,
    *FORMULA_SLIPS,
    *ROUND_SLIPS,
    *JUDGED_SLIPS,
)

SLIP_CODES: Sequence[SlipCode] = tuple(sorted({row.code for row in SLIPS}, key=lambda code: code.value))
"""What stands in reports; slips of numbers and of formulas may share one."""
