"""The slopes of activations, line by line."""

from __future__ import annotations

import pytest

from symbackprop.derive import activation_slopes
from symbackprop.derive.activation_slopes import LINES, slope_lines
from symbackprop.errors import DerivationError
from symbackprop.expression.functions import FUNCTIONS, X
from symbackprop.expression.tree import Power, Symbol, whole

ACTIVATIONS = [name for name, row in FUNCTIONS.items() if row.activation]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_derived_from_its_definition(name: str) -> None:
    slope = slope_lines(name, Symbol("net"), Symbol("out"))
    assert slope is not None
    assert slope.lines


def test_the_slope_of_the_sigmoid_is_derived_and_not_asserted() -> None:
    slope = slope_lines("sigmoid", Symbol("net"), Symbol("out"))
    assert slope is not None
    assert len(slope.lines) == 4


def test_a_function_that_the_table_does_not_define_has_no_lines() -> None:
    assert slope_lines("exp", Symbol("net"), Symbol("out")) is None


@pytest.mark.parametrize("at", range(3))
def test_a_line_that_does_not_follow_is_never_shown(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [*LINES["sigmoid"]]
    lines[at] = Power(X, whole(3))
    monkeypatch.setattr(activation_slopes, "LINES", {"sigmoid": tuple(lines)})
    with pytest.raises(DerivationError, match="slope of sigmoid"):
        slope_lines("sigmoid", Symbol("net"), Symbol("out"))
