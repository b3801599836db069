"""What is said of quantities beside their first formulas."""

from __future__ import annotations

from symbackprop.verify.calculus.refinements import Refinements
from symbackprop.verify.calculus.shapes import Ranks

from .letters import derivation


def test_a_formula_by_what_the_first_one_leaves_out_is_finer() -> None:
    known = derivation("a = w x + b", "z = w x", "a = z + b", "q = z", ranks=Ranks.SINGLE).knowledge
    assert {quantity.letter for quantity, _ in Refinements(known).found()} == set()
    assert any(place[0].letter == "a" for place in known.definitions.formulas)


def test_a_matrix_that_is_its_own_transpose_has_equal_entries() -> None:
    known = derivation("A^T = A", "q = x^T A x").knowledge
    assert ("A", (2, 1)) in {(quantity.letter, entry) for quantity, entry in known.definitions.formulas}
