from __future__ import annotations

import pytest

from symbackprop.verify.quantities.patterns import pattern_of

from ..formulas import name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("w_{12}", "w_{21}", True),
        ("w_{12}", "w_{1,2}", False),
        ("w_{1}", "w_{12}", False),
        ("a^{(1)}_2", "a^{(3)}_1", True),
        ("a^{(1)}_2", "a^{[1]}_2", False),
        ("out_{h1}", "out_{h2}", True),
        ("out_{h1}", "out_{o1}", False),
        (r"\hat{y}_1", "y_1", False),
        ("W[1, 2]", "W[3, 4]", True),
        ("W[1, 2]", "W[1]", False),
    ],
)
def test_names_that_differ_in_digits_alone_have_one_pattern(one: str, other: str, same: bool) -> None:
    assert (pattern_of(name(one)) == pattern_of(name(other))) is same


def test_the_letter_is_that_of_all_names_with_its_accent() -> None:
    assert pattern_of(name("w_{12}")).letter == pattern_of(name("w^{(1)}")).letter == ("w", "")
    assert pattern_of(name(r"\hat{y}_1")).letter == ("y", "hat")
