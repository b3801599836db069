"""A judge that hangs, dies or eats memory is stopped from outside, and costs no more than the equation it was at."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from symbackprop.errors import DocumentError
from symbackprop.models.spec import example
from symbackprop.verify import evaluate, worker
from symbackprop.verify.guard import Phase, within
from symbackprop.verify.syntax import Span
from symbackprop.verify.verdicts import Report
from symbackprop.verify.verify import verify
from symbackprop.verify.worker import apart

DOCUMENT = b"$out_{h1} = 0.593269992$\n\n$out_{h2} = 12345678 - 12345677.403115622$\n\n$out_{h1} = 0.593269999$"
"""In the second equation stands the number over which the judge comes to grief."""


def hang() -> None:
    """Do what a call into C that never returns does: let no signal through."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(60)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eat() -> None:
    bytearray(2**40)


def trouble(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    monkeypatch.setattr(worker, "SILENCE", 1.0)
    exact = evaluate.exact

    def troubled(value: object) -> object:
        if value == 12345678:
            act()
        return exact(value)  # type: ignore[arg-type]

    monkeypatch.setattr(evaluate, "exact", troubled)


def judged() -> Report:
    return verify(DOCUMENT, "x.md", example())


@pytest.mark.parametrize(
    ("act", "reason"), [(hang, "took longer than 1 s"), (die, "broke what judged it"), (eat, "more memory than it may")]
)
def test_the_rest_is_judged_although_one_equation_brings_the_judge_down(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], None], reason: str
) -> None:
    trouble(monkeypatch, act)
    start = time.monotonic()
    report = apart(judged)
    assert time.monotonic() - start < 15
    found = [(claim.place.line, claim.verdict.value) for claim in report.claims]
    assert found == [(1, "rounded"), (3, "not_checkable"), (5, "wrong")]
    assert reason in report.claims[1].reason


def test_apart_the_same_is_said_as_here() -> None:
    assert apart(judged) == judged()


def test_each_step_is_told() -> None:
    told: list[tuple[Phase, Span]] = []
    report = apart(judged, lambda phase, at: told.append((phase, at)))
    for claim in report.claims:
        assert (Phase.JUDGING, claim.span) in told


def test_an_error_comes_through() -> None:
    with pytest.raises(DocumentError, match="is not UTF-8 text"):
        apart(lambda: verify(b"\xff\xfe", "x.md", example()))


def test_a_judge_that_never_begins_is_said_to_have_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SILENCE", 0.2)
    with pytest.raises(DocumentError, match=r"could not be judged: it took longer than 0\.2 s"):
        apart(hang)


def test_a_document_that_brings_every_judge_down_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SILENCE", 0.2)

    def act() -> None:
        place = time.monotonic_ns()
        within(60, Phase.JUDGING, Span(place, place + 1), hang)

    start = time.monotonic()
    with pytest.raises(DocumentError, match="several of its equations"):
        apart(act)
    assert time.monotonic() - start < 10


def test_where_no_process_can_be_copied_the_judge_works_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker.multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert apart(os.getpid) == os.getpid()
    assert apart(judged) == judged()


def memory_of_a_child() -> int:
    """Return how much a child could take hold of, in bytes."""
    step, held = 50 * 2**20, []
    try:
        while len(held) < 60:
            held.append(bytearray(step))
    except MemoryError:
        pass
    return len(held) * step


def test_the_memory_of_a_child_is_limited() -> None:
    assert worker.LEAST_MEMORY - 2**26 <= apart(memory_of_a_child) <= worker.MOST_MEMORY
