from __future__ import annotations

from symbackprop.verify.diagnosis.judged_slips import JUDGED_SLIPS
from symbackprop.verify.judging import slips
from symbackprop.verify.reasons import SlipCode


def test_a_slip_that_the_judge_names_is_a_row_of_its_own_kind_and_has_a_plant() -> None:
    declared = {code for code in vars(slips).values() if isinstance(code, SlipCode)}
    assert {row.code for row in JUDGED_SLIPS} == declared
    assert [row.code for row in JUDGED_SLIPS if row.plant is None] == []
