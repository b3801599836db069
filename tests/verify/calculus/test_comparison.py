"""Two sides held against each other."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks

from .letters import derivation, outcomes, source

DEFINES, PROVED, HOLDS, FAILS, OPEN = Outcome


def test_a_formula_of_some_indices_holds_where_words_say_so() -> None:
    formulas = r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", r"\frac{\partial p_i}{\partial z_j} = -p_i p_j"
    assert outcomes(*formulas) == [DEFINES, FAILS]
    assert outcomes(*formulas, words=source(("≠",))) == [DEFINES, HOLDS]


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (r"u \frac{\partial v}{\partial x} + v \frac{\partial u}{\partial x}", HOLDS),
        (r"u \frac{\partial v}{\partial x}", OPEN),
        (r"u \frac{\partial v}{\partial x} - v \frac{\partial u}{\partial x}", OPEN),
        (r"2 u v \frac{\partial v}{\partial x}", OPEN),
    ],
)
def test_the_rules_hold_for_functions_of_which_nothing_is_known(right: str, expected: Outcome) -> None:
    assert outcomes(rf"\frac{{\partial (u v)}}{{\partial x}} = {right}", ranks=Ranks.SINGLE)[-1] is expected


def test_a_target_depends_on_nothing() -> None:
    formula = r"\frac{\partial}{\partial x} (%s \ln u) = \frac{%s}{u} \frac{\partial u}{\partial x}"
    assert outcomes(formula.replace("%s", "t"), ranks=Ranks.SINGLE) == [HOLDS]
    assert outcomes(formula.replace("%s", "v"), ranks=Ranks.SINGLE) == [OPEN]


@pytest.mark.parametrize(
    ("claim", "is_explained"),
    [
        (r"\frac{\partial E}{\partial a} = t - a", True),
        (r"\frac{\partial E}{\partial a} = a - 2 t", True),
        (r"\frac{\partial E}{\partial a} = 0.5 (a - t)", False),
    ],
)
def test_a_formula_fails_for_sure_by_letters_that_others_are_made_of(claim: str, is_explained: bool) -> None:
    *_, found = derivation("a = w x", r"E = \frac{1}{2} (t - a)^2", claim, ranks=Ranks.SINGLE).findings()
    assert found.standing is FAILS
    assert found.is_explained is is_explained


def test_a_row_is_no_column_where_both_sides_say_which_is_transposed() -> None:
    assert outcomes("x^T A = A^T x") == [OPEN]
    assert outcomes("x^T A y = y^T A^T x") == [PROVED]
    assert outcomes("z = A x", r"\frac{\partial z^T y}{\partial x} = y^T A")[-1] is not FAILS


def test_what_holds_for_symmetric_matrices_alone_is_open() -> None:
    rate = r"\frac{\partial x^T A x}{\partial x}"
    assert outcomes(f"{rate} = (A + A^T) x") == [PROVED]
    assert outcomes(f"{rate} = 2 A x") == [OPEN]
    assert outcomes(f"{rate} = 3 A x") == [FAILS]
    slope = r"\frac{\partial L}{\partial x} = U \frac{\partial L}{\partial h}"
    assert outcomes("h = U x + x", slope)[-1] is not HOLDS
