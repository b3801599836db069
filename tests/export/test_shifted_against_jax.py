"""Recurrences and windows against jax.grad of the same models written by hand, and against certified differences."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import pytest
from flint import arb, ctx

from symbackprop.graph.tape import exact
from symbackprop.graph.values import Values
from tests.models.test_against_jax import check

from .shifted import MODELS, shifted

V = Mapping[str, Any]


def recurrence(v: V) -> Any:
    hidden = v["s"]
    for x in v["x"]:
        hidden = jnp.tanh(v["W"] @ x + v["U"] @ hidden + v["b"])
    return jnp.sum((v["z"] - v["V"] @ hidden) ** 2) / 2


def two_states(v: V) -> Any:
    hidden, cell, loss = jnp.zeros(4), jnp.zeros(4), 0.0
    for x, z in zip(v["x"], v["z"], strict=True):
        net = v["R"] @ hidden + v["w"] * x
        gate = jax.nn.sigmoid(net + v["g"])
        cell = gate * cell + jnp.tanh(net)
        hidden = gate * jnp.tanh(cell)
        loss += jnp.sum((hidden - z) ** 2)
    return loss


def backwards(v: V) -> Any:
    next_one, one_after, loss = v["s"], jnp.zeros(4), 0.0
    for x in v["x"][::-1]:
        here = jnp.tanh(v["w"] * x + v["u"] * next_one + v["v"] * one_after)
        next_one, one_after = here, next_one
        loss += jnp.sum((here - x) ** 2)
    return loss


def window_of_the_past(v: V) -> Any:
    past: list[Any] = []
    for x in v["x"]:
        before = [v["u"][:, k] * past[-1 - k] for k in range(min(4, len(past)))]
        past.append(sum(before, v["w"] * x))
    return sum(jnp.sum((y - x) ** 2) for y, x in zip(past, v["x"], strict=True))


def convolution(v: V) -> Any:
    hidden = jnp.tanh(sum(v["W"][:, k, None] * v["x"][None, k : k + 13] for k in range(3)) + v["b"][:, None])
    padded = jnp.pad(hidden, ((0, 0), (1, 1)))
    found = sum(v["V"][:, k, None] * padded[:, k : k + 13 : 2] for k in range(3))
    return jnp.sum(v["q"] * jax.nn.softplus(found)) + hidden[0, -1] - hidden[1, 0]


def picture(v: V) -> Any:
    padded = jnp.pad(v["x"], 1)
    places = list(product(range(3), range(3)))
    hidden = jnp.tanh(sum(v["W"][k, m] * padded[k : k + 6, m : m + 5] for k, m in places) + v["b"])
    wide = jnp.pad(hidden, ((0, 3), (0, 3)))
    pooled = sum(v["U"][k, m] * wide[k + 1 : k + 7 : 2, m + 1 : m + 5 : 2] for k, m in places)
    return jnp.sum(v["q"] * pooled**2)


def differences(v: V) -> Any:
    steps = v["x"][2:] * v["w"][2:] - v["x"][1:-1] * v["w"][1:-1]
    turned = jnp.concatenate([v["w"][7::-1], jnp.zeros(32)])
    return jnp.sum(steps**2) + jnp.sum(jnp.exp(turned * v["x"][2:])) * v["w"][2]


def shared_recurrence(v: V) -> Any:
    state, loss = jnp.ones(4), 0.0
    for z in v["z"]:
        state = v["u"] * state + v["v"]
        loss += (z - state @ v["x"]) ** 2 / 2
    return loss + jnp.sum(state**2)


def slices(v: V) -> Any:
    gates = v["W"] @ v["x"] + v["b"]
    first, second = gates[:3], jax.nn.softplus(gates[3:6])
    rest = v["M"][:3, :3] * first[:, None] - v["M"][1:, 5:2:-1] * second[::-1, None]
    crossed = sum(v["W"][o, o + 1] * v["W"][5 - o, o] for o in range(3))
    scale = jnp.sum(v["x"][1::2] * v["b"][0:5:2]) + crossed
    return jnp.sum((v["z"] - first) ** 2 / (1 + second)) + jnp.sum(rest**2) + scale * gates[-1]


def gates_of_one_vector(v: V) -> Any:
    hidden, cell, states = jnp.zeros(3), jnp.zeros(3), []
    for x in v["x"]:
        forget, put_in, new, put_out = jnp.split(v["w"] * x + v["U"] @ hidden + v["b"], 4)
        cell = jax.nn.sigmoid(forget) * cell + jax.nn.sigmoid(put_in) * jnp.tanh(new)
        hidden = jax.nn.sigmoid(put_out) * jnp.tanh(cell)
        states.append(hidden)
    fits = sum((z - v["v"] @ state) ** 2 for z, state in zip(v["z"], states, strict=False))
    return fits + jnp.sum(states[-1] ** 2) + sum(states[s][0] * states[6 - s][1] for s in range(4))


def rows_that_are_looked_up(v: V) -> Any:
    word, following = jnp.array([1, 8, 1, 10, 4, 8, 0]), jnp.array([0, 5, 2, 2, 1, 5, 3])
    net = v["W"][word] @ v["M"].T + v["W"][0, 0] * v["W"][word + 1, 1][:, None]
    hidden = jnp.tanh(net * v["c"])
    scores = hidden @ v["V"].T
    fits = jnp.sum(jax.nn.logsumexp(scores, axis=1) - scores[jnp.arange(7), following])
    padded = jnp.concatenate([hidden, jnp.zeros((5, 4))])
    crossed = jnp.sum(padded[word] * v["x"][following])
    crossed += sum(v["V"][k, 1] * jnp.sum(v["u"][following + k]) for k in range(3))
    return fits + crossed**2 + jnp.diag(v["M"]) @ v["c"] + jnp.sum(jnp.diag(hidden[:4]) ** 2)


def looked_up_in_a_recurrence(v: V) -> Any:
    state, states = v["c"], []
    for word, following, w in zip([1, 8, 1, 11, 4, 8, 0], [0, 5, 2, 6, 1, 5, 3], v["w"], strict=True):
        state = jnp.tanh(state @ v["A"] + v["B"][:, word]) + v["r"][following] * w
        states.append(state)
    seen = jnp.stack([states[at] for at in (6, 1, 3, 1, 0)])
    return jnp.sum((jnp.sum(seen * v["B"][:, :5].T, axis=1) - v["z"]) ** 2) + states[6] @ states[6]


REFERENCES: Mapping[str, Callable[[V], Any]] = {
    "backwards with two steps": backwards,
    "convolution": convolution,
    "differences": differences,
    "gates of one vector": gates_of_one_vector,
    "looked up in a recurrence": looked_up_in_a_recurrence,
    "picture": picture,
    "recurrence": recurrence,
    "rows that are looked up": rows_that_are_looked_up,
    "shared recurrence": shared_recurrence,
    "slices": slices,
    "two states": two_states,
    "window of the past": window_of_the_past,
}
STEP = Fraction(1, 1 << 60)


@pytest.mark.some(8)
@pytest.mark.parametrize("name", MODELS)
def test_a_model_has_the_gradient_that_jax_finds(name: str) -> None:
    check(shifted(name), jax.jit(REFERENCES[name]))


@pytest.mark.some(20)
@pytest.mark.parametrize("name", MODELS)
def test_the_slope_in_a_direction_is_the_certified_difference(name: str) -> None:
    network, draw = shifted(name), random.Random(name)
    direction = {parameter: draw.randint(-9, 9) for parameter in network.parameters}

    def loss(by: Fraction) -> arb:
        moved = {at: network.leaves[at] + by * count for at, count in direction.items()}
        return arb(Values(network.scalar, {**network.leaves, **moved}).ball(network.loss, 400))

    with ctx.workprec(400):
        slopes = {at: arb(network.certified.evaluate(slope, 400)) for at, slope in network.gradient.items()}
        slope = sum(slopes[at] * count for at, count in direction.items())
        assert abs((loss(STEP) - loss(-STEP)) / exact(2 * STEP) - slope) < arb(2) ** -80
