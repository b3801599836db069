"""Whether a work grows as its input does: done for n and for 4n, in processor time and with a wide margin."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

FACTOR = 4
MOST = 10.0
"""Four times the input may take so many times as long; a quadratic algorithm takes sixteen."""

UNSEEN = 0.05
"""Seconds that tell nothing: warming up, another process's cache."""

TRIES = 3


def assert_growth_is_linear(work: Callable[[int], object], size: int) -> None:
    """Fail where four times the input takes far more than four times as long, try after try.

    Args:
        work: Does the work for an input of a size.
        size: The smaller size; chosen so that the work takes some hundredths of a second.
    """
    ratios = []
    for _ in range(TRIES):
        small, large = _seconds(work, size), _seconds(work, FACTOR * size)
        ratios.append((large - UNSEEN) / max(small, UNSEEN / FACTOR))
        if ratios[-1] <= MOST:
            return
    raise AssertionError(
        f"{FACTOR} times the input takes {', '.join(f'{ratio:.0f}' for ratio in ratios)} times as long"
    )


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    began = process_time()
    work(size)
    return process_time() - began
