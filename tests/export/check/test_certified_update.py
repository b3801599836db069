"""The first round of a check, in balls."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.export.check.certified_call import BOTH_SIGNS, check_of
from symbackprop.export.check.certified_update import RATE_OF_CHECK, trained_value
from symbackprop.export.program.lowering import lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..updates import OPTIMISERS, network, trained


@pytest.mark.parametrize("case", OPTIMISERS)
def test_it_is_the_first_round_of_training(case: str) -> None:
    made = network(case)
    program = lowered(made)
    value = trained_value(program, check_of(program))
    assert value is not None
    if made.optimiser.lacks_rate:
        made = replace(made, learning_rate=RATE_OF_CHECK)
    balls = made.descent()
    balls.watched = made.parameters
    ball = balls.run(1, 256).states[1][made.parameters[0]]
    assert float(value) == pytest.approx(float(ball.mid()), rel=1e-15)  # type: ignore[union-attr]
    assert trained(case, 1)


def test_a_call_by_formula_has_none(mazur: Network) -> None:
    wide = lowered(example("layers-batch"))
    check = check_of(wide)
    assert (trained_value(wide, check) is None) == check.is_formula
    formula = replace(check_of(lowered(mazur)), added=BOTH_SIGNS)
    assert trained_value(lowered(mazur), formula) is None
