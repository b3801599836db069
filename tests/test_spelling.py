"""How near texts are to one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from symbackprop.spelling import Misprint, nearest, one_slip

DIGITS = st.text("0123456789.", min_size=1, max_size=12)


@given(DIGITS, st.sampled_from("0123456789"), st.integers(0, 12))
def test_what_is_put_in_is_found_where_it_was_put_in(right: str, digit: str, at: int) -> None:
    at = min(at, len(right))
    found = one_slip(right, right[:at] + digit + right[at:])
    assert found is not None
    assert found.kind is Misprint.INSERTED
    assert found.first <= at <= found.last


@given(DIGITS, st.integers(0, 11))
def test_what_is_left_out_is_found_where_it_stood(right: str, at: int) -> None:
    at = min(at, len(right) - 1)
    found = one_slip(right, right[:at] + right[at + 1 :])
    assert found is not None
    assert found.kind is Misprint.LEFT_OUT
    assert found.first <= at <= found.last


@given(DIGITS, DIGITS)
def test_one_slip_is_no_slip_backwards_of_another_kind(right: str, written: str) -> None:
    there, back = one_slip(right, written), one_slip(written, right)
    turned = {Misprint.INSERTED: Misprint.LEFT_OUT, Misprint.LEFT_OUT: Misprint.INSERTED}
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert turned.get(there.kind, there.kind) is back.kind


def test_equal_texts_and_those_two_slips_apart_have_no_slip_between_them() -> None:
    assert one_slip("0.15", "0.15") is None
    assert one_slip("0.15", "1.05") is None
    assert one_slip("0.15", "0.1234") is None


def test_the_nearest_name_is_none_where_none_is_near() -> None:
    assert nearest("sigmiod", ["tanh", "sigmoid"]) == "sigmoid"
    assert nearest("sigmoid", []) is None
