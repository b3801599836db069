"""The values of a layered network, as its spec gives them: numbers, or arrays of files, checked for their shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import SpecError
from .literals import number
from .places import Place, located
from .value_files import CSV, Found, ValueFiles, is_reference, reference_of


@dataclass(frozen=True, slots=True)
class LayeredValues:
    """The numbers of a layered network, None where a quantity has no values.

    Args:
        inputs: Of one sample, or of each sample of a batch.
        targets: Likewise.
        weights: One matrix per layer.
        biases: One row per layer.
        place: From a key to where it is written.
    """

    inputs: Any
    targets: Any
    weights: Any
    biases: Any
    place: Place

    def samples(self) -> int | None:
        """Return how many samples are given, or None where there is one that is not in a list of samples.

        Raises:
            SpecError: The inputs are of another number of samples than the targets.
        """
        counts: list[int | None] = []
        for key, values in (("inputs", self.inputs), ("targets", self.targets)):
            if values is None:
                continue
            place = f"{self.place(f'values.{key}')}: values.{key}"
            counts.append(_samples(values, place))
            if counts[0] is None and counts[-1] is not None:
                raise SpecError(f"{place}: expected numbers, since the inputs are of a single sample; found samples")
            if counts[0] is not None and counts[-1] != counts[0]:
                found = "a single sample" if counts[-1] is None else f"{counts[-1]} samples"
                raise SpecError(f"{place}: expected {counts[0]} samples, as of the inputs; found {found}")
        return counts[0] if counts else None

    @property
    def is_written(self) -> bool:
        """Whether a weight stands in the spec itself."""
        return any(not isinstance(matrix, Found) for matrix in self.weights or ())

    def fitted(
        self, inputs: list[int], targets: list[int], weights: list[list[int]], biases: list[list[int]]
    ) -> LayeredValues:
        """Return the same with the arrays of files taken, each in its shape.

        Args:
            inputs: The shape of the inputs.
            targets: That of the targets.
            weights: Those of the matrices.
            biases: Those of the biases; empty where there are none.

        Raises:
            SpecError: Something has another shape, or a file gives no numbers for it.
        """
        return replace(
            self,
            inputs=None if self.inputs is None else self._taken("values.inputs", self.inputs, inputs),
            targets=None if self.targets is None else self._taken("values.targets", self.targets, targets),
            weights=self._all("values.weights", self.weights, weights),
            biases=self._all("values.biases", self.biases, biases),
        )

    def _all(self, key: str, given: Any, shapes: list[list[int]]) -> Any:
        if given is None:
            return None
        if len(given) != len(shapes):
            raise SpecError(f"{self.place(key)}: {key} has {len(given)} entries, expected {len(shapes)}")
        pairs = enumerate(zip(given, shapes, strict=True), start=1)
        return [self._taken(f"{key}[{at}]", entry, shape) for at, (entry, shape) in pairs]

    def _taken(self, key: str, given: Any, shape: list[int]) -> Any:
        if isinstance(given, Found):
            with located(self.place, key):
                return given.taken(shape)
        check_shape(self.place(key), key, given, shape)
        return given


def _samples(values: Any, place: str) -> int | None:
    if isinstance(values, Found):
        return None if values.is_single else values.shape[0] if values.shape else None
    lists = [isinstance(entry, list) for entry in values]
    if any(lists) and not all(lists):
        raise SpecError(f"{place}: expected numbers, or samples that are lists of numbers, not both")
    return len(values) if any(lists) else None


def check_shape(at: str, key: str, given: Sequence[Any], shape: list[int]) -> None:
    """Refuse lists of numbers that have another shape than expected."""
    if len(given) != shape[0]:
        raise SpecError(f"{at}: {key} has {len(given)} entries, expected {shape[0]}")
    if len(shape) > 1:
        for row_number, row in enumerate(given, start=1):
            if len(row) != shape[1]:
                raise SpecError(f"{at}: {key}, row {row_number}, has {len(row)} entries, expected {shape[1]}")


def layered_values(values: Mapping[str, Any], layers: int, files: ValueFiles, place: Place) -> LayeredValues:
    """Return the values that a spec gives.

    Args:
        values: The section of the values, which the schema has looked at.
        layers: How many layers have weights.
        files: The files beside the spec.
        place: From a key to where it is written.

    Raises:
        SpecError: A file does not hold what is taken from it, or more.
    """
    found = {key: _found(key, values.get(key), layers, files, place) for key in ("inputs", "targets", *LETTERS)}
    for key, letter in LETTERS.items():
        if is_reference(values.get(key)) and not isinstance(values[key], dict):
            expected = [f"{letter}{at}" for at in range(1, layers + 1)]
            with located(place, f"values.{key}"):
                files.check_all_taken(reference_of(values[key], several=True), expected)
    return LayeredValues(**found, place=place)


LETTERS = {"weights": "W", "biases": "b"}
"""What is one array per layer, and the names of these in a file, before the number of the layer."""


def _found(key: str, given: Any, layers: int, files: ValueFiles, place: Place) -> Any:
    with located(place, f"values.{key}"):
        if given is None:
            return None
        if key not in LETTERS:
            return files.find(reference_of(given), key) if is_reference(given) else _numbers(given)
        names = [f"{LETTERS[key]}{at}" for at in range(1, layers + 1)]
        if is_reference(given):
            return list(_of_one_file(given, names, files))
        named = zip(given, [*names, *[""] * len(given)], strict=False)
        return [
            files.find(reference_of(entry), name) if is_reference(entry) else _numbers(entry) for entry, name in named
        ]


def _of_one_file(given: Any, names: list[str], files: ValueFiles) -> Iterator[Found]:
    """Yield one array per layer of a file that holds them all."""
    reference = reference_of(given, several=True)
    if reference.ending == CSV and len(names) > 1:
        raise ValueError(f"{reference.file}: a CSV file holds one matrix; expected a list of {len(names)} files")
    if reference.names and len(reference.names) != len(names):
        raise ValueError(f"names has {len(reference.names)} entries, expected {len(names)}, one per layer")
    for name, own in zip(names, reference.names or names, strict=True):
        yield files.find(replace(reference, names=(own,) if reference.names else ()), name)


def _numbers(given: Any) -> Any:
    """Return lists of numbers as deep as they are given; the schema has seen to their depth."""
    return [_numbers(entry) for entry in given] if isinstance(given, list) else number(given)
