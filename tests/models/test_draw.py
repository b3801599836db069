"""Values drawn for what a network leaves open, judged by certified values and formulas of the tests' own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbackprop.errors import DrawError
from symbackprop.expression.tree import ONE, Expression, Index, Symbol, decimal
from symbackprop.graph.expand import elements
from symbackprop.models import draw
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.draw import drawn, emptied, is_open
from symbackprop.models.faults import faults
from symbackprop.models.losses import LOSSES
from symbackprop.models.network import Network
from symbackprop.models.ranges import Kind, kind_of
from symbackprop.models.spec import example, parse
from symbackprop.models.table import values_table

from ..reference import REALS
from .test_examples import NAMES

pytestmark = pytest.mark.slow
"""Each test draws values for large models."""

KINKS = {"hard_sigmoid": (-3, 3), "leaky_relu": (0,), "relu": (0,)}
SLOPES = {"hard_sigmoid": "0.1", "leaky_relu": "0.005", "sigmoid": "0.0125"}
"""The least slope of a unit that lives, where it is not a twentieth."""


def open_dense(sizes: Sequence[int], activations: Sequence[str], loss: str, bias: Bias = Bias.PER_LAYER) -> Network:
    """Return a network of layers without values."""
    shared = {Bias.NONE: lambda _: [], Bias.PER_LAYER: lambda _: [ONE], Bias.PER_NEURON: lambda n: [ONE] * n}[bias]
    network = dense(
        Dense(
            sizes=sizes,
            activations=activations,
            loss=loss,
            bias=bias,
            train_biases=bias is not Bias.NONE,
            weights=[[[ONE] * before] * own for before, own in pairwise(sizes)],
            biases=[] if bias is Bias.NONE else [shared(own) for own in sizes[1:]],
            inputs=[ONE] * sizes[0],
            targets=[ONE] * sizes[-1],
            learning_rate=decimal("0.5"),
        )
    )
    return replace(network, values={})


def written(equations: str, parameters: Sequence[str], sizes: str = "", values: str = "") -> Network:
    """Return a network of equations whose loss is L, with some values taken away again."""
    quoted = ", ".join(f'"{name}"' for name in parameters)
    text = f'equations = """\n{equations}\n"""\nloss = "L"\nparameters = [{quoted}]\nlearning_rate = 1\n'
    return parse(f"{text}[sizes]\n{sizes}\n[values]\n{values}\n", "test.toml")


def numbers(network: Network, leaf: Symbol) -> list[Fraction]:
    return [network.values[name].value for name in elements(leaf, network.labels)]


def value(network: Network, of: Expression) -> float:
    with ctx.workprec(128):
        return float(arb(network.certified.evaluate(of, 128)).mid())


@st.composite
def networks(draw: st.DrawFn) -> Network:
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    activations = [draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in sizes[1:]]
    loss = draw(st.sampled_from(sorted(LOSSES)))
    if LOSSES[loss].head is not None:
        # Softmax over a single class is 1 whatever comes in.
        sizes, activations = [*sizes[:-1], max(sizes[-1], 2)], [*activations[:-1], "identity"]
    return open_dense(sizes, activations, loss, draw(st.sampled_from(Bias)))


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks(), st.integers(0, 10**9))
def test_what_is_drawn_is_readable_and_alive(network: Network, seed: int) -> None:
    known = drawn(network, seed)

    assert not is_open(known)
    assert all(re.fullmatch(r"-?\d(\.\d\d?)?", number.text) for number in known.values.values())
    assert all(number.value for symbol, number in known.values.items() if symbol.base != "target")
    assert value(known, known.loss) > 1e-3
    for parameter, adjoint in known.gradient.items():
        # A bias that all classes share does not change a softmax.
        shared = known.layers[-1].function == "softmax" and known.layers[-1].bias == parameter
        assert abs(value(known, adjoint)) > 1e-4 or shared, parameter.ascii
    for layer in known.layers:
        for net in elements(layer.net, known.labels):
            at = value(known, net)
            for kink in KINKS.get(layer.function, ()):
                assert abs(at - kink) > 0.02
            if layer.function not in ("identity", "softmax"):
                slope = mpmath.diff(lambda x, name=layer.function: REALS.apply(name, x), at, h=1e-6)
                assert abs(slope) > float(SLOPES.get(layer.function, "0.05"))
        rows, width = numbers(known, layer.weights), layer.weights.indices[1]
        assert isinstance(width, Index)
        neurons = [tuple(rows[at : at + width.size]) for at in range(0, len(rows), width.size)]
        assert len(set(neurons)) == len(neurons)


def test_a_neuron_that_is_drawn_again_repeats_no_other() -> None:
    """The earlier of two equal rows may be the one that was drawn last."""
    network = open_dense((1, 4), ("relu",), "half-squared", Bias.NONE)

    for seed in range(60):
        known = drawn(network, seed)
        rows = numbers(known, known.layers[0].weights)
        assert len(set(rows)) == 4


def test_the_shares_of_a_hinge_that_cancel_by_chance_are_drawn_again() -> None:
    network = open_dense((4, 1, 1, 4), ("elu", "elu", "elu"), "hinge", Bias.PER_LAYER)

    for seed in range(20):
        known = drawn(network, seed)
        assert all(abs(value(known, adjoint)) > 1e-4 for adjoint in known.gradient.values())


@pytest.mark.some(24)
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_every_example_can_be_drawn_anew(name: str, seed: int) -> None:
    known = drawn(emptied(example(name)), seed)

    assert known.values.keys() == example(name).values.keys()
    assert not list(faults(known))
    assert all(abs(value(known, adjoint)) > 1e-4 for adjoint in known.gradient.values())


FIXED = """[values]
inputs = [-0.2, -0.6]
targets = [0.1, 0.9]
weights = [[[-0.9, -0.5], [0.7, -0.1]], [[-0.6, 0.4], [-0.4, -0.8]]]
biases = [[0.2], [-0.6]]"""


@pytest.mark.slow
@pytest.mark.parametrize("hashes", ["0", "1", "42"])
def test_a_seed_gives_the_same_values_everywhere(hashes: str) -> None:
    program = (
        "from symbackprop.models.spec import example; from symbackprop.models.table import values_table;"
        "from symbackprop.models.draw import drawn, emptied; print(values_table(drawn(emptied(example()), 7)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": hashes}
    )

    assert done.stdout.strip() == FIXED


def test_another_seed_gives_other_values() -> None:
    drafts = {values_table(drawn(emptied(example()), seed)) for seed in range(20)}

    assert len(drafts) == 20


def test_a_negative_seed_is_refused_since_it_would_repeat_a_positive_one() -> None:
    with pytest.raises(ValueError, match="seed must be 0 or more, not -7"):
        drawn(emptied(example()), -7)


def test_values_that_are_given_stay() -> None:
    mazur = example()
    kept = {symbol: number for symbol, number in mazur.values.items() if symbol.base in "ib" or symbol.ascii == "w6"}

    known = drawn(replace(mazur, values=kept), 3)

    assert kept.items() <= known.values.items()
    assert known.values[Symbol("w", "5")] != mazur.values[Symbol("w", "5")]


def test_weights_of_a_wide_layer_are_smaller_and_have_more_decimals() -> None:
    known = drawn(open_dense((100, 30, 2), ("tanh", "sigmoid"), "half-squared"), 5)

    wide = [known.values[name] for name in elements(known.layers[0].weights, known.labels)]
    assert max(abs(number.value) for number in wide) == Fraction(20, 100)
    assert {len(number.text.partition(".")[2]) for number in wide} == {2}
    assert min(number.value for number in wide) < 0 < max(number.value for number in wide)


TARGETS = {
    "binary-cross-entropy": ("sigmoid", {0, 1}),
    "hinge": ("identity", {-1, 1}),
    "half-squared": ("sigmoid", {Fraction(tenth, 10) for tenth in range(1, 10)}),
    "squared": ("identity", {Fraction(tenth, 10) for tenth in range(-10, 11) if tenth}),
}


@pytest.mark.parametrize("loss", TARGETS)
@pytest.mark.parametrize("seed", range(4))
def test_targets_fit_the_loss_and_the_outputs(loss: str, seed: int) -> None:
    activation, allowed = TARGETS[loss]
    known = drawn(open_dense((3, 2, 3), ("tanh", activation), loss), seed)

    assert {number.value for symbol, number in known.values.items() if symbol.base == "target"} <= allowed


LOWEST = {"elu": -1, "gelu": Fraction(-17, 100), "silu": Fraction(-28, 100), "tanh": -1}
LOWEST |= dict.fromkeys(("hard_sigmoid", "relu", "sigmoid", "softplus"), 0)
HIGHEST = dict.fromkeys(("hard_sigmoid", "sigmoid", "tanh"), 1)
"""Between what an activation's values lie, where they are not all numbers: from the textbook."""


