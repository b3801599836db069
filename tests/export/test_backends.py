"""Every row of the table of backends: written, run where its compiler or library is, and refused when wrong."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from symbackprop.errors import ExportError, UnknownNameError
from symbackprop.export.backends import BACKENDS, export_of, exported
from symbackprop.export.check import certified_call
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.program.lowering import lowered
from symbackprop.export.program.prediction import with_prediction
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..conftest import missing
from ..programs import run_all
from .drivers import DRIVERS, is_there, written
from .networks import deep, kinks, layered, normalised, taken, with_domain
from .saturation.spellings import MODELS, together
from .shifted import shifted

pytestmark = pytest.mark.slow
"""Each test compiles or runs an export."""

RUN = {name: (driver.needs, driver.check) for name, driver in DRIVERS.items()}
READ = {name: driver.read for name, driver in DRIVERS.items() if driver.read}
"""What is read where it cannot be run: no distribution has Julia, and PyTorch is too large for every machine."""

IMPORTING = {"jax", "numba", "torch"}
"""What takes seconds to import: one process imports it for all networks."""

ENVIRONMENT = os.environ | {"JAX_PLATFORMS": "cpu", "PYTHONDONTWRITEBYTECODE": "1"}
SATURATED = (
    "function, logarithm, -800, 1",
    "named reciprocal, cross-entropy, -800, 1",
    "softmax reciprocal, cross-entropy, 800, 0",
    "log-sum-exp of an element, 800, 0",
    "slope of a tangent, 800, 0",
)
"""Where values on the way are larger than any double, or smaller."""

NETWORKS = {
    "example": lambda: example(),
    "softmax": lambda: example("softmax"),
    "kinks": kinks,
    "cross-entropy": lambda: deep("tanh", "binary-cross-entropy"),
    "loops": lambda: layered(12, 9, 5),
    "layer norm": lambda: normalised(12),
    "logarithms": lambda: with_domain("log(x[i])"),
    "saturated": lambda: together([model for model in MODELS if model.name in SATURATED]),
    "recurrence": lambda: shifted("recurrence"),
    "recurrence backwards": lambda: shifted("backwards with two steps"),
    "window of the past": lambda: shifted("window of the past"),
    "convolution": lambda: shifted("convolution"),
    "picture": lambda: shifted("picture"),
}


def needed(backend: str) -> None:
    # Without PyTorch, whose package is large, what is written for it is read; where nothing may be skipped, it is run.
    if not is_there(backend) and (backend not in READ or (backend == "torch" and os.environ.get("CI"))):
        missing(RUN[backend][0])


def runnable(backend: str) -> None:
    """Skip a test of a backend that cannot be run here, also where its files could be read."""
    needed(backend)
    if not is_there(backend):
        missing(DRIVERS[backend].needs)


def run(backend: str, folder: Path) -> subprocess.CompletedProcess[str]:
    if not is_there(backend):
        faults = READ[backend](folder)
        return subprocess.CompletedProcess([], len(faults), "\n".join(faults), "")
    command = ["bash", "-c", RUN[backend][1]]
    return subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def test_every_backend_is_tested() -> None:
    assert set(RUN) == set(BACKENDS)


@pytest.mark.some(24)
@pytest.mark.parametrize("backend", [name for name in BACKENDS if name not in IMPORTING])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_backend_checks_itself(backend: str, name: str, tmp_path: Path) -> None:
    needed(backend)
    written(exported(NETWORKS[name](), backend), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("backend", sorted(IMPORTING))
def test_a_module_checks_itself_and_refuses_itself_when_wrong(backend: str, tmp_path: Path, mazur: Network) -> None:
    needed(backend)
    # test_modules has the cross-entropy, in many calls.
    files = {name: exported(NETWORKS[name](), backend) for name in ("example", "softmax", "kinks", "loops")}
    sound = list(files)
    files["wrong line"] = with_a_wrong_line(files["example"])
    files["wrong complex step"] = with_a_wrong_complex_step(files["example"])
    for name, texts in files.items():
        written(texts, tmp_path / name)
    if not is_there(backend):
        assert not [name for name in sound if READ[backend](tmp_path / name)]
        return
    paths = [tmp_path / name / f"gradient_{backend}.py" for name in files]
    found = dict(zip(files, run_all(paths, environment=ENVIRONMENT), strict=True))
    for name in sound:
        status, said = found[name]
        assert status == 0, said
        assert len(said.splitlines()) == 1
    assert "AssertionError: " in found["wrong line"][1]
    assert "AssertionError: complex step" in found["wrong complex step"][1]


WRONG = {
    "dE_dw5 = out_h1 * dE_dnet_o1": "dE_dw5 = out_h2 * dE_dnet_o1",
    "dE_dnet_o.T @ out_h": "dE_dnet_h.T @ out_h",
}


def with_a_wrong_line(files: Mapping[str, str]) -> dict[str, str]:
    spoiled, changed = {}, 0
    for name, text in files.items():
        for right, wrong in WRONG.items():
            changed += right in text
            text = text.replace(right, wrong)
        spoiled[name] = text
    assert changed
    return spoiled


PREDICTED = {"softmax": ("z", "e", "s", "p", "L"), "recurrence": ("h", "E"), "picture": ("p", "h")}
"""Outputs of models that do not say theirs."""


@pytest.mark.some(12)
@pytest.mark.parametrize("backend", [name for name in BACKENDS if name not in IMPORTING])
@pytest.mark.parametrize("name", PREDICTED)
def test_a_prediction_checks_itself(backend: str, name: str, tmp_path: Path) -> None:
    if backend == "python-extension" and name != "softmax":
        return  # It calls the functions of C.
    needed(backend)
    written(exported(NETWORKS[name](), backend, outputs=PREDICTED[name]), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("backend", ["c", "fortran", "javascript", "numpy", "python-extension", "rust"])
def test_a_wrong_prediction_fails_the_check(backend: str, tmp_path: Path, mazur: Network) -> None:
    needed(backend)
    row = BACKENDS[backend]
    program = with_prediction(lowered(mazur, form=row.form))
    check = check_of(program)
    wrong = replace(check, predicted=str(float(check.predicted) + 1e-9))
    written(row.emit(program, wrong, False), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode != 0
    assert "outputs" in done.stdout + done.stderr


RUN_ALONE = [name for name in BACKENDS if name not in IMPORTING]


@pytest.mark.parametrize("backend", [name for name in RUN_ALONE if is_there(name) or name not in READ])
def test_a_wrong_line_fails_the_check(backend: str, tmp_path: Path, mazur: Network) -> None:
    needed(backend)
    written(with_a_wrong_line(exported(mazur, backend)), tmp_path)
    assert run(backend, tmp_path).returncode != 0


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_too_large_for_certified_values_is_compared_with_a_complex_step(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(backend)
    monkeypatch.setattr(certified_call, "MOST_OPERATIONS", 10)
    made = export_of(NETWORKS["loops"](), backend)
    assert made.has_check
    assert not made.is_certified
    assert not any("ball arithmetic" in text or "certain" in text for text in made.files.values())
    written(made.files, tmp_path / "sound")
    done = run(backend, tmp_path / "sound")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as expected" not in done.stdout
    if backend in ("c", "numpy", "rust"):
        written(with_a_wrong_complex_step(made.files), tmp_path / "wrong")
        done = run(backend, tmp_path / "wrong")
        assert done.returncode != 0
        assert "complex step" in done.stdout + done.stderr


def with_a_wrong_complex_step(files: Mapping[str, str]) -> dict[str, str]:
    (name,) = [name for name, text in files.items() if "complex_loss(" in text or "complexLoss(" in text]
    # The functions over complex numbers are the last of their kind in every file.
    *_, square = re.finditer(r"\bx \* x\b|\bmultiply\(x, x\)", files[name])
    wrong = "x" if "*" in square[0] else "multiply(x, x, x)"
    return {**files, name: files[name][: square.start()] + wrong + files[name][square.end() :]}


@pytest.mark.parametrize("backend", [name for name in RUN_ALONE if name != "julia"])
def test_a_wrong_complex_step_fails_the_check(backend: str, tmp_path: Path, mazur: Network) -> None:
    needed(backend)
    written(with_a_wrong_complex_step(exported(mazur, backend)), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode != 0
    assert "complex step" in done.stdout + done.stderr


@pytest.mark.parametrize("backend", ["javascript", "numpy", "rust", "fortran"])
def test_single_precision_checks_itself(backend: str, tmp_path: Path) -> None:
    needed(backend)
    written(exported(deep("softplus"), backend, is_single=True), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_header_says_what_it_is(backend: str, mazur: Network) -> None:
    text = "\n".join(exported(mazur, backend).values())
    for what in ("w1, w2, w3, w4, w5, w6, w7, w8", "0.29837110876000269", "67 operations", "Made by symbackprop"):
        assert what in re.sub(r"\s*\n(//!|\s\*|!|#)?\s*", " ", text), what


@pytest.mark.parametrize("backend", BACKENDS)
def test_neither_a_title_nor_a_name_can_break_the_code(backend: str, tmp_path: Path) -> None:
    needed(backend)
    title = 'x */ int broken; """ =# \\ \n end\nraise SystemExit(1) ]] \''
    files = exported(replace(taken(), title=title), backend)
    if backend in IMPORTING:
        tree = ast.parse(files[f"gradient_{backend}.py"])
        assert "int broken" in str(ast.get_docstring(tree))
        assert not any(isinstance(statement, ast.Raise) for statement in tree.body)
        return
    written(files, tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


BROKEN = {
    "julia": [
        ("dE_dw5 = out_h1", "dE_dw5 = out_h0"),
        ("return E_total\nend", "return E_total"),
        ("sigmoid(net_h1)", "sigmoid(net_h1"),
        ("i1 = i[1 + 0]", "i1 = i[1 + ]"),
        ("function check(", "functoin check("),
        ("for sample in 0:samples-1", "for sample 0:samples-1"),
    ],
    "torch": [("dE_dnet_o.T @ out_h", "dE_dnet_o.T @ out_g"), ("def loss(", "def loss[")],
}


@pytest.mark.parametrize("backend", READ)
def test_what_cannot_be_run_is_read(backend: str, tmp_path: Path, mazur: Network) -> None:
    for network, is_single in ((mazur, True), (layered(12, 9, 5), False), (kinks(), False), (example("softmax"), True)):
        written(exported(network, backend, is_single), tmp_path)
        assert not READ[backend](tmp_path)
    files = exported(mazur, backend)
    for right, wrong in BROKEN[backend]:
        assert any(right in text for text in files.values()), right
        written({name: text.replace(right, wrong) for name, text in files.items()}, tmp_path)
        assert READ[backend](tmp_path), wrong


def test_an_unknown_backend_is_named(mazur: Network) -> None:
    with pytest.raises(UnknownNameError, match="nearest: rust"):
        exported(mazur, "rusty")


def test_a_network_without_parameters_has_no_gradient(mazur: Network) -> None:
    with pytest.raises(ExportError, match="no trained parameters"):
        exported(replace(mazur, trained=()), "c")
