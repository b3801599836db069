"""Judging in a process of its own, which is stopped from outside where nothing inside it can.

The child tells the parent of each step before it begins it. When it is silent for too long, or is gone, the parent ends
it and starts another one, which leaves that equation alone. The system limits the child's memory. Where a process
cannot be copied (Windows), the judge works in this one, within the limits of `guard`.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, TypeVar

from ..errors import DocumentError
from .guard import Phase, Step, Watch, step, watching
from .syntax import Span

SILENCE = 10.0
"""Seconds without a new step after which a child is stopped; five times what `guard` allows to a step."""

MOST_STARTS = 4
MOST_MEMORY, LEAST_MEMORY = 500 * 2**20, 250 * 2**20
"""Bytes that the child may hold in all, and that it may have at least besides what it was born with."""

T = TypeVar("T")
Tell = Callable[[Phase, Span], None]


@dataclass(frozen=True, slots=True)
class _End(Generic[T]):
    """The last thing that a child says: what came of it."""

    result: T | None = None
    error: Exception | None = None


def _nothing() -> None:
    pass


def apart(act: Callable[[], T], tell: Tell = lambda _phase, _span: None, meanwhile: Callable[[], None] = _nothing) -> T:
    """Return what an act of judging returns.

    Args:
        act: What is done; its result and its errors are pickled.
        tell: Is told of each step before it begins.
        meanwhile: Is called once, here, while the child is at work.

    Raises:
        DocumentError: It had to be stopped again and again.
        Exception: Whatever it raises.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        with watching(Watch(tell=tell)):
            return act()
    given_up: dict[Step, str] = {}
    for start in range(MOST_STARTS):
        end = _run(act, given_up, tell, meanwhile if start == 0 else _nothing)
        if end is not None and end.error is not None:
            raise end.error
        if end is not None:
            return end.result  # type: ignore[return-value]
    raise DocumentError("the document could not be judged: several of its equations took too much time or memory")


def _run(act: Callable[[], T], given_up: dict[Step, str], tell: Tell, meanwhile: Callable[[], None]) -> _End[T] | None:
    """Return what came of a child, or None where it was stopped; what it was at is given up then."""
    context = multiprocessing.get_context("fork")
    hears, says = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(act, given_up, says))
    child.start()
    says.close()
    latest: Step | None = None
    try:
        meanwhile()
        while hears.poll(SILENCE):
            said = hears.recv()
            if isinstance(said, _End):
                return said
            latest = step(*said)
            tell(*said)
        reason = f"took longer than {SILENCE:g} s"
    except EOFError:
        reason = "took more memory than it may, or broke what judged it"
    finally:
        hears.close()
        child.kill()
        child.join()
    if latest is None:
        raise DocumentError(f"the document could not be judged: it {reason}")
    given_up[latest] = reason
    return None


def _work(act: Callable[[], T], given_up: dict[Step, str], says: Connection) -> None:
    _limit_memory()
    try:
        with watching(Watch(dict(given_up), lambda phase, at: says.send((phase, at)))):
            end = _End(act())
    except Exception as error:
        end = _End(error=error)
    says.send(end)


def _limit_memory() -> None:
    from resource import RLIMIT_DATA, getpagesize, getrlimit, setrlimit

    held = 0
    with suppress(OSError):
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * getpagesize()
    _, hard = getrlimit(RLIMIT_DATA)
    setrlimit(RLIMIT_DATA, (max(MOST_MEMORY, held + LEAST_MEMORY), hard))
