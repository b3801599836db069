"""Numbers as they would be if the equation of a quantity were another."""

from __future__ import annotations

from math import exp, log10, tanh

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.verify import thresholds
from symbackprop.verify.diagnosis.equation_slips import (
    ACTIVATION_MISSING,
    ACTIVATION_TWICE,
    ANOTHER_ACTIVATION,
    ANOTHER_INDEX,
    ANOTHER_TARGET,
    MEAN_MISSING,
    MEAN_TOO_MUCH,
    PATHS_MULTIPLIED,
    STEP_MIXED,
    TERM_MISSING,
    mistaken_equations,
)
from symbackprop.verify.diagnosis.formula_slips import BIAS_MISSING
from symbackprop.verify.grammar.edits import COMMON_LOGARITHM
from symbackprop.verify.reasons import SlipCode

from .cases import number_case, values
from .pairs import network


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


H1, H2 = sigmoid(0.3775), sigmoid(0.3925)
O1, O2 = sigmoid(0.4 * H1 + 0.45 * H2 + 0.6), sigmoid(0.5 * H1 + 0.55 * H2 + 0.6)
D1, D2 = (O1 - 0.01) * O1 * (1 - O1), (O2 - 0.99) * O2 * (1 - O2)
SLOPE = H1 * (1 - H1)
STATES = tanh(0.6), tanh(-0.25 + 0.8 * tanh(0.6) + 0.1)

ROWS = [
    ("out_{h1} = 0.9", ACTIVATION_TWICE, sigmoid(H1)),
    ("out_{h1} = 0.9", ACTIVATION_MISSING, 0.3775),
    ("out_{h1} = 0.9", ANOTHER_ACTIVATION, tanh(0.3775)),
    ("out_{h1} = 0.9", BIAS_MISSING, sigmoid(0.0275)),
    ("net_{h1} = 0.9", TERM_MISSING, 0.3575),
    ("net_{h1} = 0.9", ANOTHER_INDEX, 0.25 * 0.05 + 0.2 * 0.1 + 0.35),
    ("E_{o1} = 0.9", ANOTHER_TARGET, 0.5 * (0.99 - O1) ** 2),
    ("E_{total} = 0.9", MEAN_TOO_MUCH, ((0.01 - O1) ** 2 + (0.99 - O2) ** 2) / 4),
    (r"\frac{\partial E_{total}}{\partial out_{h1}} = 0.9", PATHS_MULTIPLIED, D1 * 0.4 * D2 * 0.5),
    (r"\frac{\partial E_{total}}{\partial net_{h1}} = 0.9", PATHS_MULTIPLIED, D1 * 0.4 * D2 * 0.5 * SLOPE),
    (r"\frac{\partial E_{total}}{\partial w_5} = 0.9", ANOTHER_INDEX, D2 * H1),
    (r"\frac{\partial E_{total}}{\partial w_1} = 0.9", ANOTHER_INDEX, (D1 * 0.45 + D2 * 0.5) * SLOPE * 0.05),
]


@pytest.mark.parametrize(("line", "code", "value"), ROWS, ids=lambda part: getattr(part, "value", None))
def test_an_equation_with_one_thing_changed_leads_to_its_number(line: str, code: SlipCode, value: float) -> None:
    assert pytest.approx(value, abs=1e-12) in values(mistaken_equations, number_case(line))[code]


@pytest.mark.parametrize(
    ("name", "line", "code", "value"),
    [
        ("logarithm", "E = 0.9", COMMON_LOGARITHM, -log10(sigmoid(0.5))),
        ("recurrent", "a_3 = 0.9", STEP_MIXED, 0.125 + 0.8 * STATES[0] + 0.1),
        ("recurrent", "h_3 = 0.9", STEP_MIXED, STATES[1]),
        ("samples", "L = 0.9", MEAN_MISSING, 0.3**2 + 0.9**2 + 0.8**2),
        ("sum", "L = 0.9", MEAN_TOO_MUCH, (0.3**2 + 0.9**2 + 0.8**2) / 3),
    ],
)
def test_so_it_is_in_other_models(name: str, line: str, code: SlipCode, value: float) -> None:
    assert pytest.approx(value, abs=1e-12) in values(mistaken_equations, number_case(line, network=network(name)))[code]


def test_steps_in_time_are_only_mixed_up_with_the_next_ones() -> None:
    found = values(mistaken_equations, number_case("h_3 = 0.9", network=network("recurrent")))
    assert pytest.approx(STATES[0], abs=1e-12) not in found[STEP_MIXED]


def wide(width: int) -> Network:
    """Return a network with as many weights as say."""
    weights = ", ".join(["0.5"] * width)
    return parse(
        f"""
[network]
sizes = [{width}, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "none"
learning_rate = 1
[values]
inputs = [{weights}]
targets = [1]
weights = [[[{weights}]]]
""",
        "wide.toml",
    )


def test_no_more_is_tried_than_a_wide_network_allows() -> None:
    found = values(mistaken_equations, number_case("out_{o1} = 0.9", network=wide(60)))
    assert sum(map(len, found.values())) <= 2 * thresholds.MOST_EDITS * thresholds.MOST_LEVELS_WRITTEN_OUT
