"""How the tests run the package with an extension in C."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from symbackprop.export.syntax.keywords import C_PAGES, PYTHON_PAGES

from .compiled import as_compiled
from .driver import (
    BadInput,
    Driver,
    Refused,
    Way,
)
from .modules import HERE, said_by

INCLUDE = sysconfig.get_paths()["include"]


def as_extension(calls: Mapping[str, str], folder: Path) -> Mapping[str, str]:
    paths = sysconfig.get_paths()
    command = f"gcc -O1 -shared -fPIC -I{paths['include']} -Isrc src/extension.c src/gradient.c"
    subprocess.run([*command.split(), "-o", "backprop_gradient/_gradient.so", "-lm"], cwd=folder, check=True)
    sys.path.insert(0, str(folder))
    try:
        import backprop_gradient  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop("backprop_gradient", None)
    return said_by(backprop_gradient, calls)


BAD_INPUT = BadInput(
    {
        "shape": Refused("f.loss(W[:7], I, T)", r"parameters: expected shape \(8,\), given \(7,\)"),
        "data shape": Refused("f.loss(W, I[:1], T)", "i: expected shape"),
        "dtype": Refused(
            "f.loss(W.astype(np.float32), I, T)", "parameters: expected an array of float64, given one of"
        ),
        "gaps": Refused(
            "f.loss(np.repeat(W, 2)[::2], I, T)", "parameters: expected a C-contiguous array, given .* gaps"
        ),
        "read-only": Refused("f.train(LOCKED, I, T, 0.5, 1)", "parameters: expected .* written, given a read-only one"),
        "aliased": Refused("f.gradient(W, I, T, W)", "gradient: expected memory of its own, .* overlaps parameters"),
        "nan": Refused("f.loss(W * np.nan, I, T)", "parameters: expected numbers, given nan"),
        "nan data": Refused("f.loss(W, I * np.nan, T)", "i: expected numbers, given nan"),
        "nan rate": Refused("f.update(W.copy(), I, T, np.nan)", "rate: expected a number, given nan"),
        "no samples": Refused(
            "f.loss(W, np.zeros((0, 2)), np.zeros((0, 2)))", "i: expected at least one sample, given none"
        ),
        "negative rounds": Refused("f.train(W.copy(), I, T, 0.5, -1)", "rounds: expected 0 or more, given -1"),
    },
    as_extension,
)
DRIVER = Driver(
    needs="gcc",
    check=f"gcc -Wall -Wextra -O1 -shared -fPIC -I{INCLUDE} -Isrc src/extension.c src/gradient.c -o "
    f"backprop_gradient/_gradient.so -lm && {HERE} -m backprop_gradient",
    pages=(
        C_PAGES,
        PYTHON_PAGES,
    ),
    bad_input=BAD_INPUT,
    law=Way(lambda _, items, folder: as_compiled("c", items, folder), 4, 1),
    needs_to_read="gcc",
    reads="gcc -std=c99 -trigraphs -fsyntax-only -Isrc src/gradient.c",
)
