from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.interpretation.indexed_names import Depths, named
from symbackprop.verify.quantities.known_names import COUNTING
from symbackprop.verify.quantities.vocabulary import Vocabulary

from ..formulas import name


@pytest.mark.parametrize(
    ("text", "chosen", "result"),
    [
        ("w_{ij}", {"i": 1, "j": 2}, "w_{1,2}"),
        ("w_{ij}", {"i": 1}, "w_{1,j}"),
        ("z_j", {"j": 2}, "z_2"),
        ("x_{i+k-1}", {"i": 2, "k": 3}, "x_4"),
        ("x_{i+k-1}", {"i": 2}, "x_{i+k-1}"),
        ("x_{2i-1}", {"i": 2}, "x_3"),
        ("a_j^{(l)}", {"j": 1, "l": 2}, "a_1^{(2)}"),
        ("a_j^{(L)}", {"j": 1}, "a_1^{(2)}"),
        ("a_j^{(L-1)}", {"j": 1}, "a_1^{(1)}"),
    ],
)
def test_a_name_has_the_numbers_of_its_indices(text: str, chosen: dict[str, int], result: str) -> None:
    found = named(name(text), chosen, Vocabulary(example()), COUNTING, Depths(2, {}))
    assert found.text == result


def test_the_last_layer_is_counted_as_the_document_counts() -> None:
    depths = Depths(2, {"a": 1})
    assert (depths.of("a"), depths.of("z")) == (3, 2)
    assert named(name("a_j^{(L)}"), {"j": 1}, Vocabulary(example()), COUNTING, depths).above == ("(3)",)
