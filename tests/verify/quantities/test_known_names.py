from __future__ import annotations

import pytest

from symbackprop.expression.tree import Index, Symbol, Table
from symbackprop.verify.quantities.known_names import KnownName, is_shifted, matched, tokens

from ..formulas import name

PICTURE = KnownName(Symbol("h"), Symbol("h").read_at((Index("i", 4), Index("j", 4))))
STATES = KnownName(Symbol("h"), Symbol("h").read_at((Index("t", 3), Index("j", 2))))


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("h_{2m+k-2,2n}", ("2m+k-2", "2n")),
        ("h_{ij}", ("i", "j")),
        ("h_{i,2n}", ("i", "2n")),
        ("h_{2,3}", ("2", "3")),
        ("h_{23}", ("2", "3")),
        ("h", ()),
    ],
)
def test_positions_are_read_as_they_are_written(text: str, positions: tuple[str, ...]) -> None:
    found = matched(PICTURE, name(text), frozenset(), {})
    assert found is not None
    assert found.at == positions


@pytest.mark.parametrize("text", ["h_1", "h_{1,2,3}", "h_{12}^{(2)}"])
def test_a_name_with_other_positions_is_not_called_so(text: str) -> None:
    assert matched(PICTURE, name(text), frozenset(), {}) is None


def test_a_state_at_one_position_of_a_recurrence_is_a_row() -> None:
    assert matched(STATES, name("h_2"), frozenset(), {}) is None
    found = matched(STATES, name("h_2"), frozenset({"t"}), {})
    assert found is not None
    assert found.at == ("2",)


def test_a_number_that_is_looked_up_is_one_position() -> None:
    found = matched(PICTURE, name("h_{word_n,j}"), frozenset(), {"word": Table((3,), (2, 1, 4))})
    assert found is not None
    assert found.letters == {"n": 3, "j": 4}


def test_positions_that_are_computed_are_told_from_letters() -> None:
    assert [text for text in ("i", "12", "2i", "i+k-1", "5-i") if is_shifted(text)] == ["2i", "i+k-1", "5-i"]
    assert tokens(("i1", "k-1")) == ["i", "1", "k-1"]
