"""The forward pass: each quantity from its equation, in symbols and in numbers."""

from __future__ import annotations

from ..expression.functions import computed_as
from ..expression.tree import ONE, Call, Expression, Sum, Symbol, times
from ..graph.equations import Equation, bare
from ..models.network import Network
from .numbers import Numbers
from .steps import Chain, Evaluation, elided, equal


def evaluation(equation: Equation, numbers: Numbers) -> Evaluation:
    """Return the lines that compute one scalar quantity."""
    target, body = equation.target, with_ones(equation.body, numbers.network)
    symbols = equal(*written_out(body))
    definition = computed_as(body) if isinstance(body, Call) else None
    return Evaluation(
        target, Chain(target, symbols), Chain(target, numbers.links(definition or body)), numbers.of(target)
    )


def with_ones(body: Expression, network: Network) -> Expression:
    """Return an equation with each bias times the input 1 that it belongs to, where the notes are to be written so."""
    if not network.writing.ones or not isinstance(body, Sum):
        return body
    biases = {bare(layer.bias) for layer in network.layers if layer.bias is not None}

    def is_bias(term: Expression) -> bool:
        place = network.single.place(term) if isinstance(term, Symbol) else None
        return place is not None and bare(place[0]) in biases

    return Sum(tuple(times(term, ONE) if is_bias(term) else term for term in body.terms))


def written_out(body: Expression) -> tuple[Expression, ...]:
    """Return the right-hand side, and what it stands for where a function has a definition."""
    definition = computed_as(body) if isinstance(body, Call) else None
    return (elided(body),) if definition is None else (body, definition)
