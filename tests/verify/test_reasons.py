from __future__ import annotations

import re

import pytest

from symbackprop.verify.diagnosis.digit_slips import DIGIT_DROPPED, SIGN_ADDED, SIGN_LOST
from symbackprop.verify.diagnosis.table import SLIP_CODES
from symbackprop.verify.reasons import Details, Reason, ReasonCode, SlipCode

CODES = [*SLIP_CODES, *ReasonCode]


def test_no_two_reasons_have_one_code() -> None:
    assert len({code.value for code in CODES}) == len(CODES)
    assert [code for code in CODES if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code.value)] == []


@pytest.mark.parametrize("code", [SIGN_LOST, DIGIT_DROPPED])
def test_a_slip_is_told_from_what_else_is_said(code: SlipCode) -> None:
    assert Reason(code).is_slip
    assert not Reason(ReasonCode.LINE_GIVES).is_slip


def test_a_reason_comes_down_to_the_last_one_behind_it() -> None:
    root = Reason(ReasonCode.NO_TIME_LEFT)
    middle = Reason(ReasonCode.UNREADABLE, Details(because=root))
    assert Reason(ReasonCode.GIVEN_UP_BEFORE, Details(because=middle)).root == root
    assert root.root == root


def test_one_mistake_is_the_same_whatever_digits_it_leads_to() -> None:
    one = Reason(SIGN_LOST, Details(quantity="w5", number="0.3", right="-0.3", elsewhere="0.1"))
    other = Reason(SIGN_LOST, Details(quantity="w5", number="0.7", right="-0.7"))
    assert one.cause == other.cause
    assert one.cause != Reason(SIGN_LOST, Details(quantity="w6")).cause
    assert one.cause != Reason(SIGN_ADDED, Details(quantity="w5")).cause
