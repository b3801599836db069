"""Gradient descent in ball arithmetic, against published figures and plain loops."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import islice
from math import exp

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, given, settings

from symbackprop.errors import CertificationError, DomainError
from symbackprop.expression.tree import Product, Symbol, decimal
from symbackprop.graph import descent as descents
from symbackprop.graph import machines
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.descent import LOWEST_BITS, ROUNDS_A_TICK, Descent
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import Expansion, element
from symbackprop.graph.machines import Compiled, Wide
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.graph.update import descent as descent_by
from symbackprop.graph.values import merged
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..strategies import Case, graphs

MACHINES = {"compiled": 10**9, "wide": -1}

# From an independent multi-precision computation; the forward pass and the first update are published by
# M. Mazur, A Step by Step Backpropagation Example (2015).
EXACT = {
    0: {"E_total": "0.298371108760003", "out_o1": "0.751365069552316", "out_o2": "0.772928465321463"},
    1: {"E_total": "0.291027773693599"},
    10_000: {"E_total": "3.51018778297885e-5", "out_o1": "0.0159136204435506", "out_o2": "0.984064273514624"},
}


def shown(network: Network, rounds: int, rounding: Rounding) -> dict[str, str]:
    return {symbol.ascii: number.text for symbol, number in network.descent().show(rounds, rounding).items()}


@pytest.mark.parametrize("rounds", EXACT)
def test_the_example_is_trained_to_the_known_figures(mazur: Network, rounds: int) -> None:
    assert shown(mazur, rounds, Rounding(15)).items() >= EXACT[rounds].items()


def in_mpmath(rounds: int) -> dict[str, mpmath.mpf]:
    """Return loss and outputs of the 2-2-2 example after some rounds of the textbook's loop, at 60 digits."""
    with mpmath.workdps(60):
        real, half = mpmath.mpf, mpmath.mpf("0.5")
        x, t, b = [real("0.05"), real("0.1")], [real("0.01"), real("0.99")], [real("0.35"), real("0.6")]
        w = [[real("0.15"), real("0.2")], [real("0.25"), real("0.3")]]
        v = [[real("0.4"), real("0.45")], [real("0.5"), real("0.55")]]
        for done in range(rounds + 1):
            h = [1 / (1 + mpmath.exp(-(w[j][0] * x[0] + w[j][1] * x[1] + b[0]))) for j in (0, 1)]
            o = [1 / (1 + mpmath.exp(-(v[k][0] * h[0] + v[k][1] * h[1] + b[1]))) for k in (0, 1)]
            if done == rounds:
                break
            d = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in (0, 1)]
            e = [(d[0] * v[0][j] + d[1] * v[1][j]) * h[j] * (1 - h[j]) for j in (0, 1)]
            v = [[v[k][j] - half * d[k] * h[j] for j in (0, 1)] for k in (0, 1)]
            w = [[w[j][i] - half * e[j] * x[i] for i in (0, 1)] for j in (0, 1)]
        return {"E_total": half * sum((t[k] - o[k]) ** 2 for k in (0, 1)), "out_o1": o[0], "out_o2": o[1]}


@pytest.mark.parametrize("machine", MACHINES)
def test_fifty_rounds_are_those_of_a_plain_loop(mazur: Network, machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "MOST_COMPILED", MACHINES[machine])

    found = shown(mazur, 50, Rounding(30, Digits.DECIMALS))

    with mpmath.workdps(60):
        for name, expected in in_mpmath(50).items():
            assert abs(mpmath.mpf(found[name]) - expected) <= mpmath.mpf(10) ** -30 / 2


def test_another_round_gives_other_figures(mazur: Network) -> None:
    found = shown(mazur, 51, Rounding(30, Digits.DECIMALS))

    assert abs(mpmath.mpf(found["E_total"]) - in_mpmath(50)["E_total"]) > 1e-6


