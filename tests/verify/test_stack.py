"""Rows of STACK's tests of answers with significant figures: where the two programs judge apart, the row says why.

They are read from the fixtures of that project, which lies beside others in the folder that `SYMBACKPROP_SUITES` names.
A row has a number of figures, what a student answers, and the truth.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest

from symbackprop.graph.tape import exact
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Numeral
from symbackprop.verify.values.digits import Fit, figures_of, fit

FIXTURE = Path(
    os.environ.get("SYMBACKPROP_SUITES", ""), "moodle-qtype_stack", "tests", "fixtures", "answertestfixtures.class.php"
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FIXTURE.is_file(), reason="SYMBACKPROP_SUITES has no moodle-qtype_stack"),
]

NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d+)?"
ROW = re.compile(rf"\[\s*'(NumSigFigs|SigFigsStrict)', '(\d+)', '({NUMBER})', '({NUMBER}|null)', ([01]), '([^']*)'")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its test, how many figures are asked for, the answer, the truth, and whether STACK takes it."""

    test: str
    figures: int
    answer: str
    truth: str
    is_taken: bool

    @property
    def number(self) -> Numeral:
        """The answer; last zeros of an integer may be places only, as behind ≈."""
        spare = len(self.answer) - len(self.answer.rstrip("0")) if self.answer.lstrip("-").isdigit() else 0
        return Numeral(self.answer, Fraction(self.answer), Span(0, 1), spare=spare if Fraction(self.answer) else 0)

    @property
    def is_good(self) -> bool:
        """Whether it has the figures that are asked for, and is the truth to its last place."""
        has_figures = figures_of(self.answer) == self.figures
        return has_figures and (self.truth == "null" or fit(self.number, exact(Fraction(self.truth))).good)


def rows() -> Iterator[Row]:
    for found in ROW.finditer(FIXTURE.read_text(encoding="utf-8")):
        test, figures, answer, truth, mark, _ = found.groups()
        yield Row(test, int(figures), answer, truth if test == "NumSigFigs" else "null", mark == "1")


def _has_last_zeros(row: Row) -> bool:
    return row.answer.lstrip("-").isdigit() and row.answer.endswith("0") and Fraction(row.answer) != 0


def _is_half_way(row: Row) -> bool:
    scale: int = 10 ** len(row.answer.partition(".")[2])
    doubled = 2 * Fraction(row.truth) * scale
    return doubled.denominator == 1 and doubled.numerator % 2 == 1


def _is_cut_off(row: Row) -> bool:
    return fit(row.number, exact(Fraction(row.truth))) is Fit.TRUNCATED


def _is_below_a_power_of_ten(row: Row) -> bool:
    return abs(Fraction(row.answer)) < Fraction(row.truth) and re.fullmatch("10+", row.truth) is not None


APART: Mapping[str, Callable[[Row], bool]] = MappingProxyType(
    {
        "last zeros of an integer: any number of them may be figures there, all of them are here": _has_last_zeros,
        "zero has one figure there, or those of its zeros behind the point, and none here": lambda row: (
            Fraction(row.answer) == 0
        ),
        "half way between two numbers: both are right here, the one further from zero there": _is_half_way,
        "digits that are cut off have a verdict of their own here, and are wrong there": _is_cut_off,
        "below a power of ten half a unit of that is allowed there, and half one of the answer here": (
            _is_below_a_power_of_ten
        ),
    }
)
"""Why the two judge apart, and of which rows that may be; of rows without a truth, only the first two."""


def test_rows_that_the_two_judge_alike_are_most_and_each_other_one_is_explained() -> None:
    every = list(dict.fromkeys(rows()))
    apart = [row for row in every if row.is_good is not row.is_taken]
    assert len(every) > 100
    assert len(apart) < len(every) / 5
    assert [row for row in apart if not any(holds(row) for holds in APART.values())] == []
