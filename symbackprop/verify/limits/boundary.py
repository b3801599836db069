"""The one boundary of the judge: an error of this program costs the step in which it happens, and nothing else.

Whoever judges homework by a script must be able to trust that a crash is no verdict. So each statement is read, judged
and explained within a boundary, and so is each stage that finds out what a document means. What breaks off is recorded
with its traceback and listed; nothing is passed over in silence.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from ...errors import SymbackpropError
from ..reasons import Details, Reason, ReasonCode
from ..source import Span
from .steps import TookTooLong

T = TypeVar("T")


class Doing(Enum):
    """What is being done in a step; its words are made in the report."""

    CONVENTIONS = "conventions"
    DEFINITIONS = "definitions"
    DERIVATIONS = "derivations"
    DESCRIBING = "describing"
    DOUBT = "doubt"
    EQUATIONS = "equations"
    EXPLAINING = "explaining"
    GIVEN_VALUES = "given-values"
    JUDGING = "judging"
    LAYERS = "layers"
    MISPLACED_NAMES = "misplaced-names"
    MISSPELLINGS = "misspellings"
    NAMES = "names"
    NETWORK = "network"
    NOTATION = "notation"
    OTHER_EXAMPLES = "other-examples"
    PASSES = "passes"
    RATES = "rates"
    READING = "reading"
    REPEATED_CLAIMS = "repeated-claims"
    REPORT = "report"
    SAMPLES = "samples"
    SENTENCE = "sentence"
    TABLE = "table"
    UNKNOWN_NAMES = "unknown-names"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A step that broke off by an error of this program.

    Args:
        doing: What was being done.
        span: The statement that it was about; None for a stage that is about the whole document.
        error: What kind of error it was.
        traceback: Where it happened, for whoever corrects it.
    """

    doing: Doing
    span: Span | None
    error: str
    traceback: str

    @property
    def reason(self) -> Reason:
        """The remark on the statement."""
        return Reason(ReasonCode.INTERNAL_ERROR, Details(text=self.error))


_found: ContextVar[dict[tuple[Doing, Span | None, str], Breakdown] | None] = ContextVar("breakdowns", default=None)


@contextmanager
def recording() -> Iterator[Callable[[], tuple[Breakdown, ...]]]:
    """Have what breaks off within this block recorded; an outer block keeps its own and has these as well.

    Yields:
        A function that returns what has broken off so far, the same error at the same place once.
    """
    outer = _found.get()
    inner: dict[tuple[Doing, Span | None, str], Breakdown] = {}
    token = _found.set(inner)
    try:
        yield lambda: tuple(inner.values())
    finally:
        _found.reset(token)
        if outer is not None:
            outer |= inner


def contained(doing: Doing, span: Span | None, act: Callable[[], T], otherwise: Callable[[Breakdown], T]) -> T:
    """Return what a step returns, or something else where it breaks off by an error of this program.

    Args:
        doing: What the step does.
        span: The statement that it is about, or None.
        act: The step.
        otherwise: Is given the error and returns what stands in for the result.

    Raises:
        BrokenPipeError: Nobody is left who waits for the result.
        SymbackpropError: The step refuses its input, which is no error of this program.
        TookTooLong: Its time is over, for whoever set the limit.

    >>> contained(Doing.READING, None, lambda: [][1], lambda broken: broken.error)
    'IndexError'
    """
    try:
        return act()
    except (BrokenPipeError, SymbackpropError, TookTooLong):
        raise
    except Exception as error:
        return otherwise(_recorded(doing, span, error))


def _recorded(doing: Doing, span: Span | None, error: Exception) -> Breakdown:
    broken = Breakdown(doing, span, type(error).__name__, "".join(traceback.format_exception(error)))
    found = _found.get()
    if found is not None:
        found.setdefault((doing, span, broken.error), broken)
    return broken