@pytest.mark.slow
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_targets_lie_where_outputs_can(activation: str, loss: str) -> None:
    last = "identity" if LOSSES[loss].head is not None else activation
    found: set[Fraction] = set()
    for seed in range(12):
        known = drawn(open_dense((2, 2, 2), (activation, last), loss), seed)
        assert known.target is not None
        found.update(numbers(known, known.target))

    low, high = LOWEST.get(last, -1), HIGHEST.get(last, 1)
    assert all(low <= target <= high for target in found)
    # What needs no bound that an activation only comes near to stays between the bounds.
    if loss not in ("binary-cross-entropy", "hinge", "softmax-cross-entropy"):
        assert all(low < target or last not in LOWEST for target in found)
        assert all(target < high or last not in HIGHEST for target in found)
        assert len(found) > 4
        assert min(found) < 0 or last in LOWEST


def test_a_target_of_the_reported_network_can_be_reached() -> None:
    known = drawn(open_dense((2, 2, 1), ("relu", "relu"), "half-squared"), 4)

    assert known.target is not None
    assert min(numbers(known, known.target)) > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_target_of_a_softmax_is_one_of_the_classes(seed: int) -> None:
    known = drawn(emptied(example("softmax")), seed)

    assert sorted(known.values[Symbol("t", str(k))].text for k in (1, 2, 3)) == ["0", "0", "1"]


