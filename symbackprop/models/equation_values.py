"""The values of a model in equations, as its spec gives them: numbers by name, or arrays of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..errors import SpecError
from ..graph.equations import bare
from ..graph.names import plain_name
from .literals import number
from .network import Network
from .places import Place, located
from .value_files import Found, Reference, ValueFiles, is_reference, reference_of
from .written import Array

MOST_DIMENSIONS = 4

WHOLE_FILES: Mapping[str, bool] = MappingProxyType({"data": False, "weights": True})
"""The keys of files that give values by the names that they hold, and whether these are of what is trained."""


@dataclass(frozen=True, slots=True)
class EquationValues:
    """Values by the names of quantities.

    Args:
        of: The values; those of files have not been read yet.
        files: From the keys of files that give values by name to these files.
        keys: From names to the keys by which they are given, where these are others than `values.NAME`.
        place: From a key to where it is written.
    """

    of: Mapping[str, Array | Found]
    files: Mapping[str, Reference]
    keys: Mapping[str, str]
    place: Place

    def key_of(self, key: str) -> str:
        """Return the key by which a value was given: that of the file, or its own."""
        return self.keys.get(key.removeprefix("values."), key)

    def check_complete(self, network: Network) -> None:
        """Refuse a file that lacks a quantity which it should give.

        Raises:
            SpecError: With the first of them.
        """
        trained = {bare(symbol) for symbol in network.trained}
        for key, reference in self.files.items():
            for symbol in network.missing:
                if (symbol in trained) == WHOLE_FILES[key]:
                    held = ", ".join(name for name, own in self.keys.items() if own == key)
                    raise SpecError(
                        f"{self.place(key)}: {key}: {reference.file}: holds no {symbol.ascii!r}, "
                        f"which has no values elsewhere; it holds {held}"
                    )


def equation_values(content: Mapping[str, Any], value_files: ValueFiles, place: Place) -> EquationValues:
    """Return the values that a spec gives.

    Args:
        content: The spec, which the schema has looked at.
        value_files: The files beside it.
        place: From a key to where it is written.

    Raises:
        SpecError: Something is no value, or a file does not hold what is taken from it.
    """
    values: dict[str, Array | Found] = {}
    keys: dict[str, str] = {}
    for typed, value in content.get("values", {}).items():
        name, key = plain_name(typed), f"values.{typed}"
        keys[name] = key
        with located(place, key):
            if name in values:
                raise ValueError(f"{name!r} is given twice, in two ways of writing; give it once")
            values[name] = value_files.find(reference_of(value), typed) if is_reference(value) else _array(value)
    files = {key: content[key] for key in WHOLE_FILES if key in content}
    references: dict[str, Reference] = {}
    parameters = list(map(plain_name, content["parameters"]))
    for key, given in files.items():
        with located(place, key):
            references[key] = reference_of(given)
            for typed in value_files.names(references[key]):
                name = plain_name(typed)
                _check_name(name, references[key], values, parameters, WHOLE_FILES[key])
                values[name], keys[name] = value_files.find(references[key], typed), key
    return EquationValues(values, references, keys, place)


def _check_name(
    name: str, reference: Reference, values: Mapping[str, object], parameters: list[str], trained: bool
) -> None:
    held = f"{reference.file}: holds {name[:60]!r}"
    if trained and name not in parameters:
        raise ValueError(f"{held}, which is no parameter; expected {', '.join(parameters)}")
    if not trained and name in parameters:
        raise ValueError(f"{held}, which is a parameter; its values belong to weights")
    if name in values:
        raise ValueError(f"{held}, which has values elsewhere too; give each quantity once")


def _array(value: object, depth: int = 0) -> Array:
    if isinstance(value, list):
        if depth == MOST_DIMENSIONS:
            raise ValueError(f"has more than {MOST_DIMENSIONS} dimensions")
        return tuple(_array(entry, depth + 1) for entry in value)
    return number(value)
