from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import inf

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.graph.tape import Ball, exact
from symbackprop.verify import thresholds
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Numeral, printed
from symbackprop.verify.values.digits import (
    Fit,
    approximate,
    figures_of,
    fit,
    float_error,
    is_finite,
    is_near,
    magnitude,
    rounded_like,
    shown,
    unit_of,
    unsigned,
)

from ..formulas import chain


def number(text: str) -> Numeral:
    return Numeral(text, Fraction(text), Span(0, len(text)))


def value(text: str) -> Ball:
    return exact(Fraction(text))


@pytest.mark.parametrize(
    ("printed", "of", "how"),
    [
        ("0.25", "0.25", Fit.EXACT),
        ("0.25", "0.2549", Fit.ROUNDED),
        ("0.25", "0.2451", Fit.ROUNDED),
        ("0.25", "0.2559", Fit.TRUNCATED),
        ("-0.25", "-0.2559", Fit.TRUNCATED),
        ("-0.26", "-0.2559", Fit.ROUNDED),
        ("0.25", "0.2651", Fit.OFF),
        ("0.25", "0.2601", Fit.UNIT),
        ("0.25", "0.2401", Fit.UNIT),
        ("-0.25", "0.25", Fit.OFF),
        ("0.00", "-0.0001", Fit.ROUNDED),
        ("0.24", "0.245", Fit.ROUNDED),
        ("0.25", "0.245", Fit.ROUNDED),
        ("0.25", "0.255", Fit.TRUNCATED),
        ("3e-5", "0.0000349", Fit.ROUNDED),
        ("0.01", "0.0201", Fit.OFF),
        ("250", "250.4", Fit.ROUNDED),
    ],
)
def test_how_a_printed_number_comes_from_a_value(printed: str, of: str, how: Fit) -> None:
    assert fit(number(printed), value(of)) is how


DECIMALS = st.decimals(-100, 100, allow_nan=False, places=6)


@given(DECIMALS, st.integers(0, 4))
def test_what_is_rounded_or_cut_off_by_pythons_decimals_has_the_digits_of_the_value(of: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    for rounding in (ROUND_HALF_EVEN, ROUND_DOWN):
        printed = of.quantize(unit, rounding=rounding) + 0
        assert fit(number(f"{printed:f}"), value(str(of))).good
        assert not fit(number(f"{printed + 3 * unit:f}"), value(str(of))).good


@given(DECIMALS, st.integers(0, 8))
def test_a_value_is_shown_within_half_a_unit(of: Decimal, places: int) -> None:
    text = rounded_like(value(str(of)), places)
    assert abs(Fraction(text) - Fraction(of)) <= Fraction(1, 2 * 10**places)
    assert len(text.partition(".")[2]) == places
    assert text != "-" + "0" * len(text)


def test_a_half_is_rounded_away_from_zero() -> None:
    assert [rounded_like(value(text), 1) for text in ("0.25", "-0.25", "0.35")] == ["0.3", "-0.3", "0.4"]


def test_a_tiny_or_a_huge_value_is_shown_by_its_first_figures() -> None:
    assert rounded_like(exact(Fraction(1, 10**300)), 299).startswith("1.0")
    assert "e" in rounded_like(exact(Fraction(10**300)), 2)
    assert len(rounded_like(exact(Fraction(10**300, 3)), 2)) < 40


def test_a_value_is_shown_beside_a_number_with_two_digits_more() -> None:
    with ctx.workprec(thresholds.BITS):
        assert shown(arb(1) / 3, number("0.33")) == "0.3333"
        assert shown(fmpq(1, 4), number("0.25")) == "0.25"
        assert shown(arb(1) / 30000, number("0.00")) == "0.00003333"


@pytest.mark.parametrize(
    ("digits", "others", "near"),
    [
        ("0.15", "0.51", True),
        ("0.005", "0.05", True),
        ("0.15", "0.16", True),
        ("0.15", "0.1", True),
        ("0.15", "0.15", False),
        ("0.15", "0.24", False),
        ("0.12345", "0.54321", False),
        ("1.5", "15.", False),
    ],
)
def test_two_numbers_are_near_that_differ_by_one_slip_of_the_pen(digits: str, others: str, near: bool) -> None:
    assert is_near(digits, others) is near


def test_the_unit_of_the_last_place() -> None:
    assert [unit_of(number(text)) for text in ("0.25", "3", "2.5e-3")] == [Fraction(1, 100), 1, Fraction(1, 10_000)]


@pytest.mark.parametrize(
    ("text", "figures"), [("0.0043", 2), ("1.50", 3), ("3.5e-5", 2), ("-0.20", 2), ("0", 0), ("100", 3)]
)
def test_significant_figures_begin_with_the_first_digit_that_is_no_zero(text: str, figures: int) -> None:
    assert figures_of(text) == figures


def test_a_number_past_all_doubles_is_infinite_and_no_error() -> None:
    assert [approximate(Fraction(10**400)), approximate(-Fraction(10**400))] == [inf, -inf]
    assert approximate(fmpq(1, 8)) == approximate(arb(1) / 8) == 0.125


def test_signs_and_what_is_no_number() -> None:
    assert unsigned(number("-0.25")) == Numeral("0.25", Fraction(1, 4), Span(0, 5))
    assert magnitude(fmpq(-1, 2)) == fmpq(1, 2)
    assert magnitude(arb(-2)) == 2
    assert [is_finite(at) for at in (fmpq(1), arb(1), arb("nan"), arb("inf"))] == [True, True, False, False]
    assert fit(number("0.5"), arb("nan")) is Fit.OFF


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("a \\approx 1170", "1174.34", Fit.ROUNDED),
        ("a = 1170", "1174.34", Fit.OFF),
        ("a \\approx 1180", "1174.34", Fit.OFF),
        ("a \\approx -1379000", "-1379074.44", Fit.ROUNDED),
        ("a \\approx 1000", "1049", Fit.ROUNDED),
        ("a \\approx 1000", "1060", Fit.OFF),
        ("a \\approx 90", "94", Fit.OFF),
        ("a \\approx 0.0498", "0.04985", Fit.ROUNDED),
        ("a \\approx 0.0499", "0.04985", Fit.TRUNCATED),
    ],
)
def test_last_zeros_behind_an_approximation_may_be_no_digits(text: str, value: str, how: Fit) -> None:
    stated = printed(chain(text).sides[-1].node)
    assert stated is not None
    assert fit(stated, exact(Fraction(value))) in (how, Fit.ROUNDED if how.good else how)


def test_what_a_program_prints_in_full_may_be_off_by_the_rounding_of_its_arithmetic() -> None:
    double, short = (Numeral(text, Fraction(text), Span(0, 1)) for text in ("0.26961010727861634", "0.2696101"))
    assert 0 < float_error(double, arb("0.2696")) < arb("1e-14")
    assert float_error(short, arb("0.2696")) == 0