def test_many_classes_each_with_a_small_probability_are_no_fault() -> None:
    known = drawn(open_dense((4, 8, 200), ("tanh", "identity"), "softmax-cross-entropy"), 1)

    assert sorted({number.text for symbol, number in known.values.items() if symbol.base == "target"}) == ["0", "1"]


@pytest.mark.parametrize("read", ["n,k", "k,n"])
def test_each_sample_of_a_batch_has_one_class(read: str) -> None:
    shape = (5, 3) if read == "n,k" else (3, 5)
    ones = [[1] * shape[1]] * shape[0]
    network = written(
        "z[n,k] = sum(i, W[k,i]*X[n,i])\ne[n,k] = exp(z[n,k])\ns[n] = sum(k, e[n,k])\np[n,k] = e[n,k]/s[n]\n"
        f"L = sum(n, k, -t[{read}]*log(p[n,k]))",
        ["W"],
        sizes="n = 5\nk = 3\ni = 2",
        values=f"X = {[[1, 1]] * 5}\nW = {[[1, 1]] * 3}\nt = {ones}",
    )

    known = drawn(emptied(network), 1)

    target = np.array(numbers(known, Symbol("t", indices=tuple(Index(str(at), at) for at in shape)))).reshape(shape)
    classes = target if read == "n,k" else target.T
    assert classes.sum(axis=1).tolist() == [1] * 5
    assert len({tuple(row) for row in classes}) > 1


@pytest.mark.slow
def test_a_network_of_usual_width_is_drawn_whole() -> None:
    known = drawn(open_dense((256, 256, 10), ("relu", "sigmoid"), "half-squared"), 0)

    assert len(known.values) == 256 * 256 + 2560 + 256 + 10 + 2
    assert not list(faults(known))


KINDS = {
    "L = -t*log(p) - (1 - t)*log(1 - p)": Kind.BIT,
    "L = -(t*log(p) + (1 - t)*log(1 - p))": Kind.BIT,
    "L = relu(1 - t*p)": Kind.SIGN,
    "L = 1/2*(t - p)^2": Kind.WITHIN,
    "L = (p - t)^2": Kind.WITHIN,
    "L = 1/2*(t - a)^2": Kind.FREE,
    "L = (p + t)^2": Kind.FREE,
}


@pytest.mark.parametrize("loss", KINDS)
def test_how_a_target_is_read_says_what_it_may_be(loss: str) -> None:
    network = written(f"a = w*x\np = sigmoid(a)\n{loss}", ["w"], values="w = 1\nx = 1\nt = 1")

    assert kind_of(Symbol("t"), network.graph) is KINDS[loss]


DOMAINS = {
    "logarithms": ("L = log(a) + log(b) + log(c)*d", ["a", "b", "c", "d"]),
    "a root": ("r = sqrt(a - b)\nL = r*c", ["a", "b", "c"]),
    "a quotient": ("q = a/(b - c)\nL = q*q", ["a", "b", "c"]),
    "two rectifiers": ("h = relu(a*b)\nL = relu(h - c)*d", ["a", "b", "c", "d"]),
}


