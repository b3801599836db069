"""All candidates are computed at once, and each comes out as the network that it is."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.expression.tree import Number
from symbackprop.graph.floats import Array
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.losses import LOSSES
from symbackprop.models.network import Network
from symbackprop.verify.inference.candidates import Candidate
from symbackprop.verify.inference.forward import values_after_one_round
from symbackprop.verify.lexicon import prose


def number(hundredths: int) -> Number:
    return Number(Fraction(hundredths, 100), str(hundredths / 100))


def numbers(count: int) -> st.SearchStrategy[tuple[Number, ...]]:
    return st.tuples(*[st.integers(7, 93).map(number)] * count)


@st.composite
def candidates(draw: st.DrawFn, loss: str = "", activation: str = "") -> Candidate:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    loss = loss or draw(st.sampled_from(sorted(LOSSES)))
    names = st.just(activation) if activation else st.sampled_from(sorted(ACTIVATIONS))
    activations = [draw(names) for _ in sizes[1:]]
    if loss in ("binary-cross-entropy", "softmax-cross-entropy"):
        activations[-1] = "sigmoid" if loss.startswith("binary") else "identity"
    bias = draw(st.sampled_from(Bias))
    widths = {Bias.NONE: [0 for _ in sizes[1:]], Bias.PER_LAYER: [1 for _ in sizes[1:]], Bias.PER_NEURON: sizes[1:]}
    return Candidate(
        weights=tuple(
            tuple(draw(numbers(before)) for _ in range(width)) for before, width in itertools.pairwise(sizes)
        ),
        by_source=False,
        bias=bias,
        biases=() if bias is Bias.NONE else tuple(draw(numbers(width)) for width in widths[bias]),
        inputs=draw(numbers(sizes[0])),
        targets=draw(numbers(sizes[-1])),
        activations=tuple(activations),
        loss=loss,
        rate=number(draw(st.integers(1, 99))),
    )


def network(candidate: Candidate) -> Network:
    sizes = [len(candidate.inputs), *(len(matrix) for matrix in candidate.weights)]
    return dense(
        Dense(
            sizes=sizes,
            activations=candidate.activations,
            loss=candidate.loss,
            bias=candidate.bias,
            train_biases=candidate.bias is Bias.PER_NEURON,
            weights=candidate.weights,
            biases=candidate.biases,
            inputs=candidate.inputs,
            targets=candidate.targets,
            learning_rate=candidate.rate,
        )
    )


def certified(candidate: Candidate) -> Array:
    """Return what the judge holds printed numbers against, worked out in balls by the scalar equations."""
    model = network(candidate)
    targets = [equation.target for equation in model.both.equations]
    values = [float(arb(model.certified.ball(target, 64)).mid()) for target in targets]
    for parameter, adjoint in model.gradient.items():
        step = float(candidate.rate.value) * float(arb(model.certified.evaluate(adjoint, 64)).mid())
        values.append(float(model.values[parameter].value) - step)
    return np.array(values)


def has_all(found: Array, expected: Array) -> bool:
    return bool(all(np.isclose(found, value, rtol=1e-9, atol=1e-12).any() for value in expected))


@pytest.mark.slow
@pytest.mark.parametrize("loss", sorted(LOSSES))
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_each_loss_is_computed_as_the_network_that_a_candidate_is(loss: str, data: st.DataObject) -> None:
    candidate = data.draw(candidates(loss=loss))
    (found,) = values_after_one_round([candidate], with_updates=True)
    assert has_all(found, certified(candidate))


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_each_activation_is_computed_as_the_network_that_a_candidate_is(activation: str, data: st.DataObject) -> None:
    candidate = data.draw(candidates(loss="half-squared", activation=activation))
    (found,) = values_after_one_round([candidate], with_updates=True)
    assert has_all(found, certified(candidate))


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(candidates(), min_size=2, max_size=6), st.booleans())
def test_candidates_beside_one_another_are_computed_as_each_alone(several: list[Candidate], updates: bool) -> None:
    together = values_after_one_round(several, updates)
    for candidate, found in zip(several, together, strict=True):
        (alone,) = values_after_one_round([candidate], updates)
        assert has_all(found, alone)


def test_a_candidate_whose_error_is_no_number_has_no_values() -> None:
    one = number(100)
    saturated = Candidate(
        weights=(((number(9_000),),),),
        by_source=False,
        bias=Bias.NONE,
        biases=(),
        inputs=(one,),
        targets=(one,),
        activations=("sigmoid",),
        loss="binary-cross-entropy",
        rate=one,
    )
    (found,) = values_after_one_round([saturated], with_updates=True)
    assert not found.size


def test_the_activations_and_losses_that_texts_mention_are_rows_of_the_tables() -> None:
    assert set(prose.ACTIVATIONS) <= set(ACTIVATIONS)
    assert set(prose.LOSSES) <= set(LOSSES)
