from __future__ import annotations

import pytest

from symbackprop.verify.reading.unit_lines import with_neurons

from ..formulas import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  h1: z=0.51 → a=0.625", "      z_{h1}=0.51 → a_{h1}=0.625"),
        ("- **o2**: net = 0.3, out ≈ 0.57", "          net_{o2} = 0.3, out_{o2} ≈ 0.57"),
        ("h1: the first neuron, z = 1", "h1: the first neuron, z = 1"),
        ("x1: z = 1", "x1: z = 1"),
        ("h1: z_2 = 1", "h1: z_2 = 1"),
    ],
)
def test_what_a_line_says_behind_a_neuron_is_of_that_neuron(text: str, read: str) -> None:
    assert with_neurons(plain(text)).text == read
