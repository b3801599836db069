"""Files of other programs, given where a spec is expected: what each holds, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from .value_files import CSV, PICKLED

KERAS = (
    "holds a model of Keras, and a spec is expected; in Python, Model.from_keras(keras.saving.load_model(…)) makes a "
    "model of it"
)
NUMBERS = (
    "holds numbers without a network, and a spec is expected, in TOML; it names the file, as in weights = {file!r}"
)
PICKLE = (
    "may hold pickled code, which is not run, and a spec is expected; in Python, Model.from_torch(…) makes a model "
    "of a torch.nn.Sequential; or save its weights with safetensors, which a spec can name"
)
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(PICKLED, PICKLE),
        **dict.fromkeys((CSV, ".npy", ".npz", ".safetensors"), NUMBERS),
        **dict.fromkeys((".h5", ".hdf5", ".keras"), KERAS),
        ".onnx": "holds a network of ONNX; symbackprop import {file} --output {spec} makes a spec of it",
    }
)
"""By the ending of a file."""


def advice(path: Path) -> str:
    """Return what to do with a file of another program, or nothing where it may be a spec.

    >>> advice(Path("net.toml")), advice(Path("w.npz"))[:39]
    ('', 'holds numbers without a network, and a ')
    """
    return ADVICE.get(path.suffix.lower(), "").format(file=path.name, spec=f"{path.stem}.toml")