@pytest.mark.parametrize("name", DOMAINS)
@pytest.mark.parametrize("seed", range(3))
def test_what_leads_outside_a_domain_is_drawn_again(name: str, seed: int) -> None:
    equations, parameters = DOMAINS[name]
    network = written(equations, parameters, values="\n".join(f"{letter} = 1" for letter in parameters))

    known = drawn(emptied(network), seed)

    assert all(abs(value(known, adjoint)) > 1e-4 for adjoint in known.gradient.values())


def test_each_element_outside_a_domain_is_drawn_alone() -> None:
    """All at once would be positive once in a million draws."""
    ones = ", ".join(["1"] * 20)
    network = written("L = sum(i, v[i]*log(x[i]))", ["v"], sizes="i = 20", values=f"v = [{ones}]\nx = [{ones}]")

    known = drawn(emptied(network), 0)

    assert all(number.value > 0 for symbol, number in known.values.items() if symbol.base == "x")


def test_each_unit_of_a_wide_rectified_layer_is_alive() -> None:
    known = drawn(open_dense((8, 64, 2), ("relu", "sigmoid"), "half-squared"), 1)

    inputs = numbers(known, known.layers[0].source)
    (bias,) = numbers(known, known.layers[0].bias or Symbol("b"))
    rows = numbers(known, known.layers[0].weights)
    nets = [sum((w * x for w, x in zip(rows[at : at + 8], inputs, strict=True)), bias) for at in range(0, len(rows), 8)]
    assert min(nets) > Fraction(2, 100)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_ten_thousand_rectifiers_are_drawn_away_from_their_kinks(seed: int) -> None:
    network = written(
        "a[i] = sum(k, w[k]*x[i+k-1]) + b\nh[i] = relu(a[i])\ny = sum(i, v[i]*h[i])\nL = 1/2*(t - y)^2",
        ["w", "b", "v"],
        sizes="i = 10000\nk = 5",
    )

    known = drawn(network, seed)

    assert not list(faults(known))
    net = np.array(numbers(known, Symbol("x", indices=(Index("n", 10_004),))), dtype=float)
    weights = [float(value) for value in numbers(known, Symbol("w", indices=(Index("k", 5),)))]
    (bias,) = (float(known.values[Symbol("b")].value),)
    sums = sum(weight * net[at : at + 10_000] for at, weight in enumerate(weights)) + bias
    assert np.abs(sums).min() > 1e-6


def test_a_rectifier_of_a_batch_lives_if_it_lives_for_one_sample() -> None:
    ones = "[[1, 1], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]]"
    network = written(
        "a[n,j] = sum(i, W[j,i]*X[n,i])\nh[n,j] = relu(a[n,j])\ny[n] = sum(j, v[j]*h[n,j])\n"
        "L = sum(n, 1/6*(t[n] - y[n])^2)",
        ["W", "v"],
        sizes="n = 6\ni = 2\nj = 2",
        values=f"X = {ones}\nW = [[1, 1], [1, 1]]\nv = [1, 1]\nt = [1, 1, 1, 1, 1, 1]",
    )

    known = drawn(emptied(network), 0)

    assert any(value(known, name) < 0 for name in elements(Symbol("a", indices=(Index("n", 6), Index("j", 2))), {}))


def test_a_gradient_that_a_given_zero_silences_is_left_alone() -> None:
    mazur = example()
    zero = {Symbol("i", "1"): decimal("0")}

    known = drawn(replace(mazur, values=zero), 0)

    assert known.values[Symbol("i", "1")].value == 0
    assert value(known, known.gradient[Symbol("w", "1")]) == 0
    assert abs(value(known, known.gradient[Symbol("w", "2")])) > 1e-4


