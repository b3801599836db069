"""The arithmetic before a number: its value, its reach, and where its operands come from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from flint import arb

from symbackprop.graph.tape import exact
from symbackprop.verify.judging.judge import Judge
from symbackprop.verify.judging.printed_lines import PrintedLine

from .judged import judge_of, last, number, precise


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    with precise():
        yield


def read(judge: Judge, line: str, at: int = 0) -> PrintedLine:
    """Return one side of an equation, worked out."""
    chain = last(line)
    return judge.numbers.single.lines.read(chain, chain.sides[at].node, chain.span.end)


def test_a_line_of_given_numbers_has_a_value_without_reach() -> None:
    line = read(judge_of(), r"0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 1")
    assert (line.value, line.reach) == (exact(Fraction("0.3775")), 0)


def test_a_rounded_operand_takes_the_line_as_far_as_its_last_place_times_its_factor() -> None:
    line = read(judge_of("out_{h1} = 0.5933"), r"0.4 \cdot 0.5933 = 1")
    assert line.reach is not None
    assert abs(arb(line.reach) - arb("0.00004")) < arb("1e-12")


def test_the_unrounded_value_is_that_of_the_certified_operands() -> None:
    judge = judge_of("out_{h1} = 0.5933")
    chain = last(r"0.4 \cdot 0.5933 = 1")
    value = judge.numbers.single.lines.unrounded(chain.sides[0].node)
    assert value is not None
    assert abs(arb(value) - arb("0.2373079968")) < arb("1e-9")


def test_a_line_that_overflows_has_no_value() -> None:
    line = read(judge_of(), r"e^{e^{e^{e^{9.5}}}} = 1")
    assert line.value is None
    assert line.refusal


def test_an_array_is_no_value() -> None:
    assert (
        read(judge_of(), r"\begin{pmatrix} 0.15 \\ 0.2 \end{pmatrix} + \begin{pmatrix} 1 \\ 2 \end{pmatrix} = 1").value
        is None
    )


def test_an_operand_from_nowhere_comes_from_the_arithmetic_before() -> None:
    line = read(judge_of(), r"net_{h1} = 0.15 \cdot 0.05 + 0.02 + 0.35 = 0.0075 + 0.37 = 1", at=2)
    assert [numeral.text for numeral, _ in line.earlier] == ["0.15", "0.05", "0.02", "0.35"]


def test_given_operands_need_no_arithmetic_before() -> None:
    assert not read(judge_of(), r"net_{h1} = 0.15 \cdot 0.05 = 0.2 \cdot 0.1 = 1", at=2).earlier


def test_long_operands_are_remembered() -> None:
    judge = judge_of()
    read(judge, r"0.593269 \cdot 0.59326 = 1")
    assert set(judge.ledger.seen) == {"0.593269"}


def test_a_number_between_two_sides_comes_from_the_side_before() -> None:
    judge = judge_of("out_{o1} = 0.7514")
    line = r"E_{o1} = \frac{1}{2} (0.01 - 0.7514)^2 = \frac{1}{2} (-0.7414)^2 = 0.2748"
    printed = read(judge, line, at=2)
    origin = next(origin for numeral, origin in printed.origins if numeral.value == Fraction("0.7414"))
    assert abs(arb(origin.truth) - arb("0.741365069552316")) < arb("1e-12")
    # It is exact, and so is as far from the truth as the output that was rounded.
    assert origin.reach == pytest.approx(Fraction("0.0001"), rel=1e-6)
    assert judge.ledger.is_worked_out(number("0.7414"))


def test_a_number_that_the_side_before_holds_is_copied_and_not_worked_out() -> None:
    judge = judge_of("out_{o1} = 0.7514")
    read(judge, r"E_{o1} = 0.5 \cdot 0.75137 = 0.75137 \cdot 0.5 = 0.3757", at=2)
    assert not judge.ledger.worked
