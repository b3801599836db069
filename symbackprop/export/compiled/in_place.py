"""Functions in Python with the calls of the compiled ones: arrays of the caller, checked and filled in place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import TYPE_CHECKING, Any, Protocol

from ...graph.equations import bare
from ..program.lowering import Program, size_of, sizes_of
from ..program.steps import Control

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]


MOST = f" and at most {sys.maxsize}"
LONG_PIECE = 50_000_000
"""Training is done in pieces of about so many operations: between two, an interrupt is seen."""


class Means(Protocol):
    """What computes, with arrays that were checked; results as those of `Compiled`."""

    def loss(self, parameters: Array, data: Sequence[Array]) -> float: ...

    def loss_and_gradient(self, parameters: Array, data: Sequence[Array], gradient: Array) -> float: ...

    def update(self, parameters: Array, data: Sequence[Array], control: Control) -> float: ...

    def train(self, parameters: Array, data: Sequence[Array], control: Control, rounds: int) -> float: ...

    def bind(self, parameters: Array, data: Sequence[Array], gradient: Array) -> Callable[[], float]: ...


class Arguments:
    """Looks at parameters and data before anything is computed with them."""

    __slots__ = ()
    program: Program
    defaults: Sequence[Array] | None
    dtype: type

    @property
    def names(self) -> list[str]:
        """What each kind of data is called."""
        return [bare(symbol).ascii for symbol in self.program.data]

    def checked_data(self, data: Sequence[Array]) -> Sequence[Array]:
        """Return the data of a call, those of the model where none are given.

        Raises:
            TypeError, ValueError: They are not what was expected; the message says which and what.
        """
        if not data and self.defaults is not None:
            return self.defaults
        if len(data) != len(self.program.data):
            none = "" if self.defaults is None else " or none"
            raise TypeError(f"expected {len(self.program.data)} arrays of data{none}, given {len(data)}")
        for name, symbol, array in zip(self.names, self.program.data, data, strict=True):
            shape = sizes_of(symbol)
            self._array(name, array)
            if array.shape != shape and (array.ndim != len(shape) + 1 or array.shape[1:] != shape):
                raise ValueError(f"{name}: expected shape {shape}, or (samples, ...) for a batch, given {array.shape}")
        kinds = {array.ndim - len(sizes_of(symbol)) for symbol, array in zip(self.program.data, data, strict=True)}
        if len(kinds) > 1:
            raise ValueError(f"{self.names[1]}: expected the data of one sample or of one batch, given both")
        if kinds == {1}:
            sizes = {name: len(array) for name, array in zip(self.names, data, strict=True)}
            expected = len(data[0])
            for name, size in sizes.items():
                if size == 0:
                    raise ValueError(f"{name}: expected at least one sample, given none")
                if size != expected:
                    raise ValueError(f"{name}: expected {expected} samples, given {size}")
        return data

    def checked_vector(self, name: str, array: Array, is_written: bool = False, parts: int = 1) -> Array:
        """Return a vector of one number a parameter, or of several parts of so many.

        Raises:
            TypeError, ValueError: It is none.
        """
        # What is only written may hold anything before.
        self._array(name, array, is_read=name != "gradient")
        if array.shape != (parts * self.program.count,):
            raise ValueError(f"{name}: expected shape ({parts * self.program.count},), given {array.shape}")
        if is_written and not array.flags.writeable:
            raise ValueError(f"{name}: expected an array that can be written, given a read-only one")
        return array

    def _array(self, name: str, array: object, is_read: bool = True) -> None:
        import numpy as np

        if not isinstance(array, np.ndarray):
            raise TypeError(f"{name}: expected an array of {self.dtype.__name__}, given {type(array).__name__}")
        if array.dtype != self.dtype:
            raise ValueError(f"{name}: expected an array of {self.dtype.__name__}, given one of {array.dtype}")
        if not array.flags.c_contiguous:
            raise ValueError(f"{name}: expected a C-contiguous array, given one with gaps")
        if not array.flags.aligned:
            raise ValueError(f"{name}: expected an aligned array, given one that begins between two numbers")
        if is_read and np.isnan(array).any():
            raise ValueError(f"{name}: expected numbers, given nan")


@dataclass(frozen=True, slots=True)
class InPlace(Arguments):
    """The functions of one network, which look at their arguments first.

    Args:
        means: What computes.
        program: What it was made from.
        defaults: The data of calls without data, or nothing where the model has none.
        dtype: The type of all arrays.
    """

    means: Means
    program: Program
    defaults: Sequence[Array] | None
    dtype: type

    def loss(self, parameters: Array, *data: Array) -> float:
        """Return the loss; of a batch, the mean."""
        return self.means.loss(self.checked_vector("parameters", parameters), self.checked_data(data))

    def gradient(self, parameters: Array, *arguments: Array) -> None:
        """Fill `gradient`. Arguments as those of `Compiled`."""
        self.loss_and_gradient(parameters, *arguments)

    def loss_and_gradient(self, parameters: Array, *arguments: Array) -> float:
        """Fill `gradient`, return the loss. Arguments as those of `Compiled`."""
        if not arguments:
            raise TypeError("needs the parameters and an array for the gradient")
        *data, gradient = arguments
        self.checked_vector("parameters", parameters)
        self.checked_vector("gradient", gradient, is_written=True)
        given = self.checked_data(data)
        self._apart("gradient", gradient, [("parameters", parameters), *zip(self.names, given, strict=True)])
        return self.means.loss_and_gradient(parameters, given, gradient)

    def update(self, parameters: Array, *arguments: Any) -> float:
        """Make one round in place; return the loss before. Arguments as those of `Compiled`."""
        control, given, _ = self._descending("update", parameters, arguments)
        return self.means.update(parameters, given, control)

    def train(self, parameters: Array, *arguments: Any) -> float:
        """Make many rounds in place; return the loss after. Arguments as those of `Compiled`."""
        control, given, rounds = self._descending("train", parameters, arguments)
        if not hasattr(rounds, "__index__"):
            raise TypeError(f"rounds: expected a whole number, given {type(rounds).__name__}")
        if not 0 <= index(rounds) <= sys.maxsize:
            raise ValueError(f"rounds: expected 0 or more{MOST if rounds > 0 else ''}, given {rounds}")
        cost = 1 + self.program.operations * (given[0].size // size_of(self.program.data[0]) if given else 1)
        left, most = index(rounds), max(1, LONG_PIECE // cost)
        while left > most:
            self.means.train(parameters, given, control, most)
            control = replace(control, round=control.round + most)
            left -= most
        return self.means.train(parameters, given, control, left)

    def bind(self, parameters: Array, *arguments: Array) -> Callable[[], float]:
        """Return loss_and_gradient with its arrays fixed."""
        self.loss_and_gradient(parameters, *arguments)
        *data, gradient = arguments
        call = self.means.bind(parameters, self.checked_data(data), gradient)

        def bound() -> float:
            loss = call()
            # The arrays were looked at once, but their numbers can have changed since.
            return loss if loss == loss else self.loss_and_gradient(parameters, *arguments)

        return bound

    def _descending(
        self, name: str, parameters: Array, arguments: Sequence[Any]
    ) -> tuple[Control, Sequence[Array], Any]:
        """Return what the update is given besides the parameters, the data, and the number of rounds."""
        steps = self.program.steps
        before = ["state"] * bool(steps.state)
        after = ["rate"] * steps.has_rate + ["round"] * steps.has_round + ["rounds"] * (name == "train")
        end = len(arguments) - len(after)
        if end < len(before):
            raise TypeError(f"{name}() needs parameters, {', '.join(before + after)}")
        found = dict(zip(before, arguments, strict=False)) | dict(zip(after, arguments[end:], strict=True))
        control = Control(found.get("state"), _rate(found.get("rate", 0.0)), _round(found.get("round", 1)))
        self.checked_vector("parameters", parameters, is_written=True)
        given = self.checked_data(arguments[len(before) : end])
        others = list(zip(self.names, given, strict=True))
        self._apart("parameters", parameters, others)
        if control.state is not None:
            self.checked_vector("state", control.state, is_written=True, parts=len(steps.state))
            self._apart("state", control.state, [("parameters", parameters), *others])
        return control, given, found.get("rounds")

    @staticmethod
    def _apart(name: str, written: Array, others: Sequence[tuple[str, Array]]) -> None:
        import numpy as np

        for other, array in others:
            if np.may_share_memory(written, array):
                raise ValueError(f"{name}: expected memory of its own, given an array that overlaps {other}")


def _rate(rate: Any) -> float:
    if isinstance(rate, str | bytes) or not (hasattr(rate, "__float__") or hasattr(rate, "__index__")):
        raise TypeError(f"rate: expected a number, given {type(rate).__name__}")
    step = float(rate)
    if step != step:
        raise ValueError("rate: expected a number, given nan")
    return step


def _round(number: Any) -> int:
    if not hasattr(number, "__index__"):
        raise TypeError(f"round: expected a whole number, given {type(number).__name__}")
    if not 1 <= index(number) <= sys.maxsize:
        raise ValueError(f"round: expected 1 or more{MOST if number > 1 else ''}, given {number}")
    return index(number)
