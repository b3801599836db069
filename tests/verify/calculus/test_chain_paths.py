"""The chain rule over several paths is known by the ends of its factors, whatever the letters."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.chain_paths import is_sum_over_paths

from ..interpretation.names import chain


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dx}", True),
        (r"\frac{du}{dx} = \frac{dv}{dx} \frac{du}{dv}", True),
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dx} + \frac{du}{dw} \frac{dw}{dx}", True),
        (r"\frac{du}{dx_j} = \sum_k \frac{du}{dv_k} \frac{dv_k}{dx_j}", True),
        (r"\frac{du}{dx} = \frac{du}{dv} \frac{dv}{dy}", False),
        (r"\frac{du}{dx} = \frac{dw}{dv} \frac{dv}{dx}", False),
        (r"\frac{du}{dx} = 2 \frac{du}{dv} \frac{dv}{dx}", False),
        (r"\frac{du}{dx} = \frac{du}{dx}", False),
        (r"u = \frac{du}{dv} \frac{dv}{dx}", False),
    ],
)
def test_derivatives_lead_from_one_end_to_the_other(formula: str, expected: bool) -> None:
    left, right = (side.node for side in chain(formula).sides)
    assert is_sum_over_paths(left, right) is expected
