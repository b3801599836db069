"""A judge that hangs, dies or eats memory is stopped from outside, and costs no more than the equation it was at."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import pytest

from symbackprop.errors import DocumentError, ElsewhereError
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.judging import conventions
from symbackprop.verify.judging.judge import Judge
from symbackprop.verify.judging.remarks import Remark
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.limits import process as worker
from symbackprop.verify.limits import steps as guard
from symbackprop.verify.limits.process import apart
from symbackprop.verify.limits.steps import NO_TIME_LEFT, Phase, Watch, watching, within
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading import statements
from symbackprop.verify.reading.statements import Plain, Statement, WritingStyle
from symbackprop.verify.report.document_words import in_words
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Chain
from symbackprop.verify.values import calculation

pytestmark = pytest.mark.slow
"""Each test starts a process."""

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
    monkeypatch.setattr(thresholds, "SILENCE", 1.0)
    exact = calculation.exact

    def troubled(value: object) -> object:
        if value == 12345678:
            act()
        return exact(value)  # type: ignore[arg-type]

    monkeypatch.setattr(calculation, "exact", troubled)


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
    with pytest.raises(DocumentError, match="is no text in any encoding"), in_words():
        apart(lambda: verify(b"\0\1", "x.md", example()))


def test_a_judge_that_never_begins_is_said_to_have_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "SILENCE", 0.2)
    with pytest.raises(DocumentError, match=r"could not be judged: it took longer than 0\.2 s"), in_words():
        apart(hang)


def test_a_document_that_brings_every_judge_down_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "SILENCE", 0.2)

    def act() -> None:
        place = time.monotonic_ns()
        within(60, Phase.JUDGING, Span(place, place + 1), hang)

    start = time.monotonic()
    with pytest.raises(DocumentError, match="several of its equations"), in_words():
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
    assert thresholds.LEAST_MEMORY - 2**26 <= apart(memory_of_a_child) <= thresholds.MOST_MEMORY


FIGURES = b"$out_{h1} = 0.593269992$\n\n$out_{h2} = 0.123$\n\n$out_{h1} = 0.593269999$"
ONE_LEFT = [(1, "rounded"), (3, "wrong"), (5, "not_checkable")]


def places(report: Report) -> list[tuple[int, str]]:
    return [(claim.place.line, claim.verdict.value) for claim in report.claims]


class Unsendable(Exception):
    """An error that cannot be made again from what it was made of."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


def fail() -> None:
    raise Unsendable("first", "second")


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (lambda: {}["w"], "KeyError: 'w'"),
        (lambda: int("²"), "ValueError: invalid literal for int() with base 10: '²'"),
        (fail, "Unsendable: first"),
        (lambda: lambda: 1, "AttributeError: Can't pickle local object"),
    ],
)
def test_a_fault_in_the_child_comes_through_with_its_traceback(
    act: Callable[[], object], what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ElsewhereError) as caught:
        apart(act)
    assert caught.value.what.startswith(what)
    assert "Traceback (most recent call last)" in caught.value.trace
    assert capfd.readouterr() == ("", "")


def test_after_the_time_limit_what_was_judged_by_then_is_shown_and_the_rest_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = Judge._several

    def slower(judge: Judge, chain: Chain) -> None:
        original(judge, chain)
        if chain.span.start > 20:
            monkeypatch.setattr(guard.time, "process_time", lambda: 1e9)

    monkeypatch.setattr(Judge, "_several", slower)
    report = apart(lambda: verify(FIGURES, "x.md", example()), seconds=1000)
    assert places(report) == ONE_LEFT
    assert report.claims[2].reasons == (NO_TIME_LEFT,)
    assert any("time limit" in convention for convention in report.conventions)


def test_no_other_loss_is_taken_because_the_time_was_over_when_it_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    doubled = b"\n\n".join(b"$E = 0.596742$" for _ in range(3))
    tried: list[object] = []
    original = conventions.other_losses

    def slow(network: Network, by: Sequence[Fraction]) -> Iterator[tuple[Network, Remark]]:
        for other in original(network, by):
            tried.append(other)
            monkeypatch.setattr(guard.time, "process_time", lambda: 1e9)
            yield other

    monkeypatch.setattr(conventions, "other_losses", slow)
    with watching(Watch(seconds=1e8)):
        report = verify(doubled, "x.md", example())
    assert tried
    assert report.count(Verdict.WRONG) == 3


def test_a_judge_that_comes_to_no_end_after_its_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "LEAST_SPARE", 0)
    start = time.process_time()

    def act() -> None:
        within(60, Phase.JUDGING, Span(0, 1), forever)

    with pytest.raises(DocumentError, match=r"took longer than 0\.5 s of processor time; .*--time-limit"), in_words():
        apart(act, seconds=0.5)
    assert time.process_time() - start < 5


def forever() -> None:
    """Do what a call into C that never returns does, at work: let no signal through."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGXCPU})
    while True:
        pass


def test_an_interrupt_of_all_processes_leaves_the_child_silent(capfd: pytest.CaptureFixture[str]) -> None:
    assert apart(lambda: os.kill(os.getpid(), signal.SIGINT) or 7) == 7
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("mark", ["$", ""], ids=["formulas", "plain text"])
def test_what_is_read_is_judged_although_reading_takes_the_time_of_the_rest(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, pieces = statements.parse_all, []

    def slower(plain: Plain, style: WritingStyle) -> list[Statement]:
        if pieces:
            monkeypatch.setattr(statements, "parse_all", original)
            monkeypatch.setattr(guard.time, "process_time", lambda: 70.0)
        pieces.append(plain)
        return original(plain, style)

    monkeypatch.setattr(guard.time, "process_time", lambda: 0.0)
    monkeypatch.setattr(statements, "parse_all", slower)
    with watching(Watch(seconds=100.0)):
        report = verify(FIGURES.replace(b"$", mark.encode()), "x.md", example())
    assert places(report) == ONE_LEFT
