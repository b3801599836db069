"""Why a claim has its verdict: codes and what goes with them. The words are made where a report is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for a slip, as templates that the report fills; nothing else reads them.

    Args:
        title: What the slip is called.
        lesson: What to learn from it.
        sentences: Its explanations, with places for details; the first of which all places are known is taken.
        corrections: What to do about it, likewise.
    """

    title: str
    lesson: str
    sentences: tuple[str, ...]
    corrections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipCode:
    """What is mistaken where a claim is wrong; declared beside what finds it.

    Args:
        value: Its name, which is stable, so that programs may rely on it, and by which alone codes are compared.
        wording: Its words.
    """

    value: str
    wording: Wording = field(compare=False, repr=False)


WRITE = ("write {right}",)


def slip_code(
    value: str, title: str, lesson: str, sentences: tuple[str, ...], corrections: tuple[str, ...] = WRITE
) -> SlipCode:
    """Return the code of a slip with its words; see `Wording`."""
    return SlipCode(value, Wording(title, lesson, sentences, corrections))


class ReasonCode(Enum):
    """Further remarks on a claim: why it cannot be checked, and what its arithmetic gives; the values are stable."""

    AGREES_BY_LUCK = "agrees-by-luck"
    ANY_LETTERS = "any-letters"
    ANY_WEIGHT = "any-weight"
    ARITHMETIC_RIGHT = "arithmetic-right"
    ARRAY_NAMED = "array-named"
    BY_DEFINITIONS = "by-definitions"
    BROKE_THE_JUDGE = "broke-the-judge"
    COMES_NEAR = "comes-near"
    CORRECT_LINE = "correct-line"
    COUNTEREXAMPLE = "counterexample"
    DEPENDS_NOT = "depends-not"
    FOLLOWS_FROM_PRINTED = "follows-from-printed"
    FORMULA_DAMAGED = "formula-damaged"
    GENERAL_FORMULA = "general-formula"
    GIVEN_OTHERWISE = "given-otherwise"
    GIVEN_UP_BEFORE = "given-up-before"
    INTERNAL_ERROR = "internal-error"
    LINE_GIVES = "line-gives"
    LINE_OF_ANOTHER = "line-of-another"
    LINE_OVERFLOWS = "line-overflows"
    MISWRITTEN = "miswritten"
    NOTHING_PARTICULAR = "nothing-particular"
    NOTHING_TELLS = "nothing-tells"
    NOTHING_TELLS_LETTER = "nothing-tells-letter"
    NOT_FINITE = "not-finite"
    NO_SLIP = "no-slip"
    NO_TIME_LEFT = "no-time-left"
    OTHER_ERROR = "other-error"
    OTHER_RATE = "other-rate"
    DOCUMENT_LETTER = "own-letter"
    PRINTED_BEFORE = "printed-before"
    REFUSED = "refused"
    SIDE_OF_ANOTHER = "side-of-another"
    STEP_OF_SEVERAL = "step-of-several"
    SUPPOSED = "supposed"
    TOOK_TOO_LONG = "took-too-long"
    TOOK_TOO_MUCH = "took-too-much"
    TOO_MANY_ROUNDS = "too-many-rounds"
    UNREADABLE = "unreadable"
    GIVEN_VALUES_ONLY = "values-given"
    WRITE = "write"


