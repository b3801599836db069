"""Layers of PyTorch as plain descriptions: a row a kind of module."""

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
    Sizes,
    Softmax,
)

Row = Callable[[Any], Layer | None]
"""From a module to what it computes; None where that is nothing, as with dropout after training."""

EXPECTED = "expected a torch.nn.Sequential of layers that symbackprop knows; docs/import.md lists them"


def torch_layers(module: Any) -> tuple[tuple[Layer, ...], Sizes]:
    """Return the layers of a `torch.nn.Sequential`, and the shape of its input where its first layer says it.

    Raises:
        SpecError: A layer is not supported.
    """
    if not _is_of_torch(module):
        raise SpecError(f"{type(module).__name__} is no module of torch.nn itself; {EXPECTED}")
    layers: list[Layer] = []
    shape: Sizes = ()
    for place, part in _parts(module, ""):
        row = MODULES.get(type(part).__name__) if _is_of_torch(part) else None
        if row is None:
            raise SpecError(f"{_at(place)}{type(part).__name__} is not supported; {EXPECTED}")
        try:
            layer = row(part)
        except ValueError as error:
            raise SpecError(f"{_at(place)}{type(part).__name__} {error}") from error
        is_lookup = type(part).__name__ == "Embedding"
        if is_lookup and layers:
            raise SpecError(f"{_at(place)}Embedding behind another layer is not supported; expected it first")
        if not layers and isinstance(layer, Dense) and not is_lookup:
            shape = (part.in_features,)
        if layer is not None:
            layers.append(layer)
    return tuple(layers), shape


def torch_loss(loss: Any, layers: tuple[Layer, ...]) -> str:
    """Return the name of a loss that is given by its name or as a module of PyTorch.

    Raises:
        SpecError: The loss is not supported, or does not fit the last layer.
    """
    if isinstance(loss, str):
        return loss
    name = type(loss).__name__
    if not _is_of_torch(loss) or name not in LOSSES:
        raise SpecError(f"loss: {name} is not supported; expected a name, or one of {', '.join(LOSSES)} of torch.nn")
    if loss.reduction != "mean":
        raise SpecError(f"loss: {name} has reduction={loss.reduction!r}; expected 'mean', as over a batch here")
    found, fits, expected = LOSSES[name]
    if getattr(loss, "weight", None) is not None or getattr(loss, "label_smoothing", 0) != 0:
        raise SpecError(f"loss: {name} with weights of classes or smoothed labels is not supported")
    if getattr(loss, "delta", 1) != 1 or getattr(loss, "beta", 1) != 1:
        raise SpecError(f"loss: {name} with another delta or beta than 1 is not supported")
    if not fits(layers[-1] if layers else None):
        raise SpecError(f"loss: {name} takes {expected}; the last layer gives something else")
    return found


def _is_of_torch(module: Any) -> bool:
    # A class of somebody else may compute anything in its `forward`, also where it is derived from one of these.
    return type(module).__module__.startswith("torch.nn.modules.")


def _at(place: str) -> str:
    return f"layer {place}: " if place else ""


