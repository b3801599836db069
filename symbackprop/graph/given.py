"""The values of what is given, by the names of its elements; those of a file become numbers when they are asked for.

A file holds binary fractions. Each is taken exactly as it is: `0.1` in float64 is 3602879701896397/2^55. As text it is
the shortest decimal that a double reads back as the same number, so that exported code computes with the very number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import fmpq

from ..expression.tree import Index, Number, Symbol
from .equations import bare
from .expand import Labels, elements, place_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stored:
    """An array of a file.

    Args:
        array: The numbers, of a type that a double holds exactly.
        file: The file, as the spec names it.
        name: The name of the array in the file; empty where the file holds one array alone.
    """

    array: NDArray[Any]
    file: str
    name: str = ""

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self.array.shape

    @cached_property
    def flat(self) -> NDArray[Any]:
        """Its numbers in a row, the last index fastest."""
        return self.array.reshape(-1)

    def number(self, at: int) -> Number:
        """Return the number at a place of the row, counted from 0."""
        value = self.flat[at].item()
        whole = int(value) if value == int(value) else value
        return Number(Fraction(value), str(whole) if abs(whole) < LARGEST_WHOLE else repr(float(value)))

    @property
    def floats(self) -> Floats:
        """Its numbers as doubles, in its shape."""
        return self.array.astype("float64")

    @cached_property
    def exact(self) -> list[fmpq]:
        """Its numbers in a row, exactly."""
        return [fmpq(*value.as_integer_ratio()) for value in self.floats.reshape(-1).tolist()]


LARGEST_WHOLE = 10**15
"""Whole numbers below it are written without a point or a power of ten."""


@dataclass(frozen=True, eq=False)
class Given(Mapping[Symbol, Number]):
    """Values by the names of elements, some of them in arrays of files.

    Args:
        written: Those that were written one by one.
        stored: The arrays, by quantities as they are declared, with indices.
        labels: The names of elements that have one of their own.

    >>> import numpy as np
    >>> w = Symbol("w", indices=(Index("i", 2),))
    >>> values = Given({}, {w: Stored(np.array([0.5, 0.1]), "w.npy")}, {})
    >>> values[Symbol("w", "2")].text, values[Symbol("w", "2")].value == Fraction(1, 10), len(values)
    ('0.1', False, 2)
    """

    written: Mapping[Symbol, Number]
    stored: Mapping[Symbol, Stored]
    labels: Labels
    _by_name: Mapping[Symbol, Stored] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {bare(leaf): stored for leaf, stored in self.stored.items()})

    def array_of(self, quantity: Symbol) -> Stored | None:
        """Return the array of a quantity, or None where it has none."""
        return self._by_name.get(bare(quantity))

    def __getitem__(self, name: Symbol) -> Number:
        found = self.written.get(name)
        if found is not None:
            return found
        if not name.mark:
            for leaf, stored in self.stored.items():
                at = place_in(leaf, name, self.labels)
                if at is not None:
                    return stored.number(_offset(leaf, at))
        raise KeyError(name)

    def __iter__(self) -> Iterator[Symbol]:
        yield from self.written
        for leaf in self.stored:
            yield from elements(leaf, self.labels)

    def __len__(self) -> int:
        return len(self.written) + sum(prod(stored.shape) for stored in self.stored.values())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Given) and self.stored.keys() == other.stored.keys():
            same = all(stored is other.stored[leaf] for leaf, stored in self.stored.items())
            if same:
                return self.written == other.written
        return super().__eq__(other)


def _offset(leaf: Symbol, at: tuple[int, ...]) -> int:
    found = 0
    for index, position in zip(leaf.indices, at, strict=True):
        assert isinstance(index, Index)
        found = found * index.size + position - 1
    return found


def stored_in(values: Mapping[Symbol, Number], quantity: Symbol) -> Stored | None:
    """Return the array of a quantity, or None where its values were written one by one."""
    return values.array_of(quantity) if isinstance(values, Given) else None


def arrays_in(values: Mapping[Symbol, Number]) -> Mapping[Symbol, Stored]:
    """Return the arrays among values, by the quantities as they are declared."""
    return values.stored if isinstance(values, Given) else {}


def is_stored(values: Mapping[Symbol, Number], name: Symbol) -> bool:
    """Say whether the value of an element is in an array of a file."""
    return isinstance(values, Given) and name not in values.written


def floats_in(values: Mapping[Symbol, Number], leaf: Symbol, labels: Labels) -> Floats:
    """Return the values of a declared quantity as doubles, in its shape.

    Raises:
        KeyError: An element has none.
    """
    import numpy as np

    stored = stored_in(values, leaf)
    shape = [index.size for index in leaf.indices if isinstance(index, Index)]
    if stored is not None:
        return stored.floats.reshape(shape)
    return np.array([float(values[name].value) for name in elements(leaf, labels)]).reshape(shape)


class Exact(Mapping[Symbol, Fraction]):
    """The exact values of what is given, each made when it is asked for."""

    def __init__(self, values: Given) -> None:
        self._values = values

    def all_of(self, quantity: Symbol) -> list[fmpq] | None:
        """Return all values of a quantity that is in an array, or None."""
        stored = self._values.array_of(quantity)
        return None if stored is None else stored.exact

    def __getitem__(self, name: Symbol) -> Fraction:
        return self._values[name].value

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def all_of(values: Mapping[Symbol, Fraction], quantity: Symbol) -> list[fmpq] | None:
    """Return all values of a bare quantity at once, the last index fastest; None where each has to be looked up."""
    return values.all_of(quantity) if isinstance(values, Exact) else None
