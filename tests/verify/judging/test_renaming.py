"""Chains under other names: derivatives by an expression, and letters that mean another thing just here."""

from __future__ import annotations

from symbackprop.verify.judging.renaming import defining_a_homonym, with_named_derivatives
from symbackprop.verify.tree import Name, Rate, walk

from ..interpretation.names import chain, interpreted, points


def test_the_brackets_below_a_derivative_are_named_by_the_quantity_that_they_hold() -> None:
    line = r"\frac{\partial E_{total}}{\partial (w_1 i_1 + w_2 i_2 + b_1)} = 0.1"
    naming = interpreted(line)
    found = with_named_derivatives(naming, points(naming.network), chain(line))
    (rate,) = [part for part in walk(found.sides[0].node) if isinstance(part, Rate)]
    assert isinstance(rate.by, Name)
    assert naming.meaning(rate.by) == naming.meaning(chain("net_{h1} = 1").sides[0].node)  # type: ignore[arg-type]


def test_brackets_that_hold_no_quantity_stay() -> None:
    line = r"\frac{\partial E_{total}}{\partial (w_1 i_1 + w_2)} = 0.1"
    naming = interpreted(line)
    found = with_named_derivatives(naming, points(naming.network), chain(line))
    assert found == chain(line)


def test_a_chain_without_derivatives_stays_the_same() -> None:
    found = chain("net_{h1} = w_1 i_1 + w_2 i_2 + b_1")
    naming = interpreted()
    assert with_named_derivatives(naming, points(naming.network), found) is found


def test_a_letter_that_is_defined_as_another_quantity_means_that_here() -> None:
    line = r"a_1 = w_1 i_1 + w_2 i_2 + b_1"
    naming = interpreted("a_1 = 0.593269992", "a_2 = 0.596884378")
    found = defining_a_homonym(naming, points(naming.network), chain(line))
    first = found.sides[0].node
    assert isinstance(first, Name)
    assert first.text == "a_1"
    assert naming.meaning(first) == naming.meaning(chain("net_{h1} = 1").sides[0].node)  # type: ignore[arg-type]


def test_a_name_of_the_spec_is_not_defined_again() -> None:
    naming, found = interpreted(), chain("net_{h1} = w_1 i_1")
    assert defining_a_homonym(naming, points(naming.network), found) is found
