from __future__ import annotations

import pytest

from symbackprop.verify.reading.lost_signs import with_lost_signs

from ..formulas import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "0.25 *(-0.017)* (-0.098)  0.000\n0.25*(-0.8)*(-0.1) = 0.02",
            "0.25 *(-0.017)* (-0.098) = 0.000\n0.25*(-0.8)*(-0.1) = 0.02",
        ),
        ("2 · 3 = 6\n2 · 4   8", "2 · 3 = 6\n2 · 4 = 8"),
        ("2 · 4   8", "2 · 4   8"),
        ("0.1  0.2\n2 * 3 = 6", "0.1  0.2\n2 * 3 = 6"),
    ],
)
def test_a_line_among_equations_has_an_equals_sign(text: str, read: str) -> None:
    assert with_lost_signs(plain(text)).text == read
