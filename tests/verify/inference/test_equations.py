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
    return model_of_equations(statements.chains, here, activation, RATE)


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
    assert found is not None
    assert found.network is not None
    assert found.missing == ("y",)
    assert [symbol.ascii for symbol in found.network.missing] == ["y"]


def test_where_nothing_is_differentiated_all_that_is_computed_is_the_model() -> None:
    found = model("$q = x + y$, $r = 2 x$, $x = 1$, $y = 2$")
    assert found is not None
    assert not found.has_loss
    assert found.equations == ("q = x + y", "r = 2*x")


def test_what_is_computed_as_its_neighbour_is_and_has_no_formula_makes_no_model() -> None:
    text = r"$a_1 = w x$, $E = (a_1 - t)^2 + a_2^2$, $a_2 = 0.3$, $w = 1$, $x = 2$, $t = 0$, $\frac{dE}{dw}$"
    found = model(text)
    assert found is not None
    assert found.network is None


@pytest.mark.parametrize(
    ("text", "equations", "values"),
    [
        (
            r"$h_t = \tanh(w h_{t-1} + v x_t)$, $h_0 = 0$, $x_1 = 1$, $x_2 = -1$, $w = 0.5$, $v = 1$",
            ("h[t] = tanh(w*h[t-1] + v*x[t])", "h[0] = 0"),
            {"x1": "1", "x2": "-1", "w": "0.5", "v": "1"},
        ),
        (
            r"$s_k = r s_{k-1} + u_k$, $s_0 = 0.5$, $u = [1, 2, 3]$, $r = 2$",
            ("s[k] = r*s[k-1] + u[k]", "s[0] = s0"),
            {"u1": "1", "u2": "2", "u3": "3", "r": "2", "s0": "0.5"},
        ),
        (
            r"$z_j = \sum_i w_{ji} x_i$, $w_{11} = 1$, $w_{12} = 2$, $w_{21} = 3$, $w_{22} = 4$, $x_1 = 5$, $x_2 = 6$",
            ("z[j] = sum(i, w[j,i]*x[i])",),
            {"w1_1": "1", "w1_2": "2", "w2_1": "3", "w2_2": "4", "x1": "5", "x2": "6"},
        ),
        (
            r"$u = W x + c$, $W = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, $x = [5, 6]$, $c = [0, 1]$",
            ("u[i] = sum(j, W[i,j]*x[j]) + c[i]",),
            {"W1_1": "1", "W1_2": "2", "W2_1": "3", "W2_2": "4", "x1": "5", "x2": "6", "c1": "0", "c2": "1"},
        ),
        (
            r"$f(a) = a^2 + 1$, $p = f(x)$, $q = f(p)$, $x = 2$",
            ("p = x^2 + 1", "q = p^2 + 1"),
            {"x": "2"},
        ),
        (
            r"$h_1 = w x_1$, $h_2 = w x_2 + h_1$, $L = \sum_{t=1}^{2} h_t$, $w = 2$, $x_1 = 1$, $x_2 = 3$",
            ("h1 = w*x1", "h2 = w*x2 + h1", "L = h1 + h2"),
            {"w": "2", "x1": "1", "x2": "3"},
        ),
        (
            r"$y_i = \sum_{k=1}^{2} w_k x_{i+k-1}$, $x = [1, 2, 3]$, $w = [4, 5]$",
            ("y[i] = sum(k, w[k]*x[i+k-1])",),
            {"w1": "4", "w2": "5", "x1": "1", "x2": "2", "x3": "3"},
        ),
    ],
    ids=["recurrence", "start", "sum", "matrix", "function", "by hand", "convolution"],
)
def test_equations_are_read_as_they_are_written(text: str, equations: tuple[str, ...], values: dict[str, str]) -> None:
    found = model(text)
    assert found is not None
    assert found.network is not None
    assert found.equations == equations
    assert {symbol.ascii: number.text for symbol, number in found.network.values.items()} == values


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


@pytest.mark.parametrize("formula", [r"\frac{\partial q}{\partial x}", r"\begin{bmatrix} x \end{bmatrix}"])
def test_what_has_no_place_in_an_equation_of_numbers_defines_nothing(formula: str) -> None:
    found = model(rf"$a = {formula}$, $x = 1$, $\frac{{da}}{{dx}}$")
    assert found is None or found.network is None


def test_a_number_is_taken_before_a_formula_that_comes_later() -> None:
    found = model(r"$x = 2$, $E = x^2$, $x = 1 + 1$, $\frac{dE}{dx}$")
    assert found is not None
    assert found.equations == ("E = x^2",)


@pytest.mark.parametrize("words", ["(all biases = 0)", "All biases are 0 here.", "Alle Bias sind 0."])
def test_what_words_give_all_biases_is_given_each(words: str) -> None:
    found = model(rf"$f = b_f + w x$, $g = f b_g$, $w = 2$, $x = 3$ {words}")
    assert found is not None
    assert found.network is not None
    assert {at.ascii: n.text for at, n in found.network.values.items()} == {"b_f": "0", "w": "2", "x": "3", "b_g": "0"}
    assert not found.missing


@pytest.mark.parametrize(
    ("loss", "missing"), [(r"\frac{1}{N} (y - z)^2", ()), ("(y - z)^2 / m", ()), ("N (y - z)^2", ("N",))]
)
def test_a_mean_over_nothing_is_that_of_one_sample(loss: str, missing: tuple[str, ...]) -> None:
    found = model(rf"$z = w x$, $L = {loss}$, $w = 2$, $x = 3$, $y = 1$")
    assert found is not None
    assert found.missing == missing


@pytest.mark.parametrize(
    "text",
    [
        "$e = a b$, $d = e + c$, $L = f d$, $a = 2$, $b = -3$, $c = 10$, $f = -2$",
        "$E = e + q$, $e = p q$, $p = 1$, $q = 4$",
    ],
)
def test_the_loss_is_what_nothing_else_is_computed_from(text: str) -> None:
    found = model(text)
    assert found is not None
    assert found.network is not None
    assert found.network.loss.ascii in ("L", "E")
