"""The choice between the networks that a document may state."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Number
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.inference.network import Inferred
from symbackprop.verify.judging.choice import Chosen, likeliest
from symbackprop.verify.judging.hypotheses import Hypothesis, Trials
from symbackprop.verify.pipeline import read

NUMBERS = "$net_{h1} = 0.3775$, $net_{h2} = 0.3925$, $out_{h1} = 0.593269992$, $out_{h2} = 0.596884378$"


def trials(text: str) -> Trials:
    return read(text.encode(), "x.md")


def stated(*layered: Network, model: Network | None = None) -> Inferred:
    return Inferred(layered, model, (), is_rated=False, starts=frozenset())


def moved(*names: str, by: int) -> Network:
    """Return the example with other values of some of what it is given."""
    network = example()
    values = {symbol: Number(at.value + by, "?") for symbol, at in network.values.items() if symbol.ascii in names}
    assert len(values) == len(names)
    return network.at({**network.values, **values})


def test_where_there_are_no_layers_the_equations_are_the_network() -> None:
    assert likeliest(stated(model=example()), trials(NUMBERS)) == Chosen(example())


@pytest.mark.parametrize("first", [True, False])
def test_the_network_by_which_most_comes_true_is_taken_wherever_it_stands(first: bool) -> None:
    right, wrong = example(), moved("i1", by=1)
    layered = (right, wrong) if first else (wrong, right)
    assert likeliest(stated(*layered), trials(NUMBERS)) == Chosen(right)


def test_a_network_with_other_values_by_which_as_much_comes_true_is_a_rival() -> None:
    right, rival = example(), moved("w5", by=1)
    assert likeliest(stated(right, rival), trials(NUMBERS)) == Chosen(right, rival=True)
    assert likeliest(stated(right, right), trials(NUMBERS)) == Chosen(right)


def test_equations_are_taken_before_layers_only_where_those_leave_mistakes() -> None:
    wrong = moved("i1", "i2", by=1)
    assert likeliest(stated(wrong, model=example()), trials(NUMBERS)).network == example()
    assert likeliest(stated(example(), model=wrong), trials(NUMBERS)).network == example()


def test_layers_of_which_more_is_wrong_than_right_are_left_for_equations_of_which_more_is_right() -> None:
    # Each has mistakes: of the layers all but one is one.
    layers, equations = moved("i1", "i2", "w5", by=1), moved("w5", by=1)
    text = NUMBERS + ", $net_{o1} = 1.1059$, $out_{o1} = 0.7514$"
    assert (
        trials(text).first_round(Hypothesis(layers)).worth <= 0 < trials(text).first_round(Hypothesis(equations)).worth
    )
    assert likeliest(stated(layers, model=equations), trials(text)).network == equations
