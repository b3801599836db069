from __future__ import annotations

import pytest

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements
from symbackprop.verify.tree import Name


@pytest.mark.parametrize(
    ("text", "name"),
    [("Total Error = 0.3", "Error"), ("inputs: x = 1", "x"), ("Hidden Output = 0.3", "Output"), ("x = 1", "x")],
)
def test_of_words_before_a_number_the_last_one_names_it(text: str, name: str) -> None:
    (chain,) = read_statements(read(text.encode(), "x.md"), ()).chains
    first = chain.sides[0].node
    assert isinstance(first, Name)
    assert first.text == name


def test_letters_side_by_side_are_a_product() -> None:
    (chain,) = read_statements(read(b"$w x = 1$", "x.md"), ()).chains
    assert not isinstance(chain.sides[0].node, Name)
