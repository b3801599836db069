"""The model as its users hold it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sympy

from symbackprop import Model
from symbackprop.errors import MissingValuesError, SpecError, UnknownNameError

CERTAIN = {"w1": "0.000438567734474347", "w5": "0.0821670405642308", "w8": "-0.0227402422159782"}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.example()


@pytest.mark.slow
def test_the_loss_is_a_closed_expression_over_what_is_given(model: Model) -> None:
    names = {str(symbol) for symbol in model.loss.free_symbols}
    assert names == {"i1", "i2", "b1", "b2", "target_o1", "target_o2", *(f"w{at}" for at in range(1, 9))}
    assert abs(model.loss.subs(model.values).evalf(30) - sympy.Float("0.298371108760003", 30)) < 5e-16


@pytest.mark.parametrize("name", CERTAIN)
def test_a_gradient_has_its_certain_value(model: Model, name: str) -> None:
    found = model.gradient[name].subs(model.values).evalf(30)
    assert abs(found - sympy.Float(CERTAIN[name], 30)) < 5e-17


@pytest.mark.slow
@pytest.mark.parametrize("name", CERTAIN)
def test_a_gradient_is_the_derivative_that_sympy_computes(model: Model, name: str) -> None:
    symbol = next(s for s in model.loss.free_symbols if str(s) == name)
    difference = model.loss.diff(symbol) - model.gradient[name]
    for shift in (0, 1, -2):
        at = {s: value + shift * sympy.Rational(1, 7) * len(str(s)) for s, value in model.values.items()}
        assert abs(difference.subs(at).evalf(40)) < 1e-35


def test_an_output_gradient_is_identical_to_sympys(model: Model) -> None:
    symbol = next(s for s in model.loss.free_symbols if str(s) == "w5")
    assert sympy.simplify(model.loss.diff(symbol) - model.gradient["w5"]) == 0


def test_the_gradient_is_a_mapping_in_parameter_order(model: Model) -> None:
    assert tuple(model.gradient) == model.parameters
    assert len(model.gradient) == 8
    with pytest.raises(KeyError):
        model.gradient["w9"]


def test_an_unknown_example_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="mazur-2-2-2"):
        Model.example("mazur")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        Model.load(tmp_path / "none.toml")


BARE = """
equations = "a = w*x + b\\nE = 1/2*(t - a)^2 + c*w^2"
loss = "E"
parameters = ["w", "b"]
learning_rate = 0.1
"""


def bare(tmp_path: Path, values: str = "") -> Model:
    (tmp_path / "bare.toml").write_text(BARE + values)
    return Model.load(tmp_path / "bare.toml")


@pytest.mark.parametrize("backend", ["c", "llvm", "numpy"])
def test_functions_are_compiled_without_values_and_take_those_of_the_call(backend: str, tmp_path: Path) -> None:
    functions = bare(tmp_path).compile(backend)
    w, g = np.array([2.0, 1.0]), np.zeros(2)
    x, t, c = np.array(3.0), np.array(4.0), np.array(0.5)
    # In the order of the equations: x, t, c.
    assert functions.loss_and_gradient(w, x, t, c, g) == 6.5
    assert g.tolist() == [11.0, 3.0]
    assert functions.bind(w, x, t, c, g)() == 6.5
    for call in (lambda: functions.loss(w), lambda: functions.bind(w, g), lambda: functions.train(w, 0.1, 1)):
        with pytest.raises(TypeError, match="expected 3 arrays of data, given 0"):
            call()


@pytest.mark.parametrize("backend", ["c", "llvm", "numpy", None])
def test_what_is_fixed_and_has_no_value_is_asked_for_in_words(backend: str | None, tmp_path: Path) -> None:
    (tmp_path / "fixed.toml").write_text(BARE.replace('["w", "b"]', '["w"]'))
    model = Model.load(tmp_path / "fixed.toml")
    with pytest.raises(MissingValuesError, match=r"no values are given of b, c; .*model\.drawn\(SEED\)") as raised:
        model.compile(backend, data=["x", "t"])
    assert "\n" not in str(raised.value)


def test_numpy_functions_ask_for_values_in_words(tmp_path: Path) -> None:
    with pytest.raises(MissingValuesError, match=r"no values are given of w, x, b, t, c; .*model\.drawn\(SEED\)"):
        bare(tmp_path).lambdify()


def test_a_model_without_values_has_them_drawn_alike_for_a_seed(tmp_path: Path) -> None:
    model = bare(tmp_path, "[values]\nx = 3\n")
    drawn, again, other = model.drawn(1), model.drawn(1), model.drawn(2)
    assert drawn.values == again.values != other.values
    assert {str(symbol): value for symbol, value in drawn.values.items()}["x"] == 3
    w = [float(drawn.network.values[symbol].value) for symbol in drawn.network.parameters]
    g = np.zeros(2)
    loss = drawn.compile("numpy").loss_and_gradient(np.array(w), g)
    assert loss == pytest.approx(float(drawn.lambdify().loss(w)))
    assert all(g)
    with pytest.raises(ValueError, match="seed must be 0 or more"):
        model.drawn(-1)
