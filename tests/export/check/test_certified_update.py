"""The first round of a check, in balls."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from symbackprop.export.check.certified_call import check_of, number_at
from symbackprop.export.check.certified_update import RATE_OF_CHECK, trained_value
from symbackprop.export.program.lowering import lowered

from ..networks import layered
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


def test_a_call_by_formula_has_one_where_its_first_slope_and_length_are_certain() -> None:
    program = lowered(layered(12, 9, 5))
    check = check_of(program)
    value = trained_value(program, check)
    assert value is not None
    assert Fraction(value) == pytest.approx(number_at(0) - Fraction(1, 16) * Fraction(check.samples[0][1]), rel=1e-16)
    assert trained_value(program, replace(check, samples=check.samples[1:])) is None
    assert trained_value(program, replace(check, length="")) is None
