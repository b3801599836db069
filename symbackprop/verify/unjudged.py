"""Why something in a document is not judged: a code for programs, and the words for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Why(Enum):
    """Why a number or a formula is not judged; the values are stable, so that programs may rely on them."""

    ADDRESS = "address"
    ANOTHER_RATE = "another_rate"
    COMPARISON = "comparison"
    CONDITION = "condition"
    COUNT = "count"
    DATE = "date"
    EXPRESSION = "expression"
    GAVE_UP = "gave_up"
    GIVEN = "given"
    HEADING = "heading"
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
    def words(self) -> str:
        """As a report says it."""
        return WORDS[self]

    @property
    def is_read(self) -> bool:
        """Whether it was read and understood, and claims nothing that is judged."""
        return self not in NOT_READ


WORDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.ADDRESS: "belongs to an address",
        Why.ANOTHER_RATE: "another learning rate that is mentioned",
        Why.COMPARISON: "a comparison, which is not judged",
        Why.CONDITION: "a condition, not a claim",
        Why.COUNT: "counts something",
        Why.DATE: "belongs to a date",
        Why.EXPRESSION: "an expression of which nothing is claimed",
        Why.GAVE_UP: "took too long",
        Why.GIVEN: "a value that is given",
        Why.HEADING: "belongs to a heading",
        Why.IN_FORMULA: "stands beside what was read of a formula",
        Why.INTERNAL_ERROR: "an error of this program",
        Why.LABEL: "numbers an equation or an item of a list",
        Why.LAYOUT: "belongs to the layout",
        Why.LEGEND: "says what a letter stands for",
        Why.NOT_CHECKABLE: "could not be checked",
        Why.NOT_WORKED_OUT: "is not worked out to a number that could be judged",
        Why.REFERENCE: "refers to another place",
        Why.SENTENCE: "nothing in the text tells what it is",
        Why.SUPPOSED: "a value that the reader is told to try",
        Why.TABLE: "stands in a table that does not tell what it is",
        Why.TABLE_HEAD: "names a row or a column of a table",
        Why.UNKNOWN: "nothing tells what it should be",
        Why.UNREADABLE: "cannot be read",
    }
)

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
