"""Other derivatives in every language: a folder each, certified as the gradient is, and per-sample gradients."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.export.backends import BACKENDS, Others, exported
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.derivatives import OTHERS, PER_SAMPLE
from symbackprop.export.program.lowering import Form
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from .drivers import written
from .test_backends import needed, run

ALL = (*OTHERS, PER_SAMPLE)
LANGUAGES = [name for name, row in BACKENDS.items() if row.others is Others.FOLDERS]
KINDS = ("attention", "mazur-2-2-2")
"""Loops over arrays, and straight-line code."""


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KINDS)
def test_each_folder_checks_itself(language: str, name: str, tmp_path: Path) -> None:
    needed(language)
    written(exported(example(name), language, functions=ALL), tmp_path)
    for folder in (tmp_path, tmp_path / "hessian_vector", tmp_path / "input_gradient"):
        done = run(language, folder)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", [*KINDS, "lstm", "softmax"])
def test_certified_products_with_the_hessian_are_those_of_the_compiled_functions(name: str) -> None:
    network = example(name)
    program = OTHERS["hessian-vector"](network, (), Form.LOOPS if network.layers else Form.STRAIGHT)
    check = check_of(program)
    assert not check.is_formula, "the check of a large program has no element for each parameter"
    count = len(network.parameters)
    numbers = np.array([float(text) for text in check.parameters])
    functions = compiled(network, "numpy")
    product = functions.hessian_vector_product(numbers[:count], numbers[count:])
    assert [float(text) for text in check.gradient[:count]] == pytest.approx(product, rel=1e-12, abs=1e-15)
    gradient = np.empty(count)
    functions.gradient(numbers[:count], gradient)
    assert [float(text) for text in check.gradient[count:]] == pytest.approx(gradient, rel=1e-12, abs=1e-15)
    assert float(check.loss) == pytest.approx(float(gradient @ numbers[count:]), rel=1e-12)


def test_a_derivative_has_a_prefix_of_its_own() -> None:
    files = exported(example(), "c", prefix="mazur", functions=ALL)
    assert "void mazur_per_sample_gradients(" in files["gradient.h"]
    assert "double mazur_hessian_vector_loss(" in files["hessian_vector/gradient.h"]
    assert "double mazur_input_gradient_loss(" in files["input_gradient/gradient.h"]
    assert "per_sample" not in files["hessian_vector/gradient.h"]
    assert (
        "Parameters, in this order: w1, w2, w3, w4, w5, w6, w7, w8, W_along1_1_1, "
        in files["hessian_vector/gradient.h"]
    )


def test_where_nothing_is_asked_for_nothing_is_added() -> None:
    assert not any("per_sample" in text or "/" in file for file, text in exported(example(), "c").items())


@pytest.mark.parametrize(
    ("backend", "functions", "error"),
    [
        ("c", ["hessian"], "no function is called 'hessian'.*nearest: hessian-vector"),
        ("numba", ["per-sample"], "numba has no per-sample: its gradient of one sample"),
    ],
)
def test_what_a_language_has_not_is_refused(backend: str, functions: list[str], error: str) -> None:
    with pytest.raises((UnknownNameError, UsageError), match=error):
        exported(example(), backend, functions=functions)


def test_a_network_without_data_has_no_gradient_by_it() -> None:
    with pytest.raises(UsageError, match="a sample has no data"):
        exported(_without_data(), "rust", functions=["input-gradient"])


def _without_data() -> Network:
    return parse('parameters = ["w"]\nequations = "L = w^2"\nloss = "L"\nlearning_rate = 0.1\n[values]\nw = 2\n', "own")
