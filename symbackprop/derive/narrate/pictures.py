"""What a picture of a network shows, in words, for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...document.blocks import Diagram, Edge, Node, NodeKind
from ...expression.tree import Expression, Number, Symbol
from . import sentences
from .words import words

GIVEN = {
    NodeKind.INPUT: sentences.INPUTS_IN_WORDS,
    NodeKind.BIAS: sentences.BIASES_IN_WORDS,
    NodeKind.OUTPUT: sentences.TARGETS_IN_WORDS,
}
"""What is given beside the circles of a kind."""


def network_in_words(drawing: Diagram, sizes: Sequence[int]) -> str:
    """Return a picture of layers in words: what is given, and each named arrow with both of its ends."""
    found = [words(sentences.NETWORK_IN_WORDS, sizes=", ".join(map(str, sizes)))]
    for kind, text in GIVEN.items():
        given = [named(node) for node in drawing.nodes if node.kind is kind and node.label is not None]
        if given and (kind is not NodeKind.OUTPUT or any(node.value for node in drawing.nodes if node.kind is kind)):
            found.append(words(text, given=", ".join(given)))
    arrows = [arrow_in_words(edge) for edge in drawing.edges if isinstance(edge.label, Symbol)]
    found += [words(sentences.WEIGHTS_IN_WORDS, weights=", ".join(arrows))] if arrows else []
    return " ".join([*found, *_numbers(drawing), *_highlighted(drawing)])


def model_in_words(drawing: Diagram) -> str:
    """Return a picture of equations in words: each arrow with both of its ends."""
    arrows = (words(sentences.ARROW_IN_WORDS, origin=at.origin, target=at.target) for at in drawing.edges)
    found = [words(sentences.MODEL_IN_WORDS, arrows=", ".join(arrows))]
    if drawing.ticks:
        ticks = (f"{tick.name} = {tick.value}" if tick.value else tick.name for tick in drawing.ticks)
        found.append(words(sentences.AXIS_IN_WORDS, ticks=", ".join(ticks)))
    return " ".join([*found, *_numbers(drawing), *_highlighted(drawing)])


def named(node: Node) -> str:
    """Return the name of a circle, with the number that is given beside it."""
    return words(sentences.GIVEN_IN_WORDS, name=node.key, value=_text(node.value)) if node.value else node.key


def arrow_in_words(edge: Edge) -> str:
    """Return a named arrow with both of its ends, and its number if it has one."""
    assert isinstance(edge.label, Symbol)
    ends = {"name": edge.label.ascii, "origin": edge.origin, "target": edge.target}
    if edge.value is None:
        return words(sentences.WEIGHT_IN_WORDS, **ends)
    return words(sentences.WEIGHT_WITH_VALUE_IN_WORDS, value=_text(edge.value), **ends)


def _numbers(drawing: Diagram) -> Iterator[str]:
    pairs = [(node.key, node.computed, node.gradient) for node in drawing.nodes]
    pairs += [(edge.label.ascii, edge.value, edge.gradient) for edge in drawing.edges if isinstance(edge.label, Symbol)]
    shown = [
        words(sentences.NUMBERS_IN_WORDS, name=name, value=_text(value), gradient=_text(gradient))
        for name, value, gradient in pairs
        if value is not None and gradient is not None
    ]
    if shown:
        yield words(sentences.CIRCUIT_IN_WORDS, numbers="; ".join(shown))


def _highlighted(drawing: Diagram) -> Iterator[str]:
    names = [edge.label.ascii for edge in drawing.edges if edge.on_path and isinstance(edge.label, Symbol)]
    if names:
        yield words(sentences.HIGHLIGHTED, names=", ".join(names))


def _text(number: Expression | None) -> str:
    return number.text if isinstance(number, Number) else ""
