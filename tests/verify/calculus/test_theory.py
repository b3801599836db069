"""What formulas say for each value of their letters."""

from __future__ import annotations

from symbackprop.verify.quantities.refusals import NotCheckable

from .letters import theory


def test_a_formula_for_all_layers_is_said_of_each_that_is_there() -> None:
    found = theory(r"d^l = (w^{l+1})^T d^{l+1}")
    assert [one.places["l"] for one in found.instances(0)] == [1, 2]


def test_a_formula_in_two_indices_is_said_of_each_pair() -> None:
    found = theory(r"z_i = \sum_j W_{ij} x_j", r"\frac{\partial z_i}{\partial x_j} = W_{ij}")
    rows, columns = next(shape for quantity, shape in found._shapes.items() if quantity.key.startswith("W"))
    assert len(found.instances(1)) == rows * columns


def test_a_letter_that_a_definition_leaves_open_is_one_number_throughout() -> None:
    found = theory(r"L = -\log p_k", r"\frac{\partial L}{\partial p_k} = -\frac{1}{p_k}")
    assert found.fixed == {"k"}
    assert len(found.instances(1)) == 1


def test_repeated_indices_are_summed_over_where_the_document_says_so() -> None:
    assert theory("y_i = W_{ij} x_j").fixed == {"j"}
    assert theory("y_i = W_{ij} x_j", sums_repeated=True).fixed == frozenset()


def test_letters_of_sums_without_positions_do_not_say_how_far_they_run() -> None:
    try:
        found = theory(r"L = \sum_q 2 x").instances(0)
    except NotCheckable:
        return
    assert found
