from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from symbackprop.expression.tree import Number, Symbol
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.equations import model_of_equations
from symbackprop.verify.pipeline import read
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.values.random_points import counts_of_one, near_points, random_points

from ...models.test_examples import NAMES

ONE = Number(Fraction(1), "1")
SPEC = """
[network]
sizes = [2, 2, 1]
activation = "{}"
loss = "half-squared"
bias = "none"
learning_rate = 1
"""
GIVEN = """
[values]
inputs = [1, 2]
targets = [1]
weights = [[[1, 1], [1, -1]], [[1, -2]]]
"""


def values(network: Network, count: int = 2, **options: object) -> list[dict[Symbol, object]]:
    points = random_points(network, layers_of(network), count, **options)  # type: ignore[arg-type]
    return [{symbol: number.value for symbol, number in point.network.values.items()} for point in points]


@pytest.mark.parametrize("name", NAMES)
def test_at_every_point_every_quantity_has_a_value(name: str) -> None:
    network = example(name)
    (point,) = random_points(network, layers_of(network), 1)
    assert all(arb(point.value(equation.target)).is_finite() for equation in network.scalar.equations)
    assert point.network.values != network.values


def test_the_points_of_two_runs_are_the_same_and_no_two_of_one_run(mazur: Network) -> None:
    assert values(mazur, 3) == values(mazur, 3)
    assert len({tuple(sorted(map(str, at.values()))) for at in values(mazur, 3)}) == 3


def test_what_is_fixed_keeps_its_value_and_all_else_moves(mazur: Network) -> None:
    w5 = Symbol("w", "5")
    for at in values(mazur, 2, fixed=[w5]):
        assert at.pop(w5) == mazur.values[w5].value
        assert all(value != mazur.values[symbol].value for symbol, value in at.items())


def test_far_points_are_as_many_times_as_large(mazur: Network) -> None:
    (near,), (far,) = values(mazur, 1), values(mazur, 1, far=4)
    assert all(far[symbol] == 4 * near[symbol] for symbol in near)  # type: ignore[operator]


def test_the_targets_of_a_softmax_are_shares_of_one() -> None:
    network = example("softmax")
    targets = layers_of(network).targets
    for at in values(network):
        assert sum(at[target] for target in targets) == 1  # type: ignore[misc]
        assert all(at[target] > 0 for target in targets)  # type: ignore[operator]


def test_a_network_without_values_gets_some() -> None:
    network = parse(SPEC.format("sigmoid"), "x.toml")
    (at,) = values(network, 1)
    assert set(at) == {symbol for leaf in network.graph.leaves for symbol in network.elements(leaf)}


def test_near_points_keep_every_rectifier_on_its_side() -> None:
    network = parse(SPEC.format("relu") + GIVEN, "x.toml")
    nets = [symbol for layer in network.layers for symbol in network.elements(layer.net)]
    sides = [arb(network.certified.ball(net, 64)) > 0 for net in nets]
    assert sorted(set(sides)) == [False, True]
    points = list(near_points(network, 3))
    assert len(points) == 3
    for point in points:
        assert [arb(point.value(net)) > 0 for net in nets] == sides
        assert point.network.values != network.values


def test_targets_of_a_softmax_in_equations_add_up_to_one_at_every_point() -> None:
    network = example("skip-gram")
    for point in random_points(network, layers_of(network), 3):
        targets = [point.network.values[name].value for name in network.elements(network.graph.declared[Symbol("t")])]
        assert [sum(targets[at : at + 3]) for at in (0, 3, 6)] == [1, 1, 1]


def test_a_number_of_samples_that_is_one_stays_one() -> None:
    trials = read(rb"$z = w x$, $L = (y - z)^2 / N$, $w = 2$, $x = 3$, $y = 1$, $N = 1$", "x.md")
    chains = trials.statements().chains
    found = model_of_equations(chains, find_assignments(trials.reading, trials.statements()), "tanh", ONE)
    assert found is not None
    network = found.network
    assert network is not None
    assert [symbol.ascii for symbol in counts_of_one(network)] == ["N"]
    (drawn,) = values(network, 1)
    assert drawn[Symbol("N")] == 1
    assert drawn[Symbol("w")] != 2
