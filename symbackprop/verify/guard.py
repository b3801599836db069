"""A limit of time on one step of judging, so that one equation that takes too long costs nothing else.

In the main thread of a system with interval timers a signal ends the step, whatever it is doing. Elsewhere the
evaluation asks at each of its steps whether its time is over.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from types import FrameType
from typing import NoReturn, TypeVar

SECONDS = 2.0
"""How long one equation may take; the longest of the sample documents takes a fiftieth of it."""

T = TypeVar("T")


class TookTooLong(Exception):
    """A step has had its time. No refusal to judge: nothing but the one who set the limit may catch it."""


_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


def within(seconds: float, act: Callable[[], T]) -> T:
    """Return what a step returns, or end it when its time is over.

    Args:
        seconds: Its time; inside another limit that one holds.
        act: The step. It may be left anywhere, so it must not hold what others rely on half done.

    Raises:
        TookTooLong: The time was over first.

    >>> within(1.0, lambda: 6 * 7)
    42
    """
    outer = _deadline.get()
    if outer is not None:
        return act()
    token = _deadline.set(time.monotonic() + seconds)
    try:
        return _interrupted(seconds, act) if _has_timer() else act()
    finally:
        _deadline.reset(token)


def check() -> None:
    """End the step that is under way where its time is over.

    Raises:
        TookTooLong: It is.
    """
    deadline = _deadline.get()
    if deadline is not None and time.monotonic() > deadline:
        raise TookTooLong


def _has_timer() -> bool:
    """Say whether a signal can end a step here, and nobody else waits for that signal."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    )


def _interrupted(seconds: float, act: Callable[[], T]) -> T:
    signal.signal(signal.SIGALRM, _end)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        return act()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TookTooLong
