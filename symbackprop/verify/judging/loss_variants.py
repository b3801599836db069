"""Networks that a writer may have meant: the same one under another usual convention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...expression.tree import HALF, Expression, Power, Product, Quotient
from ...graph.equations import Equation, Graph, Term, bare
from ...models.network import Network
from .remarks import Remark, RemarkCode


def other_losses(network: Network) -> Iterator[tuple[Network, Remark]]:
    """Yield a network whose squared errors have another factor before them, and what a document then does."""
    if network.errors is None:
        return
    equation = network.graph.equation(network.errors)
    if equation is None or len(equation.terms) != 1:
        return
    body = equation.terms[0].body
    square = body.factors[1] if isinstance(body, Product) and len(body.factors) == 2 else body
    factor = body.factors[0] if square is not body and isinstance(body, Product) else None
    if not isinstance(square, Power) or not (factor is None or isinstance(factor, Quotient)):
        return
    if factor != HALF:
        yield _with_error(network, equation, Product((HALF, square))), Remark(RemarkCode.HALF_OF_THE_SQUARE)
    if factor is not None:
        yield _with_error(network, equation, square), Remark(RemarkCode.NO_FACTOR_OF_THE_SQUARE)


def _with_error(network: Network, equation: Equation, body: Expression) -> Network:
    new = Equation(equation.target, (Term(body),))
    equations = tuple(new if bare(one.target) == bare(equation.target) else one for one in network.graph.equations)
    return replace(network, graph=Graph(network.graph.leaves, equations))


def with_trained_biases(network: Network) -> Network | None:
    """Return the network with its biases trained, or None where there are none or they are."""
    biases = [layer.bias for layer in network.layers if layer.bias is not None and layer.bias not in network.trained]
    return replace(network, trained=(*network.trained, *biases)) if biases else None
