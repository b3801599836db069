"""Compiled functions without a C compiler."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.errors import ExportError
from symbackprop.export.llvm import functions
from symbackprop.export.llvm.functions import jitted
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.program.steps import Control
from symbackprop.models.network import Network

from ..networks import layered

LOSS, SLOPE = 0.298371108760003, 0.0821670405642308


def arrays(network: Network, kind: type) -> list[np.ndarray]:
    values = [[network.values[name].value for name in network.elements(symbol)] for symbol in lowered(network).data]
    parameters = [network.values[name].value for name in network.parameters]
    return [np.array(list(map(float, row)), kind) for row in (parameters, *values)]


@pytest.mark.parametrize(("is_single", "kind", "digits"), [(False, np.float64, 1e-14), (True, np.float32, 1e-5)])
def test_loss_gradient_and_descent_are_those_of_the_notes(
    mazur: Network, is_single: bool, kind: type, digits: float
) -> None:
    made = jitted(lowered(mazur), is_single)
    parameters, *data = arrays(mazur, kind)
    gradient = np.empty_like(parameters)
    assert made.loss_and_gradient(parameters, data, gradient) == pytest.approx(LOSS, rel=digits)
    assert gradient[4] == pytest.approx(SLOPE, rel=10 * digits)
    assert made.loss(parameters, data) == pytest.approx(LOSS, rel=digits)
    assert made.update(parameters, data, Control(rate=0.5)) == pytest.approx(LOSS, rel=digits)
    assert parameters[4] == pytest.approx(0.4 - 0.5 * SLOPE, rel=10 * digits)


def test_loops_are_written_out_first(mazur: Network) -> None:
    made = jitted(lowered(mazur, form=Form.LOOPS), False)
    parameters, *data = arrays(mazur, np.float64)
    assert made.loss(parameters, data) == pytest.approx(LOSS, rel=1e-14)


def test_a_large_program_is_refused() -> None:
    with pytest.raises(ExportError, match="at most 1,000 are written out"):
        jitted(lowered(layered(24, 17, 3)), False)


def test_a_missing_library_is_named(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functions, "has_llvm", lambda: False)
    with pytest.raises(ExportError, match=r"llvmlite is not installed; pip install 'symbackprop\[llvm\]'"):
        jitted(lowered(mazur), False)
