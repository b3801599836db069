"""Formulas that contradict another."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.contradictions import contradicts

from .letters import theory


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("z = w x + u y", "z = w y + u x", True),
        ("z = w x + u y", "z = u y - w x", True),
        (r"z = \frac{1}{1 + e^{-x}}", r"z = \frac{1}{1 + e^x}", True),
        ("z = w x + u y", "z = w x + u q", False),
        ("z = w x + u y", "z = w x y u", False),
        (r"z = \frac{1}{2} (x - y)^2", "z = (x - y)^2", False),
        ("z = 2", "z = 3", False),
    ],
)
def test_the_same_formula_with_names_or_signs_exchanged_contradicts_it(old: str, new: str, expected: bool) -> None:
    known = theory(old, new)
    assert contradicts(*(known.instances(at)[0].sides[1] for at in (0, 1))) is expected