def test_a_slope_that_is_another_parameter_is_taken_before_the_round() -> None:
    """Descent on E = w1·w2 at the rate 1/4: both move at once."""
    w1, w2, loss = Symbol("w", "1"), Symbol("w", "2"), Symbol("E")
    graph = Graph((w1, w2), (Equation(loss, (Term(Product((w1, w2))),)),))
    backward = reverse_accumulation(graph, loss, [w1, w2])
    adjoint = {w: backward.adjoint[w] for w in (w1, w2)}
    view = Expansion(merged(graph, [backward.graph]), {})
    descent = Descent(view, {w1: Fraction(3), w2: Fraction(2)}, adjoint, descent_by(decimal("0.25")), (loss,))

    found = descent.show(1, Rounding(9))[loss]

    assert found.value == (3 - Fraction(2, 4)) * (2 - Fraction(3, 4))


def test_a_parameter_can_be_watched(mazur: Network) -> None:
    w5 = mazur.parameter("w5")
    adjoint = {bare(symbol): mazur.backward.adjoint[bare(symbol)] for symbol in mazur.trained}
    descent = Descent(mazur.single, mazur.leaves, adjoint, mazur.demand_update(), (w5,))

    # The new weight that the example publishes, with six more digits.
    assert descent.show(1, Rounding(15))[w5].text == "0.358916479717885"


def linear(*, w: str, rate: str, depth: int = 1, x: str = "0.9", target: str = "0.3") -> Network:
    """Return one linear neuron a layer: the output is the product of the weights and of x."""
    return dense(
        Dense(
            sizes=[1] * (depth + 1),
            activations=["identity"] * depth,
            loss="half-squared",
            bias=Bias.NONE,
            train_biases=False,
            weights=[[[decimal(w)]]] * depth,
            biases=[],
            inputs=[decimal(x)],
            targets=[decimal(target)],
            learning_rate=decimal(rate),
        )
    )


def two_linear_layers(rounds: int, rate: int, digits: int) -> mpmath.mpf:
    """Return the output of `linear(w="0.9", depth=2)` after some rounds of a plain loop."""
    with mpmath.workdps(digits):
        x, target = mpmath.mpf("0.9"), mpmath.mpf("0.3")
        w1 = w2 = mpmath.mpf("0.9")
        for _ in range(rounds):
            d = w2 * w1 * x - target
            w1, w2 = w1 - rate * d * w2 * x, w2 - rate * d * w1 * x
        return w2 * w1 * x


def test_where_the_lowest_precision_does_not_reach_a_higher_one_is_taken() -> None:
    """At this rate the weights wander without rest, and each round costs about one bit."""
    network = linear(w="0.9", rate="5", depth=2)

    assert network.descent().run(200, LOWEST_BITS).reached < 200
    assert shown(network, 200, Rounding(12))["out_o1"] == rounded(two_linear_layers(200, 5, 400), 12)


def rounded(value: mpmath.mpf, digits: int) -> str:
    with mpmath.workdps(digits + 30):
        return str(mpmath.nstr(value, digits, strip_zeros=False))


def test_a_run_that_loses_all_bits_before_the_first_look_gets_more_of_them() -> None:
    network = linear(w="0.9", rate="5", depth=2)

    assert shown(network, 1000, Rounding(12))["out_o1"] == rounded(two_linear_layers(1000, 5, 2000), 12)


def test_more_digits_than_the_lowest_precision_holds_are_shown(mazur: Network) -> None:
    assert shown(mazur, 1, Rounding(45))["out_o1"] == rounded(in_mpmath(1)["out_o1"], 45)


@pytest.mark.parametrize("rounds", [0, 1, 300])
def test_a_network_that_is_right_already_shows_an_error_of_zero(rounds: int) -> None:
    network = linear(w="0.2", rate="0.5", x="0.5", target="0.1")

    found = network.descent().show(rounds, Rounding(9))

    assert found[network.loss].value == 0


