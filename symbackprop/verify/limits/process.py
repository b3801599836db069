"""Judging in a process of its own, which is stopped from outside where nothing inside it can.

The child tells the parent of each step before it begins it. When it is silent for too long, or is gone, the parent ends
it and starts another one, which leaves that equation alone. The system limits the child's memory and its processor
time. Where a process cannot be copied (Windows), the judge works in this one, within the limits of `guard`.
"""

from __future__ import annotations

import math
import multiprocessing
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Generic, TypeVar

from ...errors import ElsewhereError, SymbackpropError
from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..reasons import Details, Reason, ReasonCode
from ..source import Span
from .steps import Phase, Step, Watch, step, watching

T = TypeVar("T")
Tell = Callable[[Phase, Span], None]


@dataclass(frozen=True, slots=True)
class _End(Generic[T]):
    """The last thing that a child says: what came of it."""

    result: T | None = None
    error: Exception | None = None


def _nothing() -> None:
    pass


def apart(
    act: Callable[[], T],
    tell: Tell = lambda _phase, _span: None,
    meanwhile: Callable[[], None] = _nothing,
    seconds: float = math.inf,
) -> T:
    """Return what an act of judging returns.

    Args:
        act: What is done; its result and its errors are pickled.
        tell: Is called with each step before it begins.
        meanwhile: Is called once, here, while the child is at work.
        seconds: The processor time after which no further step is begun.

    Raises:
        DocumentRefusal: It had to be stopped again and again, or came to no end after its time.
        ElsewhereError: It failed by a fault of ours, in the child.
        SymbackpropError: Whatever it raises.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        with watching(Watch(tell=tell, seconds=seconds)):
            return act()
    given_up: dict[Step, Reason] = {}
    before = _spent()
    for start in range(thresholds.MOST_STARTS):
        left = max(seconds - (_spent() - before), 0.0)
        end = _run(act, given_up, tell, meanwhile if start == 0 else _nothing, left)
        if end is not None and end.error is not None:
            raise end.error
        if end is not None:
            return end.result  # type: ignore[return-value]
        if _spent() - before > seconds + thresholds.LEAST_SPARE:
            raise DocumentRefusal(DocumentCode.TOOK_TOO_LONG, seconds=seconds)
    raise DocumentRefusal(DocumentCode.STOPPED_OFTEN)


def _spent() -> float:
    """Return the processor time of the children that have ended, in seconds."""
    from resource import RUSAGE_CHILDREN, getrusage

    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _run(
    act: Callable[[], T], given_up: dict[Step, Reason], tell: Tell, meanwhile: Callable[[], None], seconds: float
) -> _End[T] | None:
    """Return what came of a child, or None where it was stopped; what it was at is given up then."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(act, given_up, sender, seconds))
    child.start()
    sender.close()
    latest: Step | None = None
    try:
        meanwhile()
        while receiver.poll(thresholds.SILENCE):
            message = receiver.recv()
            if isinstance(message, _End):
                return message
            latest = step(*message)
            tell(*message)
        reason = Reason(ReasonCode.TOOK_TOO_LONG, Details(text=f"{thresholds.SILENCE:g}"))
        refusal = DocumentRefusal(DocumentCode.JUDGE_SILENT, seconds=thresholds.SILENCE)
    except EOFError:
        reason = Reason(ReasonCode.BROKE_THE_JUDGE)
        refusal = DocumentRefusal(DocumentCode.JUDGE_BROKEN)
    finally:
        receiver.close()
        child.kill()
        child.join()
    if latest is None:
        raise refusal
    given_up[latest] = reason
    return None


def _work(act: Callable[[], T], given_up: dict[Step, Reason], sender: Connection, seconds: float) -> None:
    # A key that interrupts reaches all processes of a terminal; the parent ends this one, which need not say so too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    _limit_time(seconds)
    try:
        with watching(Watch(dict(given_up), lambda phase, at: sender.send((phase, at)), seconds)):
            end = _packed(_End(act()))
    except (BrokenPipeError, MemoryError):
        # The parent is gone, or sees from this end without a word what it was.
        return
    except (OSError, SymbackpropError) as error:
        end = _packed(_End(error=error))
    except Exception as error:
        end = _packed(_End(error=ElsewhereError.of(error)))
    with suppress(BrokenPipeError):
        sender.send_bytes(end)


def _packed(end: _End[T]) -> bytes:
    return bytes(ForkingPickler.dumps(end))


def _limit_memory() -> None:
    from resource import RLIMIT_DATA, getpagesize, getrlimit, setrlimit

    held = 0
    with suppress(OSError):
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * getpagesize()
    _, hard = getrlimit(RLIMIT_DATA)
    setrlimit(RLIMIT_DATA, (max(thresholds.MOST_MEMORY, held + thresholds.LEAST_MEMORY), hard))


def _limit_time(seconds: float) -> None:
    """Have the system end this process, whatever it does, somewhat after its time."""
    from resource import RLIMIT_CPU, getrlimit, setrlimit

    if math.isinf(seconds):
        return
    most = math.ceil(seconds + max(thresholds.LEAST_SPARE, seconds * thresholds.SPARE_SHARE))
    _, hard = getrlimit(RLIMIT_CPU)
    if hard < 0 or most < hard:
        # Both limits alike, for beyond the first one alone a file with the memory of the process may be left.
        setrlimit(RLIMIT_CPU, (most, most))
