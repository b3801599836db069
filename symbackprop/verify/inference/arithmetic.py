"""The last hypothesis of what a document is about: no network at all, so that each line is judged by its arithmetic."""

from __future__ import annotations

from fractions import Fraction

from ...expression.tree import Number, Symbol
from ...graph.equations import Equation, Graph, Term
from ...models.network import Network

NOTHING = Symbol("nothing")

ANYTHING = Number(Fraction(37, 61), "37/61")
"""What stands for the argument of a function, where a formula of it is tried: no number that formulas single out."""

ARITHMETIC = Network(
    title="arithmetic alone",
    graph=Graph((), (Equation(NOTHING, (Term(ANYTHING),)),)),
    loss=NOTHING,
    errors=None,
    trained=(),
    values={},
    learning_rate=None,
    labels={},
)
"""A network without quantities, in which no name means anything."""
