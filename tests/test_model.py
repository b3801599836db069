"""The model as its users hold it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy

from symbackprop import Model
from symbackprop.errors import SpecError, UnknownNameError

CERTAIN = {"w1": "0.000438567734474347", "w5": "0.0821670405642308", "w8": "-0.0227402422159782"}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.example()


def test_the_loss_is_a_closed_expression_over_what_is_given(model: Model) -> None:
    names = {str(symbol) for symbol in model.loss.free_symbols}
    assert names == {"i1", "i2", "b1", "b2", "target_o1", "target_o2", *(f"w{at}" for at in range(1, 9))}
    assert abs(model.loss.subs(model.values).evalf(30) - sympy.Float("0.298371108760003", 30)) < 5e-16


@pytest.mark.parametrize("name", CERTAIN)
def test_a_gradient_has_its_certain_value(model: Model, name: str) -> None:
    found = model.gradient[name].subs(model.values).evalf(30)
    assert abs(found - sympy.Float(CERTAIN[name], 30)) < 5e-17


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
