"""A long computation in a process of its own, begun before its result is needed."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, TypeVar

from flint import arb, fmpq

from .. import thresholds

T = TypeVar("T")


class Ahead(Generic[T]):
    """What another process is computing.

    Args:
        act: What it computes; the result is pickled, with exact balls.
    """

    def __init__(self, act: Callable[[], T]) -> None:
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._child = context.Process(target=_work, args=(act, sender), daemon=True)
        self._child.start()
        sender.close()

    def result(self) -> T | None:
        """Wait for the result and return it, or None where there is none; it can be asked for once."""
        try:
            return self._receiver.recv()  # type: ignore[no-any-return]
        except EOFError:
            return None
        finally:
            self._receiver.close()
            self._child.join()


def is_worth_it() -> bool:
    """Say whether this is a process of the judge's own, which may be copied again, and a processor is left for a copy.

    Elsewhere the process belongs to somebody whose threads a copy would break.
    """
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and multiprocessing.parent_process() is not None
        and not multiprocessing.current_process().daemon
        and _processors() > 1
    )


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(act: Callable[[], object], sender: Connection) -> None:
    from resource import RLIMIT_CPU, setrlimit

    setrlimit(RLIMIT_CPU, (thresholds.MOST_SECONDS_AHEAD, thresholds.MOST_SECONDS_AHEAD))
    try:
        sender.send(act())
    except Exception:
        # The one who waits finds out for himself what is missing, and says what comes of it.
        return


def _packed(ball: arb) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    if not ball.is_finite():
        return arb, ("nan",)
    (middle, at), (radius, below) = ball.mid().man_exp(), ball.rad().man_exp()
    return _ball, (int(middle), int(at), int(radius), int(below))


def _ball(middle: int, at: int, radius: int, below: int) -> arb:
    return arb((middle, at), (radius, below))


ForkingPickler.register(arb, _packed)
ForkingPickler.register(fmpq, lambda value: (fmpq, (int(value.p), int(value.q))))
