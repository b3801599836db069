"""The chain rule holds whatever the quantities are, along one path."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.chain_rule import follows_by_chain_rule

from .letters import theory


def rate(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


@pytest.mark.parametrize(
    ("left", "right", "follows"),
    [
        (rate("E", "w"), f"{rate('E', 'a')} {rate('a', 'w')}", True),
        (rate("E", "w"), rf"{rate('a', 'w')} \cdot {rate('E', 'a')}", True),
        (f"-c {rate('E', 'w')}", f"-c {rate('E', 'a')} {rate('a', 'w')}", True),
        (f"-{rate('E', 'w')}", f"{rate('E', 'a')} {rate('a', 'w')}", False),
        (rate("E", "w"), f"{rate('E', 'a')} {rate('b', 'w')}", False),
        (rate("E", "w"), f"{rate('E', 'a')} {rate('a', 'v')}", False),
        (rate("E", "w"), f"2 {rate('E', 'a')} {rate('a', 'w')}", False),
        (rate("E", "w_{ij}"), f"{rate('E', 'a_j')} {rate('a_j', 'w_{ij}')}", True),
        (rate("E", "w_{ij}"), f"{rate('E', 'a_k')} {rate('a_k', 'w_{ij}')}", False),
        (rate("E", "a_j"), rf"\sum_k {rate('E', 'z_k')} {rate('z_k', 'a_j')}", True),
        (rate("E", "a_j"), rf"\sum_j {rate('E', 'z_j')} {rate('z_j', 'a_j')}", False),
    ],
)
def test_a_product_of_derivatives_is_one_where_they_lead_along_one_path(left: str, right: str, follows: bool) -> None:
    one = theory(f"{left} = {right}")
    assert follows_by_chain_rule(one.chains[0], 0, 1, one.alphabet) is follows
    assert follows_by_chain_rule(one.chains[0], 1, 0, one.alphabet) is follows
