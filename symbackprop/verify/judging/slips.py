"""Slips of which the judge must know, since verdicts depend on them: wrong operands and wrong names."""

from __future__ import annotations

from ..reasons import slip_code

ANOTHER_RATE = slip_code(
    "another-learning-rate",
    "another learning rate than the one that is given",
    "Use the learning rate of the exercise; all that is updated depends on it.",
    ("the spec has the learning rate {right}",),
    ("write {right}, or give the spec this rate",),
)
ARRAY_FOR_ENTRY = slip_code(
    "array-for-entry",
    "the name of an array where one entry is meant",
    "A name without an index means the whole vector or matrix; write the index of the entry.",
    ("{quantity} is an array",),
    ("write which entry is meant",),
)
COLUMN_OF_ANOTHER = slip_code(
    "column-of-another",
    "a column of a table has the wrong heading",
    "The numbers are right for another heading: say whether they are values, new values or derivatives.",
    ("this column holds {role}",),
    ("write its name here",),
)
NAME_OF_ANOTHER = slip_code(
    "name-of-another",
    "the left side names another quantity than the line computes",
    "The line is right for the quantity whose inputs it puts in; write that name on the left.",
    ("the line computes {quantity}, not {other}",),
    ("write {quantity} on the left",),
)
NAME_UNKNOWN = slip_code(
    "name-unknown",
    "a name of something that the network does not have",
    "Look the name up in the picture of the network.",
    ("'{quantity}' is no quantity of the network",),
    ("write {right}", "write {other} for {quantity}"),
)
OLD_VALUE_WRONG = slip_code(
    "old-value-wrong",
    "an update starts from another value than the weight has",
    "Start an update from the weight itself.",
    ("{number} is put in for {quantity}, which is {right}",),
    ("start from {right}",),
)
OPERAND_MISPRINTED = slip_code(
    "operand-misprinted",
    "a number on the line has a wrong digit",
    "Compare the number with where it was computed or given.",
    ("{number} is printed where {right} is meant",),
    ("put in {right}",),
)
OPERAND_WRONG = slip_code(
    "operand-wrong",
    "a number is put in for a quantity that has another value",
    "Put the numbers in the order of the formula, and compare each with its name.",
    ("{number} is put in for {quantity}, which is {right}", "{number} is put in where {right} is meant"),
    ("put in {right} for {quantity}", "put in {right}"),
)
ROW_OF_ANOTHER = slip_code(
    "row-of-another",
    "a row of a table has the wrong name",
    "The numbers of the row are right for another quantity.",
    ("this row is that of {quantity}",),
    ("write its name here",),
)
