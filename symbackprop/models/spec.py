"""Network descriptions in TOML: read, checked, and turned into a network."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ..errors import GraphError, SpecError, unknown
from ..expression.tree import Index, Number, decimal
from ..graph.language import LanguageError, parse_equations
from .activations import ACTIVATIONS
from .dense import Bias, Dense, dense
from .losses import LOSSES
from .network import Network
from .written import Array, Written, written

DEFAULT_EXAMPLE = "mazur-2-2-2"
MOST_BYTES = 20_000_000
MOST_WEIGHTS = 1_000_000
MOST_DIGITS = 60
MOST_DIMENSIONS = 4
DOTTED = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){100}")
"""A key of a hundred parts, on which a TOML parser may spend minutes."""


class Literal(str):
    """A number as the file writes it, with its zeros."""


def _number(value: object) -> Number:
    if isinstance(value, bool) or not isinstance(value, (int, Literal)):
        raise ValueError(f"expected a number, found {str(value)[:40]!r}")
    text = str(value).replace("_", "").lower().removeprefix("+")
    match = re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d{1,3})?", text)
    if match is None or len(text) > MOST_DIGITS:
        raise ValueError(f"expected a finite decimal number of at most {MOST_DIGITS} digits, found {text[:40]!r}")
    return decimal(text)


def _name_in(kind: str, table: list[str]) -> BeforeValidator:
    def check(value: object) -> object:
        if value not in table:
            raise ValueError(str(unknown(kind, str(value)[:40], table)))
        return value

    return BeforeValidator(check)


Given = Annotated[Number, BeforeValidator(_number)]
ActivationName = Annotated[str, _name_in("activation", list(ACTIVATIONS))]
LossName = Annotated[str, _name_in("loss", list(LOSSES))]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class NetworkSection(_Section):
    """What the network is made of."""

    sizes: Annotated[list[Annotated[int, Field(ge=1, le=10**12)]], Field(min_length=2, max_length=1000)]
    activation: ActivationName | list[ActivationName]
    loss: LossName
    bias: Annotated[str, _name_in("kind of bias", [bias.value for bias in Bias])]
    train_biases: bool = False
    learning_rate: Given


class ValuesSection(_Section):
    """Its numbers."""

    inputs: list[Given]
    targets: list[Given]
    weights: list[list[list[Given]]]
    biases: list[list[Given]] = []


class Remarks(_Section):
    """Words of the author, by the section of the notes in which they stand."""

    rounds: str = ""


class Spec(_Section):
    """A whole file."""

    title: str = ""
    source: str = ""
    remarks: Remarks = Remarks()
    network: NetworkSection
    values: ValuesSection


class EquationSpec(_Section):
    """A whole file that writes the model in the index language."""

    title: str = ""
    source: str = ""
    remarks: Remarks = Remarks()
    equations: str
    loss: str
    parameters: Annotated[list[str], Field(min_length=1)]
    learning_rate: Given
    sizes: dict[str, Annotated[int, Field(ge=1, le=100_000)]] = {}
    values: dict[str, Any]


SECTIONS: Mapping[str, type[_Section]] = MappingProxyType(
    {"network": NetworkSection, "remarks": Remarks, "values": ValuesSection}
)


def example(name: str = DEFAULT_EXAMPLE) -> Network:
    """Return a built-in example.

    Raises:
        UnknownNameError: There is none of that name.
    """
    folder = files("symbackprop.models") / "examples"
    names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    if name not in names:
        raise unknown("example", name, names)
    return parse((folder / f"{name}.toml").read_text(encoding="utf-8"), name)


def load(path: Path) -> Network:
    """Return the network that a file describes.

    Raises:
        SpecError: The file cannot be read or describes no network; the message names file, line and key.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SpecError(f"{path}: the file has {size:,} bytes; at most {MOST_BYTES:,} are read")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    return parse(text, str(path))


def parse(text: str, where: str) -> Network:
    """Return the network that a TOML text describes.

    Args:
        text: The text.
        where: The file it came from, for messages.

    Raises:
        SpecError: It describes no network.
    """
    if DOTTED.search(text):
        raise SpecError(f"{where}: is nested too deeply")
    try:
        content = tomllib.loads(text, parse_float=Literal)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{where}: is not TOML: {error}") from error
    except (RecursionError, ValueError) as error:
        raise SpecError(f"{where}: is nested too deeply or holds a number that is too long") from error
    in_equations = "equations" in content
    try:
        spec = (EquationSpec if in_equations else Spec).model_validate(content)
    except ValidationError as error:
        raise SpecError(_first(error, text, where, EquationSpec if in_equations else Spec)) from error
    return _from_equations(spec, where, text) if isinstance(spec, EquationSpec) else _network(spec, where, text)


