"""What is said once of a document as a whole: codes, whose words are made where a report is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ...expression.tree import Number


class RemarkCode(Enum):
    """What a document does that the network it is judged by does not."""

    ANOTHER_EXAMPLE = "another-example"
    HALF_OF_THE_SQUARE = "half-of-the-square"
    NO_FACTOR_OF_THE_SQUARE = "no-factor-of-the-square"
    RATE_MENTIONED = "learning-rate-mentioned"
    RATE_USED = "learning-rate-used"
    TIME_OVER = "time-over"


@dataclass(frozen=True, slots=True)
class Remark:
    """A code with its numbers.

    Args:
        code: What the document does.
        stated: The learning rate of the document, for those of learning rates.
        given: That of the spec.
    """

    code: RemarkCode
    stated: Number | None = None
    given: Number | None = None
