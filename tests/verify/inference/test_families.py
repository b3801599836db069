"""Quantities that indices count, and which member of one a name is."""

from __future__ import annotations

import pytest

from symbackprop.verify.inference.families import (
    Families,
    MemberPlace,
    families_of,
    letters_of,
    shift_of,
    signed_letters,
)

from ..formulas import chain, name


def families(*formulas: str) -> Families:
    return families_of(map(chain, formulas))


def test_a_letter_counts_that_stands_on_both_sides_or_below_a_sum() -> None:
    assert families(r"h_t = \tanh(w h_{t-1} + v x_t)") == Families(frozenset("t"), {"h": (1, 0), "x": (1, 0)})
    assert families(r"z = \sum_i w_{i} x_i", "q_j = z").letters == {"i"}
    assert families("h_t = w x", "E = (o - t)^2") == Families()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("h_t", MemberPlace("h", ("t",))),
        ("h_{t-1}", MemberPlace("h", ("t-1",))),
        ("h_2", MemberPlace("h", ("2",))),
        ("w_{12}", MemberPlace("w", ("1", "2"))),
        ("v_2", MemberPlace("v2")),
        ("w_{hj}", MemberPlace("w_h", ("j",))),
        (r"\hat{y}_1", MemberPlace("y_hat_1")),
    ],
)
def test_a_name_is_a_member_of_a_family_or_a_quantity(text: str, place: MemberPlace) -> None:
    assert Families(frozenset("tj"), {"h": (1, 0), "w": (2, 0)}).place(name(text)) == place


def test_only_letters_that_count_make_a_name_general() -> None:
    known = Families(frozenset("ij"))
    assert known.general(name("w_{ij}")) == ("w", (2, 0))
    assert known.general(name("a_i^{(1)}")) == ("a1", (1, 0))
    assert known.general(name("w_{12}")) is None


def test_a_position_is_taken_apart() -> None:
    assert (letters_of("i+k-1"), shift_of("i+k-1")) == (["i", "k"], -1)
    assert list(signed_letters("t-k+2")) == [(1, "t"), (-1, "k")]
    assert (MemberPlace("w", ("1", "2")).numbers, MemberPlace("w", ("1", "j")).numbers) == ((1, 2), None)
    assert MemberPlace("w", ("1", "j+2")).letters == ("j",)
