"""The last hypothesis of what a document is about: no network at all, so that each line is judged by its arithmetic."""

from __future__ import annotations

from ...expression.tree import ZERO, Symbol
from ...graph.equations import Equation, Graph, Term
from ...models.network import Network

NOTHING = Symbol("nothing")

ARITHMETIC = Network(
    title="arithmetic alone",
    graph=Graph((), (Equation(NOTHING, (Term(ZERO),)),)),
    loss=NOTHING,
    errors=None,
    trained=(),
    values={},
    learning_rate=None,
    labels={},
)
"""A network without quantities, in which no name means anything."""
