"""Numbers of files go to the layers that have them, in the order of the names; what does not fit is refused."""

from __future__ import annotations

import itertools
import json
import struct
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError
from symbackprop.layers import BatchNorm, Convolution, Dense, Flatten, LayerNorm

DRAW = np.random.default_rng(8)


def safetensors(path: Path, arrays: dict[str, Any]) -> Path:
    """Write a file as the package safetensors does: a header in JSON, then the numbers."""
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values()))
    return path


def numbers(*shape: int) -> np.ndarray:
    return DRAW.normal(size=shape).astype(np.float32)


def test_dense_layers_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    sizes = [3, *[2] * 11]
    arrays = {f"net.{2 * at}.weight": numbers(b, a) for at, (a, b) in enumerate(itertools.pairwise(sizes))}
    arrays |= {name.replace("weight", "bias"): numbers(len(array)) for name, array in arrays.items()}
    path = safetensors(tmp_path / "net.safetensors", dict(sorted(arrays.items())))
    model = Model.from_safetensors(path, "tanh", loss="mse")
    found = model.unpack(model.initial())
    assert all(found[f"W{at + 1}"].tolist() == arrays[f"net.{2 * at}.weight"].tolist() for at in range(11))
    value = x = DRAW.normal(size=(4, 3))
    for at in range(11):
        value = value @ arrays[f"net.{2 * at}.weight"].T.astype(float) + arrays[f"net.{2 * at}.bias"]
        value = np.tanh(value) if at < 10 else value
    assert model.compile("numpy").predict(model.initial(), x) == pytest.approx(value, rel=1e-12)


def test_layers_of_all_kinds_take_their_numbers(tmp_path: Path) -> None:
    arrays = {
        "0/kernel": numbers(2, 1, 3),
        "1/gamma": numbers(2),
        "1/beta": numbers(2),
        "1/moving_mean": numbers(2),
        "1/moving_variance": np.abs(numbers(2)),
        "1/num_batches_tracked": np.int64(7),
        "4/weight": numbers(3, 6),
        "4/bias": numbers(3),
        "5/gamma": numbers(3),
        "6/weight": numbers(1),
        "optimiser.m": numbers(4),
    }
    np.savez(tmp_path / "net.npz", **arrays)
    layers = [
        Convolution(2, (3,), has_bias=False),
        BatchNorm(),
        Flatten(),
        Dense(3),
        LayerNorm(has_shift=False),
        "prelu",
    ]
    model = Model.from_safetensors(tmp_path / "net.npz", layers, input_shape=(1, 5))
    found = model.unpack(model.initial())
    assert found["W1"].tolist() == arrays["0/kernel"].tolist()
    assert found["c1"].tolist() == arrays["1/beta"].tolist()
    assert found["W2"].ravel().tolist() == arrays["4/weight"].ravel().tolist()
    assert found["slope1"] == arrays["6/weight"][0]


REFUSED: MappingProxyType[str, tuple[dict[str, Any], Any, str]] = MappingProxyType(
    {
        "too few layers": (
            {"0.weight": numbers(2, 3), "1.weight": numbers(2, 2)},
            [Dense(2, has_bias=False)],
            "holds the numbers of 2 layers, 0, 1; expected those of 1",
        ),
        "no biases": ({"0.weight": numbers(2, 3)}, [Dense(2)], "'0' has weights; expected biases, weights"),
        "turned weights": (
            {"0.weight": numbers(3, 2)},
            [Dense(2, has_bias=False)],
            r"'0' has weights of shape \(3, 2\) for 2 outputs; rows=True takes it transposed",
        ),
        "no dense layer": ({"0.weight": numbers(2, 2, 3)}, "relu", "'0' is no dense layer; give the layers themselves"),
        "another name": ({"embedding": numbers(2)}, "relu", "holds 'embedding'; expected names that end in beta"),
        "nan": ({"0.weight": np.float32([[np.nan]])}, "relu", "holds nan"),
    }
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(case: str, tmp_path: Path) -> None:
    arrays, layers, message = REFUSED[case]
    with pytest.raises(SpecError, match=message):
        Model.from_safetensors(safetensors(tmp_path / "net.safetensors", arrays), layers)


def test_pickles_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="a pickle is never read"):
        Model.from_safetensors(tmp_path / "net.pt", "relu")
    with pytest.raises(SpecError, match="cannot be read"):
        Model.from_safetensors(tmp_path / "net.safetensors", "relu")
    np.savez(tmp_path / "net.npz", **{"0.weight": np.array([{}], dtype=object)})
    with pytest.raises(SpecError, match=r"0\.weight"):
        Model.from_safetensors(tmp_path / "net.npz", "relu")
