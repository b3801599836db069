"""What is to be said once of a document as a whole: codes, whose words are made where a report is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ...expression.tree import Number


class RemarkCode(Enum):
    """How a document writes, and what it does that its network does not; the values are stable."""

    ACTIVATION_LETTER = "activation-letter"
    ANOTHER_EXAMPLE = "another-example"
    FUNCTION_LETTER = "function-letter"
    GRADIENTS_TRANSPOSED = "gradients-printed-transposed"
    DELTA_FOR_PARTIAL = "delta-for-partial"
    HALF_OF_THE_SQUARE = "half-of-the-square"
    LATER_ROUNDS = "later-rounds"
    LOSS_TIMES = "loss-times"
    MEAN_OF_ERRORS = "mean-of-errors"
    NO_FACTOR_OF_THE_SQUARE = "no-factor-of-the-square"
    NUMBERED_BY_SOURCE = "weights-numbered-by-source"
    NUMBERED_BY_TARGET = "weights-numbered-by-target"
    PRINTED_AS_DOUBLES = "printed-as-doubles"
    RATE_MENTIONED = "learning-rate-mentioned"
    RATE_USED = "learning-rate-used"
    ROUNDS = "rounds"
    ROUNDS_MOSTLY = "rounds-mostly"
    SIGNAL_BY_OUTPUT = "signal-by-output"
    SIGNAL_NEGATIVE = "signal-negative"
    SUM_OF_ERRORS = "sum-of-errors"
    TIME_OVER = "time-over"
    TRUNCATES = "truncates"
    VECTORS_AS_ROWS = "vectors-as-rows"
    WEIGHTS_BY_SOURCE = "weights-by-source"
    WEIGHTS_BY_TARGET = "weights-by-target"


@dataclass(frozen=True, slots=True)
class Remark:
    """A code with its details.

    Args:
        code: What the document does.
        used: The learning rate of the document, for those of learning rates; a factor, for that of a loss.
        in_spec: That of the spec.
        letter: The letter that stands for a function, or for ∂.
        function: The function, by its name in the table of functions.
        decimals: How many decimals most numbers have, where most have as many.
    """

    code: RemarkCode
    used: Number | None = None
    in_spec: Number | None = None
    letter: str = ""
    function: str = ""
    decimals: int | None = None
