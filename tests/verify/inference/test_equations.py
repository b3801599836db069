"""A model in equations that a document defines itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.expression.tree import Number
from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.equations import EquationModel, model_of_equations
from symbackprop.verify.pipeline import read

RATE = Number(Fraction(1, 10), "0.1")
CIRCUIT = r"$q = x + y$, $f = q z$, $x = -2$, $y = 5$, $z = -4$, $\frac{df}{dx}$, $\frac{df}{dz}$"


def model(text: str, activation: str = "sigmoid") -> EquationModel | None:
    trials = read(text.encode(), "x.md")
    statements = trials.statements()
    here = find_assignments(trials.reading, statements)
    return model_of_equations(statements.chains, trials.reading.source.text, here, activation, RATE)


def test_formulas_and_the_numbers_of_what_they_read_are_a_model() -> None:
    found = model(CIRCUIT)
    assert found is not None
    assert found.network is not None
    assert found.equations == ("q = x + y", "f = q*z")
    assert found.network.loss.ascii == "f"
    assert [symbol.ascii for symbol in found.network.trained] == ["x", "z"]
    assert found.network.learning_rate == RATE
    assert {symbol.ascii: number.text for symbol, number in found.network.values.items()} == {
        "x": "-2",
        "y": "5",
        "z": "-4",
    }


def test_what_lacks_a_number_is_named() -> None:
    found = model(CIRCUIT.replace("$y = 5$, ", ""))
    assert found == EquationModel(None, ("q = x + y", "f = q*z"), ("y",))


def test_where_nothing_is_differentiated_there_is_no_model() -> None:
    assert model("$q = x + y$, $x = 1$, $y = 2$") is None


def test_what_is_differentiated_most_is_the_loss() -> None:
    text = r"$q = x^2$, $E = q + x$, $x = 3$, $\frac{dq}{dx}$, $\frac{dE}{dx}$, $\frac{dE}{dq}$"
    found = model(text)
    assert found is not None
    assert found.network is not None
    assert found.network.loss.ascii == "E"


def test_σ_is_the_activation_that_the_document_means() -> None:
    found = model(r"$a = \sigma(w x)$, $w = 1$, $x = 2$, $\frac{da}{dw}$", "tanh")
    assert found is not None
    assert found.equations == ("a = tanh(w*x)",)


def test_definitions_in_a_circle_are_no_model() -> None:
    found = model(r"$a = b x$, $b = a x$, $x = 1$, $\frac{da}{dx}$")
    assert found is None or found.network is None


@pytest.mark.parametrize(
    "formula", [r"\sum_i x_i", r"\frac{\partial q}{\partial x}", "h(x)", r"\begin{bmatrix} x \end{bmatrix}"]
)
def test_what_has_no_place_in_an_equation_of_numbers_defines_nothing(formula: str) -> None:
    found = model(rf"$a = {formula}$, $x = 1$, $\frac{{da}}{{dx}}$")
    assert found is None or found.network is None


def test_a_number_is_taken_before_a_formula_that_comes_later() -> None:
    found = model(r"$x = 2$, $E = x^2$, $x = 1 + 1$, $\frac{dE}{dx}$")
    assert found is not None
    assert found.equations == ("E = x^2",)
