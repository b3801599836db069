from __future__ import annotations

import pytest

from symbackprop.verify.reading.worked_comments import worked_out

from ..formulas import plain


@pytest.mark.parametrize(
    ("comment", "read"),
    [
        ("  # (5-3) * 2 = 4", "    (5-3) * 2 = 4"),
        ("// Prüfung: 0.5*0.2 + 1 ≈ 1.1", "            0.5*0.2 + 1 ≈ 1.1"),
        ("# 5 = 5", None),
        ("# step 3 of 4, w = 2", None),
        ("# (y - t) * 2 = 4", None),
    ],
)
def test_a_comment_with_arithmetic_and_its_result_is_read(comment: str, read: str | None) -> None:
    edits = worked_out(comment, 0, len(comment))
    assert (plain(comment).edited(edits).text if edits else None) == read
