"""The lecturer: turns the steps of a derivation into a document. The only author of sentences."""

from __future__ import annotations

from ...document.blocks import Document
from ...document.numerals import with_decimal_comma
from ...expression.tree import Symbol
from ...graph.descent import Tick
from ...graph.expand import elements
from ...models.network import Network
from ..numbers import Numbers
from . import general
from .derivations import backward_pass
from .lecture import Lecture, Outline, weight_in_general
from .opening import forward_pass, introduction, total_error
from .results import all_weights, many_rounds, matrices
from .words import said

MOST_DEFAULT = 4
"""Of a model in equations with more parameters, one of each of the first four quantities is derived."""

__all__ = ["Outline", "default_weights", "notes", "weight_in_general"]


def default_weights(network: Network) -> tuple[Symbol, ...]:
    """Return the weights to derive where nobody asks: of layers, one of the last and one of the first."""
    if network.layers:
        ends = (network.layers[-1], network.layers[0])
        return tuple(dict.fromkeys(elements(layer.weights, network.labels)[0] for layer in ends))
    if len(network.parameters) <= MOST_DEFAULT:
        return network.parameters
    return tuple(elements(symbol, network.labels)[0] for symbol in network.trained[:MOST_DEFAULT])


def notes(numbers: Numbers, outline: Outline, tick: Tick | None = None) -> Document:
    """Return the lecture notes of a network.

    Args:
        numbers: The network and how its numbers are shown.
        outline: What to show.
        tick: Is told of the rounds of descent that are done.

    Raises:
        DerivationError: A step does not hold; a bug, never hidden.
    """
    lecture = Lecture(numbers, outline)
    opening = (
        (*introduction(lecture), *forward_pass(lecture), *total_error(lecture))
        if lecture.layers
        else (*general.introduction(lecture), *general.forward_pass(lecture))
    )
    blocks = (
        *opening,
        *backward_pass(lecture),
        *all_weights(lecture),
        *matrices(lecture),
        *many_rounds(lecture, tick),
    )
    what = f"The gradient of a {'-'.join(map(str, lecture.sizes))} network" if lecture.layers else "Its gradient"
    document = Document(lecture.network.title, said(f"{what}, every step checked and every digit certain"), blocks)
    return with_decimal_comma(document) if lecture.network.decimal_comma else document
