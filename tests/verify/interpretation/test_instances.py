from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.interpretation.instances import firsts, general_sides, instances, unbound
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.quantities.vocabulary import Vocabulary

from ..formulas import shown
from .names import chain, interpreted


def found(line: str, *beside: str) -> list[str]:
    """Return what a general formula says, one by one."""
    naming = interpreted(line, *beside)
    return [" = ".join(shown(side.node) for side in each.sides) for each in instances(chain(line), naming)]


@pytest.mark.parametrize(
    ("line", "last", "count"),
    [
        (r"z_j = \sum_i w_{ji} x_i + b_1", "z_2 = (((w_{2,1} x_1) + (w_{2,2} x_2)) + b_{1})", 2),
        (r"\delta_k = a_k - t_k", "delta_2 = (a_2 + -t_2)", 2),
        (r"a_j^{(l)} = \sigma(z_j^{(l)})", "a_2^{(2)} = σ(z_2^{(2)})", 4),
        (r"p_i = x_i/\sum_i x_i", "p_2 = x_2/(x_1 + x_2)", 2),
        (r"s = \sum_{i=1}^{2} x_i", "s = (x_{1} + x_{2})", 1),
        (r"s = \sum_{i=0}^{2} x_i", "s = (x_{1} + x_{2})", 1),
    ],
)
def test_a_general_formula_says_one_thing_for_each_value_of_its_indices(line: str, last: str, count: int) -> None:
    every = found(line)
    assert (len(every), every[-1]) == (count, last)


def test_the_last_layer_is_the_one_of_the_network() -> None:
    assert found(r"a_j^{(L)} = \sigma(z_j^{(L)})")[-1] == "a_2^{(2)} = σ(z_2^{(2)})"


def test_layers_are_counted_from_the_inputs_where_the_document_does_so() -> None:
    values = ("a_1^{(2)} = 0.593269992", "a_2^{(2)} = 0.596884378", "a_1^{(3)} = 0.75136507", "a_2^{(3)} = 0.772928465")
    assert found(r"a_j^{(L)} = a_j^{(L)}", *values)[-1] == "a_2^{(3)} = a_2^{(3)}"


@pytest.mark.parametrize("line", ["x = 1", "z_1 = w_{j1}", r"net_{h1} = \dots + w_i x_i"])
def test_what_does_not_say_how_far_its_indices_run_is_refused(line: str) -> None:
    with pytest.raises(NotCheckable):
        found(line)


@pytest.mark.parametrize(
    ("line", "letter"),
    [
        (r"z_j = \sum_i w_{ji} x_i", ""),
        ("z_j = w_{ji} x_i", "i"),
        (r"z = \sum_i w_i x_i + v_k", "k"),
    ],
)
def test_a_letter_that_nothing_binds_is_found(line: str, letter: str) -> None:
    assert unbound(chain(line), Vocabulary(example())) == letter


def test_the_first_instance_of_each_name_has_1_for_every_index() -> None:
    naming = interpreted("w_1 = 0.15")
    line = chain(r"z_j = \sum_i w_{ji} x_i + b_1")
    assert [name.text for name in firsts(line, naming)] == ["z_1", "w_{1,1}", "x_1"]
    layered = [name.text for name in firsts(chain(r"a_j^{(l)} = 1"), naming)]
    assert layered == ["a_1^{(1)}", "a_1^{(2)}"]


def test_only_a_document_that_keeps_to_a_notation_compares_numbers_with_formulas() -> None:
    line = chain(r"\frac{\partial net_{hj}}{\partial net_{hj}} = 1 = 0.5")
    assert general_sides(line, keeps_notation=False) == [0]
    assert general_sides(line, keeps_notation=True) == [0, 1]
