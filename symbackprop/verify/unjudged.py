"""Why something in a document is not judged, as codes."""

from __future__ import annotations

from enum import Enum


class Why(Enum):
    """Why a number or a formula is not judged; the values are stable, so that programs may rely on them."""

    ADDRESS = "address"
    ANOTHER_RATE = "another_rate"
    COMPARISON = "comparison"
    CONDITION = "condition"
    COUNT = "count"
    DATE = "date"
    DEFINITION = "definition"
    EXPRESSION = "expression"
    GAVE_UP = "gave_up"
    GIVEN = "given"
    HEADING = "heading"
    IN_CLAIM = "in_claim"
    IN_FORMULA = "in_formula"
    INTERNAL_ERROR = "internal_error"
    LABEL = "label"
    LAYOUT = "layout"
    LEGEND = "legend"
    NOT_CHECKABLE = "not_checkable"
    NOT_WORKED_OUT = "not_worked_out"
    REFERENCE = "reference"
    SENTENCE = "sentence"
    SUPPOSED = "supposed"
    TABLE = "table"
    TABLE_HEAD = "table_head"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"

    @property
    def is_read(self) -> bool:
        """Whether it was read and understood, and claims nothing that is judged."""
        return self not in NOT_READ


NOT_READ = frozenset(
    {
        Why.GAVE_UP,
        Why.IN_FORMULA,
        Why.INTERNAL_ERROR,
        Why.NOT_WORKED_OUT,
        Why.SENTENCE,
        Why.TABLE,
        Why.UNKNOWN,
        Why.UNREADABLE,
    }
)
"""What may hold a claim that nobody has looked at."""
