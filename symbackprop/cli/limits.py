"""The limit of processor time on a whole command.

A signal ends what is done in Python. A call into compiled code that does not return lets no Python run, not even in
another thread; there the system ends the process, and the one that waits for it says why: see `supervisor`.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from types import FrameType
from typing import NoReturn

from ..errors import UsageError
from . import stage

AGAIN = 1.0
"""Seconds after which the signal comes again, for a callback of compiled code may have swallowed the first one."""

SPARE = 2
"""Seconds after the limit from which on the system ends the process."""

MOST_SECONDS = 10**9


class OutOfTime(BaseException):
    """The limit is reached. No Exception, so that nothing between takes it for a failure of its own."""


_may_be_ended = False


def let_be_ended() -> None:
    """Say that this process is there for one command alone, so that the system may end it."""
    global _may_be_ended
    _may_be_ended = True


def start(seconds: float, smaller: str) -> None:
    """Limit the processor time from now to the end of the command.

    Args:
        seconds: The limit; 0 for none.
        smaller: What would make the work smaller, said where the limit is reached.

    Raises:
        UsageError: That is no limit.
    """
    if not 0 <= seconds <= MOST_SECONDS:
        raise UsageError(f"--time-limit must be from 0 (no limit) to {MOST_SECONDS:,} seconds, not {seconds:g}")
    stage.limit(seconds, smaller)
    if seconds == 0 or threading.current_thread() is not threading.main_thread():
        return
    if not hasattr(signal, "setitimer"):
        threading.Thread(target=_end_after, args=(seconds,), daemon=True).start()
        return
    signal.signal(signal.SIGPROF, _end)
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-3), AGAIN)
    if _may_be_ended:
        _limit_by_system(seconds)


def stop() -> None:
    """Take the limit away, at the end of a command."""
    stage.limit(0, "")
    if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGPROF) is _end:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise OutOfTime


def _limit_by_system(seconds: float) -> None:
    from resource import RLIMIT_CPU, getrlimit, setrlimit

    most = math.ceil(time.process_time() + seconds) + SPARE
    _, hard = getrlimit(RLIMIT_CPU)
    if hard < 0 or most < hard:
        # Both limits alike, for beyond the first one alone a file with the memory of the process may be left.
        setrlimit(RLIMIT_CPU, (most, most))


def _end_after(seconds: float) -> None:
    """End this process after its time, where the system has no signal for that."""
    import os

    from .streams import complain

    start = time.process_time()
    while (left := seconds - (time.process_time() - start)) > 0:
        time.sleep(max(left, 0.01))
    if stage.now().seconds:
        complain(stage.now().too_long)
        os._exit(2)