IMPOSSIBLE = {
    "no value": (
        written("a = w*w\nL = log(-a)*v", ["w", "v"], values="w = 1\nv = 1"),
        {},
        "no values were found for w, v: 'L' leaves the domain of the logarithm; give some of them, or change others",
    ),
    "saturated by what is given": (
        written("h = sigmoid(w*x)\nL = h*v", ["w", "v"], values="w = 100\nx = 1\nv = 1"),
        {"w": "100", "x": "1"},
        "no values were found for v: 'h' is saturated or dead; give some of them, or change others",
    ),
    "nothing open": (
        written("h = sigmoid(w*x)\nL = h*v", ["w", "v"], values="w = 100\nx = 1\nv = 1"),
        {"w": "100", "x": "1", "v": "1"},
        "'h' is saturated or dead with the values given, which leave nothing to be drawn",
    ),
    "no gradient": (
        written("a = w - w\nL = exp(a)", ["w"], values="w = 1"),
        {},
        "no values were found for w: 'dL_dw' vanishes; give some of them, or change others",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_the_impossible_is_refused_in_one_line_that_names_the_quantity(case: str) -> None:
    network, given_values, says = IMPOSSIBLE[case]
    started = time.perf_counter()

    with pytest.raises(DrawError) as refused:
        drawn(replace(network, values={Symbol(name): decimal(text) for name, text in given_values.items()}), 0)

    assert str(refused.value) == says
    assert time.perf_counter() - started < 10


def test_an_emptied_example_is_no_longer_the_published_one() -> None:
    assert is_open(emptied(example()))
    assert not is_open(example())
    assert (emptied(example()).source, emptied(example()).rounds_remark) == ("", "")


def test_values_are_drawn_for_recurrences_too() -> None:
    text = """
equations = '''
a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k]) + b[j]
h[t,j] = tanh(a[t,j])
h[0,j] = 0
E = sum(j, h[last,j]^2)
'''
loss = "E"
parameters = ["W", "U", "b"]
learning_rate = 0.1
sizes = {t = 20, i = 3, j = 4, k = 4}
"""
    network = drawn(parse(text, "rnn.toml"), 5)
    assert not network.missing
    assert all(network.certified.evaluate(slope, 64) != 0 for slope in network.gradient.values())


def equations(lines: str, parameters: str, sizes: str, values: str = "") -> str:
    names = ", ".join(f'"{name}"' for name in parameters.split())
    return (
        f'loss = "E"\nparameters = [{names}]\nlearning_rate = 0.1\nequations = """\n{lines}\n"""\n'
        f"[sizes]\n{sizes.replace(' ', chr(10))}\n{values}"
    )


LINE = "a[i] = sum(k, w[k]*x[i+k-1]) + b\nh[i] = {f}(a[i])\ny = sum(i, v[i]*h[i])\nE = 1/2*(t - y)^2"
PICTURE = """\
a[c,i,j] = sum(k, l, w[c,k,l]*x[i+k-1,j+l-1]) + b[c]
h[c,i,j] = relu(a[c,i,j])
y = sum(c, i, j, v[c,i,j]*h[c,i,j])
E = 1/2*(t - y)^2"""
TWO_LAYERS = """\
a[c,i] = sum(k, w[c,k]*x[2*i+k-2]) + b[c]
h[c,i] = relu(a[c,i])
z[m] = sum(c, q, u[c,q]*h[c,m+q-1])
y = sum(m, v[m]*relu(z[m]))
E = (t - y)^2"""
KINKED = {
    "the reported convolution": equations(LINE.format(f="relu"), "w b v", "i=100 k=3"),
    "a thousand positions": equations(LINE.format(f="relu"), "w b v", "i=1000 k=8"),
    "ten thousand positions": equations(LINE.format(f="relu"), "w b v", "i=10000 k=8"),
    "absolute values": equations(LINE.format(f="abs"), "w b v", "i=1000 k=3"),
    "two kinks": equations(LINE.format(f="hard_sigmoid"), "w b v", "i=500 k=3"),
    "a picture": equations(PICTURE, "w b v", "i=26 j=26 k=3 l=3 c=1"),
    "filters over a picture": equations(PICTURE, "w b v", "i=24 j=24 k=5 l=5 c=8"),
    "two layers, the first one strided": equations(TWO_LAYERS, "w b u v", "i=102 k=4 c=4 m=100 q=3"),
    "a recurrence": equations("h[0] = 0\nh[n] = relu(w*x[n] + u*h[n-1] + b)\nE = sum(n, h[n]^2)", "w u b", "n=200"),
    "a given signal": equations(
        LINE.format(f="relu"),
        "w b v",
        "i=1000 k=8",
        f"[values]\nx = [{', '.join(f'{(37 * at + 11) % 101 / 50 - 1:.2f}' for at in range(1007))}]\n",
    ),
}


@pytest.mark.parametrize("case", KINKED)
def test_values_are_drawn_away_from_kinks_at_any_size(case: str) -> None:
    network = parse(KINKED[case], "net.toml")

    for seed in range(4):
        assert list(faults(drawn(network, seed))) == []


def test_drawing_takes_time_in_proportion() -> None:
    seconds = []
    for positions in (2_000, 40_000):
        network = parse(KINKED["a thousand positions"].replace("i=1000", f"i={positions}"), "net.toml")
        start = time.process_time()
        drawn(network, 1)
        seconds.append(time.process_time() - start)

    # Twenty times as many positions; two and a half for what the machine does beside.
    assert seconds[1] < 50 * max(seconds[0], 0.01)


RECURRENCES = {
    "tanh": "h[t] = tanh(u*h[t-1] + x[t])\nh[0] = 0\nE = h[last]^2",
    "from the end": "h[t] = tanh(u*h[t+1] + x[t])\nh[T+1] = 0\nE = sum(t, h[t]^2)".replace("T+1", "20001"),
    "a sum": "h[t] = h[t-1] + u*x[t]\nh[0] = 0\nE = h[last]^2",
    "a gate": "g[t] = sigmoid(u*x[t])\nh[t] = g[t]*h[t-1] + (1 - g[t])*x[t]\nh[0] = 0\nE = sum(t, (h[t] - y[t])^2)",
}


@pytest.mark.parametrize("name", RECURRENCES)
def test_values_are_drawn_for_recurrences_of_many_steps(name: str) -> None:
    steps = 2_000 if name == "a sum" else 20_000
    network = parse(equations(RECURRENCES[name], "u", f"t={steps}"), "long.toml")
    started = time.process_time()

    assert list(faults(drawn(network, 1))) == []
    # One step after the other takes 240 µs.
    assert time.process_time() - started < 4


def test_what_takes_too_many_tries_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "MOST_WORK", 5_000_000)
    network = parse(equations(RECURRENCES["a sum"], "u", "t=2000"), "long.toml")
    with pytest.raises(DrawError, match="to try values takes more than 5,000,000 operations; fewer positions or steps"):
        drawn(network, 1)


WIDE = {
    "a sum over many positions": ("d[i] = x[i] - 1\nE = sum(i, (g[i]*d[i] + c[i])^2)", "g c", "i=30000"),
    "a residual block": (
        "x[i] = sum(d, A[i,d]*p[d])\nz[j] = sum(i, W[j,i]*x[i]) + b[j]\nh[j] = relu(z[j])\n"
        "y[i] = relu(x[i] + sum(j, U[i,j]*h[j]))\nE = sum(i, (t[i] - y[i])^2)",
        "A W b U",
        "d=64 i=64 j=256",
    ),
    "a greatest number": ("a[t] = w[t]*x[t]\nE = (max(t, a[t]) - y)^2", "w", "t=300"),
    "many equations": (
        "\n".join(
            [
                "h0[i] = tanh(u[i]*x[i])",
                *(f"h{n}[i] = h{n - 1}[i] + 0.01*u[i]*x[i]" for n in range(1, 520)),
                "E = sum(i, h519[i])^2",
            ]
        ),
        "u",
        "i=2",
    ),
}


@pytest.mark.parametrize("name", WIDE)
def test_values_are_drawn_for_models_of_any_width(name: str) -> None:
    lines, parameters, sizes = WIDE[name]

    assert list(faults(drawn(parse(equations(lines, parameters, sizes), "wide.toml"), 1))) == []


def test_a_condition_on_what_is_given_is_no_kink() -> None:
    text = (
        'equations = """\np[n] = sigmoid(w*x[n])\nE = -mean(n, where(y[n] == 1, ln(p[n]), ln(1 - p[n])))\n"""\n'
        'loss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n[sizes]\nn = 3\n[values]\ny = [1, 0, 1]\n'
    )
    assert not is_open(drawn(parse(text, "labels.toml"), 1))


def test_an_input_that_is_zero_beside_the_padding_silences_its_weight() -> None:
    text = (
        'equations = """\na[i] = sum(k, w[k]*x[2*i+k-2 else 0])\nE = sum(i, v[i]*tanh(a[i]))\n"""\nloss = "E"\n'
        'parameters = ["w", "v"]\nlearning_rate = 0.1\n[sizes]\ni = 2\nk = 3\n[values]\nx = [1, 2, 0, 3]\n'
    )
    assert not is_open(drawn(parse(text, "border.toml"), 1))
