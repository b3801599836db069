"""Why a claim has its verdict: codes and what goes with them. The words are made where a report is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum


class SlipCode(Enum):
    """What is mistaken where a claim is wrong; the values are stable, so that programs may rely on them."""

    ANOTHER_OPERAND = "another-operand"
    ANOTHER_QUANTITY = "another-quantity"
    ANOTHER_RATE = "another-learning-rate"
    ARRAY_FOR_ENTRY = "array-for-entry"
    BIASES_TRAINED = "biases-trained"
    BIAS_MISSING = "bias-missing"
    COLUMN_OF_ANOTHER = "column-of-another"
    DECIMAL_POINT = "decimal-point"
    DERIVATIVE_OF_ANOTHER = "derivative-of-another"
    DIGITS_SWAPPED = "digits-swapped"
    DIGIT_ADDED = "digit-added"
    DIGIT_CHANGED = "digit-changed"
    DIGIT_DROPPED = "digit-dropped"
    EXPONENT_MINUS_IGNORED = "exponent-minus-ignored"
    EXPONENT_MINUS_MISSING = "exponent-minus-missing"
    FACTOR_LEFT_OUT = "factor-left-out"
    FACTOR_TOO_MUCH = "factor-too-much"
    GRADIENTS_TRANSPOSED = "gradients-transposed"
    GRADIENT_ADDED = "gradient-added"
    HALF_MISSING = "half-missing"
    HALF_OF_LOSS_MISSING = "half-of-loss-missing"
    HALF_TOO_MUCH = "half-too-much"
    INDEX_WRONG = "index-wrong"
    MINUS_MISSING = "minus-missing"
    MINUS_READ_AS_PLUS = "minus-read-as-plus"
    NAME_OF_ANOTHER = "name-of-another"
    NAME_UNKNOWN = "name-unknown"
    OLD_VALUE_LEFT_OUT = "old-value-left-out"
    OLD_VALUE_WRONG = "old-value-wrong"
    ONE_PATH = "one-path"
    OPERAND_MISPRINTED = "operand-misprinted"
    OPERAND_OF_ANOTHER_LINE = "operand-of-another-line"
    OPERAND_WRONG = "operand-wrong"
    PART_WRONG = "part-wrong"
    POWER_NOT_TAKEN = "power-not-taken"
    RATE_FORGOTTEN = "learning-rate-forgotten"
    ROUNDS_MISCOUNTED = "rounds-miscounted"
    ROW_OF_ANOTHER = "row-of-another"
    SIDE_TRANSPOSED = "side-transposed"
    SIGN_ADDED = "sign-added"
    SIGN_IN_FORMULA = "sign-in-formula"
    SIGN_IN_LINE = "sign-in-line"
    SIGN_LOST = "sign-lost"
    SIGN_OF_SIDE = "sign-of-side"
    SLOPE_IN_PART = "slope-in-part"
    SLOPE_MISSING = "slope-missing"
    SLOPE_OF_ZERO_MISSING = "slope-of-zero-missing"
    SLOPE_TWICE = "slope-twice"
    SQUARE_MISSING = "square-missing"
    SQUARE_OF_TERM = "square-of-term"
    SQUARE_TOO_MUCH = "square-too-much"
    TERM_NOT_ADDED = "term-not-added"
    TERM_POINT = "decimal-point-of-term"
    TERM_TOO_MUCH = "term-too-much"
    TRANSPOSE_MISPLACED = "transpose-misplaced"
    TRANSPOSE_MISSING = "transpose-missing"
    TRANSPOSE_TOO_MUCH = "transpose-too-much"
    UPDATED_FIRST = "weight-updated-already"
    UPDATED_FIRST_EACH_ROUND = "weight-updated-already-each-round"
    UPDATED_QUANTITY = "updated-quantity"
    WEIGHTS_TRANSPOSED = "weights-transposed"


class ReasonCode(Enum):
    """Further remarks on a claim: why it cannot be checked, and what its arithmetic gives; the values are stable."""

    AGREES_BY_LUCK = "agrees-by-luck"
    ANY_WEIGHT = "any-weight"
    ARITHMETIC_RIGHT = "arithmetic-right"
    ARRAY_NAMED = "array-named"
    BROKE_THE_JUDGE = "broke-the-judge"
    COMES_NEAR = "comes-near"
    DEPENDS_NOT = "depends-not"
    FORMULA_DAMAGED = "formula-damaged"
    GENERAL_FORMULA = "general-formula"
    GIVEN_UP_BEFORE = "given-up-before"
    INTERNAL_ERROR = "internal-error"
    LINE_GIVES = "line-gives"
    LINE_OF_ANOTHER = "line-of-another"
    LINE_OVERFLOWS = "line-overflows"
    MEND_LINE = "mend-line"
    NOTHING_PARTICULAR = "nothing-particular"
    NOTHING_TELLS = "nothing-tells"
    NOT_FINITE = "not-finite"
    NO_SLIP = "no-slip"
    NO_SUCH_QUANTITY = "no-such-quantity"
    NO_TIME_LEFT = "no-time-left"
    OTHER_ERROR = "other-error"
    OTHER_RATE = "other-rate"
    OWN_LETTER = "own-letter"
    PRINTED_BEFORE = "printed-before"
    REFUSED = "refused"
    SIDE_OF_ANOTHER = "side-of-another"
    SUPPOSED = "supposed"
    TOOK_TOO_LONG = "took-too-long"
    TOOK_TOO_MUCH = "took-too-much"
    TOO_MANY_ROUNDS = "too-many-rounds"
    UNREADABLE = "unreadable"
    VALUES_GIVEN = "values-given"
    WRITE = "write"


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


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with its details."""

    code: SlipCode | ReasonCode
    details: Details = Details()

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


def refused(error: Exception | str) -> Reason:
    """Return the reason that a refusal gives."""
    return Reason(ReasonCode.REFUSED, Details(text=str(error)))
