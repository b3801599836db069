from __future__ import annotations

import pytest

from symbackprop.verify.grammar.alignment import aligned, aligned_values, is_printed_grid, put_in, unnumbered

from ..formulas import chain, node, shown


def values(*texts: str) -> dict[str, str]:
    """Return what names are given by what is put in for them."""
    return {name.text: shown(value) for name, value, _ in aligned_values([chain(text) for text in texts])}


def test_a_name_is_given_the_number_that_lies_on_it() -> None:
    assert values(r"z = w_1 x_1 + b = 0.5 \cdot 2 + 0.1") == {"w_1": "0.5", "x_1": "2", "b": "0.1"}


def test_the_numbers_may_stand_in_another_equation_of_the_same_quantity() -> None:
    assert values("z = w_1 x_1 + b", r"z = 0.5 \cdot 2 + 0.1") == {"w_1": "0.5", "x_1": "2", "b": "0.1"}
    assert values("z = w_1 x_1 + b", r"u = 0.5 \cdot 2 + 0.1") == {}


@pytest.mark.parametrize("numbers", [r"0.5 \cdot 2", r"0.5 \cdot 2 + 0.1 + 0.3", "1.1"])
def test_sides_of_another_shape_give_nothing(numbers: str) -> None:
    assert values(f"z = w_1 x_1 + b = {numbers}") == {}


def test_what_is_computed_or_new_is_not_given() -> None:
    assert values(r"z_2 = v_1 h_1 + b_2 = 0.5 \cdot 0.7 + 0.1") == {"v_1": "0.5", "b_2": "0.1"}
    assert values(r"E = t - w_1^+ = 0.1 - 0.3") == {"t": "0.1"}


def test_a_bias_that_is_left_as_a_name_among_numbers_is_not_said() -> None:
    assert [name.text for name in unnumbered([chain("z = 0.3 + b_1"), chain("u = 0.3 + b_1")], "bias")] == ["b_1"]
    assert unnumbered([chain("z = w x + b_1"), chain("z = 0.3 + 0.2")], "bias") == []


def pairs(symbolic: str, numeric: str) -> list[tuple[str, str]]:
    return [(name.text, shown(number)) for name, number in aligned(node(symbolic), node(numeric))]


def test_names_stand_beside_their_numbers_where_two_sides_have_one_shape() -> None:
    assert pairs(r"\frac{1}{2} (t - o)^2", r"\frac{1}{2} (0.01 - 0.75)^2") == [("t", "0.01"), ("o", "0.75")]
    assert pairs("t - o", "0.01 - (-0.75)") == [("t", "0.01"), ("o", "-0.75")]
    assert pairs("W + 1", "[[1, 2]] + 1") == [("W", "[['1', '2']]")]


@pytest.mark.parametrize(
    ("symbolic", "numeric"),
    [("t - o", "0.01 + 0.75 + 1"), ("t - o", r"0.01 \cdot 0.75"), ("(t - o)^2", "0.55"), ("t", "1")],
)
def test_nothing_stands_beside_where_they_have_not(symbolic: str, numeric: str) -> None:
    assert pairs(symbolic, numeric) == []


def test_a_number_is_put_in_for_a_derivative_or_a_whole_factor() -> None:
    found = [
        (shown(part), shown(number))
        for part, number in put_in(node(r"-\frac{\partial E}{\partial y} \cdot (1 - a)"), node(r"-0.5 \cdot 0.7"))
    ]
    assert found == [("∂E/∂y", "0.5"), ("(1 + -a)", "0.7")]


def test_a_printed_grid_holds_numbers_alone() -> None:
    assert is_printed_grid(node("[0.1, -0.2]"))
    assert not is_printed_grid(node("[0.1, x]"))
    assert not is_printed_grid(node("0.1"))
