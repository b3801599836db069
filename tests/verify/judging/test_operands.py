"""The numbers put into a line, each beside what the formula before it asks for."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.slips import OLD_VALUE_WRONG, OPERAND_MISPRINTED, OPERAND_WRONG
from symbackprop.verify.judging.verdicts import Flag, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reasons import Details, Reason

from .judged import draft_of

FORMULA = "net_{h1} = w_1 i_1 + w_2 i_2 + b_1"


def test_what_is_put_in_for_a_weight_is_its_value() -> None:
    draft = draft_of(rf"{FORMULA} = 0.15 \cdot 0.05 + 0.25 \cdot 0.1 + 0.35 = 0.3825")
    assert Flag.OPERAND in draft.flags
    details = Details(quantity="w_2", number="0.25", right="0.2")
    assert draft.reasons == [Reason(OPERAND_WRONG, details)]


def test_right_operands_are_not_flagged() -> None:
    assert not draft_of(rf"{FORMULA} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3775").flags


def test_swapped_operands_of_a_sum_are_no_slip() -> None:
    assert not draft_of(rf"{FORMULA} = 0.05 \cdot 0.15 + 0.1 \cdot 0.2 + 0.35 = 0.3775").flags


def test_where_most_operands_are_off_they_were_put_in_for_something_else() -> None:
    draft = draft_of(rf"{FORMULA} = 0.25 \cdot 0.06 + 0.3 \cdot 0.2 + 0.45 = 0.525")
    assert Flag.OPERAND not in draft.flags


def test_an_update_starts_from_the_old_value() -> None:
    draft = draft_of(r"w_5^+ = 0.45 - 0.5 \cdot 0.082167041 = 0.4089164795")
    details = Details(quantity="w5", number="0.45", right="0.4")
    assert draft.reasons == [Reason(OLD_VALUE_WRONG, details)]


@pytest.mark.parametrize(("operand", "is_flagged"), [("0.593269982", True), ("0.777777777", False)])
def test_an_operand_one_digit_from_a_result_is_a_slip_of_it(operand: str, is_flagged: bool) -> None:
    draft = draft_of("out_{h1} = 0.593269992", rf"0.4 \cdot {operand} = 0.237307997")
    assert (Flag.OPERAND in draft.flags) == is_flagged


def test_a_number_that_was_printed_for_something_else_explains_a_wrong_result() -> None:
    before = r"net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3775"
    right = draft_of(before, rf"{FORMULA} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3775")
    wrong = draft_of(before, rf"{FORMULA} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.3775 = 0.405")
    assert Flag.OPERAND not in right.flags
    assert wrong.reasons == [Reason(OPERAND_WRONG, Details(quantity="b_1", number="0.3775", right="0.35"))]


def test_a_misprint_is_seen_beside_operands_that_are_right() -> None:
    draft = draft_of(
        r"\frac{\partial E_{total}}{\partial w_5} = 0.082167041",
        r"w_5^+ = w_5 - \eta \frac{\partial E_{total}}{\partial w_5} = 0.4 - 0.5 \cdot 0.032167041 = 0.3589164795",
    )
    assert draft.reasons == [Reason(OPERAND_MISPRINTED, Details(number="0.032167041", right="0.082167041"))]


BY_HAND = r"$net_{{o1}} = w_5 out_{{h1}} + w_6 out_{{h2}} + b_2 = 0.4 \cdot {} + 0.45 \cdot 0.5969 + 0.6 = {}$"


@pytest.mark.parametrize(
    ("operand", "result", "expected"),
    [
        # A value from a poor table makes a result that is as poor, which may be used again.
        ("0.5935", "1.10601", Verdict.LAST_PLACE),
        ("0.5930", "1.105805", Verdict.LAST_PLACE),
        # Another value makes a wrong one.
        ("0.5953", "1.10673", Verdict.WRONG),
    ],
)
def test_a_result_of_an_operand_that_is_off_in_its_last_place_is_no_more_off(
    operand: str, result: str, expected: Verdict
) -> None:
    line = BY_HAND.format(operand, result)
    report = verify(f"{line}\n\nSo $net_{{o1}} = {result}$.".encode(), "x.md", example())
    numbers = [claim for claim in report.claims if claim.stated == result]
    assert [claim.verdict for claim in numbers] == [expected, expected]
    assert f"{operand} is put in for out_{{h1}}" in numbers[0].reason
