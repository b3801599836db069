"""How the tests run what is compiled here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from symbackprop.export.compiled.table import compiled

from .driver import Drawn, Results


def as_compiled(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    found = []
    for item in items:
        gradient = np.zeros(len(item.parameters))
        functions = compiled(item.program.network, backend)
        with np.errstate(all="raise", under="ignore"):
            found.append((functions.loss_and_gradient(item.parameters, gradient), gradient.tolist()))
    return found
