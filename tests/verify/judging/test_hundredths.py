"""Numbers in per cent."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("w5 = 40%", 1, 0),
        ("w5 = 40 % = 0.4", 2, 0),
        (r"$w_5 = 40\%$", 1, 0),
        ("w5 = 0.4%", 0, 1),
        (r"$w_5 = 0.4\,\%$", 0, 1),
    ],
)
def test_a_number_in_per_cent_is_judged_as_hundredths(text: str, right: int, wrong: int) -> None:
    claims = verify(text.encode(), "homework.md", example("mazur-2-2-2")).claims
    assert [claim.verdict.value for claim in claims] == ["right"] * right + ["wrong"] * wrong
