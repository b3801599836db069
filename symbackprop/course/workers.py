"""Processes that work through a list of jobs: what ends one of them costs the job that it was at, and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Generic, TypeVar

from ..errors import ElsewhereError

J = TypeVar("J")
R = TypeVar("R")


@dataclass
class _Worker(Generic[J]):
    """A process, the way to it, and what it is at."""

    process: BaseProcess
    connection: Connection
    job: J | None = None


class Workers(AbstractContextManager["Workers[J, R]"], Generic[J, R]):
    """Does jobs in as many processes as there are cores, where processes can be copied; else in this one.

    Args:
        act: Does a job; what it returns is pickled.
        lost: Returns what stands in for the result of a job whose process has ended, or in which an error of this
            program happened, which it is given in words.
        count: How many processes; without, one for each core.
    """

    def __init__(self, act: Callable[[J], R], lost: Callable[[J, str], R], count: int = 0) -> None:
        self.act, self.lost = act, lost
        can_copy = "fork" in multiprocessing.get_all_start_methods()
        self.count = (count or _cores()) if can_copy else 0
        self._workers: list[_Worker[J]] = []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            if error is not None:
                worker.process.kill()
            worker.process.join()

    def results(self, jobs: Iterable[J]) -> Iterator[tuple[J, R]]:
        """Yield each job with its result, as they come."""
        if not self.count:
            for job in jobs:
                yield job, _done(self.act, self.lost, job)
            return
        left = iter(jobs)
        idle: deque[_Worker[J]] = deque()
        while True:
            for job in left:
                worker = self._idle(idle)
                worker.job = job
                with suppress(BrokenPipeError):
                    worker.connection.send(job)
                if self._is_full(idle):
                    break
            busy = [worker for worker in self._workers if worker.job is not None]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy])
            for worker in (worker for worker in busy if worker.connection in ready):
                yield self._received(worker, idle)

    def _is_full(self, idle: deque[_Worker[J]]) -> bool:
        return not idle and len(self._workers) >= self.count

    def _idle(self, idle: deque[_Worker[J]]) -> _Worker[J]:
        return idle.popleft() if idle else self._begun()

    def _received(self, worker: _Worker[J], idle: deque[_Worker[J]]) -> tuple[J, R]:
        job = worker.job
        assert job is not None
        worker.job = None
        try:
            result: R = worker.connection.recv()
        except (EOFError, OSError):
            worker.connection.close()
            worker.process.join()
            self._workers.remove(worker)
            return job, self.lost(job, "the process that judged it was ended")
        idle.append(worker)
        return job, result

    def _begun(self) -> _Worker[J]:
        context = multiprocessing.get_context("fork")
        here, there = context.Pipe()
        others = [here, *(worker.connection for worker in self._workers)]
        process = context.Process(target=_work, args=(self.act, self.lost, there, others))
        process.start()
        there.close()
        worker = _Worker[J](process, here)
        self._workers.append(worker)
        return worker


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _work(
    act: Callable[[J], R], lost: Callable[[J, str], R], connection: Connection, others: Iterable[Connection]
) -> None:
    # What the first process has opened must be closed here, so that the end of that one is seen by all of them.
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)
    while True:
        try:
            job = connection.recv()
            connection.send(_done(act, lost, job))
        except (EOFError, OSError):
            return


def _done(act: Callable[[J], R], lost: Callable[[J, str], R], job: J) -> R:
    try:
        return act(job)
    except Exception as error:
        # A fault of ours in one job must not stop the others; it is listed with the job.
        found = error if isinstance(error, ElsewhereError) else ElsewhereError.of(error)
        return lost(job, f"internal error: {found.what} at {found.where}")
