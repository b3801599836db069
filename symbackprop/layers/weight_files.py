"""Numbers of layers from a file of arrays by name: those of PyTorch and Keras, layer by layer, or our own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..errors import SpecError
from ..models.value_files import OF_TRAINING, Reference, ValueFiles
from .activations import activation
from .kinds import Activation, Array, BatchNorm, Convolution, Dense, Layer, LayerNorm, Sizes

ENDINGS = (".npz", ".safetensors")
NUMBER = re.compile(r"(\d+)")
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "beta": "biases",
        "bias": "biases",
        "gamma": "weights",
        "kernel": "weights",
        "moving_mean": "means",
        "moving_variance": "variances",
        "num_batches_tracked": "",
        "running_mean": "means",
        "running_var": "variances",
        "weight": "weights",
    }
)
"""What the last part of a name says; nothing for what no layer has."""


def layers_of_file(path: Path, layers: Sequence[Layer | str] | str) -> tuple[Layer, ...]:
    """Return layers with the numbers of a file, in its order of names.

    Args:
        path: A `.safetensors` or an `.npz` of arrays called as `0.weight` and `0.bias`, each layer with a name of its
            own before the dot, which are sorted by the numbers in them.
        layers: Without their numbers; or the name of an activation, for dense layers as the file has them, with it
            between.

    Raises:
        SpecError: The file cannot be read, or its arrays are not those of the layers.
    """
    groups = _groups(_arrays(path), path)
    if isinstance(layers, str):
        return _dense(groups, layers, path)
    given = [activation(layer) if isinstance(layer, str) else layer for layer in layers]
    takers = [at for at, layer in enumerate(given) if _takes(layer)]
    if len(takers) != len(groups):
        raise SpecError(
            f"{path}: holds the numbers of {len(groups)} layers, {', '.join(groups)}; expected those of {len(takers)}"
        )
    for at, (name, arrays) in zip(takers, groups.items(), strict=True):
        try:
            given[at] = _filled(given[at], arrays)
        except ValueError as error:
            raise SpecError(f"{path}: {name!r} {error}") from error
    return tuple(given)


def first_shape(layers: Sequence[Layer]) -> Sizes:
    """Return the shape of the input where the first layer is dense and has its numbers, else nothing."""
    first = layers[0] if layers else None
    if isinstance(first, Dense) and first.weights is not None:
        return (first.weights.shape[0 if first.rows else 1],)
    return ()


def _arrays(path: Path) -> dict[str, Array]:
    if path.suffix.lower() not in ENDINGS:
        raise SpecError(f"{path}: expected a file that ends in {' or '.join(ENDINGS)}; a pickle is never read")
    reference = Reference(path.name)
    try:
        with ValueFiles(path.parent) as files:
            names = [name for name in files.names(reference) if not name.startswith(OF_TRAINING)]
            found = [(name, files.find(reference, name)) for name in names]
            return {name: one.taken(one.shape).array for name, one in found if _part(name) != ""}
    except ValueError as error:
        raise SpecError(str(error).replace(path.name, str(path), 1)) from error


def _part(name: str) -> str | None:
    return PARTS.get(re.split(r"[./]", name)[-1])


def _groups(arrays: Mapping[str, Array], path: Path) -> dict[str, dict[str, Array]]:
    """Return the arrays of each layer by what they are, the layers sorted by the numbers in their names."""
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        part = _part(name)
        if part is None:
            raise SpecError(f"{path}: holds {name[:60]!r}; expected names that end in {', '.join(PARTS)}")
        prefix = name[: -len(re.split(r"[./]", name)[-1])].rstrip("./")
        found.setdefault(prefix, {})[part] = array
    return dict(sorted(found.items(), key=lambda item: _order(item[0])))


def _order(name: str) -> list[tuple[int, str]]:
    """Return what sorts names by the numbers in them: `2` before `10`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in NUMBER.split(name)]


def _takes(layer: Layer) -> bool:
    match layer:
        case Dense() | Convolution() | BatchNorm():
            return True
        case LayerNorm(has_gain=has_gain, has_shift=has_shift):
            return has_gain or has_shift
        case Activation(function):
            return function == "prelu"
        case _:
            return False


def _filled(layer: Layer, arrays: Mapping[str, Array]) -> Layer:
    match layer:
        case Dense(outputs, has_bias, rows=rows):
            _demand(arrays, ["weights", *(["biases"] if has_bias else [])])
            weights = arrays["weights"]
            if weights.ndim != 2 or weights.shape[1 if rows else 0] != outputs:
                turned = "; rows=True takes it transposed" if not rows and weights.shape[-1:] == (outputs,) else ""
                raise ValueError(f"has weights of shape {weights.shape} for {outputs} outputs{turned}")
            return replace(layer, weights=weights, biases=arrays.get("biases"))
        case Convolution(has_bias=has_bias):
            _demand(arrays, ["weights", *(["biases"] if has_bias else [])])
            return replace(layer, weights=arrays["weights"], biases=arrays.get("biases"))
        case BatchNorm(is_affine=is_affine):
            _demand(arrays, ["means", "variances", *(["weights", "biases"] if is_affine else [])])
            means, variances = arrays["means"], arrays["variances"]
            return replace(
                layer, means=means, variances=variances, gains=arrays.get("weights"), shifts=arrays.get("biases")
            )
        case LayerNorm(has_gain=has_gain, has_shift=has_shift):
            _demand(arrays, [*(["weights"] if has_gain else []), *(["biases"] if has_shift else [])])
            return replace(layer, gains=arrays.get("weights"), shifts=arrays.get("biases"))
        case Activation():
            _demand(arrays, ["weights"])
            return replace(layer, weights=arrays["weights"])
        case _:
            return layer


def _demand(arrays: Iterable[str], expected: Sequence[str]) -> None:
    found = sorted(arrays)
    if found != sorted(expected):
        raise ValueError(f"has {', '.join(found)}; expected {', '.join(sorted(expected))}")


def _dense(groups: Mapping[str, Mapping[str, Array]], between: str, path: Path) -> tuple[Layer, ...]:
    made: list[Layer] = []
    for name, arrays in groups.items():
        weights = arrays.get("weights")
        if weights is None or weights.ndim != 2 or not set(arrays) <= {"biases", "weights"}:
            raise SpecError(f"{path}: {name!r} is no dense layer; give the layers themselves in place of {between!r}")
        made += [activation(between)] if made else []
        made.append(Dense(weights.shape[0], "biases" in arrays, weights, arrays.get("biases")))
    return tuple(made)
