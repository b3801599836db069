"""Epochs of training: samples shuffled by a seed, minibatches, validation, and an early stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import UsageError
from ..export.compiled.table import Compiled
from ..export.program.steps import Steps
from .samples import Samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

EVALUATED = 4096
"""Samples that are evaluated at once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How training goes.

    Args:
        epochs: How often each sample is seen.
        batch: Samples a round; the last one of an epoch may have fewer.
        seed: Shuffles and splits.
        validation: Which part of the samples is kept out, from 0 up to 1.
        patience: After so many epochs without a lower loss training stops; 0 for never.
        rate: η, where the optimiser takes one.
        outputs: The quantity whose greatest entry is the class; without, the outputs of the last layer.
    """

    epochs: int = 30
    batch: int = 32
    seed: int = 0
    validation: float = 0.0
    patience: int = 0
    rate: float | None = None
    outputs: str = ""

    def __post_init__(self) -> None:
        checks = (
            (self.epochs >= 1, "--epochs must be 1 or more"),
            (self.batch >= 1, "--batch must be 1 or more"),
            (self.seed >= 0, "--seed must be 0 or more"),
            (0 <= self.validation < 1, "--validation must be from 0 up to, and without, 1"),
            (self.patience >= 0, "--patience must be 0 or more"),
        )
        for holds, message in checks:
            if not holds:
                raise UsageError(message)


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one epoch came to.

    Args:
        number: From 1.
        loss: The mean over its rounds, each before its update.
        accuracy: The part of the samples whose class is right after it; None where targets are no classes.
        validation_loss: Of the samples that are kept out; None where none are.
        validation_accuracy: The same of them.
    """

    number: int
    loss: float
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None


@dataclass
class Training:
    """A training under way, which advances in place.

    Args:
        functions: Those of the model.
        steps: What its update needs.
        samples: All samples.
        plan: How it goes.
        parameters: Changed in place.
        state: What the optimiser keeps, changed in place; empty where it keeps nothing.
        epochs: How many are done.
        rounds: How many are done.
    """

    functions: Compiled
    steps: Steps
    samples: Samples
    plan: Plan
    parameters: Array
    state: Array
    epochs: int = 0
    rounds: int = 0
    best: tuple[Array, Array, int, int] | None = None
    best_loss: float = field(default=float("inf"))
    waited: int = 0

    def __post_init__(self) -> None:
        if self.steps.has_rate and self.plan.rate is None:
            raise UsageError("the learning rate is not given; add --learning-rate, or learning_rate to the spec")
        kept = int(self.samples.count * self.plan.validation)
        order = np.random.default_rng([self.plan.seed]).permutation(self.samples.count)
        self._validation, self._training = np.sort(order[:kept]), np.sort(order[kept:])
        if not len(self._training):
            raise UsageError("--validation leaves no samples to train on")
        self._has_classes = self._looks_for_classes()

    @property
    def rounds_an_epoch(self) -> int:
        """How many rounds an epoch has."""
        return -(-len(self._training) // self.plan.batch)

    def run(self, tick: Callable[[int], None] | None = None) -> Iterator[Epoch]:
        """Yield each epoch once it is done, until all are, or nothing gets better; then all is as after the best one.

        Raises:
            UsageError: The loss leaves all bounds.
        """
        while self.epochs < self.plan.epochs:
            found = self._epoch(tick)
            yield found
            if self._is_stuck(found):
                break
        if self.best is not None:
            self.parameters[:], self.state[:], self.epochs, self.rounds = self.best

    def _looks_for_classes(self) -> bool:
        """Say whether outputs and targets are classes, which are counted where they are the same."""
        predict, outputs = self.functions.predict, self.plan.outputs
        if not (outputs or predict.has_outputs):
            return False
        inputs = predict.inputs(outputs)
        one = self.samples.taken(slice(0, 1))
        given = [array for name, array in zip(self.samples.names, one, strict=True) if name in inputs]
        shape = predict(self.parameters, *given, of=outputs).shape
        are_alike = shape == one[-1].shape and self.samples.have_classes()
        if outputs and not are_alike:
            raise UsageError(
                f"--outputs: {outputs} and {self.samples.names[-1]} are no classes: expected vectors of one length, "
                "and targets with a 1 among zeros"
            )
        return are_alike

    def _epoch(self, tick: Callable[[int], None] | None) -> Epoch:
        self.epochs += 1
        draw = np.random.default_rng([self.plan.seed, self.epochs])
        order = self._training[draw.permutation(len(self._training))]
        total = 0.0
        for start in range(0, len(order), self.plan.batch):
            rows = order[start : start + self.plan.batch]
            self.rounds += 1
            total += len(rows) * self._round(rows)
            if tick is not None:
                tick(self.rounds)
        loss = total / len(order)
        if not isfinite(loss):
            raise self._diverged()
        has_validation = len(self._validation) > 0
        return Epoch(
            self.epochs,
            loss,
            self.accuracy(self._training),
            self.loss(self._validation) if has_validation else None,
            self.accuracy(self._validation) if has_validation else None,
        )

    def _round(self, rows: NDArray[np.int64]) -> float:
        try:
            with np.errstate(all="ignore"):
                state = [self.state] if self.steps.state else []
                return self.functions.update(self.parameters, *state, *self.samples.taken(rows), *self._control())
        except ValueError as error:
            # What is called refuses parameters that are no numbers any more.
            raise (error if np.isfinite(self.parameters).all() else self._diverged()) from error

    def _diverged(self) -> UsageError:
        return UsageError(
            f"training diverges in epoch {self.epochs}: the loss or the parameters leave all bounds; choose a smaller "
            "learning rate"
        )

    def _control(self) -> Sequence[Any]:
        given: list[Any] = [self.plan.rate] if self.steps.has_rate else []
        return [*given, self.rounds] if self.steps.has_round else given

    def _is_stuck(self, epoch: Epoch) -> bool:
        if not self.plan.patience:
            return False
        loss = epoch.loss if epoch.validation_loss is None else epoch.validation_loss
        if loss < self.best_loss:
            self.best_loss, self.waited = loss, 0
            self.best = (self.parameters.copy(), self.state.copy(), self.epochs, self.rounds)
        else:
            self.waited += 1
        return self.waited >= self.plan.patience

    def loss(self, rows: NDArray[np.int64]) -> float:
        """Return the mean loss of some samples."""
        parts = [rows[start : start + EVALUATED] for start in range(0, len(rows), EVALUATED)]
        total = sum(len(part) * self.functions.loss(self.parameters, *self.samples.taken(part)) for part in parts)
        return total / len(rows)

    def accuracy(self, rows: NDArray[np.int64]) -> float | None:
        """Return the part of some samples whose class is predicted right, or None where there are no classes."""
        if not self._has_classes:
            return None
        inputs = self.functions.predict.inputs(self.plan.outputs)
        right = 0
        for start in range(0, len(rows), EVALUATED):
            part = self.samples.taken(rows[start : start + EVALUATED])
            given = [array for name, array in zip(self.samples.names, part, strict=True) if name in inputs]
            found, wanted = self.functions.predict(self.parameters, *given, of=self.plan.outputs), part[-1]
            right += int(np.sum(_classes(found) == _classes(wanted)))
        return right / len(rows)


def _classes(outputs: Array) -> NDArray[np.int64]:
    return np.asarray(outputs[:, 0] > 0.5 if outputs.shape[1] == 1 else outputs.argmax(axis=1), dtype=np.int64)
