"""Network descriptions in TOML: read, checked, and turned into a network."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import GraphError, SpecError, unknown
from ..expression.tree import Index
from .dense import Bias, Dense, dense
from .literals import Literal, number
from .network import Network
from .places import place_of

if TYPE_CHECKING:
    from .written import Array

DEFAULT_EXAMPLE = "mazur-2-2-2"
MOST_BYTES = 5_000_000
MOST_ENTRIES = 100_000
"""Commas and brackets in a file, which bound how many numbers and tables it makes."""
MOST_WEIGHTS = 1_000_000
MOST_DIMENSIONS = 4
DOTTED = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){100}")
"""A key of a hundred parts, on which a TOML parser may spend minutes."""
LONG_NUMBER = re.compile(r"\d{1000}")


def example(name: str = DEFAULT_EXAMPLE) -> Network:
    """Return a built-in example.

    Raises:
        UnknownNameError: There is none of that name.
    """
    folder = files("symbackprop.models") / "examples"
    names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    if name not in names:
        raise unknown("example", name, names)
    return parse((folder / f"{name}.toml").read_text(encoding="utf-8"), name, trusted=True)


def load(path: Path) -> Network:
    """Return the network that a file describes.

    Raises:
        SpecError: The file cannot be read or describes no network; the message names file, line and key.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SpecError(f"{path}: the file has {size:,} bytes; at most {MOST_BYTES:,} are read")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    return parse(text, str(path))


def parse(text: str, where: str, trusted: bool = False) -> Network:
    """Return the network that a TOML text describes.

    Args:
        text: The text.
        where: The file it came from, for messages.
        trusted: Whether it is one of ours, which the tests have checked.

    Raises:
        SpecError: It describes no network.
    """
    entries = sum(map(text.count, ",[="))
    if entries > MOST_ENTRIES:
        raise SpecError(f"{where}: has {entries:,} entries, nested or not; at most {MOST_ENTRIES:,} are read")
    long = LONG_NUMBER.search(text)
    if long:
        line = text.count("\n", 0, long.start()) + 1
        raise SpecError(f"{where}:{line}: holds a number that is too long")
    if DOTTED.search(text):
        raise SpecError(f"{where}: is nested too deeply")
    try:
        content = tomllib.loads(text, parse_float=Literal)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{where}: is not TOML: {error}") from error
    except (RecursionError, ValueError) as error:
        raise SpecError(f"{where}: is nested too deeply or holds a number that is too long") from error
    if not trusted:
        from .schema import check

        check(content, text, where)
    return _from_equations(content, where, text) if "equations" in content else _network(content, where, text)


class _Numbers:
    """The numbers of a layered network."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.inputs = [number(value) for value in values["inputs"]]
        self.targets = [number(value) for value in values["targets"]]
        self.weights = [[[number(value) for value in row] for row in matrix] for matrix in values["weights"]]
        self.biases = [[number(value) for value in row] for row in values.get("biases", [])]


def _network(content: Mapping[str, Any], where: str, text: str) -> Network:
    made, given = content["network"], _Numbers(content["values"])
    sizes: list[int] = made["sizes"]
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    if weights > MOST_WEIGHTS:
        place = place_of(text, where, "network.sizes")
        raise SpecError(f"{place}: the network has {weights:,} weights; at most {MOST_WEIGHTS:,}")
    layers = len(sizes) - 1
    activations = made["activation"]
    if isinstance(activations, str):
        activations = [activations] * layers
    bias = Bias(made["bias"])
    wanted: list[tuple[str, list[Any], list[int]]] = [
        ("network.activation", activations, [layers]),
        ("values.inputs", given.inputs, [sizes[0]]),
        ("values.targets", given.targets, [sizes[-1]]),
        ("values.weights", given.weights, [layers]),
    ]
    for at, matrix in enumerate(given.weights[:layers]):
        wanted.append((f"values.weights[{at + 1}]", matrix, [sizes[at + 1], sizes[at]]))
    wanted.append(("values.biases", given.biases, [0 if bias is Bias.NONE else layers]))
    for at, row in enumerate(given.biases[:layers]):
        wanted.append((f"values.biases[{at + 1}]", row, [1 if bias is Bias.PER_LAYER else sizes[at + 1]]))
    for key, entries, shape in wanted:
        _check_shape(place_of(text, where, key), key, entries, shape)
    return dense(
        Dense(
            sizes=sizes,
            activations=activations,
            loss=made["loss"],
            bias=bias,
            train_biases=made.get("train_biases", False),
            weights=given.weights,
            biases=given.biases,
            inputs=given.inputs,
            targets=given.targets,
            learning_rate=number(made["learning_rate"]),
            title=content.get("title") or f"A {'-'.join(map(str, sizes))} network, step by step",
            source=content.get("source", ""),
            rounds_remark=content.get("remarks", {}).get("rounds", ""),
        )
    )


def _check_shape(at: str, key: str, given: list[Any], shape: list[int]) -> None:
    if len(given) != shape[0]:
        raise SpecError(f"{at}: {key} has {len(given)} entries, expected {shape[0]}")
    if len(shape) > 1:
        for number, row in enumerate(given, start=1):
            if len(row) != shape[1]:
                raise SpecError(f"{at}: {key}, row {number}, has {len(row)} entries, expected {shape[1]}")


def _from_equations(content: Mapping[str, Any], where: str, text: str) -> Network:
    from ..graph.language import LanguageError, parse_equations
    from .written import Written, written

    start = _line_before_equations(text)
    try:
        indices = {name: Index(name, size) for name, size in content.get("sizes", {}).items()}
        statements = parse_equations(content["equations"], indices)
        network = written(
            Written(
                equations=tuple(replace(at.equation, place=f"{where}:{start + at.line}") for at in statements),
                loss=content["loss"],
                parameters=tuple(content["parameters"]),
                values={
                    name: _array(value, f"{place_of(text, where, f'values.{name}')}: values.{name}")
                    for name, value in content["values"].items()
                },
                learning_rate=number(content["learning_rate"]),
                title=content.get("title") or f"{content['loss']}, step by step",
                source=content.get("source", ""),
                rounds_remark=content.get("remarks", {}).get("rounds", ""),
                place=lambda key: f"{place_of(text, where, key)}: ",
            )
        )
        _ = network.backward  # Made when the file is read, so that what cannot be differentiated is refused here.
        return network
    except LanguageError as error:
        message = str(error).partition(", ")[2]
        raise SpecError(f"{where}:{start + error.line}: equations, {message}") from error
    except GraphError as error:
        raise SpecError(str(error) if str(error).startswith(where) else f"{where}:{start + 1}: {error}") from error


def _line_before_equations(text: str) -> int:
    """Return the number of the line before the first equation: that of the key, where the text opens below it."""
    for at, line in enumerate(text.splitlines(), start=1):
        found = re.match(r"\s*equations\s*=\s*(.*)", line)
        if found:
            return at if found[1].strip() in ('"""', "'''") else at - 1
    return 0


def _array(value: object, where: str, depth: int = 0) -> Array:
    if isinstance(value, list):
        if depth == MOST_DIMENSIONS:
            raise SpecError(f"{where}: has more than {MOST_DIMENSIONS} dimensions")
        return tuple(_array(entry, where, depth + 1) for entry in value)
    try:
        return number(value)
    except ValueError as error:
        raise SpecError(f"{where}: {error}") from error