@pytest.mark.parametrize("rounds", [1, 10, 100])
def test_descent_that_overshoots_within_bounds_is_shown(rounds: int) -> None:
    """Each round multiplies the distance of 0.3·w from the target by 1 − 30·0.3² = −1.7."""
    network = linear(w="0.9", rate="30", x="0.3", target="0.1")

    distance = (Fraction("0.27") - Fraction("0.1")) * Fraction("-1.7") ** rounds

    found = network.descent().show(rounds, Rounding(20))[network.outputs[0]]
    assert abs(found.value - (Fraction("0.1") + distance)) <= abs(distance) / 10**19


DIVERGING = {
    "linear": (linear(w="0.9", rate="100"), 1_000),
    "linear, one round past the first look": (linear(w="0.9", rate="100"), ROUNDS_A_TICK + 1),
    "two layers": (linear(w="0.9", rate="30", depth=2), 100),
    "two layers, many rounds": (linear(w="0.9", rate="30", depth=2), 10_000),
    "three layers": (linear(w="1.9", rate="30", depth=3), 100),
    "three layers, many rounds": (linear(w="1.9", rate="30", depth=3), 10_000),
}


@pytest.mark.parametrize("case", DIVERGING)
def test_training_that_diverges_is_refused_in_one_line_that_names_the_learning_rate(case: str) -> None:
    network, rounds = DIVERGING[case]

    with pytest.raises(DomainError, match="diverges") as refused:
        network.descent().show(rounds, Rounding(9))

    assert "learning rate" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_precision_past_the_limit_is_refused_in_one_line(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descents, "MOST_BITS", LOWEST_BITS)

    with pytest.raises(CertificationError, match="10 rounds") as refused:
        mazur.descent().show(10, Rounding(60))

    assert "\n" not in str(refused.value)


def test_a_negative_number_of_rounds_is_refused(mazur: Network) -> None:
    with pytest.raises(ValueError, match="not -1"):
        mazur.descent().run(-1, LOWEST_BITS)


def test_states_are_kept_after_the_recorded_rounds_and_the_last(mazur: Network) -> None:
    descent = mazur.descent()

    run = descent.run(20, LOWEST_BITS, [0, 7, 20, 21, -1])

    assert sorted(run.states) == [0, 7, 20]
    for done, state in run.states.items():
        alone = mazur.descent().run(done, LOWEST_BITS).states[done]
        assert all(arb(state[symbol]).overlaps(arb(alone[symbol])) for symbol in descent.watched)


def test_recording_does_not_change_the_result(mazur: Network) -> None:
    plain = mazur.descent().show(300, Rounding(15))

    assert mazur.descent().show(300, Rounding(15), range(0, 301, 7)) == plain


def test_the_progress_is_told_in_order_up_to_the_last_round(mazur: Network) -> None:
    told: list[int] = []

    mazur.descent().run(2 * ROUNDS_A_TICK + 1, LOWEST_BITS, tick=told.append)

    assert told == sorted(told)
    assert {ROUNDS_A_TICK, 2 * ROUNDS_A_TICK, 2 * ROUNDS_A_TICK + 1} <= set(told)


def test_the_curve_is_the_loss_after_the_recorded_rounds(mazur: Network) -> None:
    points = mazur.descent().curve(mazur.loss, 50, [0, 1, 10])

    assert [done for done, _ in points] == [0, 1, 10, 50]
    assert [height for _, height in points] == pytest.approx(
        [float(in_mpmath(done)["E_total"]) for done in (0, 1, 10, 50)], rel=1e-14
    )


# The figures that the example prints on its page: https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/
PRINTED_AFTER_ONE = "0.291027924"
PRINTED_AFTER_ALL = "0.0000351085"
PRINTED_OUTPUTS = ("0.015912196", "0.984065734")


@cache
def in_floats(rounds: int, output_weights_first: bool) -> tuple[float, tuple[float, float]]:
    """Return loss and outputs of the example after some rounds.

    Args:
        rounds: How many.
        output_weights_first: Whether the hidden error signals see the output weights of the next round.
    """
    return next(islice(_rounds(output_weights_first), rounds, None))


