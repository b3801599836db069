"""Where an operand comes from: given, printed before, a value of the network, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from flint import arb

from symbackprop.graph.tape import exact
from symbackprop.verify.judging.ledger import LedgerEntry
from symbackprop.verify.judging.verdicts import Verdict

from .judged import judge_of, number, precise

OUT_H1 = "out_{h1} = 0.593269992"


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    with precise():
        yield


def test_a_given_number_is_exact() -> None:
    origin = judge_of().ledger.origin(number("0.15"))
    assert (origin.truth, origin.reach, origin.entry, origin.known) == (exact(Fraction("0.15")), 0, None, True)


def test_a_result_that_was_printed_is_as_far_off_as_its_last_place() -> None:
    origin = judge_of(OUT_H1).ledger.origin(number("0.593269992"))
    assert origin.entry is not None
    assert origin.entry.verdict is Verdict.ROUNDED
    assert origin.reach == Fraction(1, 10**9)


def test_a_result_without_a_rounding_is_exact() -> None:
    origin = judge_of("net_{h1} = 0.3775").ledger.origin(number("0.3775"))
    assert origin.entry is not None
    assert origin.reach == 0


def test_of_two_results_of_the_same_size_the_one_that_is_printed_alike_is_meant() -> None:
    ledger = judge_of("net_{h1} = 0.3775", "net_{h1} = 0.37750").ledger
    entry = ledger.origin(number("0.3775")).entry
    assert entry is not None
    assert entry.stated.text == "0.3775"


def test_a_number_with_the_sign_turned_comes_from_the_result_turned() -> None:
    origin = judge_of("net_{h1} = 0.3775").ledger.origin(number("-0.3775"))
    assert origin.truth == exact(Fraction("-0.3775"))


def test_the_digits_of_a_value_that_was_not_printed_tell_it() -> None:
    origin = judge_of().ledger.origin(number("0.593"))
    assert origin.known
    assert origin.entry is None
    assert abs(arb(origin.truth) - arb("0.593269992107")) < arb("1e-9")


def test_few_figures_tell_no_value() -> None:
    assert not list(judge_of().ledger.near(number("0.59")))


def test_a_number_from_nowhere_is_not_known() -> None:
    assert not judge_of().ledger.origin(number("0.777")).known


def test_one_minus_a_result_comes_from_it() -> None:
    origin = judge_of(OUT_H1).ledger.origin(number("0.406730008"))
    assert origin.entry is not None
    assert origin.entry.stated.text == "0.593269992"


def test_a_zero_with_decimals_may_be_anything_small() -> None:
    assert judge_of().ledger.origin(number("0.00")).reach == Fraction(1, 100)
    assert judge_of().ledger.origin(number("0.0")).reach == 0


def test_an_operand_is_in_doubt_where_it_is_given_and_printed_as_a_result() -> None:
    ledger = judge_of("w_1^+ = 0.15").ledger
    assert ledger.is_doubtful(number("0.15"))
    assert not ledger.is_doubtful(number("0.25"))


def test_a_result_that_is_repeated_reaches_as_far_as_it_did() -> None:
    ledger = judge_of().ledger
    for reach in (Fraction(1, 10), Fraction(0)):
        ledger.add(LedgerEntry(0, number("0.5"), exact(Fraction(2, 5)), Verdict.CARRIED, reach))
    assert ledger.entries[Fraction(1, 2)][-1].reach == Fraction(1, 10)


def test_a_number_with_one_wrong_digit_is_a_slip_of_a_value() -> None:
    assert "0.593269992" in set(judge_of().ledger.slips(number("0.593269892")))


def test_a_wrong_result_is_no_text_to_slip_from() -> None:
    texts = set(judge_of(OUT_H1, "out_{h2} = 0.777").ledger.texts())
    assert {"0.15", "0.593269992"} <= texts
    assert "0.777" not in texts


def test_a_whole_number_is_no_wrong_result_that_is_printed_with_decimals() -> None:
    judge = judge_of("out_{h1} = 1.0000")
    assert judge.drafts[-1].verdict is Verdict.WRONG
    ledger = judge.ledger
    assert ledger.origin(number("1")).entry is None
    assert ledger.origin(number("1.0000")).entry is not None
