"""NumPy functions and the module that the user keeps."""

from __future__ import annotations

import subprocess
import sys
import warnings
from operator import attrgetter
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import ExpressionError
from symbackprop.export.python.functions import functions_of
from symbackprop.export.python.notes_module import PRINTER, module
from symbackprop.expression.tree import (
    HALF,
    Dots,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    whole,
)
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...texts import DEEP

INITIAL = np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55])
CERTAIN_LOSS = 0.298371108760003
CERTAIN_W1, CERTAIN_W5 = 0.000438567734474347, 0.0821670405642308


def imported(source: str) -> ModuleType:
    made = ModuleType("gradient")
    exec(compile(source, "gradient.py", "exec"), made.__dict__)
    return made


@pytest.fixture(scope="module", params=["loaded", "module"])
def functions(request: pytest.FixtureRequest, mazur: Network) -> object:
    return functions_of(mazur) if request.param == "loaded" else imported(module(mazur))


def test_the_published_figures_come_out(functions) -> None:  # type: ignore[no-untyped-def]
    loss, gradient = functions.loss_and_gradient(INITIAL)
    assert loss == pytest.approx(CERTAIN_LOSS, rel=1e-14)
    assert gradient[[0, 4]] == pytest.approx([CERTAIN_W1, CERTAIN_W5], rel=1e-13)
    assert functions.loss(INITIAL) == loss
    assert np.array_equal(functions.gradient(INITIAL), gradient)


def test_leading_axes_are_batches(functions) -> None:  # type: ignore[no-untyped-def]
    batch = INITIAL + np.random.default_rng(1).normal(size=(3, 4, 8))
    loss, gradient = functions.loss_and_gradient(batch)
    assert loss.shape == (3, 4)
    assert gradient.shape == (3, 4, 8)
    one_loss, one_gradient = functions.loss_and_gradient(batch[1, 2])
    assert loss[1, 2] == pytest.approx(one_loss, rel=1e-14)
    assert gradient[1, 2] == pytest.approx(one_gradient, rel=1e-13)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_gradient_is_the_finite_difference(mazur: Network, seed: int) -> None:
    made = functions_of(mazur)
    at = np.random.default_rng(seed).normal(size=8)
    steps = 1e-6 * np.eye(8)
    difference = (made.loss(at + steps) - made.loss(at - steps)) / 2e-6
    assert made.gradient(at) == pytest.approx(difference, abs=1e-8)


def test_a_wrong_gradient_is_not_the_finite_difference(mazur: Network) -> None:
    made = functions_of(mazur)
    steps = 1e-6 * np.eye(8)
    difference = (made.loss(INITIAL + steps) - made.loss(INITIAL - steps)) / 2e-6
    assert -made.gradient(INITIAL) != pytest.approx(difference, abs=1e-8)


@pytest.mark.parametrize("shape", [(), (7,), (9,), (8, 3)])
def test_a_wrong_shape_is_named(functions, shape: tuple[int, ...]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="last axis must hold the 8 parameters"):
        functions.loss(np.zeros(shape))


def test_saturated_neurons_give_no_warning(functions) -> None:  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for sign in (-1e6, 1e6):
            loss, gradient = functions.loss_and_gradient(sign * INITIAL)
            assert np.isfinite(loss)
            assert np.isfinite(gradient).all()


@pytest.mark.some(8)
@pytest.mark.parametrize("name", [name for name, function in ACTIVATIONS.items() if function])
def test_every_activation_has_a_module_that_checks_itself(name: str) -> None:
    made = imported(module(parse(DEEP.replace('"tanh"', f'"{name}"'), "deep.toml")))
    loss, gradient = made.loss_and_gradient(made.INITIAL)
    assert loss == pytest.approx(made.EXPECTED_LOSS, rel=1e-13)
    assert gradient == pytest.approx(made.EXPECTED_GRADIENT, rel=1e-12, abs=1e-300)


def test_the_module_checks_itself_without_us(mazur: Network, tmp_path: Path) -> None:
    path = tmp_path / "gradient.py"
    path.write_text(module(mazur), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("as expected") == 2
    assert "symbackprop" not in [line.split()[1] for line in path.read_text().splitlines() if line.startswith("import")]


def test_a_module_with_a_wrong_line_fails_its_own_check(mazur: Network, tmp_path: Path) -> None:
    path = tmp_path / "gradient.py"
    right = module(mazur)
    wrong = right.replace("dE_dw5 = out_h1 * dE_dnet_o1", "dE_dw5 = out_h2 * dE_dnet_o1")
    assert wrong != right
    path.write_text(wrong, encoding="utf-8")
    assert subprocess.run([sys.executable, str(path)], capture_output=True, check=False).returncode != 0


def test_a_deeper_network_checks_itself_too() -> None:
    made = imported(module(parse(DEEP, "deep.toml")))
    loss, gradient = made.loss_and_gradient(made.INITIAL)
    assert loss == pytest.approx(made.EXPECTED_LOSS, rel=1e-13)
    assert gradient == pytest.approx(made.EXPECTED_GRADIENT, rel=1e-12)
    assert len(gradient) == 4 * 2 + 2 * 2 + 2 * 1 + 5


def test_the_names_are_those_of_the_notes(mazur: Network) -> None:
    source = module(mazur)
    assert "net_h1 = w1 * i1 + w2 * i2 + b1" in source
    assert "dE_dnet_o1 = dE_dout_o1 * out_o1 * (1 - out_o1)" in source


def test_a_title_cannot_end_the_docstring(mazur: Network) -> None:
    from dataclasses import replace

    made = imported(module(replace(mazur, title='"""\nraise SystemExit\n"""\\')))
    assert made.loss(INITIAL) == pytest.approx(CERTAIN_LOSS)


A, B = Symbol("a"), Symbol("b")
ascii_of = attrgetter("ascii")


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (Sum((A, Negative(Sum((A, B))))), "a - (a + b)"),
        (Product((A, Negative(B))), "a * -b"),
        (Quotient(A, Product((A, B))), "a / (a * b)"),
        (Product((A, Quotient(A, B))), "a * (a / b)"),
        (Power(Negative(A), whole(2)), "(-a) ** 2"),
        (Negative(Power(A, whole(2))), "-a ** 2"),
        (Power(A, HALF), "a ** (1/2)"),
        (Product((decimal("-0.5"), A)), "-0.5 * a"),
        (Power(decimal("-0.5"), whole(2)), "(-0.5) ** 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_code_keeps_the_meaning(expression, written: str) -> None:  # type: ignore[no-untyped-def]
    assert PRINTER.write(expression, ascii_of) == written


def test_what_only_shows_has_no_code() -> None:
    with pytest.raises(ExpressionError):
        PRINTER.write(Dots(), ascii_of)


def test_no_quantity_takes_a_word_of_python_or_of_the_page(tmp_path: Path) -> None:
    text = (
        """loss = "loss"
parameters = ["lambda", "np"]
learning_rate = 0.1
equations = """
        + "'''"
        + """
gradient = lambda*w + np
slopes = tanh(gradient)
loss = 1/2*(t - slopes)^2
"""
        + "'''"
        + """
[values]
lambda = 0.5
np = 0.25
w = 2
t = 1
"""
    )
    file = tmp_path / "gradient.py"
    file.write_text(module(parse(text, "words.toml")), encoding="utf-8")
    assert (
        "as expected" in subprocess.run([sys.executable, str(file)], check=True, capture_output=True, text=True).stdout
    )
