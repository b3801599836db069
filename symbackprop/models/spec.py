"""Network descriptions in TOML: read, checked, and turned into a network."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..errors import GraphError, SpecError, UnknownNameError, UsageError, repeated, unknown
from ..expression.tree import Index, Number, Symbol
from ..graph.equations import bare
from ..graph.names import plain_name
from .dense import Bias, Dense, Reduction, dense
from .equation_values import equation_values
from .foreign import advice
from .layered_values import layered_values
from .literals import number
from .losses import LOSSES
from .network import Layout, Network
from .notations import DEFAULT_NOTATION, NOTATIONS, ROLES, Notation, renamed
from .places import place_of
from .tomlarrays import read_toml
from .training import training_of
from .value_files import MOST_STORED, Found, ValueFiles
from .writing import SQUARE, writing_of

DEFAULT_EXAMPLE = "mazur-2-2-2"
MOST_BYTES = 5_000_000
MOST_ENTRIES = 100_000
"""Commas and brackets in a file, which bound how many numbers and tables it makes."""
MOST_WEIGHTS = 1_000_000
MOST_NEURONS = 1_000_000
COMMA = "comma"
SIGNAL_NOTATION = "delta"
"""The one notation that leaves the names of quantities alone, so that it fits equations too."""

DOTTED = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){100}")
"""A key of a hundred parts, on which a TOML parser may spend minutes."""
EQUATIONS = re.compile(r"^equations\s*=", re.M)
LONG_NUMBER = re.compile(r"\d{1000}")


def example_names() -> list[str]:
    """Return the names of the built-in examples."""
    folder = files("symbackprop.models") / "examples"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def layered_example_names() -> list[str]:
    """Return the names of the built-in examples that list layers, without reading any as a network."""
    folder = files("symbackprop.models") / "examples"
    texts = ((name, (folder / f"{name}.toml").read_text(encoding="utf-8")) for name in example_names())
    return [name for name, text in texts if not EQUATIONS.search(text)]


def example(name: str = DEFAULT_EXAMPLE, notation: str = "") -> Network:
    """Return a built-in example.

    Args:
        name: The name of its file.
        notation: A row of NOTATIONS, in place of its own.

    Raises:
        UnknownNameError: There is none of that name, or no such notation.
        UsageError: It is written in equations, whose names are their own.
    """
    folder = files("symbackprop.models") / "examples"
    names = example_names()
    if name not in names:
        raise unknown("example", name, names)
    return parse((folder / f"{name}.toml").read_text(encoding="utf-8"), name, trusted=True, notation=notation)


def load(path: Path, notation: str = "") -> Network:
    """Return the network that a file describes.

    Args:
        path: The file.
        notation: A row of NOTATIONS, in place of the one that the file names.

    Raises:
        SpecError: The file cannot be read or describes no network; the message names file, line and key.
        UsageError: A notation is asked for and the file is written in equations, whose names are their own.
    """
    foreign = advice(path)
    if foreign:
        raise SpecError(f"{path}: {foreign}")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SpecError(f"{path}: the file has {size:,} bytes; at most {MOST_BYTES:,} are read")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    return parse(text, str(path), notation=notation, folder=path.parent)


def parse(text: str, where: str, trusted: bool = False, notation: str = "", folder: Path | None = None) -> Network:
    """Return the network that a TOML text describes.

    Args:
        text: The text.
        where: The file it came from, for messages.
        trusted: Whether it is one of ours, which the tests have checked.
        notation: A row of NOTATIONS, in place of the one that the text names.
        folder: Where the files are that it takes values from; without, it may take none.

    Raises:
        SpecError: It describes no network.
        UsageError: A notation is asked for and the text is written in equations, whose names are their own.
    """
    entries = sum(map(text.count, ",[="))
    if entries > MOST_ENTRIES:
        raise SpecError(f"{where}: has {entries:,} entries, nested or not; at most {MOST_ENTRIES:,} are read")
    long = LONG_NUMBER.search(text)
    if long:
        line = text.count("\n", 0, long.start()) + 1
        raise SpecError(f"{where}:{line}: holds a number that is too long")
    if notation and notation not in NOTATIONS:
        raise unknown("notation", notation, list(NOTATIONS))
    if DOTTED.search(text):
        raise SpecError(f"{where}: is nested too deeply")
    try:
        content = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(f"{where}: is not TOML: {error}") from error
    except (RecursionError, ValueError) as error:
        raise SpecError(f"{where}: is nested too deeply or holds a number that is too long") from error
    if not trusted:
        from .schema import check

        check(content, text, where)
    with ValueFiles(folder) as value_files:
        if "equations" not in content:
            return replace(_network(content, where, text, notation, value_files), writing=writing_of(content))
        network = replace(_from_equations(content, where, text, value_files), writing=writing_of(content))
    if notation not in ("", SIGNAL_NOTATION):
        raise UsageError(
            f"{where}: the names of equations are those they are written with; "
            f"of the notations only {SIGNAL_NOTATION} can be asked for, not {notation}"
        )
    return replace(network, signal=NOTATIONS[notation].signal) if notation else network


def _network(content: Mapping[str, Any], where: str, text: str, notation: str, value_files: ValueFiles) -> Network:
    made = content["network"]
    sizes: list[int] = made["sizes"]
    layers = len(sizes) - 1
    given = layered_values(content.get("values", {}), layers, value_files, lambda key: place_of(text, where, key))
    _check_sizes(place_of(text, where, "network.sizes"), sizes, valued=given.is_written)
    activations = made["activation"]
    if isinstance(activations, str):
        activations = [activations] * layers
    _check_activations(activations, layers, place_of(text, where, "network.activation"))
    bias, layout = Bias(made["bias"]), Layout(made.get("convention", Layout.COLUMNS.value))
    samples = given.samples()
    most = MOST_STORED if isinstance(given.inputs, Found) else MOST_WEIGHTS
    if samples is not None and samples * max(sizes) > most:
        place = place_of(text, where, "values.inputs")
        raise SpecError(
            f"{place}: values.inputs: {samples:,} samples of {max(sizes):,} neurons; at most {most:,} in all"
        )
    batch = [] if samples is None else [samples]
    matrices = [[a, b] if layout.leads_away else [b, a] for a, b in itertools.pairwise(sizes)]
    rows = [] if bias is Bias.NONE else [[1] if bias is Bias.PER_LAYER else [size] for size in sizes[1:]]
    given = given.fitted([*batch, sizes[0]], [*batch, sizes[-1]], matrices, rows)
    loss = made["loss"]
    if LOSSES[loss].head is not None and activations[-1] != "identity":
        place = place_of(text, where, "network.activation")
        raise SpecError(
            f"{place}: network.activation: network.loss = {loss!r} brings its own last activation; "
            f"expected 'identity' for the last layer, found {activations[-1]!r}"
        )
    rate, update = training_of(content, made.get("learning_rate"), "network.learning_rate", text, where)
    return dense(
        Dense(
            sizes=sizes,
            activations=activations,
            loss=loss,
            bias=bias,
            train_biases=made.get("train_biases", False),
            weights=given.weights,
            biases=given.biases,
            inputs=given.inputs,
            targets=given.targets,
            learning_rate=rate,
            optimiser=update,
            title=content.get("title") or f"A {'-'.join(map(str, sizes))} network, step by step",
            source=content.get("source", ""),
            rounds_remark=content.get("remarks", {}).get("rounds", ""),
            layout=layout,
            samples=samples,
            reduction=Reduction(made.get("reduction", Reduction.SUM.value)),
            l2=_optional(made.get("l2")),
            l1=_optional(made.get("l1")),
            notation=_notation(content, where, text, notation),
            decimal_comma=made.get("decimal") == COMMA,
        )
    )


def _optional(given: Any) -> Number | None:
    return None if given is None else number(given)


def _check_sizes(place: str, sizes: list[int], valued: bool) -> None:
    weights = sum(a * b for a, b in itertools.pairwise(sizes))
    if valued and weights > MOST_WEIGHTS:
        raise SpecError(f"{place}: the network has {weights:,} weights; at most {MOST_WEIGHTS:,}")
    if max(sizes) > MOST_NEURONS:
        raise SpecError(f"{place}: network.sizes: a layer has {max(sizes):,} neurons; at most {MOST_NEURONS:,}")


def _notation(content: Mapping[str, Any], where: str, text: str, notation: str) -> Notation:
    """Return the notation asked for, with the names that the spec gives to single roles."""
    found = NOTATIONS[notation or content["network"].get("notation", DEFAULT_NOTATION)]
    found = replace(found, square=writing_of(content).layer == SQUARE)
    names = content.get("names", {})
    try:
        return renamed(found, names)
    except SpecError as error:
        key = str(error).partition(":")[0]
        raise SpecError(f"{place_of(text, where, key)}: {error}") from error
    except UnknownNameError as error:
        role = next(role for role in names if role not in ROLES)
        raise SpecError(f"{place_of(text, where, f'names.{role}')}: names: {error}") from error


def _check_activations(activations: list[str], layers: int, place: str) -> None:
    if len(activations) != layers:
        raise SpecError(f"{place}: network.activation has {len(activations)} entries, expected {layers}")


def _from_equations(content: Mapping[str, Any], where: str, text: str, value_files: ValueFiles) -> Network:
    from ..graph.language import parse_equations
    from ..graph.tokens import LanguageError
    from .written import Written, written

    start = _line_before_equations(text)
    try:
        indices = {name: Index(name, size) for name, size in content.get("sizes", {}).items()}
        given = {*content["parameters"], *content.get("values", {})}
        statements = parse_equations(content["equations"], indices, given)
        rate, update = training_of(content, content.get("learning_rate"), "learning_rate", text, where)
        values = equation_values(content, value_files, lambda key: place_of(text, where, key))
        shapes = {f"shapes.{plain_name(typed)}": f"shapes.{typed}" for typed in content.get("shapes", {})}
        network = written(
            Written(
                equations=tuple(replace(at.equation, place=f"{where}:{start + at.line}") for at in statements),
                loss=plain_name(content["loss"]),
                parameters=tuple(map(plain_name, content["parameters"])),
                values=values.of,
                learning_rate=rate,
                optimiser=update,
                title=content.get("title") or f"{content['loss']}, step by step",
                source=content.get("source", ""),
                rounds_remark=content.get("remarks", {}).get("rounds", ""),
                place=lambda key: f"{place_of(text, where, shapes.get(key) or values.key_of(key))}: ",
                decimal_comma=content.get("decimal") == COMMA,
                shapes=_shapes(content.get("shapes", {})),
            )
        )
        values.check_complete(network)
        network = _with_roles(network, content, lambda key: place_of(text, where, key))
        _ = network.backward  # Made when the file is read, so that what cannot be differentiated is refused here.
        return network
    except LanguageError as error:
        message = str(error).partition(", ")[2]
        raise SpecError(f"{where}:{start + error.line}: equations, {message}") from error
    except GraphError as error:
        raise SpecError(str(error) if str(error).startswith(where) else f"{where}:{start + 1}: {error}") from error


def _with_roles(network: Network, content: Mapping[str, Any], place: Callable[[str], str]) -> Network:
    """Return a network that says which of its quantities are outputs and which a sample has its own of."""
    trained = {bare(symbol) for symbol in network.trained}
    known = {
        "outputs": {bare(equation.target).ascii: equation.target for equation in network.graph.equations},
        "samples": {bare(leaf).ascii: leaf for leaf in network.graph.leaves if bare(leaf) not in trained},
    }
    found: dict[str, tuple[Symbol, ...]] = {}
    for key, kind in (("outputs", "computed quantity"), ("samples", "given quantity that is not trained")):
        names = [plain_name(name) for name in content.get(key, [])]
        twice = repeated(names)
        if twice is not None:
            raise SpecError(f"{place(key)}: {key}: {twice!r} stands there twice; name each quantity once")
        for name in names:
            if name not in known[key]:
                raise SpecError(f"{place(key)}: {key}: {unknown(kind, name, list(known[key]))}")
        found[key] = tuple(known[key][name] for name in names)
    return replace(network, predicted=found["outputs"], sampled=found["samples"])


def _shapes(given: Mapping[str, int | list[int]]) -> dict[str, tuple[int, ...]]:
    return {plain_name(typed): (said,) if isinstance(said, int) else tuple(said) for typed, said in given.items()}


def _line_before_equations(text: str) -> int:
    """Return the number of the line before the first equation: that of the key, where the text opens below it."""
    for at, line in enumerate(text.splitlines(), start=1):
        found = re.match(r"\s*equations\s*=\s*(.*)", line)
        if found:
            return at if found[1].strip() in ('"""', "'''") else at - 1
    return 0
