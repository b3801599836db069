"""Modules of Python that return new arrays: how they are called, and what they do with arguments that are wrong."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import assume

from symbackprop.errors import ExportError

from .driver import Case, Drawn, Harmless, Impossible, Refused, Results, emitted

HERE = sys.executable


def as_modules(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    found = []
    for item in items:
        try:
            (source,) = emitted(backend, item).values()
        except ExportError as error:
            assume("diagonal" not in str(error))
            raise
        made: Any = ModuleType("gradient")
        exec(compile(source, "gradient.py", "exec"), made.__dict__)
        arguments: Sequence[Any] = (item.parameters, *item.data)
        if backend == "torch":
            arguments = [made.torch.tensor(array) for array in arguments]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            loss, gradient = made.loss_and_gradient(*arguments)
        found.append((float(loss), np.asarray(gradient).tolist()))
    return found


NOTHING_WRITTEN = Impossible("results are new arrays, so that nothing that is given is written to")


def whole_arrays(make: str, dtype: Case) -> dict[str, Case]:
    """Return the cases of a module that returns new arrays; `make` makes one of NumPy's into one of its own."""
    return {
        "shape": Refused(
            f"f.loss({make}(W[:7]), {make}(I), {make}(T))", r"parameters: expected shape \(8,\), given \(7,\)"
        ),
        "data shape": Refused(
            f"f.loss({make}(W), {make}(I[:1]), {make}(T))", r"i: expected shape \(2,\).* given \(1,\)"
        ),
        "dtype": dtype,
        "gaps": Harmless(f"f.loss({make}(np.repeat(W, 2))[::2], {make}(I), {make}(T))"),
        "read-only": NOTHING_WRITTEN,
        "aliased": NOTHING_WRITTEN,
        "nan": Refused(f"f.loss({make}(W * np.nan), {make}(I), {make}(T))", "parameters: expected numbers, given nan"),
        "nan data": Refused(f"f.gradient({make}(W), {make}(I * np.nan), {make}(T))", "i: expected numbers, given nan"),
        "nan rate": Refused(f"f.update({make}(W), {make}(I), {make}(T), np.nan)", "rate: expected a number, given nan"),
        "no samples": Refused(
            f"f.loss({make}(W), {make}(np.zeros((0, 2))), {make}(np.zeros((0, 2))))",
            "i: expected at least one sample, given none",
        ),
        "negative rounds": Refused(
            f"f.train({make}(W), {make}(I), {make}(T), 0.5, -1)", "rounds: expected 0 or more, given -1"
        ),
    }


WORDS = Refused("f.loss(['a'] * 8, I, T)", "parameters: expected numbers, given <U1")


def in_process(calls: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    made = ModuleType("gradient")
    (source,) = folder.iterdir()
    exec(compile(source.read_text(), str(source), "exec"), made.__dict__)
    return said_by(made, calls)


def said_by(made: Any, calls: Mapping[str, str]) -> Mapping[str, str]:
    locked = np.array(made.EXAMPLE if hasattr(made, "EXAMPLE") else np.zeros(8))
    locked.setflags(write=False)
    known: dict[str, Any] = {"f": made, "np": np, "LOCKED": locked}
    known |= {"W": np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55])}
    known |= {"I": np.array([0.05, 0.1]), "T": np.array([0.01, 0.99]), "torch": getattr(made, "torch", None)}
    found = {}
    for name, call in calls.items():
        try:
            found[name] = str(float(eval(call, known)))
        except (TypeError, ValueError) as error:
            found[name] = str(error)
    return found
