"""The axis of the samples among positions that are gathered: all of it, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .values import Value


@dataclass(frozen=True, slots=True)
class EverySample:
    """The positions of all samples, as one of several axes of positions.

    Args:
        axis: Which one they run along.
        axes: How many there are.
    """

    axis: int = 0
    axes: int = 1

    def __getitem__(self, picks: object) -> EverySample:
        order = list(picks) if isinstance(picks, tuple) else [picks]
        return EverySample(order.index(slice(None)), len(order))

    def placed(self, gathered: Value) -> Value:
        """Return what was gathered, with the samples first, in the order of the axes of positions."""
        own = len(gathered.shape) - 1
        before = own - self.axes + self.axis
        shorter = gathered.squeezed([before + 1]) if before >= 0 else gathered
        count = len(shorter.shape)
        order = [*range(1, count)]
        order.insert(max(before, 0), 0)
        return shorter.transposed(order) if order != list(range(count)) else shorter
