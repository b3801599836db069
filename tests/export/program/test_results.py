"""What functions fill: the gradient and the outputs, whole or element by element."""

from __future__ import annotations

import pytest

from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.program.prediction import with_prediction
from symbackprop.export.program.results import gradient_in, outputs_in
from symbackprop.models.network import Network


@pytest.mark.parametrize(
    ("form", "slopes", "outputs"), [(Form.STRAIGHT, 8, ["out_o1", "out_o2"]), (Form.LOOPS, 2, ["out_o"])]
)
def test_loops_fill_whole_arrays_and_straight_code_their_elements(
    form: Form, slopes: int, outputs: list[str], mazur: Network
) -> None:
    program = with_prediction(lowered(mazur, form=form))
    assert len(gradient_in(program).values) == slopes
    assert [str(getattr(value, "ascii", "")) for value in outputs_in(program).values.values()] == outputs
