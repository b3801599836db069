"""Losses of Keras by our names: that which a model was compiled with, where none is given."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ..errors import SpecError
from .kinds import Layer, Softmax


def keras_loss(loss: Any, model: Any, layers: tuple[Layer, ...]) -> str:
    """Return the name of a loss that is given by name, or else of that which the model was compiled with.

    Raises:
        SpecError: The model was compiled with a loss that is not supported.
    """
    if loss:
        return str(loss)
    own = getattr(model, "loss", None)
    if own is None:
        return ""
    name = own if isinstance(own, str) else getattr(own, "__name__", type(own).__name__)
    found = LOSSES.get("".join(name.split("_")).lower())
    if found is None:
        raise SpecError(f"loss: {name[:60]} is not supported; give another by loss=…")
    settings = own.get_config() if hasattr(own, "get_config") else {}
    takes_logits = bool(settings.get("from_logits", False))
    gives_logits = not (isinstance(layers[-1], Softmax) or getattr(layers[-1], "function", "") == "sigmoid")
    if found in ("mean-binary-cross-entropy", "softmax-cross-entropy") and takes_logits != gives_logits:
        raise SpecError(f"loss: {name} has from_logits={takes_logits}; the last layer gives something else")
    if settings.get("label_smoothing") or settings.get("delta", 1.0) != 1.0:
        raise SpecError(f"loss: {name} with smoothed labels or another delta than 1 is not supported")
    return found


LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "binarycrossentropy": "mean-binary-cross-entropy",
        "categoricalcrossentropy": "softmax-cross-entropy",
        "huber": "mean-huber",
        "mae": "mean-absolute",
        "meanabsoluteerror": "mean-absolute",
        "meansquarederror": "mean-squared",
        "mse": "mean-squared",
        "sparsecategoricalcrossentropy": "softmax-cross-entropy",
    }
)
"""By the names of Keras, in small letters and without lines."""
