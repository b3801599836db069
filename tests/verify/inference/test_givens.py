"""The numbers that a document gives, by quantity and member."""

from __future__ import annotations

import pytest

from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.families import Families, MemberPlace
from symbackprop.verify.inference.givens import At, Givens, givens_of
from symbackprop.verify.pipeline import read

FAMILIES = Families(frozenset("t"), {"x": (1, 0), "W": (2, 0)})


def givens(text: str, families: Families = FAMILIES) -> Givens:
    trials = read(text.encode(), "x.md")
    return givens_of(find_assignments(trials.reading, trials.statements()), families)


def numbers(found: Givens) -> dict[str, dict[At, str]]:
    return {word: {at: number.text for at, number in known.items()} for word, known in found.numbers.items()}


@pytest.mark.parametrize("text", ["$x_1 = 1$, $x_2 = -1$", "$x = [1, -1]$"])
def test_members_are_given_one_by_one_or_as_a_list(text: str) -> None:
    found = givens(text)
    assert numbers(found) == {"x": {(1,): "1", (2,): "-1"}}
    second = found.single(MemberPlace("x", ("2",)))
    assert second is not None
    assert second.value == -1
    assert found.single(MemberPlace("x", ("t",))) is None
    assert found.single(MemberPlace("x", ("3",))) is None


def test_an_array_has_its_dimensions() -> None:
    found = givens(r"$W = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{bmatrix}$, $c = [7, 8]$, $b = 9$")
    assert found.shapes == {"W": (2, 3), "c": (2,)}
    assert numbers(found)["W"][2, 1] == "4"
    assert numbers(found)["b"] == {(): "9"}


def test_members_of_a_family_may_be_arrays() -> None:
    found = givens("$x_1 = [1, 2]$, $x_2 = [3, 4]$")
    assert found.behind == {"x": (2,)}
    assert numbers(found) == {"x": {(1, 1): "1", (1, 2): "2", (2, 1): "3", (2, 2): "4"}}


def test_what_is_stated_outright_counts_before_what_is_put_in() -> None:
    text = r"$z = w x_1 = 0.3 \cdot 2$, $x = [1, 5]$"
    found = givens(text)
    assert numbers(found) == {"w": {(): "0.3"}, "x": {(1,): "1", (2,): "5"}}
    assert found.starts == {"w": text.index("0.3"), "x": text.index("0.3")}


def test_a_single_number_of_the_letter_of_given_members_is_no_list_of_them() -> None:
    # A row for t = 1 says which time it is about, where targets are called t as well.
    found = givens("$t_1 = 0.5$, $t_2 = 1$, then for $t = 1$", Families(frozenset("t"), {"t": (1, 0)}))
    assert numbers(found) == {"t": {(1,): "0.5", (2,): "1"}}
    assert found.shapes == {}
