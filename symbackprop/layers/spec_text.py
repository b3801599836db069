"""Layers as a spec: a text in TOML, and a file beside it with their numbers."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np

from .equations import LOSS, OUTPUT, TARGET, Formulas


def spec_files(text: Formulas, title: str, learning_rate: str, name: str) -> dict[str, bytes]:
    """Return the files of a spec: the text, and the numbers of the layers as arrays of NumPy.

    Args:
        text: The equations with their numbers.
        title: What the network is called.
        learning_rate: As it is to be written, or nothing.
        name: What both files are called before their endings.
    """
    values = f"{name}.npz"
    lines = [
        f"title = {_quoted(title)}",
        'equations = """',
        *text.lines,
        '"""',
        f'loss = "{LOSS}"',
        f'outputs = ["{OUTPUT}"]',
        f"samples = [{', '.join(map(_quoted, (*text.inputs, TARGET)))}]",
        f"parameters = [{', '.join(map(_quoted, text.trained))}]",
        *([f"learning_rate = {learning_rate}"] if learning_rate else []),
        "",
        "[sizes]",
        *(f"{index} = {size}" for index, size in text.sizes.items()),
        "",
        "[shapes]",
        *(f"{quantity} = {list(sizes)}" for quantity, sizes in text.shapes.items() if sizes),
        "",
        "[values]",
        *(f"{quantity} = {_quoted(values)}" for quantity in text.arrays),
        *(f"{table} = {positions.tolist()}" for table, positions in text.tables.items()),
        "",
    ]
    packed = BytesIO()
    np.savez(packed, allow_pickle=False, **text.arrays)
    return {f"{name}.toml": "\n".join(lines).encode(), values: packed.getvalue()}


def _quoted(text: str) -> str:
    # A basic string of TOML has the escapes of JSON.
    return json.dumps(text, ensure_ascii=False)
