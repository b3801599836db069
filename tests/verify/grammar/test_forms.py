from __future__ import annotations

import pytest

from symbackprop.verify.grammar.forms import form_of, is_symbolic, key_of, label, symbolic_sides

from ..formulas import chain, node


@pytest.mark.parametrize(
    ("text", "symbolic"),
    [
        ("x", True),
        (r"w_1 i_1 + b", True),
        (r"\frac{1}{2} (t - o)^2", True),
        ("1 - x", True),
        (r"\frac{\partial E}{\partial w_5}", True),
        (r"\sigma(z)", True),
        ("0.5932 (1 - x)", False),
        ("0.5", False),
        ("3", False),
        (r"2 \pi", False),
        (r"x + \sigma(0)", False),
        (r"x \sqrt{2}", True),
    ],
)
def test_a_side_is_symbolic_that_names_quantities_and_puts_no_decimals_in(text: str, symbolic: bool) -> None:
    assert is_symbolic(node(text)) is symbolic


def test_the_symbolic_sides_of_a_chain_are_counted_from_0() -> None:
    assert symbolic_sides(chain("E = (t - o)^2 = (0.01 - 0.75)^2 = t^2")) == [0, 1, 3]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("out_{o1}", "out_{o1}"),
        (r"\frac{\partial E}{\partial w_5}", "∂E/∂w_5"),
        (r"\sigma'(z, 1)", "σ'(z, )"),
        ("1 + x", ""),
        ("0.5", ""),
    ],
)
def test_a_quantity_is_called_by_its_name_and_a_formula_by_none(text: str, called: str) -> None:
    assert label(node(text)) == called


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("w_5", r"\mathbf{w}_{5}", True),
        ("w_5", "w_6", False),
        ("w_5", "w^{(5)}", False),
        (r"\frac{\partial E}{\partial w_5}", "∂E/∂w_5", True),
        (r"\frac{\partial E}{\partial w_5}", r"\frac{\partial E}{\partial w_6}", False),
        ("W^T x", "W^T x", True),
        ("W^T x", "W x", False),
        ("x + 1", "x + 1", False),
    ],
)
def test_two_writings_of_one_quantity_have_one_key(one: str, other: str, same: bool) -> None:
    assert (key_of(node(one)) == key_of(node(other))) is same


def test_a_formula_has_one_form_however_often_it_is_written_and_another_one_has_another() -> None:
    first, again, other = (
        chain(text).sides[1].node for text in ("z = w_1 x_1 + b^2", "net =  w_1 x_1 +  b^{2}", "z = w_1 x_2 + b^2")
    )
    assert form_of(first) == form_of(again) != form_of(other)
