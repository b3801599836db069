"""A trained model with its weights in files, as PyTorch and NumPy write them: beside `stored`, against NumPy."""

from __future__ import annotations

import json
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from symbackprop.cli import run
from symbackprop.graph.rounding import Rounding
from symbackprop.model import Model

STORED = Path(__file__).parent / "stored"
SPECS = ("trained", "equations")


def arrays() -> dict[str, NDArray[Any]]:
    with np.load(STORED / "weights.npz") as weights, np.load(STORED / "data.npz") as data:
        return {**weights, **data}


def loss_and_slopes() -> tuple[float, dict[str, NDArray[np.float64]]]:
    """Return the mean cross-entropy and its gradient, in double precision from the numbers of the files."""
    at = {name: array.astype("f8") for name, array in arrays().items()}
    hidden = np.tanh(at["points"] @ at["W1"].T + at["b1"])
    scores = np.exp(hidden @ at["W2"].T + at["b2"])
    shares = scores / scores.sum(axis=1, keepdims=True)
    error = (shares - at["classes"]) / len(shares)
    back = (error @ at["W2"]) * (1 - hidden**2)
    slopes = {"W1": back.T @ at["points"], "b1": back.sum(0), "W2": error.T @ hidden, "b2": error.sum(0)}
    return float(-np.log((shares * at["classes"]).sum(axis=1)).mean()), slopes


ORDERS = {"trained": ("W1", "W2", "b1", "b2"), "equations": ("W1", "b1", "W2", "b2")}


@pytest.mark.parametrize("name", SPECS)
def test_loss_and_gradient_are_those_of_numpy(name: str) -> None:
    network = Model.load(STORED / f"{name}.toml").network
    loss, slopes = loss_and_slopes()

    found = [float(network.certified.show(wanted, Rounding(17)).text) for wanted in network.gradient.values()]

    assert float(network.certified.show(network.loss, Rounding(17)).text) == pytest.approx(loss, rel=1e-13)
    wanted = np.concatenate([slopes[key].reshape(-1) for key in ORDERS[name]])
    assert np.allclose(found, wanted, rtol=1e-11, atol=1e-16)


@pytest.mark.parametrize("name", SPECS)
def test_compiled_functions_have_the_data_of_the_files(name: str) -> None:
    model = Model.load(STORED / f"{name}.toml")
    at = arrays()
    parameters = np.concatenate([at[key].astype("f8").reshape(-1) for key in ORDERS[name]])

    assert model.compile("numpy").loss(parameters) == pytest.approx(loss_and_slopes()[0], rel=1e-13)


def test_every_number_is_the_one_of_the_file() -> None:
    network = Model.load(STORED / "trained.toml").network
    raw = (STORED / "model.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    start, end = header["fc1.weight"]["data_offsets"]

    numbers = struct.unpack("<8f", raw[8 + length :][start:end])

    assert [network.values[name].value for name in network.parameters[:8]] == list(map(Fraction, numbers))


@pytest.mark.some(2)
@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("form", ["md", "tex"])
def test_its_notes_are_judged_right(name: str, form: str, tmp_path: Path) -> None:
    spec, notes = str(STORED / f"{name}.toml"), tmp_path / f"notes.{form}"

    arguments = ["--format", form, "--form", "index,matrix", "--digits", "6", "--quiet", "--output", str(tmp_path)]
    assert run(["notes", spec, *arguments]) == 0
    assert run(["verify", str(notes), "--spec", spec, "--format", "json", "--quiet"]) == 0
    assert "data.npz" in notes.read_text()