class RefusalCode(Enum):
    """Why a formula cannot be read or has no value, and what had to be corrected to read it; the values are stable."""

    ACCENT_OVER_MORE = "accent-over-more"
    ANY_FUNCTION = "any-function"
    APPROXIMATION = "approximation"
    ARRAY_BESIDE_NUMBER = "array-beside-number"
    ARRAY_BY_ARRAY = "array-by-array"
    BAR_EXPECTED = "bar-expected"
    BY_EXPRESSION = "by-expression"
    BY_NUMBER = "by-number"
    CASES_DIFFER = "cases-differ"
    CASES_WITHOUT_CASE = "cases-without-case"
    CASES_WITHOUT_END = "cases-without-end"
    CASE_UNDECIDED = "case-undecided"
    COMMAND_BROKEN = "command-broken"
    COMMAND_UNKNOWN = "command-unknown"
    CONDITION_EXPECTED = "condition-expected"
    DERIVATIVE_BY_WHAT = "derivative-by-what"
    DERIVATIVE_UNKNOWN = "derivative-unknown"
    DIVISION_BY_ZERO = "division-by-zero"
    D_MISSING = "d-missing"
    EARLIER_MEANING = "earlier-meaning"
    EXPONENT_ARRAY = "exponent-array"
    EXPONENT_TOO_LARGE = "exponent-too-large"
    FACTORIAL = "factorial"
    FUNCTION_UNKNOWN = "function-unknown"
    HIGHER_DERIVATIVE = "higher-derivative"
    INDEX_EXPECTED = "index-expected"
    INDEX_FREE = "index-free"
    INDEX_NOTATION = "index-notation"
    INDEX_OF_SCALAR = "index-of-scalar"
    INDEX_OUT_OF_RANGE = "index-out-of-range"
    INDEX_RANGES = "index-ranges"
    INDEX_TOO_LONG = "index-too-long"
    INDEX_UNFIT = "index-unfit"
    INVERSE_FUNCTION = "inverse-function"
    LEFT_OUT = "left-out"
    LOGARITHM = "logarithm"
    MACRO_TOO_LONG = "macro-too-long"
    MATRIX_OF_ARRAYS = "matrix-of-arrays"
    MATRIX_TOO_LARGE = "matrix-too-large"
    MATRIX_WITHOUT_END = "matrix-without-end"
    NAME_WITHOUT_MEANING = "name-without-meaning"
    NESTED_TOO_DEEP = "nested-too-deep"
    NOT_FOR_ALL = "not-for-all"
    NO_CASE_HOLDS = "no-case-holds"
    NO_RATE = "no-rate"
    NO_SUCH_QUANTITY = "no-such-quantity"
    NO_VALUES = "no-values"
    NUMBER_TOO_LONG = "number-too-long"
    OF_EXPRESSION = "of-expression"
    ONE_ARGUMENT = "one-argument"
    OPERAND_EXPECTED = "operand-expected"
    ORDERS_DIFFER = "orders-differ"
    OTHER_EXPECTED = "other-expected"
    OUT_OF_PLACE = "out-of-place"
    PARTIAL_ALONE = "partial-alone"
    PARTIAL_BEFORE_NOTHING = "partial-before-nothing"
    PARTIAL_MISSING = "partial-missing"
    RELATION_EXPECTED = "relation-expected"
    ROWS_DIFFER = "rows-differ"
    SAME_QUANTITY = "same-quantity"
    SHAPES_DIFFER = "shapes-differ"
    SHAPES_MULTIPLIED = "shapes-multiplied"
    SOFTMAX_OF_ONE = "softmax-of-one"
    TOO_LONG_TO_EVALUATE = "too-long-to-evaluate"
    TOO_MANY_CHARACTERS = "too-many-characters"
    TOO_MANY_DIGITS = "too-many-digits"
    TOO_MANY_DIVISIONS = "too-many-divisions"
    TOO_MANY_INDICES = "too-many-indices"
    TOO_MANY_POWERS = "too-many-powers"
    TOO_MANY_SIGNS = "too-many-signs"
    TWO_DECIMAL_SIGNS = "two-decimal-signs"
    TWO_MULTIPLIED = "two-multiplied"
    UNDER_CONDITION = "under-condition"
    VALUES_ALIKE = "values-alike"


Code: TypeAlias = SlipCode | ReasonCode | RefusalCode


@dataclass(frozen=True, slots=True)
class Details:
    """What goes into the sentence of a code; what a code has no use for is empty.

    Args:
        quantity: The quantity that it is about, or the one that is meant.
        other: What stands in its place, or beside it.
        symbol: A quantity of which it is made.
        index: An index.
        number: The digits that are printed.
        right: The digits that should be, certified.
        elsewhere: Digits that the document prints in another place.
        text: Words that come from elsewhere.
        count: How many decimals or rounds.
        off: How many rounds too many, or too few where it is negative.
        because: Why, where that has a code of its own.
    """

    quantity: str = ""
    other: str = ""
    symbol: str = ""
    index: str = ""
    number: str = ""
    right: str = ""
    elsewhere: str = ""
    text: str = ""
    count: int | None = None
    off: int | None = None
    because: Reason | None = None


NOTHING = Details()
"""The details of a code that needs none."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its details."""

    code: Code
    details: Details = NOTHING

    @property
    def root(self) -> Reason:
        """What it comes down to."""
        return self.details.because.root if self.details.because is not None else self

    @property
    def is_slip(self) -> bool:
        """Whether it names a mistake."""
        return isinstance(self.code, SlipCode)

    @property
    def cause(self) -> Reason:
        """What is the same for two claims that one mistake makes wrong: all but the digits that should be."""
        return Reason(self.code, replace(self.details, right="", number="", elsewhere=""))


def refused(error: Exception) -> Reason:
    """Return the reason that an error gives which has no code, in its own words."""
    return Reason(ReasonCode.REFUSED, Details(text=str(error)))
