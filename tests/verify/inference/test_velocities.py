"""The optimiser that a document states by its rule for a velocity."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import ZERO
from symbackprop.models.optimisers import written_update
from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.velocities import Velocity, velocity_of
from symbackprop.verify.pipeline import read


def velocity(text: str) -> Velocity | None:
    trials = read(text.encode(), "x.md")
    statements = trials.statements()
    return velocity_of(statements.chains, find_assignments(trials.reading, statements))


@pytest.mark.parametrize(
    ("text", "letter", "factor", "equations"),
    [
        (
            r"$v_t = \beta v_{t-1} + \eta \frac{\partial L}{\partial w}$, $\beta = 0.9$",
            "v",
            "beta",
            ["w - v_new", "β*v + η*g"],
        ),
        (r"$v_1 = 0.9(0) + 0.2(\nabla E)$ with $\alpha = 0.9$", "v", "alpha", ["w - v_new", "α*v + η*g"]),
        (r"$m_t = \mu m_{t-1} + g$, $w_t = w_{t-1} - \eta m_t$, $\mu = 0.8$", "m", "mu", ["w - η*m_new", "μ*m + g"]),
        (
            r"$s_t = \rho s_{t-1} + (1 - \rho) \nabla L$, $\rho = 0.5$",
            "s",
            "rho",
            ["w - η*s_new", "ρ*s + (1 - ρ)*g"],
        ),
    ],
)
def test_a_rule_for_a_velocity_is_an_optimiser(text: str, letter: str, factor: str, equations: list[str]) -> None:
    found = velocity(text)
    assert found is not None
    assert (found.letter, found.factor) == (letter, factor)
    constants = {symbol.base: number for symbol, number in found.update.constants.items()}
    rules = written_update(f"{letter}_new = {equations[1]}\nw_new = {equations[0]}", {letter: ZERO}, constants)
    assert found.update.equations == rules.equations


@pytest.mark.parametrize(
    "text",
    [
        r"$h_t = u h_{t-1} + g$, $u = 0.5$",
        r"$z = w x + b$, $w = 0.5$",
        r"$w = w - \eta \nabla L$, $\eta = 0.5$",
        r"$v_t = \beta v_{t-1} + \eta \nabla L$",
    ],
)
def test_a_recurrence_without_a_gradient_and_a_rule_without_numbers_are_none(text: str) -> None:
    assert velocity(text) is None
