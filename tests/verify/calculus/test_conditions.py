"""Equations of free letters suppose something where a claim would be about what the document defines."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.conditions import is_condition, mirrored_entries, supposed_of, symmetric
from symbackprop.verify.calculus.finding import Outcome

from .letters import outcomes, theory

DEFINES, PROVED, HOLDS, FAILS, OPEN = Outcome


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("u^T u = 1", True),
        ("A x = 0", True),
        ("A^T = A", True),
        ("A v = c v", False),
        ("y^T x = 0", True),
        (r"\frac{\partial v}{\partial x} = 0", False),
        ("h'(x) = 1", False),
        ("(a + b)^2 = a^2 + b^2", False),
    ],
)
def test_a_number_or_a_letter_is_what_free_letters_are_supposed_to_come_to(formula: str, expected: bool) -> None:
    (one,) = theory(formula).instances(0)
    assert is_condition(one.sides, lambda _: False) is expected


def test_what_the_document_defines_is_claimed() -> None:
    (one,) = theory("z = 0").instances(0)
    assert is_condition(one.sides, lambda _: True) is False
    assert supposed_of(one.sides, lambda _: True) == frozenset()
    assert [quantity.key[:1] for quantity in supposed_of(one.sides, lambda _: False)] == ["z"]


def test_a_symmetric_matrix_has_its_entries_above_the_diagonal() -> None:
    (one,) = theory("A = A^T").instances(0)
    matrix = symmetric(one.sides)
    assert matrix is not None
    assert [place[1] for place, _ in mirrored_entries(matrix, 3)] == [(2, 1), (3, 1), (3, 2)]
    (other,) = theory("B = A^T").instances(0)
    assert symmetric(other.sides) is None


def test_formulas_hold_for_what_is_supposed_and_never_fail_for_it() -> None:
    assert outcomes("A^T = A", "A x + A^T x = 2 A x") == [PROVED, PROVED]
    assert outcomes("A x + A^T x = 2 A x") == [FAILS]
    assert outcomes("u^T u = 1", "x^T x u^T u = x^T x", "z^T z y^T y = z^T z + 1") == [DEFINES, OPEN, FAILS]