def _network(spec: Spec, where: str, text: str) -> Network:
    sizes, values = spec.network.sizes, spec.values
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    if weights > MOST_WEIGHTS:
        place = _at(text, where, "network.sizes")
        raise SpecError(f"{place}: the network has {weights:,} weights; at most {MOST_WEIGHTS:,}")
    layers = len(sizes) - 1
    activations = spec.network.activation
    if isinstance(activations, str):
        activations = [activations] * layers
    bias = Bias(spec.network.bias)
    wanted: list[tuple[str, list[Any], list[int]]] = [
        ("network.activation", activations, [layers]),
        ("values.inputs", values.inputs, [sizes[0]]),
        ("values.targets", values.targets, [sizes[-1]]),
        ("values.weights", values.weights, [layers]),
    ]
    for at, matrix in enumerate(values.weights[:layers]):
        wanted.append((f"values.weights[{at + 1}]", matrix, [sizes[at + 1], sizes[at]]))
    wanted.append(("values.biases", values.biases, [0 if bias is Bias.NONE else layers]))
    for at, row in enumerate(values.biases[:layers]):
        wanted.append((f"values.biases[{at + 1}]", row, [1 if bias is Bias.PER_LAYER else sizes[at + 1]]))
    for key, given, shape in wanted:
        _check_shape(_at(text, where, key), key, given, shape)
    return dense(
        Dense(
            sizes=sizes,
            activations=activations,
            loss=spec.network.loss,
            bias=bias,
            train_biases=spec.network.train_biases,
            weights=values.weights,
            biases=values.biases,
            inputs=values.inputs,
            targets=values.targets,
            learning_rate=spec.network.learning_rate,
            title=spec.title or f"A {'-'.join(map(str, sizes))} network, step by step",
            source=spec.source,
            rounds_remark=spec.remarks.rounds,
        )
    )


def _check_shape(at: str, key: str, given: list[Any], shape: list[int]) -> None:
    if len(given) != shape[0]:
        raise SpecError(f"{at}: {key} has {len(given)} entries, expected {shape[0]}")
    if len(shape) > 1:
        for number, row in enumerate(given, start=1):
            if len(row) != shape[1]:
                raise SpecError(f"{at}: {key}, row {number}, has {len(row)} entries, expected {shape[1]}")


def _from_equations(spec: EquationSpec, where: str, text: str) -> Network:
    start = next((at for at, line in enumerate(text.splitlines(), start=1) if re.match(r"\s*equations\s*=", line)), 1)
    try:
        statements = parse_equations(spec.equations, {name: Index(name, size) for name, size in spec.sizes.items()})
        lines = {at.equation.target: start + at.line for at in statements}
        return written(
            Written(
                equations=tuple(at.equation for at in statements),
                loss=spec.loss,
                parameters=tuple(spec.parameters),
                values={
                    name: _array(value, f"{_at(text, where, f'values.{name}')}: values.{name}")
                    for name, value in spec.values.items()
                },
                learning_rate=spec.learning_rate,
                title=spec.title or f"{spec.loss}, step by step",
                source=spec.source,
                rounds_remark=spec.remarks.rounds,
            )
        )
    except LanguageError as error:
        message = str(error).partition(", ")[2]
        raise SpecError(f"{where}:{start + error.line}: equations, {message}") from error
    except GraphError as error:
        line = next((line for target, line in lines.items() if f"equation of {target.ascii!r}" in str(error)), start)
        raise SpecError(f"{where}:{line}: {error}") from error


def _array(value: object, where: str, depth: int = 0) -> Array:
    if isinstance(value, list):
        if depth == MOST_DIMENSIONS:
            raise SpecError(f"{where}: has more than {MOST_DIMENSIONS} dimensions")
        return tuple(_array(entry, where, depth + 1) for entry in value)
    try:
        return _number(value)
    except ValueError as error:
        raise SpecError(f"{where}: {error}") from error


def _first(error: ValidationError, text: str, where: str, whole: type[BaseModel]) -> str:
    # A misspelt key is both unknown and missing, and a list fits no name: the more telling error is the deeper one.
    first = min(error.errors(include_url=False), key=lambda found: (found["type"] == "missing", -len(found["loc"])))
    extra, depth = first["type"] == "extra_forbidden", len(first["loc"])
    # Pydantic puts the type that it tried into the place of an error; those parts are no keys of the file.
    path = [str(part) for at, part in enumerate(first["loc"], 1) if "[" not in str(part) or (extra and at == depth)]
    key = ".".join(part if part.isprintable() else ascii(part) for part in path)
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "missing":
        message = "is missing"
    elif extra:
        message = str(unknown("key", path[-1], list(SECTIONS.get(path[0], whole).model_fields)))
    names = [part for part in path if not part.isdigit() and part != "str"]
    return f"{_at(text, where, '.'.join(names))}: {key}: {message}"


def _at(text: str, where: str, key: str) -> str:
    """Return `file:line` for the line on which a key stands, or the file where it cannot be told."""
    section, _, last = key.split("[")[0].rpartition(".")
    here, quoted = "", False
    for number, line in enumerate(text.split("\n"), start=1):
        was_quoted = quoted
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
        if was_quoted:
            continue
        header = re.match(r"\s*\[+\s*([\w-]+)\s*\]+", line)
        if header:
            here = header[1]
        found = here == last if header and not section else here == section and _defines(line, last)
        if found:
            return f"{where}:{number}"
    return where


def _defines(line: str, key: str) -> bool:
    return re.match(rf"\s*{re.escape(key)}\s*=", line) is not None
