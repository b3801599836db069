"""The table of losses: one row each, pointwise over an output and its target; the total is their sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..expression.tree import HALF, TWO, Expression, Negative, Power, Product, Sum, Symbol


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss.

    Args:
        title: How a sentence names it.
        of: Builds the error of one output from the symbols of its target and of the output.
    """

    title: str
    of: Callable[[Symbol, Symbol], Expression]


def _difference(target: Symbol, out: Symbol) -> Expression:
    return Power(Sum((target, Negative(out))), TWO)


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "half-squared": Loss("half the squared error", lambda t, o: Product((HALF, _difference(t, o)))),
        "squared": Loss("the squared error", _difference),
    }
)
