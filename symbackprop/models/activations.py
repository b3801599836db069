"""The activations: the rows of the function table that may follow a pre-activation, and none at all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..expression.functions import FUNCTIONS
from ..expression.tree import Call, Expression, Symbol

ACTIVATIONS: Mapping[str, str | None] = MappingProxyType(
    {"identity": None, **{name: name for name, function in FUNCTIONS.items() if function.activation}}
)
"""From the name in a spec to the function applied, or None where the output is the pre-activation itself."""


def activated(name: str, net: Symbol) -> Expression:
    """Return the output of a neuron with the given pre-activation."""
    function = ACTIVATIONS[name]
    return net if function is None else Call(function, net)
