"""The lecturer: turns the steps of a derivation into a document. The only author of sentences."""

from __future__ import annotations

from ...document.blocks import Document
from ...expression.tree import Symbol
from ...graph.descent import Tick
from ...graph.expand import elements
from ...models.network import Network
from ..numbers import Numbers
from .derivations import backward_pass
from .lecture import Lecture, Outline
from .opening import forward_pass, introduction, total_error
from .results import all_weights, many_rounds, matrices
from .words import said

__all__ = ["Outline", "default_weights", "notes"]


def default_weights(network: Network) -> tuple[Symbol, ...]:
    """Return one weight of the last layer and one of the first, the two cases there are."""
    ends = (network.layers[-1], network.layers[0])
    return tuple(dict.fromkeys(elements(layer.weights, network.labels)[0] for layer in ends))


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
    shape = "-".join(map(str, lecture.sizes))
    blocks = (
        *introduction(lecture),
        *forward_pass(lecture),
        *total_error(lecture),
        *backward_pass(lecture),
        *all_weights(lecture),
        *matrices(lecture),
        *many_rounds(lecture, tick),
    )
    subtitle = said(f"The gradient of a {shape} network, every step checked and every digit certain")
    return Document(lecture.network.title, subtitle, blocks)
