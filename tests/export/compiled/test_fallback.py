"""A fallback from C to something slower says why; in these tests it is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.export.compiled import compiler
from symbackprop.export.compiled.table import compiled

from ...conftest import missing
from ..networks import recurrent

ROOT = Path(__file__).parents[3]
SAID = "gradient.c:36:20: error: 'uintptr_t' undeclared (first use in this function)"
SCRIPT = """
import sys
import warnings
from symbackprop import Model
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter(sys.argv[1])
    try:
        print([Model.example().compile().backend for _ in range(2)])
    except RuntimeWarning as warning:
        print("refused")
        said.append(warnings.WarningMessage(warning, RuntimeWarning, "", 0))
print(len(said), said[0].message)
"""


@pytest.mark.parametrize(("filtered", "first"), [("always", "['llvm', 'llvm']"), ("error", "refused")])
def test_what_a_compiler_says_is_said_once(filtered: str, first: str, tmp_path: Path) -> None:
    fake = tmp_path / "cc"
    fake.write_text(f'#!/bin/sh\necho "In file included from library.c:2:" >&2\necho "{SAID}" >&2\nexit 1\n')
    fake.chmod(0o755)
    environment = os.environ | {"CC": str(fake), "PYTHONPATH": str(ROOT), "SYMBACKPROP_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, filtered], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    backends, said = done.stdout.splitlines()
    assert backends == first
    assert said == f"1 compiling with llvm (c: cc: {SAID})"


def test_in_these_tests_a_fallback_is_a_failure(pytestconfig: pytest.Config) -> None:
    first, *others = pytestconfig.getini("filterwarnings")
    assert first == "error"
    assert not any("compiling" in other for other in others)
    if compiler.compiler() is None:
        missing("a C compiler")


@pytest.mark.parametrize("shape", [(3, 8, 16), (2, 5, 40)], ids=str)
def test_recurrent_networks_are_compiled_without_a_word(shape: tuple[int, int, int]) -> None:
    if compiler.compiler() is None:
        missing("a C compiler")
    network = recurrent(*shape)
    functions, plain = Model(network).compile(), compiled(network, "numpy")
    assert functions.backend == "c"
    draw = np.random.default_rng(0)
    w = draw.normal(size=len(network.parameters), scale=0.3)
    x = [draw.normal(size=shape[1]) for _ in range(shape[0])]
    data = [*x, np.array(0.5)]
    found, expected = np.zeros_like(w), np.zeros_like(w)
    loss = functions.loss_and_gradient(w, *data, found)
    assert loss == pytest.approx(plain.loss_and_gradient(w, *data, expected), rel=1e-12)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-14)
