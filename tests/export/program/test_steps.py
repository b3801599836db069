"""What an update becomes before it is written: what is computed once, and what for each parameter."""

from __future__ import annotations

from fractions import Fraction
from math import cos, log, pi

import numpy as np
import pytest

from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.steps import NO_STEPS, steps_of
from symbackprop.expression.tree import Call, Negative, Number, Symbol, decimal, symbols_of
from symbackprop.graph.update import DESCENT, ROUND
from symbackprop.models.optimisers import optimiser
from symbackprop.models.spec import parse


def test_plain_descent_is_one_equation_for_each_parameter() -> None:
    steps = steps_of(DESCENT)
    assert (steps.once, len(steps.each), steps.state) == ((), 1, {})
    assert steps.is_descent
    assert (steps.has_rate, steps.has_round, steps.has_norm) == (True, False, False)
    assert not NO_STEPS.is_descent
    assert not NO_STEPS.words


def test_bias_corrections_are_computed_once_a_round_and_keep_their_digits() -> None:
    steps = steps_of(optimiser("adam"))
    first, second = steps.once
    assert isinstance(first.body, Negative)
    assert isinstance(first.body.body, Call)
    assert first.body.body.function == "expm1"
    assert symbols_of(first.body) == symbols_of(second.body) == (ROUND,)
    logarithm = first.body.body.argument.factors[1]  # type: ignore[union-attr]
    assert float(logarithm.value) == log(0.9)
    assert all(ROUND not in symbols_of(equation.body) for equation in steps.each)


def test_numbers_are_folded_before_they_are_rounded() -> None:
    """In single precision, 1 - 0.999 is 0.0010000467."""
    steps = steps_of(optimiser("adam"))
    numbers = {part.value for equation in steps.each for part in _numbers(equation.body)}
    assert Fraction(1, 1000) in numbers
    assert Fraction(1) not in numbers


def _numbers(expression: object) -> list[Number]:
    from symbackprop.expression.tree import children

    if isinstance(expression, Number):
        return [expression]
    return [number for part in children(expression) for number in _numbers(part)]  # type: ignore[arg-type]


def test_what_all_parameters_share_is_taken_out_of_the_loop() -> None:
    steps = steps_of(optimiser("momentum", {"clip_norm": decimal("0.5")}))
    assert [equation.target for equation in steps.once] == [Symbol("factor", "1")]
    assert steps.has_norm
    assert steps.words == {"state"}


def test_a_schedule_stands_for_the_rate() -> None:
    steps = steps_of(optimiser("sgd", {"learning_rate": "0.5/n"}))
    assert (steps.has_rate, steps.has_round) == (False, True)
    assert steps.words == {"first", "round"}
    assert [equation.target.base for equation in steps.once] == ["η"]


def test_a_constant_in_a_schedule_is_a_number() -> None:
    made = steps_of(optimiser("sgd", {"learning_rate": "0.05*(1 + cos(pi*n/50))"}))
    assert any(number.text.startswith("3.14159265358979") for number in _numbers(made.once[0].body))


@pytest.mark.parametrize(
    "backend", [*(pytest.param(name, marks=pytest.mark.slow) for name in ("c", "numba", "jax")), "numpy"]
)
def test_a_rate_that_falls_along_a_cosine_trains(backend: str) -> None:
    made = parse(
        'equations = "E = 1/4*w^4 - w"\nloss = "E"\nparameters = ["w"]\n'
        'learning_rate = "where(n <= 50, 0.05*(1 + cos(pi*n/50)), 0.01)"\n[values]\nw = 0.3\n',
        "cosine.toml",
    )
    w, wanted = np.array([0.3]), 0.3
    for n in range(1, 101):
        wanted -= (0.05 * (1 + cos(pi * n / 50)) if n <= 50 else 0.01) * (wanted**3 - 1)
    compiled(made, backend).train(w, 1, 100)
    assert w == pytest.approx(wanted, rel=1e-12)
