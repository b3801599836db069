"""What the names of an ONNX graph stand for, as quantities of the index language that are read and defined.

The dimension of the samples is no index: it comes first in what depends on the input, and is left out of equations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, TypeAlias

import numpy as np

from ..errors import SpecError
from ..graph.language import RESERVED
from ..models.value_files import MOST_STORED
from .equations import LETTERS, LOSS, OUTPUT, TARGET, Writer
from .kinds import Array, Sizes

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]{0,20}(_[A-Za-z0-9]{1,20})?")
ACCENTS = ("_bar", "_hat", "_star", "_tilde")
NEVER = frozenset({*RESERVED, LOSS, OUTPUT, TARGET, "eta", "pi", "last", "first", "else"})
"""What no quantity of a graph is called by."""


@dataclass(frozen=True, eq=False)
class Known:
    """Numbers that the file holds and nobody trains.

    Args:
        array: The numbers.
    """

    array: Array

    is_batch = False

    @property
    def sizes(self) -> Sizes:
        """The lengths of its dimensions."""
        return tuple(self.array.shape)


@dataclass(frozen=True)
class Tensor:
    """A quantity, as the graph sees it.

    Args:
        name: What it is called.
        places: For each dimension but that of the samples, which one of the quantity it is; None where it has none.
        sizes: The lengths of these dimensions.
        is_batch: Whether there is a dimension of samples, the first.
    """

    name: str
    places: tuple[int | None, ...]
    sizes: Sizes
    is_batch: bool

    def at(self, positions: Sequence[str]) -> str:
        """Return a read at positions, one for each of the dimensions."""
        own = sorted((place, text) for place, text in zip(self.places, positions, strict=True) if place is not None)
        return f"{self.name}[{','.join(text for _, text in own)}]" if own else self.name


@dataclass(frozen=True)
class Condition:
    """Something that holds or does not.

    Args:
        text: From positions to the condition in the index language.
        sizes: The lengths of its dimensions.
        is_batch: Whether there is a dimension of samples.
    """

    text: Callable[[Sequence[str]], str]
    sizes: Sizes
    is_batch: bool


@dataclass(frozen=True)
class Words:
    """An input of whole numbers, which say rows.

    Args:
        name: What the input is called.
        sizes: The lengths of its dimensions.
    """

    name: str
    sizes: Sizes
    is_batch = True


Value: TypeAlias = Known | Tensor | Condition | Words


@dataclass
class GraphWriter(Writer):
    """Equations while they are written, an equation for each node."""

    used: set[str] = field(default_factory=set)
    inputs: list[str] = field(default_factory=list)
    _fixed: dict[int, tuple[Known, Tensor]] = field(default_factory=dict)
    """By their identity, which nothing else has as long as they are kept here."""

    def index(self, size: int) -> str:
        """Return a new index."""
        letters: tuple[str, ...] = (
            *LETTERS,
            *(f"i{at}" for at in range(len(self.sizes), len(self.sizes) + len(self.used) + 1)),
        )
        name = next(letter for letter in letters if letter not in self.sizes and letter not in self.used)
        self.sizes[name] = size
        return name

    def name(self, letter: str) -> str:
        """Return the name of a new quantity of a kind."""
        while letter in self.used:
            letter += letter[0]
        found = super().name(letter)
        while found in self.used:
            found = super().name(letter)
        self.used.add(found)
        return found

    def kept(self, name: str, letter: str) -> str:
        """Return the name that something has in the file, or a new one where the language has no such names."""
        is_plain = PLAIN.fullmatch(name) and name not in NEVER and not name.endswith(ACCENTS)
        # An element of `x` is called `x1`.
        is_element = any(other in (_stem(name), name) or _stem(other) == name for other in self.used)
        if not is_plain or is_element or name in self.sizes:
            return self.name(letter)
        self.used.add(name)
        return name

    def quantity(self, name: str, array: Array, is_trained: bool) -> Tensor:
        """Return a given quantity with its numbers."""
        self.shapes[name] = tuple(array.shape)
        self.arrays[name] = array
        if is_trained:
            self.trained.append(name)
        return Tensor(name, tuple(range(array.ndim)), tuple(array.shape), is_batch=False)

    def refused(self, message: str) -> SpecError:
        return SpecError(message)

    def input(self, name: str, sizes: Sizes) -> Tensor:
        """Return an input of the network."""
        self.shapes[name] = sizes
        return Tensor(name, tuple(range(len(sizes))), sizes, is_batch=True)

    def letters(self, sizes: Iterable[int], taken: Iterable[str] = (), with_ones: bool = False) -> list[str]:
        """Return a different index for each length; where it is 1, the position 1."""
        found: list[str] = []
        for size in sizes:
            if size == 1 and not with_ones:
                found.append("1")
                continue
            free = (name for name, known in self.sizes.items() if known == size and name not in {*found, *taken})
            found.append(next(free, None) or self.index(size))
        return found

    def read_at(self, value: Value, positions: Sequence[str]) -> str:
        """Return a read at positions; of fewer dimensions than these are, at the last of them."""
        if isinstance(value, Words):
            raise ValueError("reads whole numbers that say rows as numbers, which is not supported")
        own = list(positions[len(positions) - len(value.sizes) :])
        own = ["1" if size == 1 else text for size, text in zip(value.sizes, own, strict=True)]
        match value:
            case Condition():
                return value.text(own)
            case Known() if value.array.size == 1:
                return literal(value.array.reshape(-1)[0])
            case Known():
                return self.fixed(value).at(own)
            case Tensor():
                return value.at(own)

    def fixed(self, value: Known) -> Tensor:
        """Return the quantity of numbers that nobody trains."""
        if id(value) not in self._fixed:
            numbers = np.asarray(value.array, dtype=np.float64)
            self._fixed[id(value)] = value, self.quantity(self.name("c"), numbers, is_trained=False)
        return self._fixed[id(value)][1]

    def made(self, sizes: Sizes, is_batch: bool, positions: Sequence[str], body: str) -> Tensor:
        """Write an equation at positions, and return what it defines."""
        axes = [text for text in positions if text != "1"]
        name = self.name("h")
        self.define(name, axes, body)
        count = iter(range(len(axes)))
        places = tuple(None if text == "1" else next(count) for text in positions)
        return Tensor(name, places, sizes, is_batch)

    def elementwise(self, values: Sequence[Value], body: Callable[[Sequence[str]], str]) -> Tensor:
        """Return an operation on each number, for which shapes are brought in line."""
        sizes, is_batch, lined = joint(values)
        positions = self.letters(sizes)
        return self.made(sizes, is_batch, positions, body([self.read_at(value, positions) for value in lined]))

    def whole(self, value: Value) -> Tensor:
        """Return a value of which each dimension is one of the quantity, in order."""
        if isinstance(value, Tensor) and value.places == tuple(range(len(value.sizes))):
            return value
        positions = self.letters(value.sizes, with_ones=True)
        return self.made(value.sizes, value.is_batch, positions, self.read_at(value, positions))

    def gathered(self, value: Value, sizes: Sizes, places: Sequence[Array], positions: Sequence[str]) -> Tensor:
        """Return what stands at known positions, one array of them along each dimension, as long as the result."""
        at = [self.position(array, positions) for array in places]
        return self.made(sizes, value.is_batch, positions, self.read_at(value, at))

    def position(self, places: Array, positions: Sequence[str]) -> str:
        """Return the position that places counted from 0 are, a sum of indices where they are one."""
        first = int(places.flat[0])
        steps, grid = [], np.full(places.shape, first)
        for axis, size in enumerate(places.shape):
            one = tuple(int(axis == other and size > 1) for other in range(places.ndim))
            steps.append(int(places[one]) - first)
            shape = [-1 if axis == other else 1 for other in range(places.ndim)]
            grid = grid + steps[-1] * np.arange(size).reshape(shape)
        if np.array_equal(grid, places):
            moved = [(step, text) for step, text in zip(steps, positions, strict=True) if step]
            if all(step > 0 for step, _ in moved):
                offset = first + 1 - sum(step for step, _ in moved)
                terms = [text if step == 1 else f"{step}*{text}" for step, text in moved]
                return f"{'+'.join(terms)}{offset:+d}" if terms and offset else "+".join(terms) or str(offset)
        along = [axis for axis, text in enumerate(positions) if text != "1"]
        rows = places.reshape([places.shape[axis] for axis in along]) + 1
        return f"{self.table(rows)}[{','.join(positions[axis] for axis in along)}]"


def joint(values: Sequence[Value]) -> tuple[Sizes, bool, list[Value]]:
    """Return the lengths of an operation on values, whether it has samples, and the values without what it leaves out.

    Raises:
        ValueError: The shapes do not fit.
    """
    is_batch = any(value.is_batch for value in values)
    rank = max(len(value.sizes) + value.is_batch for value in values)
    lined = []
    for value in values:
        if is_batch and value.is_batch and len(value.sizes) + 1 != rank:
            raise ValueError("broadcasts the samples along another dimension, which is not supported")
        if is_batch and not value.is_batch and len(value.sizes) == rank:
            lined.append(without_first(value))
        else:
            lined.append(value)
    sizes: list[int] = []
    for at in range(max(len(value.sizes) for value in lined)):
        along = {value.sizes[-1 - at] for value in lined if at < len(value.sizes)} - {1}
        if len(along) > 1:
            raise ValueError(f"has shapes that do not fit, of lengths {sorted(along)}")
        sizes.append(*along or {1})
    return tuple(reversed(sizes)), is_batch, lined


def without_first(value: Value) -> Value:
    """Return a value without its first dimension, along which it is the same for all samples."""
    if not value.sizes or value.sizes[0] != 1:
        raise ValueError("has other numbers for each sample, which is not supported")
    match value:
        case Known():
            return Known(value.array[0])
        case Tensor():
            if value.places[0] is not None:
                raise ValueError("has a first dimension where the samples are, which is not supported")
            return Tensor(value.name, value.places[1:], value.sizes[1:], value.is_batch)
        case Condition():
            return Condition(lambda positions: value.text(["1", *positions]), value.sizes[1:], value.is_batch)
        case Words():
            raise ValueError("reads whole numbers that say rows as numbers, which is not supported")


def _stem(name: str) -> str:
    return name.rstrip("0123456789")


def literal(number: Any) -> str:
    """Return a number as the language has it."""
    value = float(number)
    if not np.isfinite(value):
        raise ValueError(f"reads the number {value}; expected finite ones")
    text = repr(int(value)) if value == int(value) and abs(value) < 10**15 else repr(value)
    return f"({text})" if value < 0 else text


def bounded(sizes: Sizes) -> Sizes:
    """Return the shape of numbers that are made here.

    Raises:
        ValueError: There are more than are read.
    """
    if prod(sizes) > MOST_STORED:
        raise ValueError(f"makes more than {MOST_STORED:,} numbers; at most so many are read")
    return sizes
