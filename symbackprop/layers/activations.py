"""The formulas of activations, a row each: those of our own table by name, others written over it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import unknown
from ..expression.functions import FUNCTIONS
from .kinds import Activation

SELU_SCALE, SELU_ALPHA = "1.0507009873554804934193349852946", "1.6732632423543772848170429916717"
ROOT_OF_TWO_OVER_PI = "0.79788456080286535587989211986876"

OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "celu": "where(x > 0, x, alpha*(exp(x/alpha) - 1))",
        "elu_by": "where(x > 0, x, alpha*(exp(x) - 1))",
        "gelu_tanh": f"0.5*x*(1 + tanh({ROOT_OF_TWO_OVER_PI}*(x + 0.044715*x^3)))",
        "hard_swish": "x*hard_sigmoid(x)",
        "hard_tanh": "clip(x, low, high)",
        "leaky_relu_by": "where(x > 0, x, slope*x)",
        "log_sigmoid": "-softplus(-x)",
        "mish": "x*tanh(softplus(x))",
        "prelu": "where(x > 0, x, slope*x)",
        "relu6": "clip(x, 0, 6)",
        "scaled_sigmoid": "clip(slope*x + height, 0, 1)",
        "selu": f"{SELU_SCALE}*where(x > 0, x, {SELU_ALPHA}*(exp(x) - 1))",
        "soft_shrink": "cases(x > bound, x - bound, x < -bound, x + bound, 0)",
        "softplus_by": "softplus(beta*x)/beta",
        "softsign": "x/(1 + abs(x))",
        "tanh_shrink": "x - tanh(x)",
    }
)
"""Over x and constants by name."""

ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {name: f"{name}(x)" for name, row in FUNCTIONS.items() if row.activation or name in ("abs", "exp", "sin", "cos")}
    | {"identity": "x", **OTHERS}
)
"""By name, the formula over x."""


def activation(name: str, **constants: float) -> Activation:
    """Return an activation by name.

    Raises:
        UnknownNameError: There is none of that name.
    """
    if name not in ACTIVATIONS:
        raise unknown("activation", name, sorted(ACTIVATIONS))
    return Activation(name, tuple(constants.items()))
