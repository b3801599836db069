"""Kronecker deltas are case distinctions."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.interpretation.kronecker import with_kronecker
from symbackprop.verify.quantities.known_names import COUNTING
from symbackprop.verify.quantities.vocabulary import Vocabulary
from symbackprop.verify.tree import Cases, walk

from .names import chain

VOCABULARY = Vocabulary(example())


@pytest.mark.parametrize(
    ("formula", "is_delta"),
    [
        (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", True),
        (r"\frac{\partial a_m}{\partial u_n} = a_m (\delta_{m,n} - a_n)", True),
        (r"\frac{\partial C}{\partial w_{jk}} = a_k \delta_j", False),
        (r"\frac{\partial C}{\partial w_{ij}} = \delta_{kl}", False),
        (r"\delta_{ij} = \delta_{ij}", False),
    ],
)
def test_a_delta_with_both_indices_of_a_derivative_is_one_of_two_cases(formula: str, is_delta: bool) -> None:
    found = with_kronecker(chain(formula), COUNTING, VOCABULARY)
    assert any(isinstance(part, Cases) for side in found.sides for part in walk(side.node)) is is_delta
