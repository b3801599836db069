"""One batch of cases, in a process of its own, with the limits that each case must keep."""

from __future__ import annotations

import random
import re
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import FrameType
from typing import NoReturn

from .targets import TARGETS, Case, Target

MOST_SECONDS = 5.0
"""Processor time of one case."""

MOST_MEMORY = 500 * 2**20
"""Bytes that a process may hold after a case, beside what it held before the first."""

MOST_TRACE = 3_000
"""Characters of a traceback, from its end, that are shown."""

PLACE = re.compile(r'File "[^"]*/symbackprop/([^"]+)", line (\d+)')


class TookTooLong(BaseException):
    """A case has had its time; not an Exception, so that nothing that is fuzzed takes it for one of its own."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases to try.

    Args:
        target: A row of TARGETS.
        seed: Of the first case; the others count on from it.
        size: How many.
    """

    target: str
    seed: int
    size: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be.

    Args:
        target: A row of TARGETS.
        key: What went wrong and where; the same for cases of one cause.
        trace: The traceback.
        case: The text that does it.
    """

    target: str
    key: str
    trace: str
    case: Case | None


def run_batch(batch: Batch, says: Connection) -> None:
    """Try the cases of a batch, and say what is tried, what came of it and what was found."""
    target = TARGETS[batch.target]
    before = _memory()
    counts: Counter[str] = Counter()
    for number in range(batch.size):
        case = target.make(random.Random(batch.seed * 10_007 + number))
        says.send(case)
        for finding in findings(batch.target, target, case, counts, before):
            says.send(finding)
        if _memory() - before > MOST_MEMORY:
            break
    says.send(counts)


def findings(
    name: str, target: Target, case: Case, counts: Counter[str], before: int, most: int = MOST_MEMORY
) -> Iterator[Finding]:
    """Try one case, count it, and yield what must not be."""
    start = time.process_time()
    counts["cases"] += 1
    # The second signal is for the one that a destructor swallows.
    signal.signal(signal.SIGPROF, _end)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS, 1.0)
    try:
        counts[target.act(case)] += 1
    except (Exception, TookTooLong) as error:
        counts["slow" if isinstance(error, TookTooLong) else "exceptions"] += 1
        trace = traceback.format_exc()
        yield Finding(name, f"{type(error).__name__} at {_place(trace)}", trace[-MOST_TRACE:], case)
    else:
        if time.process_time() - start > MOST_SECONDS:
            counts["slow"] += 1
            yield Finding(name, f"took {time.process_time() - start:.0f} s", "", case)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if _memory() - before > most:
        counts["large in memory"] += 1
        yield Finding(name, f"holds {_memory() - before >> 20} MB more", "", case)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TookTooLong


def _place(trace: str) -> str:
    """Return the innermost place in the package that an error went through; one that was contained has its own."""
    places = PLACE.findall(trace)
    return f"{places[-1][0]}:{places[-1][1]}" if places else "outside"


def _memory() -> int:
    """Return the most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
