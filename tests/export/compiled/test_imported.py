"""What is exported as a module of Python, in this process."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.errors import ExportError
from symbackprop.export.compiled import imported as module
from symbackprop.export.compiled.imported import imported
from symbackprop.export.program.lowering import lowered
from symbackprop.export.program.steps import Control
from symbackprop.models.network import Network

DATA = (np.array([0.05, 0.1]), np.array([0.01, 0.99]))


def test_numpy_computes_loss_gradient_and_descent(mazur: Network) -> None:
    made = imported("numpy", lowered(mazur), False)
    parameters = np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55])
    gradient = np.empty(8)
    assert made.loss_and_gradient(parameters, DATA, gradient) == pytest.approx(0.298371108760003, rel=1e-14)
    assert gradient[4] == pytest.approx(0.0821670405642308, rel=1e-13)
    assert made.bind(parameters, DATA, gradient)() == made.loss(parameters, DATA)
    moved = parameters - 0.5 * gradient
    made.update(parameters, DATA, Control(rate=0.5))
    assert parameters == pytest.approx(moved)


def test_a_library_that_is_missing_is_named(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(ExportError, match=r"torch is not installed: pip install 'symbackprop\[torch\]'"):
        imported("torch", lowered(mazur), False)
