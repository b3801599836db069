from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.verify.diagnosis.round_slips import ROUNDS_MISCOUNTED, UPDATED_FIRST_EACH_ROUND
from symbackprop.verify.judging.verdicts import Claim
from symbackprop.verify.pipeline import verify


def claims(text: str, network: Network) -> list[Claim]:
    return [claim for claim in verify(text.encode(), "x.md", network).claims if claim.slips]


ROUNDS = {
    "After this first round the total error is now down to 0.291027924.": UPDATED_FIRST_EACH_ROUND,
    "After the first round, the total error is 0.298371109.": ROUNDS_MISCOUNTED,
}


@pytest.mark.parametrize("text", ROUNDS)
def test_a_number_for_some_rounds_that_a_slip_leads_to_is_named(text: str, mazur: Network) -> None:
    (claim,) = claims(text, mazur)
    assert [slip.code for slip in claim.slips] == [ROUNDS[text]]


def test_the_right_number_is_no_slip(mazur: Network) -> None:
    assert claims("After the first round, the total error is 0.291027774.", mazur) == []
