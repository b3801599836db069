"""What a document defines."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.definitions import DefinitionFinder, lists_entries, supposes_shares, whole
from symbackprop.verify.calculus.members import Member

from .letters import chains, source, theory


def finder(*formulas: str) -> DefinitionFinder:
    return DefinitionFinder(theory(*formulas), source())


def test_the_first_formula_of_a_quantity_defines_it_and_one_beside_it_what_is_open() -> None:
    found = finder("z = w x", "z = b")
    assert {place[0].key[0]: number for place, (number, _) in found.first.items()} == {"z": 0, "b": 1}


def test_an_update_and_a_word_define_nothing() -> None:
    assert not finder("w = w - b").first
    assert not finder("J = CE").first


def test_a_function_is_defined_by_what_it_makes_of_its_argument() -> None:
    assert set(finder("f(x) = x^2 + 1").functions) == {"activation"}
    assert not finder("f(x) = f(x)").functions
    assert set(finder("y = f(x) = x^2 + 1").functions) == {"activation"}
    assert not finder("y = f(x)").functions


def test_a_loss_without_a_formula_is_a_function_of_what_nothing_reads() -> None:
    found = finder("z = W x", r"a = \tanh(z)", r"\frac{\partial L}{\partial x} = W^T \frac{\partial L}{\partial z}")
    definitions = found.definitions({place: node for place, (_, node) in found.first.items()})
    (loss,) = definitions.losses.values()
    assert [end.base for end in loss.ends] == ["a"]
    assert whole(loss.ends[0]) == loss.ends[0]


def test_what_is_made_of_derivatives_is_known() -> None:
    found = finder("L = x^2", r"g = \frac{\partial L}{\partial x}", "q = 2 g")
    definitions = found.definitions({place: node for place, (_, node) in found.first.items()})
    derived = {place[0].key[0]: definitions.is_derived(node) for place, node in definitions.formulas.items()}
    assert derived == {"L": False, "g": True, "q": True}


def test_shares_are_supposed_by_a_sum_that_is_one() -> None:
    one, other = chains(r"\sum_i t_i = 1", r"\sum_i t_i = 2")
    assert supposes_shares(one)
    assert not supposes_shares(other)
    assert [quantity.key[0] for quantity in finder(r"L = \sum_i t_i x_i", r"\sum_i t_i = 1").supposed] == ["t"]


@pytest.mark.parametrize(
    ("formula", "lists"), [("x = [x_1, x_2]", True), ("x = [y_1, y_2]", False), ("x_1 = [x_1, x_2]", False)]
)
def test_what_only_lists_its_own_entries_defines_nothing(formula: str, lists: bool) -> None:
    found = finder(formula)
    left, right = found.instances(0)[0].sides
    assert isinstance(left, Member)
    assert lists_entries(right, left) is lists
    assert bool(found.first) is (formula == "x = [y_1, y_2]")


def test_an_array_with_dots_in_it_does_not_define_what_another_formula_gives() -> None:
    dots = r"J = \begin{bmatrix} a & \dots \\ \dots & b \end{bmatrix}"
    (place,) = finder(dots, "J = A B").first
    assert finder(dots, "J = A B").first[place][0] == 1