def _parts(module: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield the layers of a module with the names by which PyTorch knows them."""
    if type(module).__name__ != "Sequential" or not _is_of_torch(module):
        yield place, module
        return
    for name, part in module.named_children():
        yield from _parts(part, f"{place}.{name}" if place else name)


def _array(tensor: Any) -> Array | None:
    """Return the numbers of a tensor; those of half precision as single ones, which they all are."""
    if tensor is None:
        return None
    plain = tensor.detach().cpu()
    if plain.is_complex() or plain.is_quantized or plain.is_sparse:
        raise ValueError(f"has numbers of the type {tensor.dtype}; expected floating-point ones")
    found: Array = plain.double().numpy()
    return np.array(found)


def _pair(value: int | tuple[int, ...], dimensions: int) -> Sizes:
    return (value,) * dimensions if isinstance(value, int) else tuple(value)


def _refused(what: str) -> NoReturn:
    raise ValueError(f"with {what} is not supported")


def _linear(module: Any) -> Layer:
    return Dense(module.out_features, module.bias is not None, _array(module.weight), _array(module.bias))


def _embedding(module: Any) -> Layer:
    if module.padding_idx is not None or module.max_norm is not None:
        _refused("padding_idx or max_norm")
    return Dense(module.embedding_dim, has_bias=False, weights=_array(module.weight), rows=True)


def _convolution(dimensions: int) -> Row:
    def row(module: Any) -> Layer:
        if module.padding_mode != "zeros":
            _refused(f"padding_mode={module.padding_mode!r}")
        dilation, size = _pair(module.dilation, dimensions), _pair(module.kernel_size, dimensions)
        return Convolution(
            module.out_channels,
            size,
            _pair(module.stride, dimensions),
            _padding(module.padding, size, dilation),
            dilation,
            module.bias is not None,
            _array(module.weight),
            _array(module.bias),
            groups=module.groups,
        )

    return row


def _padding(given: str | int | Sizes, size: Sizes, dilation: Sizes) -> tuple[tuple[int, int], ...]:
    if given == "valid":
        return ()
    if given == "same":
        total = [apart * (length - 1) for length, apart in zip(size, dilation, strict=True)]
        return tuple((both // 2, both - both // 2) for both in total)
    assert not isinstance(given, str)
    return tuple((one, one) for one in _pair(given, len(size)))


def _pooling(kind: str, dimensions: int) -> Row:
    def row(module: Any) -> Layer:
        size = _pair(module.kernel_size, dimensions)
        padding = tuple((one, one) for one in _pair(module.padding, dimensions))
        if module.ceil_mode:
            _refused("ceil_mode=True")
        if kind == "max" and (any(map(any, padding)) or any(one != 1 for one in _pair(module.dilation, dimensions))):
            _refused("padding or dilation")
        if kind == "mean" and any(map(any, padding)) and not module.count_include_pad:
            _refused("count_include_pad=False")
        if getattr(module, "divisor_override", None):
            _refused("divisor_override")
        return Pooling(kind, size, _pair(module.stride, dimensions), padding)

    return row


def _whole_pooling(kind: str) -> Row:
    def row(module: Any) -> Layer:
        if set(_pair(module.output_size, 1)) != {1}:
            _refused(f"output_size={module.output_size}")
        return Pooling(kind)

    return row


def _batch_norm(module: Any) -> Layer:
    if module.running_mean is None:
        _refused("track_running_stats=False")
    return BatchNorm(
        _array(module.running_mean),
        _array(module.running_var),
        _array(module.weight),
        _array(module.bias),
        module.eps,
        module.affine,
    )


def _layer_norm(module: Any) -> Layer:
    gains, shifts = _array(module.weight), _array(module.bias)
    return LayerNorm(len(module.normalized_shape), gains, shifts, module.eps, gains is not None, shifts is not None)


def _softmax(is_logarithm: bool) -> Row:
    def row(module: Any) -> Layer:
        if module.dim not in (1, -1):
            _refused(f"dim={module.dim}")
        return Softmax(is_logarithm)

    return row


def _flatten(module: Any) -> Layer:
    if (module.start_dim, module.end_dim) != (1, -1):
        _refused(f"start_dim={module.start_dim} and end_dim={module.end_dim}")
    return Flatten()


def _named(name: str) -> Row:
    return lambda _: activation(name)


def _gelu(module: Any) -> Layer:
    return activation("gelu" if module.approximate == "none" else "gelu_tanh")


def _elu(module: Any) -> Layer:
    return activation("elu") if module.alpha == 1 else activation("elu_by", alpha=module.alpha)


def _leaky_relu(module: Any) -> Layer:
    slope = module.negative_slope
    return activation("leaky_relu") if slope == 0.01 else activation("leaky_relu_by", slope=slope)


def _prelu(module: Any) -> Layer:
    if module.num_parameters != 1:
        _refused(f"num_parameters={module.num_parameters}")
    return Activation("prelu", weights=_array(module.weight))


def _softplus(module: Any) -> Layer:
    # Above the threshold PyTorch takes x itself, which differs in the tenth digit at most.
    return activation("softplus") if module.beta == 1 else activation("softplus_by", beta=module.beta)


def _nothing(_: Any) -> None:
    return None


MODULES: Mapping[str, Row] = MappingProxyType(
    {
        "AdaptiveAvgPool1d": _whole_pooling("mean"),
        "AdaptiveAvgPool2d": _whole_pooling("mean"),
        "AdaptiveMaxPool1d": _whole_pooling("max"),
        "AdaptiveMaxPool2d": _whole_pooling("max"),
        "AlphaDropout": _nothing,
        "AvgPool1d": _pooling("mean", 1),
        "AvgPool2d": _pooling("mean", 2),
        "BatchNorm1d": _batch_norm,
        "BatchNorm2d": _batch_norm,
        "CELU": lambda module: activation("celu", alpha=module.alpha),
        "Conv1d": _convolution(1),
        "Conv2d": _convolution(2),
        "Dropout": _nothing,
        "Dropout1d": _nothing,
        "Dropout2d": _nothing,
        "ELU": _elu,
        "Embedding": _embedding,
        "Flatten": _flatten,
        "GELU": _gelu,
        "Hardsigmoid": _named("hard_sigmoid"),
        "Hardswish": _named("hard_swish"),
        "Hardtanh": lambda module: activation("hard_tanh", low=module.min_val, high=module.max_val),
        "Identity": _nothing,
        "LayerNorm": _layer_norm,
        "LeakyReLU": _leaky_relu,
        "Linear": _linear,
        "LogSigmoid": _named("log_sigmoid"),
        "LogSoftmax": _softmax(is_logarithm=True),
        "MaxPool1d": _pooling("max", 1),
        "MaxPool2d": _pooling("max", 2),
        "Mish": _named("mish"),
        "PReLU": _prelu,
        "ReLU": _named("relu"),
        "ReLU6": _named("relu6"),
        "SELU": _named("selu"),
        "SiLU": _named("silu"),
        "Sigmoid": _named("sigmoid"),
        "Softmax": _softmax(is_logarithm=False),
        "Softplus": _softplus,
        "Softshrink": lambda module: activation("soft_shrink", bound=module.lambd),
        "Softsign": _named("softsign"),
        "Tanh": _named("tanh"),
        "Tanhshrink": _named("tanh_shrink"),
    }
)
"""By the names of PyTorch."""


def _ends(last: Layer | None) -> str:
    """Return what a last layer gives: logits, probabilities, or their logarithms."""
    match last:
        case Softmax(is_logarithm):
            return "logarithms" if is_logarithm else "probabilities"
        case Activation(function) if "sigmoid" in function:
            return "probabilities"
        case _:
            return "logits"


def _any(_: Layer | None) -> bool:
    return True


LOSSES: Mapping[str, tuple[str, Callable[[Layer | None], bool], str]] = MappingProxyType(
    {
        "BCELoss": (
            "mean-binary-cross-entropy",
            lambda last: isinstance(last, Activation) and _ends(last) == "probabilities",
            "what a sigmoid gives",
        ),
        "BCEWithLogitsLoss": (
            "mean-binary-cross-entropy",
            lambda last: _ends(last) == "logits",
            "logits, and applies a sigmoid itself",
        ),
        "CrossEntropyLoss": (
            "softmax-cross-entropy",
            lambda last: _ends(last) == "logits",
            "logits, and applies a softmax itself",
        ),
        "HuberLoss": ("mean-huber", _any, ""),
        "L1Loss": ("mean-absolute", _any, ""),
        "MSELoss": ("mean-squared", _any, ""),
        "NLLLoss": ("softmax-cross-entropy", lambda last: _ends(last) == "logarithms", "what LogSoftmax gives"),
        "SmoothL1Loss": ("mean-huber", _any, ""),
    }
)
"""By the names of PyTorch, a row of our losses, and what the last layer must give."""
