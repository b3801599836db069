"""What a program computes for its outputs, and of which data."""

from __future__ import annotations

import pytest

from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.program.prediction import data_read, output_size, outputs_of, with_prediction
from symbackprop.export.program.results import outputs_in
from symbackprop.graph.equations import bare
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def test_layers_have_outputs_and_equations_say_theirs(mazur: Network) -> None:
    assert [symbol.ascii for symbol in map(bare, outputs_of(mazur))] == ["out_o"]
    softmax = example("softmax")
    assert outputs_of(softmax) == ()
    assert with_prediction(lowered(softmax)).predicted == ()
    assert [bare(symbol).ascii for symbol in outputs_of(softmax, ["p", "z"])] == ["p", "z"]


@pytest.mark.parametrize("form", Form)
def test_what_only_the_loss_reads_is_neither_computed_nor_given(form: Form, mazur: Network) -> None:
    program = with_prediction(lowered(mazur, form=form))
    assert [bare(symbol).ascii for symbol in data_read(program)] == ["i"]
    assert output_size(program) == 2
    assert len(outputs_in(program).values) == (2 if form is Form.STRAIGHT else 1)
    assert not any("target" in statement.target.ascii for statement in program.predicted)
    assert {statement.target for statement in program.predicted} < {statement.target for statement in program.forward}


def test_names_that_are_not_computed_or_stand_there_twice_are_refused(mazur: Network) -> None:
    with pytest.raises(UnknownNameError, match=r"no computed quantity is called 'out_p'.*nearest: out_o"):
        outputs_of(mazur, ["out_p"])
    with pytest.raises(UsageError, match="outputs: 'out_h' stands there twice"):
        outputs_of(mazur, ["out_h", "out_h"])
