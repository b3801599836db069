"""Each row of the tables, with evidence that it decides and the nearest that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import ctx

from symbackprop.graph.tape import Ball, exact
from symbackprop.verify import thresholds
from symbackprop.verify.judging.ledger import LedgerEntry, Origin
from symbackprop.verify.judging.verdicts import Flag, Verdict
from symbackprop.verify.judging.weighing import REMARKS, VERDICTS, Evidence, RemarkRow, VerdictRow, weigh
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Numeral


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    with ctx.workprec(thresholds.BITS):
        yield


def number(text: str) -> Numeral:
    return Numeral(text, Fraction(text), Span(0, len(text)))


def value(text: str) -> Ball:
    return exact(Fraction(text))


def result(text: str, truth: str, verdict: Verdict) -> LedgerEntry:
    """Return a result that was printed before."""
    return LedgerEntry(0, number(text), value(truth), verdict, Fraction(0))


def of(entry: LedgerEntry) -> Origin:
    """Return where an operand comes from that is such a result."""
    return Origin(entry.truth, entry.reach, entry)


def evidence(text: str, truth: str, line: str = "", reach: str = "0", **more: Any) -> Evidence:
    """Return evidence on a number, with the line before it where that has a value."""
    known = Evidence(number(text), value(truth))
    if line:
        known = replace(known, line=value(line), reach=value(reach))
    return replace(known, **more)


WRONG_OPERAND = of(result("0.3", "0.4", Verdict.WRONG))

ROWS = {
    "all its digits": (evidence("0.25", "0.25"), evidence("0.25", "0.2500001")),
    "rounded": (evidence("0.25", "0.2549"), evidence("0.25", "0.2551")),
    "rounded operands, rounded": (
        evidence("0.29", "0.276", line="0.2885", reach="0.02"),
        evidence("0.29", "0.276", line="0.2885", reach="0.008"),
    ),
    "as near as the digits of its operands tell": (
        replace(evidence("0.579", "0.5780", line="0.5780", reach="0.0009"), is_alone=True),
        replace(evidence("0.579", "0.5780", line="0.5780", reach="0.0004"), is_alone=True),
    ),
    "of operands that are printed shorter": (
        evidence("-0.03788", "-0.0379", line="-0.0379", is_alone=True, is_sum=True, operands=(number("0.4621"),)),
        evidence("-0.03783", "-0.0379", line="-0.0379", is_alone=True, is_sum=True, operands=(number("0.4621"),)),
    ),
    "cut off": (evidence("0.25", "0.2599"), evidence("0.25", "0.2601")),
    "rounded operands, cut off": (
        evidence("0.29", "0.276", line="0.2961", reach="0.02"),
        evidence("0.29", "0.276", line="0.3001", reach="0.02"),
    ),
    "repeats a result of rounded operands": (
        evidence("0.29", "0.272", before=(result("0.29", "0.272", Verdict.CARRIED),)),
        evidence("0.29", "0.272", before=(result("0.29", "0.273", Verdict.CARRIED),)),
    ),
    "repeats a result one off": (
        evidence("0.29", "0.276", before=(result("0.29", "0.276", Verdict.LAST_PLACE),)),
        evidence("0.29", "0.276", before=(result("-0.29", "0.276", Verdict.LAST_PLACE),)),
    ),
    "one off": (evidence("0.29", "0.2801"), evidence("0.29", "0.28")),
    "follows from a wrong operand": (
        evidence("0.50", "0.4", line="0.5", origins=(WRONG_OPERAND,)),
        evidence("0.50", "0.4", line="0.6", origins=(WRONG_OPERAND,)),
    ),
    "repeats a wrong result": (
        evidence("0.50", "0.4", before=(result("0.50", "0.4", Verdict.WRONG),)),
        evidence("0.50", "0.4", before=(result("0.50", "0.41", Verdict.WRONG),)),
    ),
    "wrong": (evidence("0.50", "0.4"), evidence("0.50", "0.499")),
}


@pytest.mark.parametrize("row", VERDICTS, ids=lambda row: row.name)
def test_each_verdict_has_evidence_that_decides_it_and_evidence_that_just_does_not(row: VerdictRow) -> None:
    decides, does_not = ROWS[row.name]
    assert (weigh(decides).name, weigh(decides).verdict) == (row.name, row.verdict)
    assert weigh(does_not).name != row.name


LONG_LINE = evidence("0.500", "0.5001", line="0.5002", reach="0.00001", operands=(number("0.25"),))

REMARKED = {
    "right by luck": (
        evidence("0.25", "0.25", line="0.25", origins=(WRONG_OPERAND,)),
        evidence("0.25", "0.25", line="0.25", origins=(of(result("-0.4", "0.4", Verdict.WRONG)),)),
    ),
    "digits that its operands do not support": (
        evidence("0.2912", "0.2762", line="0.29118", reach="0.02"),
        evidence("0.29", "0.2762", line="0.29118", reach="0.02"),
    ),
    "not what the line gives": (
        evidence("0.50", "0.5", line="0.52", reach="0.001"),
        evidence("0.50", "0.5", line="0.52", reach="0.011"),
    ),
    "not what the line gives, shortened": (
        evidence("0.5", "0.5001", line="0.7", operands=(number("2.0"),)),
        evidence("0.5", "0.5001", line="0.7", operands=(number("2"),)),
    ),
    "the digits of another line": (LONG_LINE, replace(LONG_LINE, reach=value("0.00003"))),
    "too few figures": (evidence("0.2", "0.215"), evidence("0.2", "0.21")),
}


@pytest.mark.parametrize("row", REMARKS, ids=lambda row: row.name)
def test_each_remark_has_evidence_that_earns_it_and_evidence_that_just_does_not(row: RemarkRow) -> None:
    earns, does_not = REMARKED[row.name]
    assert (row.flag, row.reason) in weigh(earns).remarks
    assert weigh(earns).verdict in row.of
    assert weigh(does_not).verdict in row.of
    assert row.flag not in dict(weigh(does_not).remarks)


def test_a_mistake_that_comes_from_an_earlier_result_is_inherited_from_it() -> None:
    decides, _ = ROWS["follows from a wrong operand"]
    found = weigh(decides)
    assert found.cause is WRONG_OPERAND.entry
    assert (Flag.INHERITED, None) in found.remarks


def test_a_mistake_in_the_arithmetic_before_the_line_counts_as_one_of_its_operands() -> None:
    plain = evidence("0.50", "0.4", line="0.5")
    assert weigh(plain).name == "wrong"
    assert weigh(replace(plain, earlier=(WRONG_OPERAND,))).name == "follows from a wrong operand"


def test_of_a_wrong_operand_nothing_is_carried() -> None:
    carried, _ = ROWS["rounded operands, rounded"]
    assert weigh(replace(carried, origins=(WRONG_OPERAND,))).verdict is Verdict.WRONG


def test_a_line_of_nothing_hides_no_mistake() -> None:
    assert not weigh(evidence("0", "0", line="0", origins=(WRONG_OPERAND,))).remarks


def test_an_operand_from_nowhere_does_not_tell_what_the_line_should_be() -> None:
    unknown = Origin(value("0.25"), Fraction(0), known=False)
    assert not weigh(replace(LONG_LINE, origins=(unknown,))).remarks


def test_a_number_of_few_figures_is_not_held_against_the_digits_of_another_line() -> None:
    short = replace(LONG_LINE, number=number("0.50"))
    assert not weigh(short).remarks
