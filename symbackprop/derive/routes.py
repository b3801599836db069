"""How derivatives of the loss are put together from the numbers before them, where results are carried.

What a line of the notes multiplies and adds is what its result is computed from, so each story has its own route.
"""

from __future__ import annotations

from collections.abc import Callable

from ..expression.tree import Expression, Symbol, plus, times
from .backward import BackwardPass
from .softmax import shortcut


def by_paths(steps: BackwardPass) -> Callable[[Symbol], Expression | None]:
    """Return the route of the chain rule along paths: products of factors, and sums of the shares of paths."""

    def put_together(by: Symbol) -> Expression | None:
        if by == steps.loss:
            return None
        short = None if steps.paths.is_signal(by) else short_form(steps, by)
        if short is not None:
            return short
        readers = steps.paths.readers(by)
        if len(readers) > 1:
            return plus(*(steps.share_value(factors) for _, factors in steps.paths.shares(by)))
        if not readers:
            return None
        return times(*map(steps.value, steps.paths.partials(steps.paths.path_from(by))))

    return put_together


def by_equations(steps: BackwardPass) -> Callable[[Symbol], Expression | None]:
    """Return the route of reverse accumulation: the equations of the adjoints, and their short forms."""

    def put_together(by: Symbol) -> Expression | None:
        return short_form(steps, by)

    return put_together


def short_form(steps: BackwardPass, net: Symbol) -> Expression | None:
    """Return the numbers in the output minus the target, where that is what is left of a derivative, or None."""
    softmax = steps.paths.softmax.get(steps.paths.declared(net))
    if softmax is not None:
        return steps.numbers.put_in(shortcut(steps.network, steps.numbers, softmax, net).last)
    forms = steps.short_forms(net)
    return steps.numbers.put_in(forms[-1]) if forms else None
