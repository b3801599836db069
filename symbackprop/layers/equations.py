"""Layers as equations in index notation, with the arrays of their numbers.

A quantity is called by what it is and by the number of its layer: `W1`, `b1`, `z1` for what is before an activation and
`a1` for what is behind it; the input is `x`, the output `y`, the target `t`, the loss `E`. The module is long because
one writer has all that the kinds of layers share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import SpecError
from .activations import ACTIVATIONS
from .kinds import (
    Activation,
    BatchNorm,
    Convolution,
    Dense,
    Flatten,
    Layer,
    LayerNorm,
    Pooling,
    Recurrent,
    Sizes,
    Softmax,
)
from .losses import LOSSES
from .recurrent import recurrent

if TYPE_CHECKING:
    from .kinds import Array

FIRST_VALUES: Mapping[str, float] = MappingProxyType(
    {"b": 0.0, "c": 0.0, "g": 1.0, "mean": 0.0, "slope": 0.25, "var": 1.0}
)
"""What training begins with, by the letter of a quantity: biases, shifts, gains, means, slopes and variances."""

INPUT, OUTPUT, TARGET, LOSS = "x", "y", "t", "E"
LETTERS = "ijklmnopqrsuvcdfgh"
WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Formulas:
    """A model as text, and its numbers.

    Args:
        lines: The equations.
        sizes: Of the indices.
        shapes: Of all that is given.
        trained: The names of the parameters, in order.
        arrays: By name, the numbers that there are.
        tables: By name, the positions that are looked up.
        inputs: What a network reads besides its target.
    """

    lines: tuple[str, ...]
    sizes: Mapping[str, int]
    shapes: Mapping[str, Sizes]
    trained: tuple[str, ...]
    arrays: Mapping[str, Array]
    tables: Mapping[str, Array]
    inputs: tuple[str, ...] = (INPUT,)


def formulas(layers: Sequence[Layer], shape: Sizes, loss: str) -> Formulas:
    """Return the equations of layers and of a loss.

    Args:
        layers: One or more.
        shape: Of the input of one sample.
        loss: A row of LOSSES.

    Raises:
        SpecError: A layer does not fit what comes before it.
    """
    writer = Writer(shape)
    writer.write(layers)
    writer.end(loss)
    return Formulas(
        tuple(writer.lines),
        writer.sizes,
        writer.shapes,
        tuple(writer.trained),
        writer.arrays,
        writer.tables,
    )


@dataclass
class Writer:
    """Equations while they are written."""

    shape: Sizes
    lines: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, Sizes] = field(default_factory=dict)
    trained: list[str] = field(default_factory=list)
    arrays: dict[str, Array] = field(default_factory=dict)
    tables: dict[str, Array] = field(default_factory=dict)
    number: int = 0
    value: str = INPUT
    axes: tuple[str, ...] = ()
    is_flat: bool = False
    is_last: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def write(self, layers: Sequence[Layer]) -> None:
        self.axes = tuple(map(self.index, self.shape))
        self.shapes[INPUT] = self.shape
        computing = [at for at, layer in enumerate(layers) if not isinstance(layer, Flatten)]
        for at, layer in enumerate(layers):
            self.number, self.is_last = at + 1, bool(computing) and at == computing[-1]
            WRITERS[type(layer)](self, layer)
        if not computing:
            raise SpecError("there is no layer that computes anything; expected one, such as Dense")

    def end(self, loss: str) -> None:
        row = LOSSES[loss]
        over = ", ".join(self.axes)
        target, output = f"{TARGET}{self.at(self.axes)}", f"{self.value}{self.at(self.axes)}"
        count = prod(self.dimensions)
        body = _replaced(row.formula, {"t": target, "y": output})
        body = f"1/{count}*{_bracketed(body)}" if row.is_mean and count > 1 else body
        self.lines.append(f"{LOSS} = sum({over}, {body})" if over else f"{LOSS} = {body}")
        self.shapes[TARGET] = self.dimensions

    @property
    def dimensions(self) -> Sizes:
        return tuple(self.sizes[axis] for axis in self.axes)

    def index(self, size: int) -> str:
        """Return a new index."""
        at = len(self.sizes)
        name = LETTERS[at] if at < len(LETTERS) else f"i{at}"
        self.sizes[name] = size
        return name

    def name(self, letter: str) -> str:
        """Return the name of a new quantity of a kind."""
        self.counts[letter] = self.counts.get(letter, 0) + 1
        return f"{letter}{self.counts[letter]}"

    def result(self, letter: str) -> str:
        """Return the name of what a layer computes last."""
        return OUTPUT if self.is_last else self.name(letter)

    def at(self, axes: Sequence[str]) -> str:
        return f"[{','.join(axes)}]" if axes else ""

    @property
    def read(self) -> str:
        """The value so far, at the indices that it has."""
        return f"{self.value}{self.at(self.axes)}"

    def given(self, letter: str, axes: Sequence[str], array: Array | None, is_trained: bool = True) -> str:
        """Return a read of a new given quantity; what is no matrix has values to begin with."""
        name = self.name(letter)
        shape = tuple(self.sizes[axis] for axis in axes)
        if array is None and letter in FIRST_VALUES:
            array = np.full(shape, FIRST_VALUES[letter])
        if array is not None:
            if prod(array.shape) != prod(shape):
                raise self.refused(f"has {letter} of shape {array.shape}, expected {shape}")
            self.arrays[name] = array.reshape(shape)
        self.shapes[name] = shape
        if is_trained:
            self.trained.append(name)
        return f"{name}{self.at(axes)}"

    def table(self, positions: Array) -> str:
        """Return the name of a table of positions, which are counted from 1."""
        name = self.name("at")
        self.tables[name] = positions
        return name

    def applied(self, layer: Activation, argument: str) -> str:
        """Return the formula of an activation."""
        names = {name: _literal(value) for name, value in layer.constants} | {"x": argument}
        if layer.function == "prelu":
            names["slope"] = self.given("slope", (), layer.weights)
        return _replaced(ACTIVATIONS[layer.function], names)

    def define(self, name: str, axes: Sequence[str], body: str) -> None:
        """Write an equation, whose target is the value from now on."""
        self.lines.append(f"{name}{self.at(axes)} = {body}")
        self.value, self.axes = name, tuple(axes)

    def refused(self, message: str) -> SpecError:
        return SpecError(f"layer {self.number}: {message}")

    def demand_whole(self, layer: Layer) -> None:
        """Refuse a layer that does not read several dimensions as one."""
        if self.is_flat and len(self.axes) > 1:
            raise self.refused(f"{type(layer).__name__} after Flatten is not supported; expected Dense")

    def channels_first(self, layer: Convolution | Pooling, dimensions: int) -> tuple[str, tuple[str, ...]]:
        """Return the index of the channels, and those of places."""
        self.demand_whole(layer)
        if len(self.axes) != dimensions + 1:
            raise self.refused(
                f"{type(layer).__name__} in {dimensions} dimensions reads {dimensions + 1} with the channels; "
                f"found {self.dimensions}"
            )
        return (self.axes[-1], self.axes[:-1]) if layer.channels_last else (self.axes[0], self.axes[1:])

    def placed(self, channel: str, places: Sequence[str], is_last: bool) -> tuple[str, ...]:
        return (*places, channel) if is_last else (channel, *places)


def _dense(writer: Writer, layer: Dense) -> None:
    over, free = (writer.axes, ()) if writer.is_flat else (writer.axes[-1:], writer.axes[:-1])
    if not over:
        raise writer.refused("Dense reads a vector; found a single number")
    out = writer.index(layer.outputs)
    weights = writer.given("W", (*over, out) if layer.rows else (out, *over), layer.weights)
    factors = f"{writer.read}*{weights}" if layer.rows else f"{weights}*{writer.read}"
    bias = f" + {writer.given('b', (out,), layer.biases)}" if layer.has_bias else ""
    writer.define(writer.result("z"), (*free, out), f"sum({', '.join(over)}, {factors}){bias}")
    writer.is_flat = False


def _activation(writer: Writer, layer: Activation) -> None:
    body = writer.applied(layer, writer.read)
    writer.define(writer.result("a"), writer.axes, body)


def _softmax(writer: Writer, layer: Softmax) -> None:
    writer.demand_whole(layer)
    own = writer.axes[-1]
    body = (
        f"{writer.read} - logsumexp({own}, {writer.read})" if layer.is_logarithm else f"softmax({own}, {writer.read})"
    )
    writer.define(writer.result("p"), writer.axes, body)


def _flatten(writer: Writer, _: Flatten) -> None:
    writer.is_flat = True


def _convolution(writer: Writer, layer: Convolution) -> None:
    dimensions = len(layer.size)
    channel, places = writer.channels_first(layer, dimensions)
    stride, padding, dilation = _windows(layer.size, layer.stride or (1,) * dimensions, layer.padding, layer.dilation)
    out = writer.index(layer.outputs)
    runs, inside, reads = [], [], []
    for at, place in enumerate(places):
        span = dilation[at] * (layer.size[at] - 1) + 1
        runs.append(writer.index(_count(writer, writer.sizes[place], span, stride[at], padding[at])))
        inside.append(writer.index(layer.size[at]))
        reads.append(_position(runs[-1], stride[at], inside[-1], dilation[at], padding[at]))
    summed, read = _of_group(writer, layer, channel, out)
    order = (*inside, summed, out) if layer.channels_last else (out, summed, *inside)
    weights = writer.given("W", order, layer.weights)
    value = f"{writer.value}{writer.at(writer.placed(read, reads, layer.channels_last))}"
    over = ", ".join(writer.placed(summed, inside, layer.channels_last))
    bias = f" + {writer.given('b', (out,), layer.biases)}" if layer.has_bias else ""
    axes = writer.placed(out, runs, layer.channels_last)
    writer.define(writer.result("z"), axes, f"sum({over}, {weights}*{value}){bias}")


def _of_group(writer: Writer, layer: Convolution, channel: str, out: str) -> tuple[str, str]:
    """Return the index over the channels that a filter reads, and the position of such a channel."""
    if layer.groups == 1:
        return channel, channel
    channels = writer.sizes[channel]
    if layer.groups < 1 or channels % layer.groups or layer.outputs % layer.groups:
        raise writer.refused(
            f"Convolution cannot cut {channels} channels and {layer.outputs} filters into groups={layer.groups}"
        )
    each = channels // layer.groups
    inner = writer.index(each)
    if each == 1 and layer.outputs == channels:
        return inner, out
    begin = np.arange(layer.outputs) // (layer.outputs // layer.groups) * each
    return inner, f"{writer.table(begin[:, None] + np.arange(1, each + 1))}[{out},{inner}]"


def _pooling(writer: Writer, layer: Pooling) -> None:
    dimensions = len(layer.size) or len(writer.axes) - 1
    channel, places = writer.channels_first(layer, dimensions)
    size = layer.size or tuple(writer.sizes[place] for place in places)
    if not layer.size and not layer.keeps_places:
        over = ", ".join(places)
        body = f"max({over}, {writer.read})" if layer.kind == "max" else f"sum({over}, 1/{prod(size)}*{writer.read})"
        writer.define(writer.result("p"), (channel,), body)
        return
    stride, padding, dilation = _windows(size, layer.stride or size, layer.padding, ())
    if layer.kind == "max" and any(map(any, padding)):
        raise writer.refused("Pooling of the greatest with padding is not supported; expected none")
    runs, inside, reads = [], [], []
    for at, place in enumerate(places):
        runs.append(writer.index(_count(writer, writer.sizes[place], size[at], stride[at], padding[at])))
        inside.append(writer.index(size[at]))
        reads.append(_position(runs[-1], stride[at], inside[-1], dilation[at], padding[at]))
    value = f"{writer.value}{writer.at(writer.placed(channel, reads, layer.channels_last))}"
    over = ", ".join(inside)
    body = f"max({over}, {value})" if layer.kind == "max" else f"sum({over}, 1/{prod(size)}*{value})"
    writer.define(writer.result("p"), writer.placed(channel, runs, layer.channels_last), body)


def _batch_norm(writer: Writer, layer: BatchNorm) -> None:
    if writer.is_flat and len(writer.axes) > 1:
        raise writer.refused("BatchNorm after Flatten is not supported; expected it before, or behind Dense")
    channel = (writer.axes[-1] if layer.channels_last else writer.axes[0],)
    mean = writer.given("mean", channel, layer.means, is_trained=False)
    variance = writer.given("var", channel, layer.variances, is_trained=False)
    scaled = f"({writer.read} - {mean})/sqrt({variance} + {_literal(layer.epsilon)})"
    if layer.is_affine:
        gain, shift = writer.given("g", channel, layer.gains), writer.given("c", channel, layer.shifts)
        scaled = f"{gain}*{scaled} + {shift}"
    writer.define(writer.result("n"), writer.axes, scaled)


def _layer_norm(writer: Writer, layer: LayerNorm) -> None:
    writer.demand_whole(layer)
    if layer.dimensions > len(writer.axes):
        raise writer.refused(f"LayerNorm over {layer.dimensions} dimensions reads {writer.dimensions}")
    axes, read = writer.axes, writer.read
    free, own = axes[: -layer.dimensions], axes[-layer.dimensions :]
    mean, apart, root = writer.name("m"), writer.name("d"), writer.name("r")
    over = ", ".join(own)
    writer.define(mean, free, f"mean({over}, {read})")
    writer.define(apart, axes, f"{read} - {mean}{writer.at(free)}")
    epsilon = _literal(layer.epsilon)
    writer.define(root, free, f"sqrt(mean({over}, {apart}{writer.at(axes)}^2) + {epsilon})")
    body = f"{apart}{writer.at(axes)}/{root}{writer.at(free)}"
    body = f"{writer.given('g', own, layer.gains)}*{body}" if layer.has_gain else body
    body = f"{body} + {writer.given('c', own, layer.shifts)}" if layer.has_shift else body
    writer.define(writer.result("n"), axes, body)


def _windows(
    size: Sizes, stride: Sizes, padding: tuple[tuple[int, int], ...], dilation: Sizes
) -> tuple[Sizes, tuple[tuple[int, int], ...], Sizes]:
    ones = (1,) * len(size)
    return stride or ones, padding or ((0, 0),) * len(size), dilation or ones


def _count(writer: Writer, length: int, span: int, stride: int, padding: tuple[int, int]) -> int:
    found = (length + sum(padding) - span) // stride + 1
    if found < 1:
        raise writer.refused(f"a window of {span} does not fit into {length} places")
    return found


def _position(run: str, stride: int, inside: str, dilation: int, padding: tuple[int, int]) -> str:
    """Return where a window reads: its first place is 1 − the padding, and the next are `dilation` apart."""
    terms = [f"{stride}*{run}" if stride > 1 else run, f"{dilation}*{inside}" if dilation > 1 else inside]
    offset = 1 - stride - dilation - padding[0]
    text = f"{'+'.join(terms)}{offset:+d}" if offset else "+".join(terms)
    return f"{text} else 0" if any(padding) else text


def _literal(value: float) -> str:
    return repr(int(value)) if value == int(value) and abs(value) < 10**15 else repr(float(value))


def _replaced(formula: str, names: Mapping[str, str]) -> str:
    """Return a formula with its names replaced, all at once."""
    return WORD.sub(lambda found: names.get(found[0], found[0]), formula)


def _bracketed(body: str) -> str:
    return f"({body})" if body.startswith("-") else body


WRITERS: Mapping[type[Any], Callable[[Writer, Any], None]] = MappingProxyType(
    {
        Activation: _activation,
        BatchNorm: _batch_norm,
        Convolution: _convolution,
        Dense: _dense,
        Flatten: _flatten,
        LayerNorm: _layer_norm,
        Pooling: _pooling,
        Recurrent: recurrent,
        Softmax: _softmax,
    }
)
"""From the kind of a layer to what writes its equations."""
