"""The names of error signals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..expression.tree import (
    Call,
    Symbol,
)
from ..graph.equations import bare
from ..models.network import Network


def signals(network: Network) -> Mapping[Symbol, Symbol]:
    """Return the names of the error signals, δ, or Δ for those of several samples."""
    nets = [layer.net for layer in network.layers] or _pre_activations(network)
    names = {bare(net): as_whole(replace(net, base=_signal_letter(net, network))) for net in nets}
    if len(set(names.values())) == len(nets):
        return names
    return {net: replace(name, subscript=net.ascii, superscript="") for net, name in names.items()}


def as_whole(symbol: Symbol) -> Symbol:
    """Return a quantity as one matrix or vector; of one that holds all samples, the samples are not named."""
    return replace(symbol, indices=(), bold=bool(symbol.indices), sample="")


def _signal_letter(net: Symbol, network: Network) -> str:
    letter = network.signal or "δ"
    # At one position of a recurrence, the index that counts positions is none of a matrix.
    runs = {equation.along.index for equation in network.graph.equations if equation.along is not None}
    is_matrix = len([index for index in net.indices if index not in runs]) > 1
    return letter.upper() if is_matrix and letter == "δ" else letter


def _pre_activations(network: Network) -> list[Symbol]:
    """Return the quantities that are read only as the argument of a function that is all of its equation."""
    found = []
    for equation in network.graph.equations:
        target = equation.target
        readers = network.graph.readers(target)
        arguments = [other.body.argument for other in readers if isinstance(other.body, Call)]
        read = [argument for argument in arguments if isinstance(argument, Symbol)]
        if readers and len(read) == len(readers) and target.indices:
            found.append(target)
    return found
