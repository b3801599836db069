"""What is said of a formula that cannot be read or has no value, with places for the details."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..reasons import RefusalCode

REFUSAL_WORDS: Mapping[RefusalCode, tuple[str, ...]] = MappingProxyType(
    {
        RefusalCode.ACCENT_OVER_MORE: ("an accent stands over more than a letter",),
        RefusalCode.ANY_FUNCTION: ("functions that stand for any",),
        RefusalCode.ARRAY_BESIDE_NUMBER: ("an array beside a single number",),
        RefusalCode.ARRAY_BY_ARRAY: ("the derivative of an array with respect to an array",),
        RefusalCode.BAR_EXPECTED: ("expected the other bar",),
        RefusalCode.BY_EXPRESSION: ("the derivative with respect to an expression",),
        RefusalCode.CASES_DIFFER: ("cases of different shapes",),
        RefusalCode.CASES_WITHOUT_CASE: ("a definition by cases has none",),
        RefusalCode.CASES_WITHOUT_END: ("a definition by cases has no end",),
        RefusalCode.CASE_UNDECIDED: ("it cannot be decided which case holds",),
        RefusalCode.COMMAND_BROKEN: ("'{text}' is what is left of '\\{other}'",),
        RefusalCode.COMMAND_UNKNOWN: ("'\\{text}' is not read",),
        RefusalCode.CONDITION_EXPECTED: (
            "expected a condition, found '{text}'",
            "expected a condition, found 'the end'",
        ),
        RefusalCode.DERIVATIVE_UNKNOWN: ("the derivative of or with respect to '{quantity}'",),
        RefusalCode.DIVISION_BY_ZERO: ("a division by zero",),
        RefusalCode.D_MISSING: ("d is missing below",),
        RefusalCode.EXPONENT_ARRAY: ("an exponent is an array",),
        RefusalCode.EXPONENT_TOO_LARGE: ("exponent too large",),
        RefusalCode.FACTORIAL: ("factorials are not read",),
        RefusalCode.FUNCTION_UNKNOWN: ("{quantity} is not known here",),
        RefusalCode.INDEX_EXPECTED: ("expected an index, found the end",),
        RefusalCode.INDEX_FREE: ("the index {index} is neither summed over nor on the left",),
        RefusalCode.INDEX_NOTATION: ("a general formula in index notation",),
        RefusalCode.INDEX_OF_SCALAR: ("an index of what has none",),
        RefusalCode.INDEX_OUT_OF_RANGE: ("an index out of range",),
        RefusalCode.INDEX_RANGES: ("the index {index} runs to {number} for one name and to {other} for another",),
        RefusalCode.INDEX_TOO_LONG: ("an index is longer than {count} characters",),
        RefusalCode.INDEX_UNFIT: ("an index that does not fit",),
        RefusalCode.LEFT_OUT: ("something is left out (…)",),
        RefusalCode.LOGARITHM: ("the logarithm of a number that is not positive",),
        RefusalCode.MATRIX_OF_ARRAYS: ("a matrix of arrays",),
        RefusalCode.MATRIX_TOO_LARGE: ("a matrix is too large",),
        RefusalCode.MATRIX_WITHOUT_END: ("a matrix has no end",),
        RefusalCode.NAME_WITHOUT_MEANING: ("'{quantity}' is no quantity of the network",),
        RefusalCode.NESTED_TOO_DEEP: ("nested more than {count} deep",),
        RefusalCode.NOT_FOR_ALL: ("it does not hold for all values of its indices",),
        RefusalCode.NO_CASE_HOLDS: ("none of the cases holds",),
        RefusalCode.NO_RATE: ("neither the spec nor the document gives a learning rate",),
        RefusalCode.NO_SUCH_QUANTITY: ("it names {quantity}, which the network does not have",),
        RefusalCode.NO_VALUES: ("the spec gives no values for {text}",),
        RefusalCode.NUMBER_TOO_LONG: ("a number is too long",),
        RefusalCode.OF_EXPRESSION: ("the derivative of a whole expression",),
        RefusalCode.ONE_ARGUMENT: ("{quantity} takes one argument here",),
        RefusalCode.OPERAND_EXPECTED: (
            "expected a number or a name, found '{text}'",
            "expected a number or a name, found 'the end'",
        ),
        RefusalCode.OTHER_EXPECTED: (
            "expected '{other}', found '{text}'",
            "expected '{other}', found 'the end'",
        ),
        RefusalCode.OUT_OF_PLACE: ("'{text}' has no place here",),
        RefusalCode.PARTIAL_ALONE: ("∂ stands alone",),
        RefusalCode.PARTIAL_BEFORE_NOTHING: ("∂ stands before nothing",),
        RefusalCode.PARTIAL_MISSING: ("∂ is missing above or below",),
        RefusalCode.RELATION_EXPECTED: ("expected a relation",),
        RefusalCode.ROWS_DIFFER: ("the rows of a matrix differ in length",),
        RefusalCode.SAME_QUANTITY: ("'{quantity}' and '{other}' are the same here",),
        RefusalCode.SECOND_DERIVATIVE: ("second derivatives are not read",),
        RefusalCode.SHAPES_DIFFER: ("a {quantity} array beside a {other} array",),
        RefusalCode.SHAPES_MULTIPLIED: ("a {quantity} array times a {other} array",),
        RefusalCode.SOFTMAX_OF_ONE: ("softmax of a single number",),
        RefusalCode.TOO_LONG_TO_EVALUATE: ("too long to evaluate",),
        RefusalCode.TOO_MANY_CHARACTERS: ("longer than {count:,} characters",),
        RefusalCode.TOO_MANY_DIGITS: ("a number has more than {count} digits",),
        RefusalCode.TOO_MANY_DIVISIONS: ("too many divisions in a row",),
        RefusalCode.TOO_MANY_INDICES: ("a sum over too many indices",),
        RefusalCode.TOO_MANY_POWERS: ("too many powers in a row",),
        RefusalCode.TOO_MANY_SIGNS: ("longer than {count:,} signs",),
        RefusalCode.TWO_DECIMAL_SIGNS: ("a number has two decimal signs",),
        RefusalCode.TWO_MULTIPLIED: ("two signs of multiplication stand side by side",),
        RefusalCode.VALUES_ALIKE: ("the values cannot be distinguished",),
    }
)
"""The first of several sentences is taken of which all places are known."""
