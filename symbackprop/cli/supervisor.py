"""The process that waits for the one that works, so that each way in which that one ends gives one line and one status.

An interrupt, a limit of time and a crash in compiled code are all ends that the working process may be unable to speak
of: a call into compiled code lets no Python run until it returns. So the first process only waits; it imports almost
nothing, is there at once for an interrupt, and passes it on. Where a process cannot be copied (Windows, or no process
is left), the program works in the first one.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from . import stage
from .stage import Board
from .statuses import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_SIGNAL, EXIT_UNREAD
from .streams import complain, output_failure, secure

TYPE_CHECKING = False

if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals by which people and systems end a program."""

PATIENCE = 1.0
"""Seconds that the working process has to clean up and go, once it is to stop."""

SHOW_CURSOR = "\x1b[?25h"


class Stopped(BaseException):
    """The run is to stop."""


def main() -> NoReturn:
    """Run the program on the arguments of this process, and leave with its status."""
    can_copy = hasattr(os, "fork")
    # Who runs this program in the background may have switched interrupts off.
    stops = {number for number in STOPS if signal.getsignal(number) is not signal.SIG_IGN}
    if can_copy:
        # Whoever waits for signals loses none; a handler would, where one comes just before it begins to wait.
        signal.pthread_sigmask(signal.SIG_BLOCK, {*stops, signal.SIGALRM, signal.SIGCHLD})
    secure()
    os._exit(_supervised(stops) if can_copy else _work(stops))


def _supervised(stops: set[int]) -> int:
    """Have the program run in a process of its own, and return with what status this one is to leave."""
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    try:
        board = Board()
        alive, held = os.pipe()
        child = os.fork()
    except OSError:
        # Memory, files or processes are short; the program may still have what it needs.
        return _work(stops)
    if child == 0:
        os.close(held)
        _end_with_parent(alive)
        stage.share(board)
        return _work(stops, apart=True)
    os.close(alive)
    return _wait(child, board, stops)


def _end_with_parent(alive: int) -> None:
    """End this process when its parent ends, whatever it is doing: a pipe closes then."""
    with suppress(ImportError, OSError, AttributeError):
        from fcntl import F_GETFL, F_SETFL, F_SETOWN, fcntl

        fcntl(alive, F_SETOWN, os.getpid())
        fcntl(alive, F_SETFL, fcntl(alive, F_GETFL) | os.O_ASYNC)


def _wait(child: int, board: Board, stops: set[int]) -> int:
    """Wait for the process that works, pass on what is to stop it, and return with what status this one is to leave."""
    stopped = 0
    while True:
        number = signal.sigwait({*stops, signal.SIGALRM, signal.SIGCHLD})
        if number == signal.SIGCHLD:
            ended, status, usage = os.wait4(child, os.WNOHANG)
            if ended:
                break
        elif number == signal.SIGALRM:
            os.kill(child, signal.SIGKILL)
        else:
            stopped = stopped or number
            os.kill(child, signal.SIGTERM)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    if os.WIFSIGNALED(status):
        _show_cursor()
    if stopped:
        # Who presses Ctrl-C knows it; the status says the rest, as it does for cat.
        if stopped != signal.SIGINT:
            complain(f"ended: {signal.strsignal(stopped)}")
        return EXIT_SIGNAL + stopped
    if os.WIFEXITED(status):
        return os.WEXITSTATUS(status)
    at, number = board.read(), os.WTERMSIG(status)
    if at.seconds and usage.ru_utime + usage.ru_stime > at.seconds:
        complain(at.too_long)
    else:
        complain(f"was ended by the system ({signal.strsignal(number) or number}) while {at.doing}")
    return EXIT_FAILED


def _show_cursor() -> None:
    """Show the cursor again, which a progress bar that was ended has hidden."""
    with suppress(OSError, ValueError):
        if sys.stderr.isatty():
            sys.stderr.write(SHOW_CURSOR)


def _work(stops: set[int], apart: bool = False) -> NoReturn:
    """Run the program in this process, and end it with its status.

    Args:
        stops: The signals that are to stop it.
        apart: Whether another process waits for this one, and says what became of it.
    """
    try:
        _end_with(_status(stops, apart))
    except Stopped:
        os._exit(EXIT_INTERRUPTED)


def _status(stops: set[int], apart: bool) -> int:
    import gc
    import threading

    for number in stops:
        signal.signal(number, _stop)
    if apart and signal.SIGINT in stops:
        # An interrupt goes to all processes of a terminal. The first passes it on; this one and its children need not
        # speak of it too.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {*stops, signal.SIGALRM, signal.SIGCHLD})
    # What goes wrong in a thread or where an object is taken apart has no one to tell it to.
    sys.unraisablehook = lambda _: None
    threading.excepthook = lambda _: None
    # A run makes many small objects that live to its end; looking for garbage among them is a tenth of its time,
    # and so is taking them apart one by one before the process ends.
    gc.set_threshold(200_000, 20, 20)
    try:
        if apart:
            from .limits import let_be_ended

            let_be_ended()
        from .program import run

        return run(sys.argv[1:])
    except (Exception, KeyboardInterrupt) as error:
        # The program reports its own errors; this one could not even be loaded.
        complain(f"cannot be started: {type(error).__name__}: {error}")
        return EXIT_FAILED


def _end_with(status: int) -> NoReturn:
    failure = output_failure()
    if isinstance(failure, BrokenPipeError):
        status = EXIT_UNREAD
    elif failure is not None and status != EXIT_FAILED:
        complain(f"standard output: cannot be written: {failure.strerror}")
        status = EXIT_FAILED
    os._exit(status)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped
