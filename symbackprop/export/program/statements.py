"""The lowering: a network as straight-line statements, with the names of the notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...expression.tree import Expression, Number, Symbol
from ...graph.adjoint import reverse_accumulation
from ...graph.shifts import is_shifted
from ...models.network import Network
from ..saturation.stabilise import stabilised
from . import lowering
from .lowering import adjoints_of_elements, flattened, written_out


@dataclass(frozen=True, slots=True)
class Statement:
    """`target = value`."""

    target: Symbol
    value: Expression


@dataclass(frozen=True, slots=True)
class Program:
    """Statements in evaluation order.

    Args:
        constants: The given quantities that are not trained.
        parameters: The trained ones, in the order of every gradient.
        forward: From them to the loss.
        backward: From there to the gradient.
        loss: The scalar that is minimised.
        gradient: One expression a parameter.
    """

    constants: tuple[tuple[Symbol, Number], ...]
    parameters: tuple[tuple[Symbol, Number], ...]
    forward: tuple[Statement, ...]
    backward: tuple[Statement, ...]
    loss: Symbol
    gradient: tuple[Expression, ...]


def program(network: Network) -> Program:
    """Return the straight-line program of a network, in its stable form."""
    network.demand_values()
    if is_shifted(network.graph):
        network = flattened(network)
    stable = stabilised(network.graph, network.loss)
    backward = reverse_accumulation(stable.graph, network.loss, network.trained)
    trained, labels = set(network.parameters), network.labels
    adjoints = adjoints_of_elements(network.trained, backward.adjoint, labels)
    return Program(
        constants=tuple((leaf, network.values[leaf]) for leaf in network.scalar.leaves if leaf not in trained),
        parameters=tuple((parameter, network.values[parameter]) for parameter in network.parameters),
        forward=_statements(stable.forward, labels),
        backward=_statements(backward.graph.equations, labels),
        loss=network.loss,
        gradient=tuple(adjoints[parameter] for parameter in network.parameters),
    )


def _statements(statements: Iterable[lowering.Statement], labels: Mapping[Symbol, Symbol]) -> tuple[Statement, ...]:
    return tuple(Statement(equation.target, equation.body) for equation in written_out(statements, labels))
