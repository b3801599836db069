"""Functions that a document defines itself."""

from __future__ import annotations

import pytest

from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.tree import Applied, Node
from symbackprop.verify.values.own_functions import definition_of, key_of_call, own_functions

from ..formulas import chain, shown


def side(text: str) -> Node:
    return chain(f"y = {text}").sides[1].node


@pytest.mark.parametrize(("call", "key"), [("g_2(u)", "g_2"), ("f'(x)", "f"), (r"\tanh(x)", "")])
def test_a_function_is_known_by_its_letter_and_what_stands_below(call: str, key: str) -> None:
    node = side(call)
    assert isinstance(node, Applied)
    assert key_of_call(node) == key


@pytest.mark.parametrize(
    "formula",
    ["f(x) = w x", "f(x) = 2", "f(x) = f(x)^2", "f'(x) = 2 x", "f(2) = x", r"\tanh(x) = x", "y = x"],
)
def test_what_is_no_formula_of_its_parameters_alone_defines_no_function(formula: str) -> None:
    assert definition_of(chain(formula)) is None


@pytest.mark.parametrize(
    ("formula", "primes", "argument", "made"),
    [
        ("f(x) = x^2 + 1", 0, "3 u", "((3 u)^2 + 1)"),
        ("f(x) = 3 x", 1, "5", "((3 1))"),
        (r"f(x) = \sin(x)", 1, "u", "(sin'(u) 1)"),
    ],
)
def test_arguments_are_put_in_after_it_is_differentiated(formula: str, primes: int, argument: str, made: str) -> None:
    found = definition_of(chain(formula))
    assert found is not None
    assert shown(found[1].of([side(argument)], primes)) == made


def test_of_several_arguments_it_has_no_single_derivative() -> None:
    found = definition_of(chain("f(x, y) = x y"))
    assert found is not None
    with pytest.raises(NotCheckable):
        found[1].of([side("u"), side("v")], 1)


def test_a_function_that_is_defined_in_two_ways_is_left_out() -> None:
    first, same, other = map(chain, ("f(x) = x^2", "f(u) = u^2", "f(x) = 2 x"))
    assert own_functions([first, same]).keys() == {"f"}
    assert own_functions([first, other]) == {}