def _rounds(output_weights_first: bool) -> Iterator[tuple[float, tuple[float, float]]]:
    x, t, b = (0.05, 0.1), (0.01, 0.99), (0.35, 0.6)
    w, v = [[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]
    while True:
        h = [1 / (1 + exp(-(w[j][0] * x[0] + w[j][1] * x[1] + b[0]))) for j in (0, 1)]
        o = [1 / (1 + exp(-(v[k][0] * h[0] + v[k][1] * h[1] + b[1]))) for k in (0, 1)]
        yield sum(0.5 * (t[k] - o[k]) ** 2 for k in (0, 1)), (o[0], o[1])
        d = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in (0, 1)]
        new = [[v[k][j] - 0.5 * d[k] * h[j] for j in (0, 1)] for k in (0, 1)]
        seen = new if output_weights_first else v
        e = [(d[0] * seen[0][j] + d[1] * seen[1][j]) * h[j] * (1 - h[j]) for j in (0, 1)]
        w = [[w[j][i] - 0.5 * e[j] * x[i] for i in (0, 1)] for j in (0, 1)]
        v = new


def test_the_error_printed_after_one_round_comes_of_updating_the_output_weights_first() -> None:
    (wrong, _), (right, _) = in_floats(1, True), in_floats(1, False)

    assert f"{wrong:.9f}" == PRINTED_AFTER_ONE
    assert f"{right:.9f}" == "0.291027774"


def test_the_outputs_printed_after_10_000_rounds_come_of_updating_the_output_weights_first() -> None:
    (_, wrong), (_, right) = in_floats(10_000, True), in_floats(10_000, False)

    assert tuple(f"{output:.9f}" for output in wrong) == PRINTED_OUTPUTS
    assert tuple(f"{output:.9f}" for output in right) == ("0.015913620", "0.984064274")


def test_the_error_printed_after_10_000_rounds_is_the_right_one_after_9_999() -> None:
    assert f"{in_floats(9_999, False)[0]:.10f}" == PRINTED_AFTER_ALL
    assert f"{in_floats(10_000, False)[0]:.10f}" == "0.0000351019"


def test_the_error_printed_after_10_000_rounds_is_at_no_round_that_of_the_wrong_order() -> None:
    printed = {f"{loss:.10f}" for loss, _ in islice(_rounds(output_weights_first=True), 10_100)}

    assert "0.0000350848" in printed
    assert PRINTED_AFTER_ALL not in printed


def test_the_wrong_order_gives_the_error_that_the_page_printed_at_first() -> None:
    """Copies of the page's first version print 0.000035085 after 10,000 rounds."""
    assert f"{in_floats(10_000, True)[0]:.9f}" == "0.000035085"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_both_machines_train_alike(case: Case) -> None:
    backward = reverse_accumulation(case.graph, case.loss, case.parameters)
    view = Expansion(merged(case.graph, [backward.graph]), {})
    leaves = {element(bare(at), at.indices, {}): value for at, value in case.values.items()}  # type: ignore[arg-type]
    adjoint = {bare(symbol): backward.adjoint[bare(symbol)] for symbol in case.parameters}
    found = []
    with ctx.workprec(128):
        for kind in (Compiled, Wide):
            state = kind(view, leaves, adjoint, descent_by(decimal("0.015625")), (case.loss,)).start()
            state.advance(2)
            found.append(arb(state.watched()[case.loss]))

    compiled, wide = found
    assert compiled.overlaps(wide) or not (compiled.is_finite() and wide.is_finite())


CHAOS = '''
equations = """
h[t] = w*h[t-1]*(1 - h[t-1])
h[0] = s
E = h[last]^2
"""
loss = "E"
parameters = ["w"]
learning_rate = 0.1
[sizes]
t = 120
[values]
w = 3.9
s = 0.3
'''


def test_values_that_are_lost_before_the_first_round_are_computed_more_precisely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machines, "MOST_COMPILED", -1)
    network = parse(CHAOS, "chaos.toml")
    descent = network.descent()
    assert not descent.run(0, LOWEST_BITS).states
    assert descent.show(0, Rounding(6))[network.loss] == network.certified.show(network.loss, Rounding(6))
