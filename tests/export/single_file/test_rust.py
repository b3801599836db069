"""Rust: functions are methods of the type of numbers, and a real number in complex code says so."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from symbackprop.export.backends import exported
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.check.uncertified_call import uncertified_call
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.single_file.rust import rust
from symbackprop.models.network import Network

from ..networks import deep, layered
from ..test_backends import NETWORKS


@pytest.mark.parametrize(("is_single", "real"), [(False, "f64"), (True, "f32")])
def test_functions_are_those_of_the_type(is_single: bool, real: str, mazur: Network) -> None:
    program = lowered(mazur)
    text = rust(program, check_of(program), is_single)["gradient.rs"]
    functions = text.partition("#[cfg(test)]")[0]
    assert f"{real}::exp(" in functions
    assert ("f32" if real == "f64" else "f64") not in functions.partition("*/")[2]
    assert "exact(1.0)" in text.partition("#[cfg(test)]")[2]


def test_erfc_comes_along_where_it_is_called() -> None:
    for activation, is_there in (("gelu", True), ("tanh", False)):
        program = lowered(deep(activation), form=Form.LOOPS)
        assert ("fn erfc(" in rust(program, check_of(program), False)["gradient.rs"]) is is_there


def test_a_wide_network_is_called_by_the_formula() -> None:
    program = lowered(layered(12, 9, 5))
    assert "(0..167).map(|at|" in rust(program, check_of(program), False)["gradient.rs"]


def test_lints_that_are_not_named_hold(tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("rustc")
    modules = []
    for at, network in enumerate(NETWORKS.values()):
        text = exported(network(), "rust", is_single=at % 2 == 1)["gradient.rs"]
        assert "clippy::all" not in text
        (tmp_path / f"net_{at}.rs").write_text(text)
        modules.append(f"mod net_{at};\n")
    (tmp_path / "all.rs").write_text("".join(modules))
    # Where there is no clippy, the compiler's own lints are tried.
    lint = shutil.which("clippy-driver") or "rustc"
    command = [lint, "--test", "--edition", "2021", "--emit=metadata", "-Dwarnings", "all.rs"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:3000]


def test_long_arrays_do_not_stand_on_the_stack() -> None:
    program = lowered(layered(4, 2000, 2), form=Form.LOOPS)
    text = rust(program, uncertified_call(program), False)["gradient.rs"]
    assert "let mut out_h = vec![0.0; 2000];" in text
    assert "let mut out_h = vec![exact(0.0); 2000];" in text
    assert "let mut out_o = [0.0; 2];" in text
