"""Real data from end to end: handwritten digits by every loop and as pictures, and numbers that a recurrence adds."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from symbackprop.cli import run as command
from symbackprop.export.compiled.table import compiled
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.training.initial import initial

from ..conftest import missing
from ..export.loops import LIBRARIES, PROGRAMS, Loop, by_compiled, by_library, by_program

pytestmark = pytest.mark.slow

TRAINED = 1437
"""Digits to train on; the other 360 are to be told apart."""

DIGITS = """
[network]
sizes = [64, 32, 10]
activation = ["tanh", "identity"]
loss = "softmax-cross-entropy"
bias = "per-neuron"
train_biases = true
learning_rate = 0.01
[optimiser]
name = "adam"
"""
PICTURES = '''
equations = """
a[f,i,j] = sum(k, l, w[f,k,l]*x[i+k-1,j+l-1]) + b[f]
h[f,i,j] = relu(a[f,i,j])
p[f,m,n] = max(q, r, h[f,2*m+q-2,2*n+r-2])
z[c] = sum(f, m, n, v[c,f,m,n]*p[f,m,n]) + d[c]
e[c] = exp(z[c])
s = sum(c, e[c])
E = log(s) - sum(c, t[c]*z[c])
"""
loss = "E"
parameters = ["w", "b", "v", "d"]
sizes = { f = 8, i = 6, j = 6, k = 3, l = 3, m = 3, n = 3, c = 10, q = 2, r = 2 }
optimiser = { name = "adam", learning_rate = 0.01 }
'''
ADDING = '''
equations = """
a[t,j] = sum(i, w[j,i]*x[t,i]) + sum(k, u[j,k]*h[t-1,k]) + b[j]
h[t,j] = tanh(a[t,j])
h[0,j] = 0
y = sum(j, v[j]*h[10,j]) + d
E = 1/2*(y - g)^2
"""
loss = "E"
parameters = ["w", "u", "b", "v", "d"]
sizes = { t = 10, i = 2, j = 16, k = 16 }
optimiser = { name = "adam", learning_rate = 0.01, clip_norm = 1 }
'''


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures, 8×8 from 0 to 1, and what each shows, in an order that mixes the writers."""
    found = load_digits()
    order = np.random.default_rng(0).permutation(len(found.images))
    return found.images[order] / 16, found.target[order]


@cache
def network() -> Network:
    return parse(DIGITS, "digits.toml")


@cache
def loop() -> Loop:
    images, shown = digits()
    data = images[:TRAINED].reshape(TRAINED, 64), np.eye(10)[shown[:TRAINED]]
    # What is exported needs values; drawn ones take no part in the training.
    return Loop(drawn(network(), 1), initial(network(), 0, np.float64), data, epochs=3, batch=32, rate=0.01)


@cache
def by_numpy() -> np.ndarray:
    return by_compiled("numpy", loop())


def right(made: Network, parameters: np.ndarray, images: np.ndarray, of: str) -> float:
    """Return the part of the digits that nobody has trained on which are told right."""
    scores = compiled(made, "numpy").predict(parameters, np.ascontiguousarray(images), of=of)
    return float((scores.argmax(axis=1) == digits()[1][TRAINED:]).mean())


def assert_learnt(parameters: np.ndarray) -> None:
    assert right(network(), parameters, digits()[0][TRAINED:].reshape(-1, 64), "net_o") >= 0.95
    # All have the same samples in the same order, and differ by what they round.
    assert np.abs(parameters - by_numpy()).max() < 1e-9


@pytest.mark.parametrize("backend", ["c", "numpy"])
def test_what_compile_makes_learns_digits(backend: str) -> None:
    assert_learnt(by_compiled(backend, loop()))


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_module_learns_digits(library: str) -> None:
    if importlib.util.find_spec(library) is None:
        missing(library)
    assert_learnt(by_library(library, loop()))


@pytest.mark.parametrize("language", PROGRAMS)
def test_an_exported_program_learns_digits(language: str, tmp_path: Path) -> None:
    tool = PROGRAMS[language][2].partition(" ")[0]
    if shutil.which(tool) is None:
        missing(tool)
    assert_learnt(by_program(language, loop(), tmp_path))


def trained(folder: Path, spec: str, *arguments: str, **data: np.ndarray) -> dict[str, np.ndarray]:
    """Return the weights that the command makes of samples."""
    (folder / "model.toml").write_text(spec, encoding="utf-8")
    np.savez(folder / "data.npz", **data)
    given = ["--data", str(folder / "data.npz"), "--save", str(folder / "w.npz"), "--quiet", *arguments]
    assert command(["train", str(folder / "model.toml"), *given]) == 0
    with np.load(folder / "w.npz") as held:
        return dict(held)


def test_the_command_learns_digits(tmp_path: Path) -> None:
    images, shown = digits()
    table = np.c_[images[:TRAINED].reshape(-1, 64), shown[:TRAINED]]
    np.savetxt(tmp_path / "digits.csv", table, "%.6g", ",")
    (tmp_path / "digits.toml").write_text(DIGITS, encoding="utf-8")
    given = ["--data", str(tmp_path / "digits.csv"), "--epochs", "4", "--save", str(tmp_path / "w.npz"), "--quiet"]
    assert command(["train", str(tmp_path / "digits.toml"), *given]) == 0
    with np.load(tmp_path / "w.npz") as held:
        hidden = np.tanh(images[TRAINED:].reshape(-1, 64) @ held["W1"].T + held["b1"])
        found = (hidden @ held["W2"].T + held["b2"]).argmax(axis=1)
    assert (found == shown[TRAINED:]).mean() >= 0.95


def test_a_convolution_with_pooling_learns_digits(tmp_path: Path) -> None:
    images, shown = digits()
    targets = shown[:TRAINED]
    given = ["--epochs", "14", "--outputs", "z", "--patience", "14"]
    w = trained(tmp_path, PICTURES, *given, x=images[:TRAINED], t=targets)
    made = parse(PICTURES, "pictures.toml")
    flat = np.concatenate([w[name].ravel() for name in ("w", "b", "v", "d")])
    assert right(made, flat, images[TRAINED:], "z") >= 0.97


def test_a_recurrence_learns_to_add(tmp_path: Path) -> None:
    """Of ten numbers two are marked, one in each half; their sum is wanted (Hochreiter and Schmidhuber, 1997)."""
    draw = np.random.default_rng(1)
    count, steps = 4500, 10
    x = np.zeros((count, steps, 2))
    x[:, :, 0] = draw.uniform(0, 1, (count, steps))
    for half in (0, steps // 2):
        x[np.arange(count), half + draw.integers(0, steps // 2, count), 1] = 1
    sums = (x[:, :, 0] * x[:, :, 1]).sum(axis=1)
    w = trained(tmp_path, ADDING, "--epochs", "20", x=x[:4000], g=sums[:4000])
    flat = np.concatenate([w[name].ravel() for name in ("w", "u", "b", "v", "d")])
    found = compiled(parse(ADDING, "adding.toml"), "numpy").predict(flat, x[4000:].copy(), of="y")
    # Who always says 1 errs by 1/6 on average.
    assert np.mean((found - sums[4000:]) ** 2) < 0.01


def test_what_has_learnt_nothing_is_told_apart() -> None:
    with pytest.raises(AssertionError):
        assert_learnt(by_compiled("numpy", replace(loop(), epochs=0)))
