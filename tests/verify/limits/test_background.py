"""What another process computes in the meantime is what this one would have found, and no loss where it fails."""

from __future__ import annotations

import os
import signal

import pytest
from flint import arb, ctx, fmpq

from symbackprop.models.spec import example
from symbackprop.verify.judging import rounds
from symbackprop.verify.judging.rounds import Rounds
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.limits import background as ahead
from symbackprop.verify.limits.background import Ahead, is_worth_it
from symbackprop.verify.limits.process import apart
from symbackprop.verify.pipeline import verify

pytestmark = pytest.mark.slow
"""Each test starts a process."""

TOLD = "After {} rounds the total error is 0.0000351085. After {} rounds the outputs are 0.015912196 and 0.984065734."


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("bits", [64, 1024])
def test_a_ball_comes_through_whole(bits: int) -> None:
    with ctx.workprec(bits):
        third = arb(1) / 3
    there = Ahead(lambda: (third, fmpq(-2, 7), arb("nan"), arb(0))).result()
    assert there is not None
    assert there[0].mid() == third.mid()
    assert there[0].rad() == third.rad()
    assert there[1] == fmpq(-2, 7)
    assert not there[2].is_finite()
    assert there[3].is_exact()


def test_a_process_that_is_killed_has_no_result() -> None:
    assert Ahead(die).result() is None


def test_nothing_is_copied_but_the_judge_s_own_process() -> None:
    assert not is_worth_it()


def judged() -> Report:
    return verify(TOLD.format("10,000", "10,000").encode(), "x.md", example())


def test_a_report_is_the_same_whoever_counts_the_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    class Counted(Ahead[rounds.Trajectories]):
        def __init__(self, *given: object) -> None:
            begun.append(1)
            super().__init__(*given)  # type: ignore[arg-type]

    here = judged()
    monkeypatch.setattr(ahead, "Ahead", Counted)
    assert not begun
    monkeypatch.setattr(ahead, "is_worth_it", lambda: True)
    assert judged() == here
    assert begun == [1]
    monkeypatch.setattr(Rounds, "_needed", lambda *_: die())
    assert judged() == here
    assert begun == [1, 1]
    assert apart(judged) == here
    assert [claim.verdict.value for claim in here.claims] == ["wrong"] * 3


def test_where_no_process_is_left_the_rounds_are_counted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    here = judged()
    monkeypatch.setattr(ahead, "is_worth_it", lambda: True)
    monkeypatch.setattr(ahead, "Ahead", refused)
    assert judged() == here
