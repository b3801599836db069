"""Functions in Python with the calls of the compiled ones: arguments are looked at, arrays filled in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from symbackprop.export.compiled import in_place
from symbackprop.export.compiled.in_place import InPlace
from symbackprop.export.program.lowering import lowered
from symbackprop.export.program.steps import Control
from symbackprop.models.network import Network


@dataclass
class Recorded:
    """Means that compute nothing and remember what they were asked."""

    rounds: list[int] = field(default_factory=list)
    found: float = 0.5

    def loss(self, parameters: np.ndarray, data: Sequence[np.ndarray]) -> float:
        return self.found

    def loss_and_gradient(self, parameters: np.ndarray, data: Sequence[np.ndarray], gradient: np.ndarray) -> float:
        gradient[:] = 1.0
        return self.found

    def update(self, parameters: np.ndarray, data: Sequence[np.ndarray], control: Control) -> float:
        return control.rate

    def train(self, parameters: np.ndarray, data: Sequence[np.ndarray], control: Control, rounds: int) -> float:
        self.rounds.append(rounds)
        return self.found

    def bind(self, parameters: np.ndarray, data: Sequence[np.ndarray], gradient: np.ndarray) -> Callable[[], float]:
        return lambda: self.found


@pytest.fixture
def made(mazur: Network) -> InPlace:
    return InPlace(Recorded(), lowered(mazur), [np.ones(2), np.ones(2)], np.float64)


W, G = np.ones(8), np.zeros(8)


def test_data_of_the_model_serve_where_a_call_has_none(made: InPlace) -> None:
    assert made.loss(W) == 0.5
    assert made.loss(W, np.ones((3, 2)), np.ones((3, 2))) == 0.5


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda f: f.loss(W[:7]), ValueError, r"parameters: expected shape \(8,\), given \(7,\)"),
        (lambda f: f.loss(list(W)), TypeError, "parameters: expected an array of float64, given list"),
        (lambda f: f.loss(W.astype(np.float32)), ValueError, "given one of float32"),
        (lambda f: f.loss(np.full(8, np.nan)), ValueError, "parameters: expected numbers, given nan"),
        (lambda f: f.loss(np.ones(16)[::2]), ValueError, "given one with gaps"),
        (lambda f: f.loss(W, np.ones(2)), TypeError, "expected 2 arrays of data or none, given 1"),
        (lambda f: f.loss(W, np.ones(2), np.ones((3, 2))), ValueError, "one sample or of one batch, given both"),
        (lambda f: f.loss(W, np.ones((0, 2)), np.ones((0, 2))), ValueError, "at least one sample"),
        (lambda f: f.loss(W, np.ones((3, 2)), np.ones((4, 2))), ValueError, "expected 3 samples, given 4"),
        (lambda f: f.loss_and_gradient(W, W), ValueError, "an array that overlaps parameters"),
        (lambda f: f.update(W.copy(), "1"), TypeError, "rate: expected a number, given str"),
        (lambda f: f.update(W.copy(), float("nan")), ValueError, "rate: expected a number, given nan"),
        (lambda f: f.train(W.copy(), 0.1, 1.5), TypeError, "rounds: expected a whole number, given float"),
        (lambda f: f.train(W.copy(), 0.1, -1), ValueError, "rounds: expected 0 or more, given -1"),
    ],
)
def test_a_wrong_argument_is_named(
    made: InPlace, call: Callable[[InPlace], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call(made)


def test_a_read_only_gradient_is_refused(made: InPlace) -> None:
    gradient = np.zeros(8)
    gradient.flags.writeable = False
    with pytest.raises(ValueError, match="gradient: expected an array that can be written"):
        made.gradient(W, gradient)


def test_long_training_is_done_in_pieces(made: InPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "LONG_PIECE", 10 * (1 + made.program.operations))
    made.train(W.copy(), 0.1, 25)
    assert made.means.rounds == [10, 10, 5]  # type: ignore[attr-defined]


def test_a_bound_call_looks_again_where_the_loss_is_no_number(made: InPlace) -> None:
    parameters = np.ones(8)
    bound = made.bind(parameters, np.zeros(8))
    parameters[0] = np.nan
    made.means.found = float("nan")  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="parameters: expected numbers, given nan"):
        bound()
