"""The chain rule holds whatever the quantities are, along one path and over several."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.chain_rule import follows_by_chain_rule, is_sum_over_paths

from ..interpretation.names import chain
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


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dx}", True),
        (r"\frac{du}{dx} = \frac{dv}{dx} \frac{du}{dv}", True),
        (r"\frac{du}{dx} = \frac{du}{dv} \odot \frac{dv}{dx}", True),
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dx} + \frac{du}{dw} \frac{dw}{dx}", True),
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dx} - \frac{du}{dw} \frac{dw}{dx}", False),
        (r"\frac{du}{dx_j} = \sum_k \frac{du}{dv_k} \frac{dv_k}{dx_j}", True),
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dy}", False),
        (r"\frac{du}{dx} = \frac{dw}{dv} \frac{dv}{dx}", False),
        (r"\frac{du}{dx} = 2 \frac{du}{dv} \frac{dv}{dx}", False),
        (r"f'(x) = f'(A) \cdot A'(B) \cdot B'(x)", True),
        (r"f'(x) = f'(A) \cdot B'(x)", False),
        (r"\frac{du}{dx} = \frac{du}{dx}", False),
        (r"u = \frac{du}{dv} \frac{dv}{dx}", False),
    ],
)
def test_derivatives_lead_from_one_end_to_the_other_along_each_path(formula: str, expected: bool) -> None:
    left, right = (side.node for side in chain(formula).sides)
    assert is_sum_over_paths(left, right) is expected
