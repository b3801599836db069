"""The values of a network as the [values] table of its spec, to be pasted there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ..expression.tree import Symbol
from ..graph.equations import bare
from ..graph.expand import elements
from ..graph.floats import shape_of
from ..graph.given import Stored, stored_in
from .network import Network

WIDEST = 100
"""A list that would make a longer line is broken into its entries."""


def values_table(network: Network) -> str:
    """Return the values of all that is given, as TOML, under the keys of the form in which the network was written.

    >>> from .spec import example
    >>> print(values_table(example("single-neuron")))
    [values]
    inputs = [1, -2]
    targets = [0]
    weights = [[[0.3, -0.1]]]
    biases = [[0.2]]
    """
    entries = _layered(network) if network.layers else _written(network)
    return "\n".join(["[values]", *(f"{_key(name)} = {_broken(text)}" for name, text in entries)])


def _layered(network: Network) -> Iterator[tuple[str, str]]:
    layers = network.layers
    source = layers[0].source
    biases = [layer.bias for layer in layers if layer.bias]
    yield "inputs", _entries(source, network)
    if network.target is not None:
        yield "targets", _entries(network.target, network)
    yield "weights", _listed([_entries(layer.weights, network) for layer in layers])
    if biases:
        # A bias that a layer shares is a list of one.
        rows = [_entries(bias, network) for bias in biases]
        yield "biases", _listed([row if row.startswith(("[", "{")) else f"[{row}]" for row in rows])


def _written(network: Network) -> Iterator[tuple[str, str]]:
    names = [bare(leaf).ascii for leaf in network.graph.leaves]
    for name, table in network.looked_up.items():
        if name not in names:
            yield name, _rows(list(map(str, table.numbers)), table.sizes)
    for name, leaf in zip(names, network.graph.leaves, strict=True):
        yield name, _entries(leaf, network)


def _entries(leaf: Symbol, network: Network) -> str:
    stored = stored_in(network.values, leaf)
    if stored is not None:
        return _in_file(stored)
    texts = [network.values[name].text for name in elements(leaf, network.labels)]
    return _rows(texts, shape_of(leaf))


def _rows(texts: list[str], shape: Sequence[int]) -> str:
    """Return numbers as rows."""
    for length in reversed(shape):
        texts = [_listed(texts[at : at + length]) for at in range(0, len(texts), length)]
    (text,) = texts
    return text


def _in_file(stored: Stored) -> str:
    """Return the entry of a spec that takes an array from its file."""
    file = f"file = {_quoted(stored.file)}"
    return f"{{ {file}, name = {_quoted(stored.name)} }}" if stored.name else f"{{ {file} }}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(texts)}]"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f'"{name}"'


def _broken(text: str) -> str:
    """Return a long nested list with its innermost lists on lines of their own."""
    return text if len(text) <= WIDEST else text.replace("], ", "],\n  ")
