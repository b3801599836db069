"""The order of arguments: the one that docs/export.md states, in all functions of every backend."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from symbackprop.export.backends import BACKENDS, exported
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
OTHERS = {"gradient", *(f"batch{name}" for name in (*ALWAYS, "gradient"))}
KINDS = {"first": "round", "i": "data", "into": "gradient", "round_number": "round", "target_o": "data"}
RESULTS = {"before", "total_loss"}
"""Fortran returns them in arguments, which come last."""


def order_of(backend: str) -> Sequence[str]:
    """Return the order that the page states for a backend."""
    rows = re.findall(r"^\| (.*?) \| (parameters, .*?) \|$", PAGE.read_text(), re.MULTILINE)
    (order,) = (order for named, order in rows if f"`{backend}`" in named)
    return order.split(", ")


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


@pytest.mark.parametrize(("backend", "file"), DECLARED, ids=[file for _, file in DECLARED])
@pytest.mark.parametrize("spec", ["mazur-2-2-2", "adam"])
def test_arguments_stand_in_the_order_of_the_page(spec: str, backend: str, file: str) -> None:
    order = order_of(backend)
    found = functions_of(exported(example(spec), backend)[file], DECLARED[backend, file])
    assert set(found) >= ALWAYS
    for name, kinds in found.items():
        places = [order.index(kind) for kind in kinds]
        assert places == sorted(places), f"{name}: {kinds}"
    control = {"rate"} if spec == "mazur-2-2-2" else {"rate", "round", "state"}
    assert control <= set(found["update"])
    assert "rounds" in found["train"]
