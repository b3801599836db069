"""Where no network is known a line is worked out with what the document printed for its names."""

from __future__ import annotations

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.inference.arithmetic import ARITHMETIC
from symbackprop.verify.judging.part import judge_part, part_of
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import interpret, read


def last(text: str) -> Verdict:
    trials = read(text.encode(), "x.md")
    part = part_of(trials.reading, trials.statements(), ARITHMETIC, 0, thresholds.MOST_CHARACTERS)
    return judge_part(part, interpret(part)).judge.drafts[-1].verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"so $y1 = 1.094$ and $\hat{y1} = \sigma(y1) = 0.7491$", Verdict.ROUNDED),
        (r"also $s = 1.094$ und $r = \sigma(s) = 0.7941$", Verdict.WRONG),
        ("$s = 0.25 + 0.1 = 0.35$, dann $q = s^2 = 0.1225$", Verdict.RIGHT),
        ("$w = 0.4$ y $x = 2$\n\n$z = w x + 0.1 = 0.8$", Verdict.WRONG),
        ("$s = 1 / 3 = 0.33$ and $q = 30 s = 10.1$", Verdict.CARRIED),
        ("$s = 1 / 3 = 0.33$ and $q = 30 s = 10.9$", Verdict.WRONG),
        ("$s = 2$, later $s = 3$, and $q = s^2 = 5$", Verdict.NOT_CHECKABLE),
        ("$s = 2$, later $s = 3$, and $q = s^2 = 9$", Verdict.RIGHT),
        ("$s = 2$ and $q = s r = 5$", Verdict.NOT_CHECKABLE),
    ],
)
def test_a_formula_is_worked_out_with_the_values_printed_before(text: str, verdict: Verdict) -> None:
    assert last(text) is verdict
