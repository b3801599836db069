"""Derivatives along a direction in ball arithmetic, for tests: from equations, and from differences of gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import arb, ctx

from symbackprop.expression.tree import Symbol
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.arrays import evaluated_block
from symbackprop.graph.equations import Graph, bare, blocks_of
from symbackprop.graph.tangent import forward_accumulation
from symbackprop.graph.tape import exact
from symbackprop.graph.values import number_of
from symbackprop.models.network import Network

BITS = 400
STEP = 2.0**-80


def direction(network: Network, seed: int = 0) -> list[Fraction]:
    """Return numbers of both signs, one a parameter."""
    return [Fraction((53 * at + 29 + 11 * seed) % 97 - 48, 64) for at in range(len(network.parameters))]


def leaves(network: Network, moved: Sequence[arb] = ()) -> dict[Symbol, list[arb]]:
    """Return the values of all leaves, of the parameters with something added."""
    values = dict(network.values)
    added = dict(zip(network.parameters, moved, strict=True)) if moved else {}
    return {
        bare(leaf): [arb(exact(values[name].value)) + added.get(name, 0) for name in network.elements(leaf)]
        for leaf in network.graph.leaves
    }


def evaluated(graph: Graph, values: Mapping[Symbol, list[arb]]) -> dict[Symbol, list[arb]]:
    """Return the values of all quantities of a graph, by their bare symbols."""
    found = dict(values)
    for block in blocks_of(graph.equations):
        found.update(evaluated_block(block, graph.declared, found))
    return found


def gradient_at(network: Network, moved: Sequence[arb] = ()) -> list[arb]:
    """Return the gradient, at the parameters with something added."""
    backward = network.backward
    forward = evaluated(network.graph, leaves(network, moved))
    found = evaluated(backward.graph, forward)
    slopes = []
    for symbol in network.trained:
        adjoint, size = backward.adjoint[bare(symbol)], len(network.elements(symbol))
        slopes += found[adjoint] if isinstance(adjoint, Symbol) else [number_of(adjoint)] * size
    return slopes


def by_differences(network: Network, along: Sequence[Fraction]) -> list[float]:
    """Return the Hessian times a direction, by differences of the gradient over a step of 2^-80."""
    with ctx.workprec(BITS):
        step = arb(STEP)
        further, nearer = (
            gradient_at(network, [sign * step * exact(part) for part in along]) for sign in (arb(1), arb(-1))
        )
        return [float((a - b) / (2 * step)) for a, b in zip(further, nearer, strict=True)]


def by_equations(network: Network, along: Sequence[Fraction]) -> tuple[float, list[float]]:
    """Return the derivative of the loss along a direction and the Hessian times it, from the derived equations."""
    tangent = forward_accumulation(network.graph, network.trained)
    loss = tangent.tangents[bare(network.loss)]
    backward = reverse_accumulation(tangent.graph, loss, network.trained)
    with ctx.workprec(BITS):
        values, at = leaves(network), 0
        for symbol, way in zip(network.trained, tangent.directions, strict=True):
            size = len(network.elements(symbol))
            values[bare(way)] = [arb(exact(part)) for part in along[at : at + size]]
            at += size
        found = evaluated(backward.graph, evaluated(tangent.graph, values))
        products: list[float] = []
        for symbol in network.trained:
            adjoint, size = backward.adjoint[bare(symbol)], len(network.elements(symbol))
            balls = found[adjoint] if isinstance(adjoint, Symbol) else [number_of(adjoint)] * size
            products += map(float, balls)
        return float(found[loss][0]), products
