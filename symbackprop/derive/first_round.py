"""The first round of training: the equations of its update, with the names and numbers of the notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..expression.tree import Expression, Number, Partial, Symbol, substitute, updated
from ..graph.update import NORM, PARAMETER, RATE, ROUND, SLOPE, Update
from ..models.network import Network
from .numbers import Numbers
from .steps import Chain, Link, equal

APART = "opt"
"""What stands below a name of the update that a quantity of the network has too."""


def named(network: Network, update: Update) -> dict[Symbol, Expression]:
    """Return how the names of an update are written beside those of a network."""
    taken = {symbol.base for symbol in (*network.graph.declared, *network.labels.values())}
    names: list[Symbol] = [ROUND, NORM, RATE, *update.constants, *update.state]
    names += [equation.target for equation in update.equations]
    found: dict[Symbol, Expression] = {}
    for name in names:
        if name != updated(PARAMETER):
            below = f"{name.subscript},{APART}".strip(",") if name.base in taken else name.subscript
            found[name] = replace(name, subscript=below)
    return found


def named_for(network: Network, update: Update, weight: Symbol) -> dict[Symbol, Expression]:
    """Return the names of an update for one weight, whose own name stands below what it has its own of."""
    names = named(network, update)
    shared = {*update.constants, *update.uniform, *update.shared, RATE}
    plain = not (weight.superscript or weight.accent or weight.sample)
    below = f"{weight.base}{weight.subscript}"
    own = {
        name: replace(shown, subscript=f"{shown.subscript},{below}".strip(","))
        if plain and isinstance(shown, Symbol) and name not in shared
        else shown
        for name, shown in names.items()
    }
    gradient = Partial(network.loss, weight)
    return {**own, PARAMETER: weight, SLOPE: gradient, updated(PARAMETER): updated(weight)}


def general_lines(network: Network, update: Update) -> Iterator[Chain]:
    """Yield the equations of an update for any parameter w with the gradient g."""
    names = named(network, update)
    for equation in update.equations:
        yield Chain(substitute(equation.target, names), equal(substitute(equation.body, names)))


def constants_of(network: Network, update: Update) -> Iterator[tuple[Expression, Number]]:
    """Yield the constants that an update reads, as they are written, with their values."""
    names = named(network, update)
    for name, value in update.constants.items():
        if name in update.reads:
            yield names[name], value


def lines(numbers: Numbers, weight: Symbol, slope: Number | None = None) -> tuple[Chain, ...]:
    """Return the equations of the first round for one weight, each with its numbers; nothing without a learning rate.

    Args:
        numbers: The network and how its numbers are shown.
        weight: The weight.
        slope: What is taken for its gradient, where that is not its gradient.
    """
    network = numbers.network
    update = network.update
    if update is None:
        return ()
    names = named_for(network, update, weight)
    found: list[Chain] = []
    for equation, (target, put_in, result) in zip(
        update.equations, numbers.steps_of_first_round(weight, slope), strict=True
    ):
        links = (*equal(substitute(equation.body, names), put_in), Link(numbers.relation(put_in, result), result))
        found.append(Chain(substitute(target, names), links))
    return tuple(found)
