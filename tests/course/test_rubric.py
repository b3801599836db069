"""A rubric: exact shares, and one line where it is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.course.rubric import Kind, Rubric, read_rubric
from symbackprop.errors import SpecError

FILE = b"""
[points]
gradient = 3
step = 0.5

[quantities]
"dE_total/dw5" = 4

[precision]
decimals = 4

[mistakes]
working = 0.1
"""


def test_an_empty_rubric_is_the_usual_one() -> None:
    assert read_rubric(b"", "rubric.toml").key == Rubric().key


def test_points_are_exact_and_a_single_quantity_comes_first() -> None:
    found = read_rubric(FILE, "rubric.toml")
    assert found.worth("dE_total/dw5", Kind.GRADIENT) == 4
    assert found.worth("dE_total/dw1", Kind.GRADIENT) == 3
    assert found.worth("dout_o1/dnet_o1", Kind.STEP) == Fraction(1, 2)
    assert found.working == Fraction(1, 10)
    assert (found.digits, found.decimals) == (3, 4)


WRONG = {
    b"[points]\ngradient = -1": "[points] gradient: expected points from 0 to 1,000,000, found -1",
    b"[points]\nvalue = 1e300": "[points] value: expected points from 0 to 1,000,000, found 1e+300",
    b"[points]\nslope = 1": "[points] slope: no such key; allowed: value, step, gradient, update",
    b"[mistakes]\ncap = 2": "[mistakes] cap: expected a share from 0 to 1, found 2",
    b"[mistakes]\ncap = nan": "[mistakes] cap: expected a share from 0 to 1, found nan",
    b"[precision]\ndigits = 2.5": "[precision] digits: expected a whole number, found 2.5",
    b"[precision]\ndigits = 0": "[precision] digits: expected a number from 1 on, found 0",
    b"[quantities]\nw5 = true": "[quantities] w5: expected a number, found True",
    b"[scores]": "scores: no such section; allowed: points, quantities, precision, mistakes",
    b"points = 3": "points: expected a section, found 3",
    b"[points": "is not TOML: Expected ']' at the end of a table declaration (at end of document)",
    b"\xff": "is not UTF-8",
}


@pytest.mark.parametrize(("content", "message"), WRONG.items(), ids=[content.decode("latin-1") for content in WRONG])
def test_a_wrong_rubric_gives_one_line(content: bytes, message: str) -> None:
    with pytest.raises(SpecError) as refused:
        read_rubric(content, "rubric.toml")
    assert str(refused.value) == f"rubric.toml: {message}"
