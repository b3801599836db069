"""Floating-point values of recurrences, held against each position computed after the one before it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from symbackprop.graph.equations import bare
from symbackprop.graph.floats import evaluate
from symbackprop.models.spec import parse

pytestmark = pytest.mark.slow
"""Each test runs long recurrences."""

STEPS = 3_000
FORGETS, ADDS_UP, FROM_THE_END, CHAOTIC = (
    "h[t] = tanh(u*h[t-1] + x[t])\nh[0] = 0",
    "h[t] = h[t-1] + u*x[t]\nh[0] = 0",
    f"h[t] = tanh(u*h[t+1] + x[t])\nh[{STEPS + 1}] = 0",
    "h[t] = u*h[t-1]*(1 - h[t-1]) + 0*x[t]\nh[0] = 0.3",
)


def computed(equation: str, u: float, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Return the values of h, and how many operations were charged."""
    text = f'equations = """\n{equation}\nE = sum(t, h[t])\n"""\nloss = "E"\nparameters = ["u"]\nlearning_rate = 1\n'
    graph = parse(f"{text}[sizes]\nt = {STEPS}\n", "long.toml").graph
    values = {"u": np.array(u), "x": x, "h_0": np.array(0.3)}
    spent: list[int] = []
    known = evaluate(graph, {bare(leaf): values[bare(leaf).ascii] for leaf in graph.leaves}, spent.append)
    return next(known[name] for name in known if name.ascii == "h"), sum(spent)


@pytest.mark.parametrize("u", [0.3, 0.95, -1.7])
def test_many_positions_at_once_give_what_one_after_the_other_gives_to_the_last_bit(u: float) -> None:
    x = np.cos(np.arange(STEPS) ** 2)
    tanh = np.vectorize(lambda value: float(np.tanh(np.array([value, value]))[0]))
    for equation, step, order in (
        (FORGETS, lambda before, at: tanh(u * before + x[at]), range(STEPS)),
        (FROM_THE_END, lambda before, at: tanh(u * before + x[at]), range(STEPS - 1, -1, -1)),
        (ADDS_UP, lambda before, at: before + u * x[at], range(STEPS)),
    ):
        wanted, before = np.zeros(STEPS), 0.0
        for at in order:
            wanted[at] = before = step(before, at)
        found, _ = computed(equation, u, x)
        assert np.allclose(found, wanted, rtol=1e-9, atol=1e-12)
        if equation is ADDS_UP:
            assert (found == wanted).all()


def test_what_never_settles_is_computed_all_the_same() -> None:
    found, _ = computed(CHAOTIC, 3.9, np.zeros(STEPS))

    # The same operations in the same order: in a chaotic map a single other bit would show after a hundred steps.
    value = 0.3
    for at in range(STEPS):
        value = 3.9 * value * (1 - value) + 0.0
        assert math.isclose(found[at], value, rel_tol=0, abs_tol=0), at


def test_what_forgets_its_past_takes_a_few_operations_a_step_and_not_a_beginning() -> None:
    x = np.cos(np.arange(STEPS) ** 2)

    (_, forgets), (_, adds_up) = computed(FORGETS, 0.3, x), computed(ADDS_UP, 0.3, x)

    assert forgets * 3 < adds_up
