"""Claims and reports: what is a fault, what is judged, what is complete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.verify.judging.coverage import Counts, Coverage
from symbackprop.verify.judging.verdicts import FAULTS, Claim, ClaimKind, Flag, Place, Report, Verdict
from symbackprop.verify.source import Span

CLAIM = Claim(1, ClaimKind.NUMBER, Span(0, 9), Span(4, 9), Place(1, 5), "x = 0.5", "x", "0.5", Verdict.RIGHT)


def report(*claims: Claim, **more: object) -> Report:
    return replace(Report("x.md", "network", claims, (), (), ""), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("verdict", Verdict)
def test_a_wrong_number_and_a_name_that_is_none_are_faults(verdict: Verdict) -> None:
    assert replace(CLAIM, verdict=verdict).is_fault == (verdict in (Verdict.WRONG, Verdict.NOTATION))


@pytest.mark.parametrize("flag", Flag)
def test_a_right_number_is_a_fault_where_its_line_must_be_corrected(flag: Flag) -> None:
    assert replace(CLAIM, flags=(flag,)).is_fault == (flag in FAULTS)


def test_a_report_counts_what_was_judged() -> None:
    wrong, left = replace(CLAIM, verdict=Verdict.WRONG), replace(CLAIM, verdict=Verdict.NOT_CHECKABLE)
    found = report(CLAIM, wrong, left)
    assert found.judged == (CLAIM, wrong)
    assert found.faults == (wrong,)
    assert found.count(Verdict.RIGHT) == 1


def test_a_report_is_complete_where_all_was_judged_and_nothing_passed_over() -> None:
    assert report(CLAIM).is_complete
    assert not report(replace(CLAIM, verdict=Verdict.NOT_CHECKABLE)).is_complete


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3).total == 6
    assert not Coverage().unread


def test_a_number_is_good_where_only_its_last_digits_are_shortened_or_carried() -> None:
    good = {verdict for verdict in Verdict if verdict.is_good}
    assert good == {Verdict.RIGHT, Verdict.ROUNDED, Verdict.TRUNCATED, Verdict.CARRIED}
