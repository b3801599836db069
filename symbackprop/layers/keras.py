"""Layers of Keras as plain descriptions: a row a kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np

from ..errors import SpecError
from .activations import activation
from .kinds import (
    Activation,
    Array,
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

Row = Callable[[Any], tuple[Layer, ...]]
"""From a layer to what it computes, one thing after the other."""

EXPECTED = "expected a keras.Sequential of layers that symbackprop knows; docs/import.md lists them"


def keras_layers(model: Any) -> tuple[tuple[Layer, ...], Sizes]:
    """Return the layers of a `keras.Sequential` that has been built, and the shape of its input.

    Raises:
        SpecError: A layer is not supported.
    """
    if not _is_of_keras(model, "models") or type(model).__name__ != "Sequential":
        raise SpecError(f"{type(model).__name__} is no keras.Sequential; {EXPECTED}")
    if not model.built or any(size is None for size in model.input_shape[1:]):
        raise SpecError("the shape of the input is not known; expected keras.Input with all sizes as the first layer")
    layers: list[Layer] = []
    shape = tuple(model.input_shape[1:])
    for part in _parts(model):
        name = type(part).__name__
        row = LAYERS.get(name) if _is_of_keras(part, "layers") else None
        if row is None:
            raise SpecError(f"layer {part.name!r}: {name} is not supported; {EXPECTED}")
        if name == "Embedding":
            if layers:
                raise SpecError(
                    f"layer {part.name!r}: Embedding behind another layer is not supported; expected it first"
                )
            shape = (*shape, part.input_dim)
        try:
            layers += row(part)
        except ValueError as error:
            raise SpecError(f"layer {part.name!r}: {name} {error}") from error
    return tuple(layers), shape


def _is_of_keras(thing: Any, part: str) -> bool:
    # A class of somebody else may compute anything in its `call`, also where it is derived from one of these.
    return type(thing).__module__.startswith(f"keras.src.{part}.")


def _parts(model: Any) -> Iterator[Any]:
    for part in model.layers:
        if type(part).__name__ == "Sequential" and _is_of_keras(part, "models"):
            yield from _parts(part)
        else:
            yield part


def _array(variable: Any) -> Array | None:
    if variable is None:
        return None
    from keras import ops

    return np.array(ops.convert_to_numpy(variable.value), dtype=np.float64)


def _refused(what: str) -> NoReturn:
    raise ValueError(f"with {what} is not supported")


def _activated(layer: Any) -> tuple[Layer, ...]:
    """Return what the activation of a layer computes; nothing where it is linear."""
    found = _activated_by(layer.activation)
    return () if found is None else (found,)


def _activated_by(function: Any) -> Layer | None:
    name = getattr(function, "__name__", type(function).__name__)
    if name not in ACTIVATIONS or not getattr(function, "__module__", "").startswith("keras.src.activations"):
        _refused(f"the activation {name[:40]!r}")
    return ACTIVATIONS[name]


def _dense(layer: Any) -> tuple[Layer, ...]:
    if getattr(layer, "lora_enabled", False):
        _refused("a low-rank adaptation")
    bias = _array(layer.bias)
    return (Dense(layer.units, bias is not None, _array(layer.kernel), bias, rows=True), *_activated(layer))


def _embedding(layer: Any) -> tuple[Layer, ...]:
    if layer.mask_zero or getattr(layer, "lora_enabled", False):
        _refused("mask_zero or a low-rank adaptation")
    return (Dense(layer.output_dim, has_bias=False, weights=_array(layer.embeddings), rows=True),)


def _convolution(layer: Any) -> tuple[Layer, ...]:
    return (_filters(layer, layer.filters, layer.groups, layer.kernel, layer.bias), *_activated(layer))


def _depthwise(layer: Any) -> tuple[Layer, ...]:
    channels = layer.input.shape[-1]
    filters = channels * layer.depth_multiplier
    return (_filters(layer, filters, channels, layer.kernel, layer.bias), *_activated(layer))


def _separable(layer: Any) -> tuple[Layer, ...]:
    channels, bias = layer.input.shape[-1], _array(layer.bias)
    first = _filters(layer, channels * layer.depth_multiplier, channels, layer.depthwise_kernel, None)
    ones = (1,) * len(layer.kernel_size)
    weights = _array(layer.pointwise_kernel)
    second = Convolution(layer.filters, ones, ones, (), ones, bias is not None, weights, bias, channels_last=True)
    return (first, second, *_activated(layer))


def _filters(layer: Any, count: int, groups: int, kernel: Any, biases: Any) -> Layer:
    _demand_channels_last(layer)
    bias, size = _array(biases), tuple(layer.kernel_size)
    stride, dilation = tuple(layer.strides), tuple(layer.dilation_rate)
    span = tuple(apart * (one - 1) + 1 for one, apart in zip(size, dilation, strict=True))
    padding = _padding(layer, span, stride)
    return Convolution(
        count,
        size,
        stride,
        padding,
        dilation,
        bias is not None,
        _array(kernel),
        bias,
        channels_last=True,
        groups=groups,
    )


def _padding(layer: Any, span: Sizes, stride: Sizes) -> tuple[tuple[int, int], ...]:
    if layer.padding == "valid":
        return ()
    if layer.padding == "causal":
        return ((span[0] - 1, 0),)
    if layer.padding != "same":
        _refused(f"padding={layer.padding!r}")
    found = []
    for length, one, step in zip(layer.input.shape[1:-1], span, stride, strict=True):
        both = max((-(-length // step) - 1) * step + one - length, 0)
        found.append((both // 2, both - both // 2))
    return tuple(found)


def _demand_channels_last(layer: Any) -> None:
    if layer.data_format != "channels_last":
        _refused(f"data_format={layer.data_format!r}")


def _pooling(kind: str) -> Row:
    def row(layer: Any) -> tuple[Layer, ...]:
        _demand_channels_last(layer)
        size, stride = tuple(layer.pool_size), tuple(layer.strides)
        if any(map(any, _padding(layer, size, stride))):
            _refused("padding='same' where it adds places")
        return (Pooling(kind, size, stride, channels_last=True),)

    return row


def _whole_pooling(kind: str) -> Row:
    def row(layer: Any) -> tuple[Layer, ...]:
        _demand_channels_last(layer)
        return (Pooling(kind, channels_last=True, keeps_places=bool(layer.keepdims)),)

    return row


def _batch_norm(layer: Any) -> tuple[Layer, ...]:
    if layer.axis not in (-1, len(layer.input.shape) - 1):
        _refused(f"axis={layer.axis}")
    if layer.center != layer.scale:
        _refused("only one of center and scale")
    means, variances = _array(layer.moving_mean), _array(layer.moving_variance)
    gains, shifts = (_array(layer.gamma), _array(layer.beta)) if layer.scale else (None, None)
    return (BatchNorm(means, variances, gains, shifts, layer.epsilon, bool(layer.scale), channels_last=True),)


def _layer_norm(layer: Any) -> tuple[Layer, ...]:
    axis = layer.axis if isinstance(layer.axis, int) else tuple(layer.axis)
    if axis not in (-1, (-1,), len(layer.input.shape) - 1) or getattr(layer, "rms_scaling", False):
        _refused(f"axis={axis} or rms_scaling")
    gains = _array(layer.gamma) if layer.scale else None
    shifts = _array(layer.beta) if layer.center else None
    return (LayerNorm(1, gains, shifts, layer.epsilon, gains is not None, shifts is not None),)


def _recurrent(cell: str) -> Row:
    def row(layer: Any) -> tuple[Layer, ...]:
        if layer.go_backwards or layer.stateful or layer.return_state:
            _refused("go_backwards, stateful or return_state")
        inner = layer.cell
        activations = [_activated_by(function) for function in (inner.activation, _gate(inner))]
        if any(found is not None and not isinstance(found, Activation) for found in activations):
            _refused("a softmax as its activation")
        state, gate = (found if isinstance(found, Activation) else activation("identity") for found in activations)
        biases = _array(inner.bias) if inner.use_bias else None
        return (
            Recurrent(
                cell,
                layer.units,
                layer.return_sequences,
                biases is not None,
                _array(inner.kernel),
                _array(inner.recurrent_kernel),
                biases,
                state,
                gate,
                bool(getattr(inner, "reset_after", False)),
            ),
        )

    return row


def _gate(cell: Any) -> Any:
    return getattr(cell, "recurrent_activation", cell.activation)


def _relu(layer: Any) -> tuple[Layer, ...]:
    slope, threshold, most = float(layer.negative_slope), float(layer.threshold), layer.max_value
    if threshold or (slope and most is not None):
        _refused("a threshold, or a slope and a greatest value")
    if slope:
        return (activation("leaky_relu_by", slope=slope),)
    return (activation("relu") if most is None else activation("hard_tanh", low=0.0, high=float(most)),)


def _softmax(layer: Any) -> tuple[Layer, ...]:
    if layer.axis != -1:
        _refused(f"axis={layer.axis}")
    return (Softmax(),)


def _nothing(_: Any) -> tuple[Layer, ...]:
    return ()


ACTIVATIONS: Mapping[str, Layer | None] = MappingProxyType(
    {
        "celu": activation("celu", alpha=1.0),
        "elu": activation("elu"),
        "exponential": activation("exp"),
        "gelu": activation("gelu"),
        "hard_sigmoid": activation("hard_sigmoid"),
        "hard_silu": activation("hard_swish"),
        "hard_tanh": activation("hard_tanh", low=-1.0, high=1.0),
        "leaky_relu": activation("leaky_relu_by", slope=0.2),
        "linear": None,
        "log_sigmoid": activation("log_sigmoid"),
        "log_softmax": Softmax(is_logarithm=True),
        "mish": activation("mish"),
        "relu": activation("relu"),
        "relu6": activation("relu6"),
        "selu": activation("selu"),
        "sigmoid": activation("sigmoid"),
        "silu": activation("silu"),
        "softmax": Softmax(),
        "softplus": activation("softplus"),
        "softsign": activation("softsign"),
        "tanh": activation("tanh"),
        "tanh_shrink": activation("tanh_shrink"),
    }
)
"""By the names of the functions of Keras."""

LAYERS: Mapping[str, Row] = MappingProxyType(
    {
        "Activation": _activated,
        "AlphaDropout": _nothing,
        "AveragePooling1D": _pooling("mean"),
        "AveragePooling2D": _pooling("mean"),
        "BatchNormalization": _batch_norm,
        "Conv1D": _convolution,
        "Conv2D": _convolution,
        "Dense": _dense,
        "DepthwiseConv1D": _depthwise,
        "DepthwiseConv2D": _depthwise,
        "Dropout": _nothing,
        "ELU": lambda layer: (activation("elu_by", alpha=float(layer.alpha)),),
        "Embedding": _embedding,
        "Flatten": lambda _: (Flatten(),),
        "GRU": _recurrent("gru"),
        "GaussianDropout": _nothing,
        "GaussianNoise": _nothing,
        "GlobalAveragePooling1D": _whole_pooling("mean"),
        "GlobalAveragePooling2D": _whole_pooling("mean"),
        "GlobalMaxPooling1D": _whole_pooling("max"),
        "GlobalMaxPooling2D": _whole_pooling("max"),
        "Identity": _nothing,
        "InputLayer": _nothing,
        "LSTM": _recurrent("lstm"),
        "LayerNormalization": _layer_norm,
        "LeakyReLU": lambda layer: (activation("leaky_relu_by", slope=float(layer.negative_slope)),),
        "MaxPooling1D": _pooling("max"),
        "MaxPooling2D": _pooling("max"),
        "ReLU": _relu,
        "SeparableConv1D": _separable,
        "SeparableConv2D": _separable,
        "SimpleRNN": _recurrent("rnn"),
        "Softmax": _softmax,
        "SpatialDropout1D": _nothing,
        "SpatialDropout2D": _nothing,
    }
)
"""By the names of Keras."""
