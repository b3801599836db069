from __future__ import annotations

import pytest

from symbackprop.verify.reading.layer_brackets import with_layers_above

from ..formulas import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("W[1] = [[1, 2], [3, 4]], b[1] = [1, 2]", "W^{[1]} = [[1, 2], [3, 4]], b^{[1]} = [1, 2]"),
        ("W[2] = [[1, 2]]; dW[2] = δ[2] a[1]", "W^{[2]} = [[1, 2]]; dW^{[2]} = δ^{[2]} a^{[1]}"),
        ("W[0] = [1, 2]; W[1] = [3, 4]", "W[0] = [1, 2]; W[1] = [3, 4]"),
        ("A[1] = [[1]], x[1] = 0.5, a[1][2] = 3", "A^{[1]} = [[1]], x[1] = 0.5, a[1][2] = 3"),
    ],
)
def test_where_a_letter_with_a_number_is_a_matrix_numbers_in_brackets_are_layers(text: str, read: str) -> None:
    assert with_layers_above(plain(text)).text == read
