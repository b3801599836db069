"""Formulas as they may be meant too."""

from __future__ import annotations

from symbackprop.verify.grammar.reach import of_its_argument, read_otherwise
from symbackprop.verify.tree import Name, Plus, Rate, Times

from ..formulas import node
from ..interpretation.names import chain

LEFT = r"\frac{\partial E}{\partial w}"


def test_an_operator_may_reach_over_a_product_and_then_over_a_sum() -> None:
    left, right = node(LEFT), node(r"\frac{\partial}{\partial w} w x + b")
    product, total = (other for _, other in read_otherwise(left, right))
    assert isinstance(product, Plus)
    first = product.terms[0]
    assert isinstance(first, Rate)
    assert isinstance(first.of, Times)
    assert isinstance(total, Rate)
    assert isinstance(total.of, Plus)
    assert [one for one, _ in read_otherwise(left, right)] == [left, left]
    assert [other for _, other in read_otherwise(right, left)] == [left, left]


def test_a_fraction_that_names_what_it_differentiates_reaches_no_further() -> None:
    assert not list(read_otherwise(node("d"), node(rf"{LEFT} x + b")))


def test_a_quantity_may_say_what_it_is_a_function_of() -> None:
    found = of_its_argument(chain("z(x) = w x + b"))
    assert found is not None
    first, *others = (side.node for side in found.sides)
    assert isinstance(first, Name)
    assert first.text == "z"
    assert others == [side.node for side in chain("z(x) = w x + b").sides[1:]]


def test_a_product_of_what_the_other_side_does_not_name_is_a_product() -> None:
    assert of_its_argument(chain("z(x) = w y + b")) is None
    assert of_its_argument(chain("z = w x + b")) is None
