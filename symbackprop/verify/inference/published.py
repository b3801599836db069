"""Built-in examples that agree with what a document states: what it does not state may be as it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

import numpy as np

from ...expression.tree import Symbol
from ...models.network import Network
from ...models.spec import example, layered_example_names
from .. import thresholds
from ..lexicon.roles import BIAS, INPUT, TARGET, WEIGHT
from ..values.digits import approximate
from .assignments import Assignments, parts_played
from .mentioned import is_known
from .scoring import Figure, matching_digits

GIVEN_PARTS = (BIAS, INPUT, TARGET, WEIGHT)


def published(assignments: Assignments) -> Iterator[tuple[str, Network]]:
    """Yield the built-in examples that a document may be about, those of layers and plain descent, with their names.

    Args:
        assignments: What it gives numbers.
    """
    stated: dict[str, Counter[Fraction]] = {}
    for at in (*assignments.every, *assignments.substituted):
        part = next(iter(parts_played(at)), "")
        if part in GIVEN_PARTS:
            stated.setdefault(part, Counter()).update(number.value for number in at.flat if is_known(number))
    telling = {value for numbers in stated.values() for value in numbers if value not in (0, 1)}
    if len(telling) < thresholds.LEAST_STATED_OF_AN_EXAMPLE:
        return
    for name, network in _examples():
        if _agrees(network, stated):
            yield name, network


def is_borne_out(network: Network, printed: Sequence[Figure]) -> bool:
    """Say whether an example gives so much of what a document prints that no other network need be looked for.

    Args:
        network: The example.
        printed: The figures of the document, without those that it states.
    """
    most = sum(2 * figure.digits - 1 for figure in printed)
    found = matching_digits(np.array(list(_values(network))), printed)
    return len(printed) >= thresholds.LEAST_STATED_OF_AN_EXAMPLE and found >= thresholds.FIGURES_OF_AN_EXAMPLE * most


def _values(network: Network) -> Iterator[float]:
    """Yield all that a network computes in a round, and its parameters after it."""
    value = cache(lambda symbol: approximate(network.certified.ball(symbol, thresholds.BITS)))
    rate = approximate(network.learning_rate.value) if network.learning_rate is not None else 0.0
    yield from (value(equation.target) for equation in network.both.equations)
    for parameter, slope in network.gradient.items():
        if isinstance(slope, Symbol):
            yield value(parameter) - rate * value(slope)


@cache
def _examples() -> tuple[tuple[str, Network], ...]:
    """Return the built-in examples of layers and plain descent, read once for all documents and their parts."""
    every = ((name, example(name)) for name in layered_example_names())
    return tuple((name, network) for name, network in every if network.layers and network.optimiser.is_descent)


def _agrees(network: Network, stated: Mapping[str, Counter[Fraction]]) -> bool:
    """Say whether all numbers that are stated are among those of a network, and are a good part of them.

    A document may say a number twice, as i_1 and as the i of another line.
    """
    given = {
        INPUT: [network.layers[0].source],
        WEIGHT: [layer.weights for layer in network.layers],
        BIAS: [layer.bias for layer in network.layers if layer.bias is not None],
        TARGET: [network.target] if network.target is not None else [],
    }
    known = 0
    for part, numbers in stated.items():
        has = Counter(network.values[name].value for at in given[part] for name in network.elements(at))
        if not numbers.keys() <= has.keys():
            return False
        known += (numbers & has).total()
    return known >= thresholds.SHARE_OF_AN_EXAMPLE * len(network.values)
