"""The functions that whole-array code calls, as nodes of an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .pending import Samples, Written
from .samples import EverySample
from .values import Shape, Trace, Value, summed, where

HALF_A_SERIES = (
    -0.6513268598908547,
    0.6419697923564902,
    0.019476473204185836,
    -0.009561514786808632,
    -0.0009465953444820369,
    0.00036683949785276145,
    4.252332480690777e-05,
    -2.0278578112534242e-05,
    -1.6242900046470256e-06,
    1.3036558355805232e-06,
    1.5626441722066142e-08,
    -8.523809591492654e-08,
    6.5290544390988515e-09,
    5.059343495551469e-09,
    -9.91364156493033e-10,
    -2.273651222931836e-10,
    9.646791102015527e-11,
    2.3940380830391146e-12,
    -6.886027526497553e-12,
    8.944879273090725e-13,
    3.130921399342958e-13,
    -1.1270822361367252e-13,
    3.810905255189232e-16,
    7.106097613609237e-15,
    -1.5230282014571043e-15,
    -9.457494571291233e-17,
    1.210237189224279e-16,
    -2.816663087747177e-17,
)
"""The Chebyshev series of ln(erfc(x)/t) + x² in t = 2/(2 + x), made with 60 digits."""


@dataclass(frozen=True, slots=True)
class Functions:
    """What the statements find under the name of the module.

    Args:
        trace: The graph that they are written to.
    """

    trace: Trace

    def abs(self, x: object) -> Value:
        return self.trace.elementwise("Abs", x)

    def cos(self, x: object) -> Value:
        return self.trace.elementwise("Cos", x)

    def exp(self, x: object) -> Value:
        return self.trace.elementwise("Exp", x)

    def log(self, x: object) -> Value:
        return self.trace.elementwise("Log", x)

    def sin(self, x: object) -> Value:
        return self.trace.elementwise("Sin", x)

    def sqrt(self, x: object) -> Value:
        return self.trace.elementwise("Sqrt", x)

    def tanh(self, x: object) -> Value:
        return self.trace.elementwise("Tanh", x)

    def power(self, base: object, exponent: object) -> Value:
        return self.trace.elementwise("Pow", base, exponent)

    def expm1(self, x: object) -> Value:
        """Return e^x − 1, as tanh(x/2)·(e^x + 1), which loses no digit near 0."""
        value = self.trace.lifted(x)
        return self.tanh(0.5 * value) * (self.exp(value) + 1.0)

    def log1p(self, x: object) -> Value:
        """Return ln(1 + x); what 1 + x rounds away is put back by a factor."""
        value = self.trace.lifted(x)
        above = 1.0 + value
        lost = above - 1.0
        is_one = self.trace.elementwise("Equal", lost, 0.0)
        safe = self.trace.elementwise("Where", is_one, 1.0, lost)
        return self.trace.elementwise("Where", is_one, value, self.log(above) * (value / safe))

    def erfc(self, x: object) -> Value:
        """Return the complementary error function, to a rounding of 1 and to 14 digits of itself."""
        value = self.trace.lifted(x)
        size = self.abs(value)
        t = 2.0 / (2.0 + size)
        twice = 4.0 * t - 2.0
        last: Any = 0.0
        before: Any = 0.0
        for coefficient in reversed(HALF_A_SERIES[1:]):
            last, before = twice * last - before + coefficient, last
        found = t * self.exp(HALF_A_SERIES[0] + 0.5 * (twice * last) - before - size * size)
        return self.where(value < 0.0, 2.0 - found, found)

    def where(self, condition: object, then: object, otherwise: object) -> Value:
        if otherwise == 0.0 and isinstance(then, Value) and isinstance(otherwise, float):
            return where(condition, then, self.trace)
        return self.trace.elementwise("Where", condition, then, otherwise)

    def sum(self, value: object, axis: Sequence[int]) -> Value:
        return summed(self.trace.lifted(value), axis)

    def max(self, value: object, axis: Sequence[int]) -> Value:
        found = self.trace.lifted(value)
        over = [at % len(found.shape) for at in axis]
        shape = tuple(size for at, size in enumerate(found.shape) if at not in over)
        return self.trace.node("ReduceMax", [found], shape, axes=over, keepdims=0)

    def transpose(self, value: object, axes: Sequence[int]) -> Value:
        return self.trace.lifted(value).transposed(axes)

    def full(self, shape: Sequence[object], number: object) -> Written:
        sizes: Shape = tuple(None if isinstance(size, Samples) else int(str(size)) for size in shape)
        assert isinstance(number, float | int)
        return Written(self.trace, sizes, float(number))

    def array(self, values: object) -> Value:
        return self.trace.lifted(np.array(values, dtype=self.trace.dtype))

    def table(self, numbers: list[int]) -> NDArray[np.int64]:
        return np.array(numbers, dtype=np.int64)

    def added_at(self, shape: Sequence[object], places: Sequence[Any], given: object) -> Value:
        """Return an array of zeros to which values are added at positions along its first axes."""
        value = self.trace.lifted(given)
        is_sampled = isinstance(places[0], EverySample)
        known = np.broadcast_arrays(*(np.asarray(at, dtype=np.int64) for at in places[is_sampled:]))
        at = self.trace.constant(np.stack([np.reshape(one, one.shape[is_sampled:]) for one in known], axis=-1))
        count, along = known[0].ndim - is_sampled, len(known)
        sizes = self.full(shape, 0.0).shape
        if not is_sampled:
            return self.trace.node("ScatterND", [self.full(shape, 0.0).value, at, value], sizes, reduction="add")
        # Positions count along the first axes, so the samples stand behind these.
        turned = value.transposed([*range(1, count + 1), 0, *range(count + 1, len(value.shape))])
        inner = (*sizes[1 : along + 1], None, *sizes[along + 1 :])
        zeros = Written(self.trace, inner, 0.0).value
        found = self.trace.node("ScatterND", [zeros, at, turned], inner, reduction="add")
        return found.transposed([along, *range(along), *range(along + 1, len(inner))])

    def einsum(self, equation: str, *values: object) -> Value:
        inputs = [self.trace.lifted(value) for value in values]
        letters, result = equation.split("->")
        sizes = {
            letter: size
            for word, value in zip(letters.split(","), inputs, strict=True)
            for letter, size in zip(word, value.shape, strict=True)
        }
        return self.trace.node("Einsum", inputs, tuple(sizes[letter] for letter in result), equation=equation)

    def arange(self, size: object) -> Any:
        return EverySample() if isinstance(size, Samples) else np.arange(int(str(size)))

    def clip(self, value: Any, low: int, high: int) -> Any:
        return int(np.clip(value, low, high)) if isinstance(value, int) else np.clip(value, low, high)
