"""The order of arguments: one, in all functions of every backend, and the one that docs/export.md states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from symbackprop.document.page import filled
from symbackprop.export.backends import BACKENDS, Others, exported
from symbackprop.export.compiled.table import Compiled
from symbackprop.export.gradient import gradient_module
from symbackprop.export.syntax.arguments import ORDER
from symbackprop.models.spec import example

PAGE = Path(__file__).parents[2] / "docs" / "export.md"
MODULE = r"^def (\w+)\(([^)]*)\):"
DECLARED: Mapping[tuple[str, str], str] = {
    ("c", "gradient.h"): r"^[a-z ]+\*?backprop_(\w+)\(([^)]*)\);",
    ("c", "gradient.hpp"): r"^    (?:Real|void) (\w+)\(([^)]*)\)",
    ("c", "gradient.d.mts"): r"^  (\w+)\(([^)]*)\): ",
    ("fortran", "gradient.f90"): r"^    (?:function|subroutine) (\w+)\(([^)]*)\)",
    ("javascript", "gradient.js"): r"^  function (\w+)\(([^)]*)\)",
    ("javascript", "gradient.d.ts"): r"^export function (\w+)\(([^)]*)\)",
    ("jax", "gradient_jax.py"): MODULE,
    ("julia", "gradient.jl"): r"^(?:function )?(\w+)!?\(([^)]*)\)(?: =|$)",
    ("numba", "gradient_numba.py"): MODULE,
    ("numpy", "gradient.py"): MODULE,
    ("python-extension", "backprop_gradient/__init__.py"): r"^    (\w+)\(([^)]*)\)  ",
    ("rust", "gradient.rs"): r"^pub fn (\w+)\(([^)]*)\)",
    ("torch", "gradient_torch.py"): MODULE,
}
"""How functions that others call are declared."""

ALWAYS = {"loss", "lossandgradient", "predict", "update", "train"}
OTHERS = {"gradient", "bind", "persamplegradients", "inputgradient", "hessianvectorproduct"}
OTHERS |= {f"batch{name}" for name in (*ALWAYS, "gradient")}
KINDS = {"first": "round", "i": "data", "into": "gradient", "round_number": "round", "target_o": "data"}
KINDS |= {"gradients": "gradient", "w": "parameters", "learning_rate": "rate"}
RESULTS = {"before", "total_loss"}
"""Fortran returns them in arguments, which come last."""


def functions_of(text: str, declared: str) -> dict[str, list[str]]:
    """Return the kinds of arguments of each function."""
    found = {}
    for name, arguments in re.findall(declared, text, re.MULTILINE):
        if (plain := name.replace("_", "").lower()) in ALWAYS | OTHERS:
            words = [
                re.findall(r"\w+", re.split(r"(?<!:):(?!:)", argument)[0])[-1] for argument in arguments.split(",")
            ]
            found[plain] = [KINDS.get(word, word) for word in words if word not in RESULTS]
    return found


def test_every_backend_is_looked_at() -> None:
    assert {backend for backend, _ in DECLARED} == set(BACKENDS)


def are_in_order(found: Mapping[str, list[str]]) -> bool:
    return all(kinds == sorted(kinds, key=ORDER.index) for kinds in found.values())


@pytest.mark.parametrize(("backend", "file"), DECLARED, ids=[file for _, file in DECLARED])
@pytest.mark.parametrize("spec", ["mazur-2-2-2", "adam"])
def test_arguments_stand_in_one_order(spec: str, backend: str, file: str) -> None:
    more = {Others.FOLDERS: ["per-sample"], Others.FUNCTIONS: ["per-sample", "hessian-vector", "input-gradient"]}
    functions = more.get(BACKENDS[backend].others, [])
    text = exported(example(spec), backend, functions=functions)[file]
    found = functions_of(text, DECLARED[backend, file])
    assert set(found) >= ALWAYS
    assert not functions or file.endswith(".hpp") or "persamplegradients" in found
    assert are_in_order(found), found
    control = {"rate"} if spec == "mazur-2-2-2" else {"rate", "round", "state"}
    assert control <= set(found["update"])
    assert "rounds" in found["train"]


@pytest.mark.parametrize("spec", ["mazur-2-2-2", "adam"])
def test_so_do_those_of_the_module_beside_the_notes(spec: str) -> None:
    found = functions_of(gradient_module(example(spec)), MODULE)
    assert found["train"] == ["parameters", "rate", "rounds"]


@pytest.mark.parametrize("text", [Compiled.__doc__, filled("extension/extension.c", is_linked=False, module="m")])
def test_so_do_those_of_what_is_compiled_here(text: str) -> None:
    declared = r"^ *(?:METHOD\()?(\w+)(?:: |, ?[\s\"]*\w+)\(([^)=]*)(?:, of=.*|, by=.*)?\)"
    found = functions_of(text.replace("*data", "data"), declared)
    assert {"lossandgradient", "bind", "update", "train"} <= set(found)
    assert found["train"] == ["parameters", "data", "rate", "rounds"]
    assert are_in_order(found), found


def test_the_page_states_it() -> None:
    assert f"> {', '.join(ORDER)}\n" in PAGE.read_text(encoding="utf-8")
