from __future__ import annotations

from symbackprop.verify.interpretation.primes import without_primes

from ..formulas import shown
from .names import chain


def test_an_index_with_a_prime_is_another_letter_everywhere() -> None:
    found = without_primes(chain(r"s_j = \sum_{j'=1}^{2} u_{j'j} x_{j'}"))
    assert " = ".join(shown(side.node) for side in found.sides).count("'") == 0
    assert found.sides[0] == chain(r"s_j = 1").sides[0]


def test_a_formula_without_primes_stays() -> None:
    plain = chain(r"s_j = \sum_i w_{ji} x_i")
    assert without_primes(plain) is plain
