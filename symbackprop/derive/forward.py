"""The forward pass: each quantity from its equation, in symbols and in numbers."""

from __future__ import annotations

from ..expression.functions import computed_as
from ..expression.tree import Call, Expression
from ..graph.equations import Equation
from .numbers import Numbers
from .steps import Chain, Evaluation, elided, equal


def evaluation(equation: Equation, numbers: Numbers) -> Evaluation:
    """Return the lines that compute one scalar quantity."""
    target, body = equation.target, equation.body
    symbols = equal(*written_out(body))
    definition = computed_as(body) if isinstance(body, Call) else None
    return Evaluation(
        target, Chain(target, symbols), Chain(target, numbers.links(definition or body)), numbers.of(target)
    )


def written_out(body: Expression) -> tuple[Expression, ...]:
    """Return the right-hand side, and what it stands for where a function has a definition."""
    definition = computed_as(body) if isinstance(body, Call) else None
    return (elided(body),) if definition is None else (body, definition)
