"""Limits of time and memory on one step of judging, so that one equation that takes too much costs nothing else.

In the main thread of a system with interval timers a signal ends the step, whatever it does in Python. Elsewhere the
evaluation asks at each of its steps whether its time is over. What neither ends, a single call that never returns or a
process that is killed, `worker` ends from outside; it follows by a `Watch` what is being done. A `Watch` may also have
a limit for the whole document: once it is reached, no further step is begun.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from types import FrameType
from typing import NoReturn, TypeAlias, TypeVar

from .. import thresholds
from ..reasons import Details, Reason, ReasonCode
from ..source import Span

GIVEN_UP_BEFORE = Reason(ReasonCode.GIVEN_UP_BEFORE)
NO_TIME_LEFT = Reason(ReasonCode.NO_TIME_LEFT)
"""Why a step is not begun where the time for the whole document is over."""


T = TypeVar("T")


class Phase(Enum):
    """What is being done with an equation; its words are made in the report."""

    READING = "reading"
    NAMING = "naming"
    JUDGING = "judging"
    EXPLAINING = "explaining"


class TookTooLong(Exception):
    """A step has had its time or its memory. No refusal to judge: only the one who set the limit may catch it."""

    def __init__(self, reason: Reason = GIVEN_UP_BEFORE) -> None:
        super().__init__(reason.code.value)
        self.reason = reason


Step: TypeAlias = tuple[bool, Span]
"""An equation, and whether it is explained; one that cannot be explained in time is judged all the same."""


def step(phase: Phase, at: Span) -> Step:
    """Return what is given up with a step."""
    return phase is Phase.EXPLAINING, at


@dataclass
class Watch:
    """What is known of the steps of one run.

    Args:
        given_up: The steps that took too much, with the reason; they are not begun again.
        tell: Is called with each step before it begins.
        seconds: The processor time after which no step is begun.
    """

    given_up: dict[Step, Reason] = field(default_factory=dict)
    tell: Callable[[Phase, Span], None] = lambda _phase, _span: None
    seconds: float = math.inf
    # Asked for by name, so that the clock of a test is its clock from the start.
    _start: float = field(init=False, default_factory=lambda: time.process_time())

    def is_over(self, phase: Phase | None = None) -> bool:
        """Say whether the time of a phase is over, or that of the whole document."""
        share = thresholds.READING_SHARE if phase is Phase.READING else 1.0
        return time.process_time() - self._start > share * self.seconds


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def watching(watch: Watch | None = None) -> Iterator[None]:
    """Have the steps within this block remembered; an outer block keeps its own."""
    token = _watch.set(watch or _watch.get() or Watch())
    try:
        yield
    finally:
        _watch.reset(token)


def teller() -> Callable[[Phase, Span], None]:
    """Return what is told of each step."""
    watch = _watch.get()
    return watch.tell if watch is not None else lambda _phase, _span: None


def out_of_time() -> bool:
    """Say whether the time for the whole document is over."""
    watch = _watch.get()
    return watch is not None and watch.is_over()


def within(seconds: float, phase: Phase, at: Span, act: Callable[[], T]) -> T:
    """Return what a step returns, or end it when its time is over.

    Args:
        seconds: Its time; inside another limit that one holds.
        phase: What the step does.
        at: The equation on which it does so.
        act: The step. It may be left anywhere, so it must not hold what others rely on half done.

    Raises:
        TookTooLong: The time was over first, the memory did not suffice, the equation was given up before, or the time
            for the whole document is over.

    >>> within(1.0, Phase.JUDGING, Span(0, 5), lambda: 6 * 7)
    42
    """
    if _deadline.get() is not None:
        return act()
    watch = _watch.get() or Watch()
    key = step(phase, at)
    if key in watch.given_up:
        raise TookTooLong(watch.given_up[key])
    if watch.is_over(phase):
        raise TookTooLong(NO_TIME_LEFT)
    watch.tell(phase, at)
    is_timed = _has_timer()
    # Where a signal ends the step, it need not ask for the time itself.
    token = _deadline.set(math.inf if is_timed else time.thread_time() + seconds)
    try:
        return _interrupted(seconds, act) if is_timed else act()
    except TookTooLong:
        watch.given_up[key] = Reason(ReasonCode.TOOK_TOO_LONG, Details(text=f"{seconds:g}"))
        raise TookTooLong(watch.given_up[key]) from None
    except (MemoryError, SystemError):
        # Where memory is short, compiled libraries may fail without saying so.
        watch.given_up[key] = Reason(ReasonCode.TOOK_TOO_MUCH)
        raise TookTooLong(watch.given_up[key]) from None
    finally:
        _deadline.reset(token)


def check() -> None:
    """End the step that is under way where its time is over.

    Raises:
        TookTooLong: It is.
    """
    deadline = _deadline.get()
    if deadline is not None and deadline < math.inf and time.thread_time() > deadline:
        raise TookTooLong


def _has_timer() -> bool:
    """Say whether a signal can end a step here, and nobody else waits for that signal."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
    )


def _interrupted(seconds: float, act: Callable[[], T]) -> T:
    signal.signal(signal.SIGVTALRM, _end)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        return act()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TookTooLong
