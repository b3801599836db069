"""What stands for a value until it is asked for: how many samples there are, and what recurrences fill."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .values import Pending, Shape, Trace, Value


@dataclass(frozen=True, eq=False, slots=True)
class Samples(Pending):
    """How many samples there are, as a number of the graph."""

    trace: Trace

    @property
    def value(self) -> Value:
        """The number, as one of those that are computed with."""
        count = self.trace.node("Shape", [self.trace.first], (1,), start=0, end=1)
        kind = self.trace.constant(np.zeros((), dtype=self.trace.dtype))
        cast = self.trace.node("CastLike", [count, kind], (1,))
        return cast.squeezed([0])


class Written(Pending):
    """An array of one number that a recurrence fills, a position after the other."""

    def __init__(self, trace: Trace, shape: Shape, number: float) -> None:
        self.trace, self.shape, self._number = trace, shape, number
        self._axis = 0
        self._parts: dict[int, Value] = {}
        self._whole: Value | None = None

    def __setitem__(self, given: object, value: object) -> None:
        self._axis, at = self._place(given)
        wanted = self.shape[: self._axis] + self.shape[self._axis + 1 :]
        part = self.trace.lifted(value)
        self._parts[at] = part if part.shape == wanted else self._filled(wanted, part)
        self._whole = None

    def __getitem__(self, given: object) -> Value:
        picks = given if isinstance(given, tuple) else (given,)
        ints = [at for at, pick in enumerate(picks) if isinstance(pick, int)]
        plain = all(isinstance(pick, int | slice) for pick in picks)
        if self._parts and plain and ints == [self._axis]:
            return self._part(int(picks[self._axis]))
        return self.value[given]

    @property
    def T(self) -> Value:  # noqa: N802
        """The transposed matrix."""
        return self.value.T

    def reshape(self, *shape: int) -> Value:
        """Return it in another shape."""
        return self.value.reshape(*shape)

    def mean(self) -> Value:
        """Return the mean over all samples."""
        return self.value.mean()

    @property
    def value(self) -> Value:
        """The whole array."""
        if not self._parts:
            return self._filled(self.shape, self.trace.lifted(self._number))
        if self._whole is None:
            size = self.shape[self._axis]
            parts = [self._part(at).spread([self._axis]) for at in range(size or 0)]
            self._whole = self.trace.node("Concat", parts, self.shape, axis=self._axis)
        return self._whole

    def _part(self, at: int) -> Value:
        if at not in self._parts:
            shape = self.shape[: self._axis] + self.shape[self._axis + 1 :]
            self._parts[at] = self._filled(shape, self.trace.lifted(self._number))
        return self._parts[at]

    def _filled(self, shape: Shape, value: Value) -> Value:
        return self.trace.node("Expand", [value, self.trace.shape_of(shape)], shape) if shape else value

    @staticmethod
    def _place(given: object) -> tuple[int, int]:
        picks = given if isinstance(given, tuple) else (given,)
        ((axis, at),) = [(axis, pick) for axis, pick in enumerate(picks) if isinstance(pick, int)]
        return axis, at
