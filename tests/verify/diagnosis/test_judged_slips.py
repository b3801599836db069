from __future__ import annotations

from symbackprop.verify.diagnosis.judged_slips import flagged
from symbackprop.verify.judging.slips import OPERAND_WRONG

from ..judging.judged import draft_of


def test_what_the_judge_has_found_is_passed_on_and_what_is_no_slip_is_not() -> None:
    draft = draft_of(r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.15 \cdot 0.05 + 0.25 \cdot 0.1 + 0.35 = 0.3825")
    assert [slip.code for slip in flagged(draft)] == [OPERAND_WRONG]
    assert list(flagged(draft_of("net_{h1} = 0.3775"))) == []
