"""Points at random and near the given one, at which formulas are tried."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from fractions import Fraction

from flint import arb, fmpq

from ...errors import DomainError
from ...expression.tree import Call, Expression, Number, Symbol, children
from ...graph.equations import bare
from ...graph.expand import At
from ...models.network import Network
from .. import thresholds
from ..lexicon.functions import LOGARITHM
from ..quantities.layers import LayerTable
from .points import Point

COUNTS = frozenset("MNmn")
"""What the number of samples is called."""

GRAIN = 61
"""Random leaves are fractions of this prime, which no simplification by a writer singles out."""


def random_points(
    network: Network, layers: LayerTable, count: int, fixed: Iterable[Symbol] = (), far: int = 1
) -> Iterator[Point]:
    """Yield points at which all leaves but the fixed ones are drawn, the same ones in every run.

    Args:
        network: The network.
        layers: Who plays what in it.
        count: How many points.
        fixed: The leaves that keep their values.
        far: How many times as large as usual the leaves are.
    """
    for seed in range(count):
        draw = random.Random(seed + 1)  # noqa: S311  (points, not secrets)
        yield Point(_random(network, layers, draw, {*fixed, *counts_of_one(network)}, far))


def counts_of_one(network: Network) -> frozenset[Symbol]:
    """Return the numbers of samples that are one, so that a mean and a sum are the same wherever they are tried."""
    values = network.values.items()
    return frozenset(at for at, n in values if at.ascii in COUNTS and n.value == 1 and at not in network.trained)


def _random(network: Network, layers: LayerTable, draw: random.Random, held: Set[Symbol], far: int) -> Network:
    signs = {symbol: draw.choice((-1, 1)) for symbol in _given(network)}

    def drawn() -> Network:
        return network.at(_values(network, layers, held, draw, signs))

    there = drawn()
    if not _has_values(there):
        # A root or a logarithm asks for a leaf of the sign that the network itself gives it.
        signs |= {at: -1 if number.value < 0 else 1 for at, number in network.values.items()}
        there = _nearer(network, drawn(), drawn)
    if layers.targets and held.isdisjoint(layers.targets) and layers.stages and layers.stages[-1].is_shared:
        width = len(layers.targets) // (network.samples or 1)
        for start in range(0, len(layers.targets), width):
            there = network.at({**there.values, **_shares(network, draw, layers.targets[start : start + width])})
    else:
        for targets in _added_to_one(network):
            if held.isdisjoint(targets):
                there = network.at({**there.values, **_shares(network, draw, targets)})
    if far == 1:
        return there
    near = there
    wide = {at: n if at in held else Number(far * n.value, str(far * n.value)) for at, n in near.values.items()}
    return _nearer(network, network.at(wide), lambda: near)


def _added_to_one(network: Network) -> Iterator[tuple[Symbol, ...]]:
    """Yield the targets that add up to 1: those of each softmax that only a cross-entropy uses."""
    if not any(_has_logarithm(term.body) for equation in network.graph.equations for term in equation.terms):
        return
    # What looks for them asks SymPy, which takes as long to load as a short document to judge.
    from ...derive.softmax import softmax_losses

    for loss in softmax_losses(network).values():
        groups: dict[At, list[Symbol]] = {}
        for target in network.elements(network.graph.declared[bare(loss.targets)]):
            place = network.single.place(target)
            at = place[1] if place is not None else ()
            groups.setdefault(at[: loss.classes] + at[loss.classes + 1 :], []).append(target)
        yield from map(tuple, groups.values())


def _has_logarithm(expression: Expression) -> bool:
    """Say whether an expression has a logarithm, as every cross-entropy has."""
    is_one = isinstance(expression, Call) and expression.function == LOGARITHM
    return is_one or any(map(_has_logarithm, children(expression)))


def near_points(network: Network, count: int, fixed: Iterable[Symbol] = ()) -> Iterator[Point]:
    """Yield points so near the given values that every ReLU stays on its side, the same ones in every run."""
    held = set(fixed)
    for seed in range(count):
        draw = random.Random(seed + 1)  # noqa: S311  (points, not secrets)
        values = {
            symbol: number if symbol in held else _moved(draw, number) for symbol, number in network.values.items()
        }
        yield Point(network.at(values))


def _moved(draw: random.Random, number: Number) -> Number:
    value = number.value * (1 + Fraction(draw.randrange(7, 83), GRAIN * GRAIN))
    return Number(value, str(value))


def _values(
    network: Network, layers: LayerTable, held: Set[Symbol], draw: random.Random, signs: Mapping[Symbol, int]
) -> dict[Symbol, Number]:
    return {
        symbol: network.values[symbol]
        if symbol in held and symbol in network.values
        else _drawn(draw, layers, symbol, sign)
        for symbol, sign in signs.items()
    }


def _given(network: Network) -> tuple[Symbol, ...]:
    """Return all that is given, one by one: what has a value, and after it what has none."""
    missing = (at for leaf in network.graph.leaves for at in network.elements(leaf)) if network.missing else ()
    return tuple(dict.fromkeys((*network.values, *missing)))


def _nearer(network: Network, there: Network, again: Callable[[], Network]) -> Network:
    """Return a point at which every quantity has a value, the first on the way to the network's own values.

    Args:
        network: The network.
        there: The point to start from.
        again: Draws another one, where the network has no values of its own.
    """
    for _ in range(thresholds.MOST_MOVES):
        if _has_values(there):
            break
        if network.missing:
            there = again()
        else:
            middle = {at: (number.value + there.values[at].value) / 2 for at, number in network.values.items()}
            there = network.at({at: Number(value, str(value)) for at, value in middle.items()})
    return there


def _has_values(network: Network) -> bool:
    """Say whether every quantity has a value, and one that is known well at the precision of this module."""
    try:
        network.certified.check_all()
        loss = network.certified.ball(network.loss, thresholds.BITS)
    except DomainError:
        return False
    return isinstance(loss, fmpq) or bool(loss.is_finite() and loss.rad() < arb(2) ** (-thresholds.BITS // 2))


def _drawn(draw: random.Random, layers: LayerTable, symbol: Symbol, sign: int) -> Number:
    numerator = draw.randrange(3, GRAIN - 3) if symbol in layers.targets else sign * draw.randrange(7, 83)
    value = Fraction(numerator, GRAIN)
    return Number(value, f"{numerator}/{GRAIN}")


def signed(draw: random.Random) -> Fraction:
    """Return a number of either sign, of the size of a leaf."""
    return Fraction(draw.choice((-1, 1)) * draw.randrange(7, 83), GRAIN)


def _shares(network: Network, draw: random.Random, targets: tuple[Symbol, ...]) -> dict[Symbol, Number]:
    """Return targets that add up to what those that are given do, mostly 1."""
    parts = [draw.randrange(1, 20) for _ in targets]
    given = [network.values[symbol].value for symbol in targets if symbol in network.values]
    total = sum(given, Fraction(0)) if len(given) == len(targets) else Fraction(1)
    shares = [total * Fraction(part, sum(parts)) for part in parts]
    return {symbol: Number(share, str(share)) for symbol, share in zip(targets, shares, strict=True)}
