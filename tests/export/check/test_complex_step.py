"""The check by a complex step: the forward pass alone, with functions that take complex numbers."""

from __future__ import annotations

import cmath
from typing import Any

import pytest

from symbackprop.export.check.complex_step import MOST_STEPS, STEPPED_FORMS, stepped, steps_of
from symbackprop.export.program.lowering import lowered
from symbackprop.export.python.page import COMPLEX_PRIMITIVES, COMPLEX_PYTHON
from symbackprop.expression.functions import FUNCTIONS, X, Y
from symbackprop.expression.tree import Call, substitute
from symbackprop.graph.floats import pointwise
from symbackprop.models.network import Network

from ..networks import layered

STEP = 2.0**-200


def test_only_the_forward_pass_is_stepped(mazur: Network) -> None:
    program = stepped(lowered(mazur))
    assert program.backward == ()
    assert program.forms is STEPPED_FORMS
    assert not program.numbers


def test_wide_networks_are_stepped_along_fewer_parameters() -> None:
    assert steps_of(lowered(layered(2, 2))) == 6
    assert steps_of(lowered(layered(12, 9, 5))) == MOST_STEPS


@pytest.mark.parametrize("name", STEPPED_FORMS)
@pytest.mark.parametrize("at", [-800.0, -0.5, 0.0, 0.5, 800.0])
def test_a_stepped_form_has_the_slope_of_the_table_even_at_a_kink(name: str, at: float) -> None:
    import math

    carried: dict[str, Any] = {"cmath": cmath, "math": math}
    for source in COMPLEX_PRIMITIVES.values():
        exec(source, carried)
    written = COMPLEX_PYTHON.printer.write(STEPPED_FORMS[name], lambda _: "x")
    found = eval(written, carried | {"x": complex(at, STEP)}).imag / STEP
    slope = substitute(FUNCTIONS[name].slope, {Y: Call(name, X)})
    with pytest.MonkeyPatch.context():
        import numpy as np

        with np.errstate(all="ignore"):
            expected = float(pointwise(slope, {X: np.asarray(at)}.__getitem__))
    assert found == pytest.approx(expected, abs=1e-15)
