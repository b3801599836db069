"""Training learns what can be learnt, goes on as if it had not stopped, and says when it diverges."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from symbackprop.errors import UsageError
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import data_of, lowered
from symbackprop.models.optimisers import optimiser
from symbackprop.training.checkpoint import Checkpoint, read, written
from symbackprop.training.initial import initial
from symbackprop.training.rounds import Plan, Training
from symbackprop.training.samples import read_samples

from .models import model, table

PLAN = Plan(epochs=12, batch=16, validation=0.25, rate=0.5)


def training(folder: Path, plan: Plan = PLAN, name: str = "sgd") -> Training:
    network = replace(model(), optimiser=optimiser(name))
    samples = read_samples(table(folder / "ring.csv", 400), data_of(network), np.float64)
    functions = compiled(network, "numpy")
    start = initial(network, plan.seed, np.float64)
    return Training(functions, lowered(network).steps, samples, plan, start, functions.start())


def test_clouds_on_a_ring_are_told_apart(tmp_path: Path) -> None:
    epochs = list(training(tmp_path).run())
    assert [epoch.number for epoch in epochs] == list(range(1, 13))
    assert epochs[-1].loss < 0.2 < epochs[0].loss
    assert (epochs[-1].accuracy or 0) > 0.95
    assert (epochs[-1].validation_accuracy or 0) > 0.93


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_one_epoch_of_one_batch_is_one_update(tmp_path: Path, name: str) -> None:
    plan = Plan(epochs=1, batch=10_000, rate=0.01)
    made = training(tmp_path, plan, name)
    functions, samples = made.functions, made.samples
    weights, state = made.parameters.copy(), functions.start()
    before, after = [state] if made.steps.state else [], [0.01, 1] if made.steps.has_round else [0.01]
    functions.update(weights, *before, *samples.arrays, *after)
    (epoch,) = made.run()
    assert made.parameters == pytest.approx(weights, rel=1e-12, abs=1e-14)
    assert epoch.loss > 0


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_training_that_is_resumed_ends_where_one_without_a_stop_does(tmp_path: Path, name: str) -> None:
    whole = training(tmp_path, replace(PLAN, epochs=4), name)
    list(whole.run())
    first = training(tmp_path, replace(PLAN, epochs=2), name)
    list(first.run())
    network = replace(model(), optimiser=optimiser(name))
    content = written(network, Checkpoint(first.parameters, first.state, first.epochs, first.rounds, 0))
    (tmp_path / "kept.npz").write_bytes(content)
    kept = read(network, tmp_path / "kept.npz", len(first.steps.state), np.float64)
    second = training(tmp_path, replace(PLAN, epochs=4), name)
    second = replace(second, parameters=kept.parameters, state=kept.state, epochs=kept.epochs, rounds=kept.rounds)
    assert [epoch.number for epoch in second.run()] == [3, 4]
    assert np.array_equal(second.parameters, whole.parameters)


def test_training_stops_where_nothing_gets_better_and_keeps_the_best(tmp_path: Path) -> None:
    made = training(tmp_path, replace(PLAN, epochs=200, patience=3))
    epochs = list(made.run())
    losses = [epoch.validation_loss or 0.0 for epoch in epochs]
    assert len(epochs) < 200
    assert losses.index(min(losses)) == len(losses) - 4
    assert made.loss(made._validation) == pytest.approx(min(losses))
    assert made.epochs == len(losses) - 3
    assert made.rounds == made.epochs * made.rounds_an_epoch


def test_a_rate_that_is_too_large_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"training diverges in epoch 1: .*choose a smaller learning rate"):
        list(training(tmp_path, replace(PLAN, rate=1e308)).run())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"epochs": 0}, "--epochs must be 1 or more"),
        ({"batch": 0}, "--batch"),
        ({"validation": 1.0}, "--validation must be from 0"),
        ({"seed": -1}, "--seed"),
        ({"patience": -1}, "--patience"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, float], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Plan(**wrong)  # type: ignore[arg-type]
