"""One equation that takes too long is given up, and costs nothing else."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

import pytest

from symbackprop.models.spec import example
from symbackprop.verify import pipeline, thresholds
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.limits import steps as guard
from symbackprop.verify.limits.steps import Phase, TookTooLong, check, watching
from symbackprop.verify.limits.steps import within as within_for
from symbackprop.verify.reasons import ReasonCode
from symbackprop.verify.report.words import reason_words
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Numeral
from symbackprop.verify.values import calculation, evaluation

LIMIT = 0.1
ENDLESS = 3.0
"""What stands for an endless step: longer than all limits together, and short enough to be waited for."""

DOCUMENT = b"$out_{h1} = 0.593269992$\n\n$out_{h2} = 12345678 - 12345677.403115622$\n\n$out_{h1} = 0.593269999$"
"""In the second equation stands the number over which the judge loses its time."""


def within(seconds: float, act: Callable[[], None]) -> None:
    within_for(seconds, Phase.JUDGING, Span(0, 1), act)


def spin() -> None:
    end = time.monotonic() + ENDLESS
    while time.monotonic() < end:
        pass


def spin_and_check() -> None:
    end = time.monotonic() + ENDLESS
    while time.monotonic() < end:
        check()


def slow(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    monkeypatch.setattr(thresholds, "SECONDS", LIMIT)
    exact = calculation.exact

    def slower(value: object) -> object:
        if value == 12345678:
            act()
        return exact(value)  # type: ignore[arg-type]

    monkeypatch.setattr(calculation, "exact", slower)


def judged(found: list[Report]) -> None:
    found.append(pipeline.verify(DOCUMENT, "x.md", example()))


def verdicts(report: Report) -> list[tuple[int, str]]:
    return [(claim.place.line, claim.verdict.value) for claim in report.claims]


def test_the_rest_is_judged_although_one_equation_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    slow(monkeypatch, spin)
    found: list[Report] = []
    start = time.monotonic()
    judged(found)
    assert time.monotonic() - start < ENDLESS
    assert verdicts(found[0]) == [(1, "rounded"), (3, "not_checkable"), (5, "wrong")]
    assert found[0].claims[1].reason == "took longer than 0.1 s"


@pytest.mark.slow
def test_without_the_guard_it_would_not_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slow(monkeypatch, spin)
    monkeypatch.setattr(guard, "_has_timer", lambda: False)
    start = time.monotonic()
    judged([])
    assert time.monotonic() - start > ENDLESS


def test_where_no_signal_can_end_it_the_evaluation_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    slow(monkeypatch, spin_and_check)
    found: list[Report] = []
    thread = threading.Thread(target=judged, args=(found,))
    start = time.monotonic()
    thread.start()
    thread.join()
    assert time.monotonic() - start < ENDLESS
    assert verdicts(found[0]) == [(1, "rounded"), (3, "not_checkable"), (5, "wrong")]


def test_the_evaluation_asks_for_the_time_at_each_of_its_steps() -> None:
    endlessly = evaluation.Evaluation.__new__(evaluation.Evaluation)
    endlessly.steps, endlessly.number = 0, lambda _: calculation.fmpq(1)

    def endless() -> None:
        end = time.monotonic() + ENDLESS
        while time.monotonic() < end:
            endlessly.steps = 0
            endlessly.of(Numeral("1", 1, None))  # type: ignore[arg-type]

    with pytest.raises(TookTooLong):
        run_in_thread(lambda: within(LIMIT, endless))


def run_in_thread(act: Callable[[], None]) -> None:
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except TookTooLong as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in raised:
        raise error


def test_a_limit_leaves_no_timer_and_no_handler_behind() -> None:
    with pytest.raises(TookTooLong):
        within(LIMIT, spin)
    within(LIMIT, lambda: None)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_a_signal_that_somebody_else_waits_for_is_left_to_them() -> None:
    def theirs(*_: object) -> None:
        """Wait for the signal."""

    before = signal.signal(signal.SIGALRM, theirs)
    try:
        with pytest.raises(TookTooLong):
            within(LIMIT, spin_and_check)
        assert signal.getsignal(signal.SIGALRM) is theirs
    finally:
        signal.signal(signal.SIGALRM, before)


def test_what_took_too_long_is_not_begun_again() -> None:
    begun: list[int] = []

    def endless() -> None:
        begun.append(1)
        spin()

    with watching():
        for _ in range(3):
            with pytest.raises(TookTooLong) as ended:
                within(LIMIT, endless)
            assert reason_words((ended.value.reason,)) == "took longer than 0.1 s"
    assert begun == [1]


def test_what_cannot_be_explained_in_time_is_judged_all_the_same() -> None:
    with watching():
        with pytest.raises(TookTooLong):
            within_for(LIMIT, Phase.EXPLAINING, Span(0, 1), spin)
        within(LIMIT, lambda: None)


def test_a_step_without_memory_is_given_up() -> None:
    def greedy() -> None:
        raise MemoryError

    with pytest.raises(TookTooLong) as ended:
        within(LIMIT, greedy)
    assert ended.value.reason.code is ReasonCode.TOOK_TOO_MUCH
