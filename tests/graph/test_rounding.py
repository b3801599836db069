"""The rounding policy against Python's decimal module."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from time import process_time

import pytest
from flint import arb, ctx, fmpq
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from symbackprop.errors import CertificationError
from symbackprop.expression.tree import Number, decimal
from symbackprop.graph.rounding import FARTHEST, MOST_PLACES, Digits, Policy, Rounding, decimals_of, gives
from symbackprop.graph.tape import Ball, exact

SIGNIFICANT, DECIMALS = Digits.SIGNIFICANT, Digits.DECIMALS


def certain(value: Fraction | str) -> Callable[[int], Ball]:
    """Return a value that is known as a fraction."""
    return lambda bits: exact(Fraction(value))


def hidden(value: str) -> Callable[[int], Ball]:
    """Return a value that balls hold at any precision, and that algebra alone could tell to be this decimal."""

    def ball(bits: int) -> Ball:
        third = arb(1) / 3
        return arb(exact(Fraction(value))) + (third.exp() * (-third).exp() - 1)

    return ball


def fractions() -> st.SearchStrategy[Fraction]:
    return st.builds(
        lambda top, below, exponent: Fraction(top, below) * Fraction(10) ** exponent,
        st.integers(-(10**12), 10**12),
        st.integers(1, 10**6),
        st.integers(-30, 30),
    )


def rounded(value: Fraction, rounding: Rounding) -> Decimal:
    """Return what the decimal module makes of a value; each of its operations rounds once, or cuts off."""
    top, below = Decimal(value.numerator), Decimal(value.denominator)
    if rounding.digits is SIGNIFICANT:
        how = ROUND_DOWN if rounding.is_cut else ROUND_HALF_UP
        return Context(prec=rounding.places, rounding=how).divide(top, below)
    with localcontext(Context(prec=400, rounding=ROUND_HALF_UP)):
        # An integer division is exact, and its remainder says which side of one half the rest lies on.
        whole, rest = divmod(abs(top).scaleb(rounding.places), below)
        return (whole + (1 if 2 * rest >= below and not rounding.is_cut else 0)).scaleb(-rounding.places).copy_sign(top)


def is_terminating(value: Fraction) -> bool:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def policies() -> st.SearchStrategy[Rounding]:
    kinds = st.one_of(
        st.tuples(st.integers(1, 20), st.just(SIGNIFICANT)), st.tuples(st.integers(0, 20), st.just(DECIMALS))
    )
    return st.builds(lambda kind, policy: Rounding(*kind, policy), kinds, st.sampled_from(Policy))


@settings(max_examples=400, deadline=None)
@given(fractions(), policies())
@example(Fraction(1, 8), Rounding(2, DECIMALS))
@example(Fraction(-1, 8), Rounding(2, DECIMALS))
@example(Fraction(99_995, 10), Rounding(4))
@example(Fraction(999_951, 100_000), Rounding(4))
@example(Fraction(-999_999, 100_000), Rounding(4, policy=Policy.TRUNCATE))
def test_a_fraction_is_rounded_as_the_decimal_module_rounds_it(value: Fraction, rounding: Rounding) -> None:
    shown = rounding.show(certain(value))

    assert shown.value == Fraction(rounded(value, rounding))
    assert shown.value == Fraction(shown.text)


@settings(max_examples=200, deadline=None)
@given(fractions(), policies())
def test_a_ball_is_rounded_as_the_fraction_it_holds(value: Fraction, rounding: Rounding) -> None:
    assume(not is_terminating(value))

    shown = rounding.show(lambda bits: arb(exact(value)))

    assert shown == rounding.show(certain(value))
    assert shown.value == Fraction(rounded(value, rounding))


@settings(max_examples=200, deadline=None)
@given(fractions(), policies())
def test_what_is_shown_is_within_a_part_of_a_unit_of_its_last_place(value: Fraction, rounding: Rounding) -> None:
    shown = rounding.show(certain(value))

    most = Fraction(10) ** -decimals_of(shown.text)
    assert abs(shown.value - value) <= (most if rounding.is_cut else most / 2)
    assert gives(shown, exact(value), rounding.is_cut)


@settings(max_examples=200, deadline=None)
@given(fractions(), st.integers(1, 20))
def test_a_rounded_number_shows_all_its_significant_digits(value: Fraction, places: int) -> None:
    assume(not is_terminating(value))

    digits = Decimal(Rounding(places).show(certain(value)).text).as_tuple().digits

    assert len(digits) == places


@settings(max_examples=200, deadline=None)
@given(fractions(), st.integers(0, 20))
def test_a_rounded_number_shows_all_its_decimals(value: Fraction, places: int) -> None:
    assume(not is_terminating(value))

    assert decimals_of(Rounding(places, DECIMALS).show(certain(value)).text) == places


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        ("0", Rounding(9), "0"),
        ("0", Rounding(3, DECIMALS), "0"),
        ("0.5", Rounding(9), "0.5"),
        ("0.05", Rounding(9), "0.05"),
        ("-0.05", Rounding(1), "-0.05"),
        ("0.3775", Rounding(4, DECIMALS), "0.3775"),
        ("0.3775", Rounding(4), "0.3775"),
        ("1", Rounding(1), "1"),
        ("100", Rounding(9), "100"),
        ("120", Rounding(3, DECIMALS), "120"),
        ("0.0001", Rounding(4), "0.0001"),
    ],
)
def test_an_exact_short_decimal_is_not_padded(value: str, rounding: Rounding, text: str) -> None:
    assert rounding.show(certain(value)).text == text


@pytest.mark.parametrize(
    ("value", "places"), [("0.00001", 5), ("-0.000025", 9), ("1e20", 5), ("2000", 3), ("1.5e30", 9)]
)
def test_an_exact_short_decimal_in_powers_of_ten_is_not_padded(value: str, places: int) -> None:
    shown = Rounding(places).show(certain(value))

    mantissa, _, _ = shown.text.partition("e")
    assert shown.value == Fraction(value)
    assert not ("." in mantissa and mantissa.endswith("0"))


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        ("0.125", Rounding(2, DECIMALS), "0.13"),
        ("-0.125", Rounding(2, DECIMALS), "-0.13"),
        ("0.135", Rounding(2, DECIMALS), "0.14"),
        ("2.5", Rounding(0, DECIMALS), "3"),
        ("-2.5", Rounding(0, DECIMALS), "-3"),
        ("0.5", Rounding(0, DECIMALS), "1"),
        ("0.0005", Rounding(3, DECIMALS), "0.001"),
        ("0.00049", Rounding(3, DECIMALS), "0.000"),
        ("-0.00049", Rounding(3, DECIMALS), "0.000"),
        ("0.12345", Rounding(4), "0.1235"),
        ("0.99995", Rounding(4), "1.000"),
        ("9.9995", Rounding(4), "10.00"),
        ("0.999949", Rounding(4), "0.9999"),
    ],
)
def test_a_tie_is_rounded_away_from_zero(value: str, rounding: Rounding, text: str) -> None:
    assert rounding.show(certain(value)).text == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(1, 3000), 4, "0.0003333"),
        (Fraction(1, 30_000), 4, "3.333e-5"),
        (Fraction(-1, 30_000), 4, "-3.333e-5"),
        (Fraction(2 * 10**20, 3), 4, "6.667e19"),
        (Fraction(2 * 10**3, 3), 4, "666.7"),
        (Fraction(2 * 10**4, 3), 4, "6667"),
        (Fraction(2 * 10**5, 3), 4, "6.667e4"),
        (Fraction(10**15, 3), 20, "333333333333333.33333"),
        (Fraction(10**16, 3), 20, "3.3333333333333333333e15"),
        (Fraction(99_999, 10**10) - Fraction(1, 10**40), 4, "1.000e-5"),
    ],
    ids=str,
)
def test_what_is_far_from_one_is_written_with_a_power_of_ten(value: Fraction, places: int, text: str) -> None:
    assert Rounding(places).show(certain(value)).text == text


@pytest.mark.parametrize("exponent", [-2000, -400, -300, 300, 400, 2000])
@pytest.mark.parametrize("factor", [Fraction(1), Fraction(2, 3)], ids=str)
def test_a_value_past_the_range_of_floats_is_rounded_too(exponent: int, factor: Fraction) -> None:
    value = factor * Fraction(10) ** exponent

    assert Rounding(5).show(certain(value)).value == Fraction(rounded(value, Rounding(5)))


def test_a_ball_past_the_range_of_floats_is_rounded_too() -> None:
    # mpmath: exp(±100000) is 2.8066633604261231793e43429 and 3.5629495653093731211e-43430.
    assert Rounding(9).show(lambda bits: arb(100_000).exp()).text == "2.80666336e43429"
    assert Rounding(9).show(lambda bits: (-arb(100_000)).exp()).text == "3.56294957e-43430"


@pytest.mark.parametrize(
    ("far", "size"), [(1e11, "smaller than 10\\^-99,999"), (-1e11, "larger than 10\\^99,999")], ids=["tiny", "huge"]
)
def test_what_has_millions_of_digits_is_refused_at_once(far: float, size: str) -> None:
    began = process_time()

    with pytest.raises(CertificationError, match=size):
        Rounding(9).show(lambda bits: (-arb(far)).exp())

    assert process_time() - began < 0.5


def test_an_exponent_past_the_range_of_floats_is_refused_too() -> None:
    squared = arb(exact(Fraction(1, 2)))
    for _ in range(2000):
        squared *= squared

    with pytest.raises(CertificationError, match="smaller than"):
        Rounding(9).show(lambda bits: squared)
    with pytest.raises(CertificationError, match="larger than"):
        Rounding(9).show(lambda bits: 1 / squared)


@pytest.mark.parametrize("exponent", [FARTHEST - 1, 1 - FARTHEST])
def test_the_farthest_number_is_shown_and_compared_in_a_moment(exponent: int) -> None:
    began = process_time()
    value = (arb(10) ** exponent) * 2 / 3
    shown = Rounding(9).show(lambda bits: value)

    assert shown.text == f"6.66666667e{exponent - 1}"
    assert gives(shown, value)
    assert not gives(shown, value * 2)
    assert process_time() - began < 1


MANY_DIGITS = (fmpq(7) ** 5800, fmpq(1, 7) ** 5800, fmpq(2) ** 16_000)
"""Exact fractions as long as they may become."""


@pytest.mark.parametrize("value", MANY_DIGITS, ids=["7^5800", "7^-5800", "2^16000"])
def test_an_exact_number_of_many_digits_is_shown_in_powers_of_ten(value: fmpq) -> None:
    assert gives(Rounding(9).show(lambda bits: value), value)


@pytest.mark.parametrize("value", [arb(value) for value in MANY_DIGITS] + [*MANY_DIGITS])
def test_with_fixed_decimals_more_digits_than_python_writes_are_refused(value: Ball) -> None:
    if value < 1:
        assert Rounding(9, DECIMALS).show(lambda bits: value).text == "0.000000000"
        return
    with pytest.raises(CertificationError, match=r"larger than 10\^4,000"):
        Rounding(9, DECIMALS).show(lambda bits: value)


@pytest.mark.parametrize(
    ("rounding", "text"),
    [(Rounding(9), "0.000000000"), (Rounding(4, DECIMALS), "0.0000"), (Rounding(0, DECIMALS), "0")],
)
def test_a_hidden_zero_is_zero_to_its_decimals(rounding: Rounding, text: str) -> None:
    shown = rounding.show(hidden("0"))

    assert shown == Number(Fraction(0), text)


@pytest.mark.parametrize(
    ("value", "rounding", "text"),
    [
        ("0.125", Rounding(2, DECIMALS), "0.125"),
        ("-0.125", Rounding(2, DECIMALS), "-0.125"),
        ("1.2345", Rounding(4), "1.2345"),
        ("9.9995", Rounding(4), "9.9995"),
        ("0.00005", Rounding(4, DECIMALS), "0.00005"),
    ],
)
def test_a_hidden_tie_is_shown_to_the_digit_that_makes_it_one(value: str, rounding: Rounding, text: str) -> None:
    assert rounding.show(hidden(value)).text == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("1.23455", 4, "1.235"), ("1.23445", 4, "1.234"), ("-20.5", 1, "-2e1"), ("0.15", 1, "0.15"), ("7", 3, "7.00")],
)
def test_a_hidden_decimal_that_is_no_tie_is_rounded(value: str, places: int, text: str) -> None:
    assert Rounding(places).show(hidden(value)).text == text


@pytest.mark.parametrize("places", [50, MOST_PLACES - 1, MOST_PLACES])
def test_as_many_digits_as_the_policy_allows_are_shown(places: int) -> None:
    shown = Rounding(places).show(lambda bits: arb(2).sqrt())

    root = Decimal(2).sqrt(Context(prec=places + 20))
    assert shown.text == str(Context(prec=places, rounding=ROUND_HALF_UP).plus(root))


@pytest.mark.parametrize("digits", Digits, ids=lambda digits: digits.value)
def test_a_hidden_tie_after_the_most_places_is_no_error_of_the_user(digits: Digits) -> None:
    shown = Rounding(MOST_PLACES, digits).show(hidden("0." + "1" * MOST_PLACES + "5"))

    assert gives(shown, exact(shown.value))
    assert abs(shown.value - Fraction("0." + "1" * MOST_PLACES + "5")) <= Fraction(10) ** -MOST_PLACES


@pytest.mark.parametrize("rounding", [Rounding(5), Rounding(5, DECIMALS)], ids=["digits", "decimals"])
@pytest.mark.parametrize("value", [arb("nan"), arb("inf"), arb("-inf"), arb(0, 1), arb(1, 0.4)], ids=str)
def test_what_no_precision_makes_certain_is_refused_in_one_line(value: arb, rounding: Rounding) -> None:
    with pytest.raises(CertificationError) as refused:
        rounding.show(lambda bits: value)

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("places", "digits"),
    [(0, SIGNIFICANT), (-1, SIGNIFICANT), (-1, DECIMALS), (MOST_PLACES + 1, SIGNIFICANT), (MOST_PLACES + 1, DECIMALS)],
)
def test_places_out_of_range_are_refused(places: int, digits: Digits) -> None:
    with pytest.raises(ValueError, match=f"--{digits.value} must be from .* not {places}"):
        Rounding(places, digits)


def test_a_digit_that_is_not_certain_is_not_decided() -> None:
    wide = arb(exact(Fraction("0.12345")), 0.00001)

    assert Rounding(3).decided(wide) == decimal("0.123")
    assert Rounding(4).decided(wide) is None
    assert Rounding(4, DECIMALS).decided(wide) is None


@pytest.mark.parametrize(
    ("shown", "computed", "given_by"),
    [
        ("0.33", Fraction(1, 3), True),
        ("0.34", Fraction(1, 3), False),
        ("-0.33", Fraction(-1, 3), True),
        ("0.33", Fraction(-1, 3), False),
        ("0.13", Fraction(1, 8), True),
        ("0.12", Fraction(1, 8), False),
        ("0.125", Fraction(1, 8), True),
        ("0.1250", Fraction(1, 8), True),
        ("0.1251", Fraction(1, 8), False),
        ("3.333e-5", Fraction(1, 30_000), True),
        ("3.334e-5", Fraction(1, 30_000), False),
        ("2e3", Fraction(2400), True),
        ("2e3", Fraction(2500), False),
        ("0", Fraction(1, 3), True),
        ("0.00", Fraction(0), True),
        ("0.00", Fraction(1, 200), False),
    ],
)
def test_a_value_gives_a_shown_number_when_it_rounds_to_it(shown: str, computed: Fraction, given_by: bool) -> None:
    assert gives(decimal(shown), exact(computed)) is given_by


def test_a_value_that_is_not_certain_gives_nothing() -> None:
    assert gives(decimal("0.33"), arb(1) / 3)
    assert not gives(decimal("0.33"), arb(exact(Fraction("0.335")), 0.001))
    assert not gives(decimal("0.33"), arb("nan"))


@pytest.mark.parametrize(
    ("text", "decimals"), [("0.50", 2), ("5", 0), ("3.5e-5", 6), ("3.50e2", 0), ("2e3", -3), ("-0.125", 3), ("1E-3", 3)]
)
def test_a_printed_number_says_where_it_stops(text: str, decimals: int) -> None:
    assert decimals_of(text) == decimals


def test_a_sharper_rounding_shows_the_same_number_with_more_digits() -> None:
    texts = [Rounding(places).show(lambda bits: arb.pi()).text for places in (3, 10, 30)]

    assert texts == ["3.14", "3.141592654", "3.14159265358979323846264338328"]


def test_a_fraction_is_held_exactly() -> None:
    assert exact(Fraction(-3, 9)) == fmpq(-1, 3)


@pytest.mark.parametrize("power", [20, 300, 700, 1200, 2300])
def test_a_tiny_number_of_significant_digits_is_never_shown_as_zero(power: int) -> None:
    def tiny(bits: int) -> Ball:
        """Return (1 + 10^-power/3) - 1, of which a low precision leaves nothing."""
        one: Ball = arb(1) + arb(10) ** -power / 3 - 1
        return one

    assert Rounding(5).show(tiny).text == f"3.3333e-{power + 1}"


def test_what_training_made_too_small_to_be_told_from_zero_is_shown_as_less_than_a_power_of_ten() -> None:
    with ctx.workprec(4096):
        ball = arb(0, arb(10) ** -700)
    assert Rounding(9).undecidable(ball, 4096, last=8192, is_trained=True) is None
    shown = Rounding(9).undecidable(ball, 8192, last=8192, is_trained=True)
    assert shown is not None
    assert shown.text == "0e-699"
    assert Rounding(4, DECIMALS).undecidable(ball, 2048, is_trained=True) == Number(Fraction(0), "0.0000")


@pytest.mark.parametrize("text", ["0.25", "-0.5", "0.3"])
def test_what_no_precision_tells_from_a_short_decimal_is_cut_off_there(text: str) -> None:
    shown = Rounding(2, policy=Policy.TRUNCATE).show(hidden(text))

    assert shown.value == Fraction(text)
