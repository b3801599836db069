"""Every row of the table of backends: written, run where its compiler or library is, and refused when wrong."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest

from symbackprop.errors import ExportError, UnknownNameError
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..conftest import missing
from .networks import deep, layered

HERE = sys.executable
INCLUDE = sysconfig.get_paths()["include"]
RUN: Mapping[str, tuple[str, str]] = {
    "c": ("make", "make -s check"),
    "fortran": ("gfortran", "gfortran -std=f2018 -Wall -Wno-unused-function -O1 gradient.f90 -o check && ./check"),
    "javascript": ("node", "node gradient.js"),
    "jax": ("jax", f"{HERE} gradient_jax.py"),
    "julia": ("julia", "julia gradient.jl"),
    "numba": ("numba", f"{HERE} gradient_numba.py"),
    "numpy": ("numpy", f"{HERE} -W error gradient.py"),
    "python-extension": (
        "gcc",
        f"gcc -Wall -Wextra -O1 -shared -fPIC -I{INCLUDE} -Isrc src/extension.c src/gradient.c -o "
        f"backprop_gradient/_gradient.so -lm && {HERE} -m backprop_gradient",
    ),
    "rust": ("rustc", "rustc -O --test gradient.rs -o check && ./check"),
    "torch": ("torch", f"{HERE} gradient_torch.py"),
}
BEYOND_CI = {"julia", "torch"}
"""Julia is not in the distribution, and PyTorch is too large to be fetched for every run."""

NETWORKS = {
    "example": lambda: example(),
    "softmax": lambda: example("softmax"),
    "gelu": lambda: deep("gelu"),
    "cross-entropy": lambda: deep("tanh", "binary-cross-entropy"),
    "loops": lambda: layered(12, 9, 5),
}


def needed(backend: str) -> None:
    what = RUN[backend][0]
    if shutil.which(what) is None and importlib.util.find_spec(what) is None:
        if backend in BEYOND_CI:
            pytest.skip(f"{what} is missing")
        missing(what)


def written(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def run(backend: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"JAX_PLATFORMS": "cpu", "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["bash", "-c", RUN[backend][1]]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_backend_is_tested() -> None:
    assert set(RUN) == set(BACKENDS)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_backend_checks_itself(backend: str, name: str, tmp_path: Path) -> None:
    needed(backend)
    written(exported(NETWORKS[name](), backend), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


WRONG = {
    "dE_dw5 = out_h1 * dE_dnet_o1": "dE_dw5 = out_h2 * dE_dnet_o1",
    "dE_dnet_o.T @ out_h": "dE_dnet_h.T @ out_h",
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_wrong_line_fails_the_check(backend: str, tmp_path: Path, mazur: Network) -> None:
    needed(backend)
    files = exported(mazur, backend)
    changed = 0
    for name, text in files.items():
        for right, wrong in WRONG.items():
            changed += right in text
            text = text.replace(right, wrong)
        files[name] = text
    assert changed
    written(files, tmp_path)
    assert run(backend, tmp_path).returncode != 0


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
def test_a_title_cannot_leave_its_comment(backend: str, mazur: Network, tmp_path: Path) -> None:
    from dataclasses import replace

    needed(backend)
    title = 'x */ int broken; """ =# \\ \n end\nraise SystemExit(1) ]] \''
    written(exported(replace(mazur, title=title), backend), tmp_path)
    done = run(backend, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_julia_is_balanced(mazur: Network) -> None:
    for network in (mazur, layered(12, 9, 5), deep("gelu")):
        text = exported(network, "julia")["gradient.jl"].split("=#", 1)[1]
        text = re.sub(r'"(\\.|[^"\\])*"|#.*', "", text)
        opened = re.findall(r"^\s*(?:module|function|for|if)\b|\bbegin\b", text, flags=re.MULTILINE)
        assert len(opened) == len(re.findall(r"^\s*end\b", text, flags=re.MULTILINE))
        for left, right in ("()", "[]"):
            assert text.count(left) == text.count(right)


def test_an_unknown_backend_is_named(mazur: Network) -> None:
    with pytest.raises(UnknownNameError, match="nearest: rust"):
        exported(mazur, "rusty")


def test_a_network_without_parameters_has_no_gradient(mazur: Network) -> None:
    from dataclasses import replace

    with pytest.raises(ExportError, match="no trained parameters"):
        exported(replace(mazur, trained=()), "c")
