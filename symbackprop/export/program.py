"""The lowering: a network as straight-line statements, with the names of the notes."""

from __future__ import annotations

from dataclasses import dataclass

from ..expression.tree import Expression, Number, Symbol
from ..models.network import Network


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
    """Return the straight-line program of a network."""
    network.demand_values()
    trained = set(network.parameters)
    statements = [Statement(equation.target, equation.body) for equation in network.both.equations]
    split = len(network.scalar.equations)
    return Program(
        constants=tuple((leaf, network.values[leaf]) for leaf in network.scalar.leaves if leaf not in trained),
        parameters=tuple((parameter, network.values[parameter]) for parameter in network.parameters),
        forward=tuple(statements[:split]),
        backward=tuple(statements[split:]),
        loss=network.loss,
        gradient=tuple(network.gradient.values()),
    )
