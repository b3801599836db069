"""Both passes in one figure: the value of each quantity above its arrow, the gradient below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ....document.blocks import Block, Diagram, Edge, Figure, Heading, Node, NodeKind
from ....document.rank import Rank
from ....expression.tree import Number, Symbol, whole
from ...diagram import diagram
from ..lecture import Lecture
from ..words import paragraph, sentence
from . import sentences
from .figures import FEW, shown


def circuit(lecture: Lecture) -> Iterator[Block]:
    """Yield the picture of a network with its numbers, where it is small and has one sample."""
    drawing = diagram(lecture.numbers)
    if drawing is None or lecture.network.samples is not None or drawing.ticks:
        return
    found = with_numbers(lecture, drawing)
    if not any(node.computed for node in found.nodes):
        return
    yield Heading(1, sentence(sentences.CIRCUIT), Rank.MEANING)
    yield paragraph(sentences.CIRCUIT_SHOWS, loss=lecture.network.loss, digits=str(FEW))
    caption = sentence(sentences.CIRCUIT_FIGURE, loss=lecture.network.loss)
    yield Figure(found, caption, lecture.in_words(found), "fig-circuit")


def with_numbers(lecture: Lecture, drawing: Diagram) -> Diagram:
    """Return a picture with the value and the gradient of each quantity; names without room for both are left out."""
    graph = lecture.network.single.graph
    quantities = (*graph.leaves, *(equation.target for equation in graph.equations))
    symbols = {name.ascii: name for quantity in quantities for name in lecture.elements(quantity)}

    def filled(node: Node) -> Node:
        symbol = symbols.get(node.key)
        if symbol is None or node.kind is NodeKind.DOTS:
            return node
        gradient = _gradient(lecture, symbol)
        if node.kind is NodeKind.BIAS or (gradient is None and node.value is not None):
            return node
        value = None if node.kind is NodeKind.INPUT else node.value
        return replace(node, value=value, computed=shown(lecture, symbol), gradient=gradient)

    def weighed(edge: Edge) -> Edge:
        if not isinstance(edge.label, Symbol) or edge.value is None:
            return replace(edge, label=None, value=None)
        gradient = _gradient(lecture, edge.label)
        return replace(edge, gradient=gradient)

    return replace(drawing, nodes=tuple(map(filled, drawing.nodes)), edges=tuple(map(weighed, drawing.edges)))


def _gradient(lecture: Lecture, symbol: Symbol) -> Number | None:
    if symbol == lecture.network.loss:
        return whole(1)
    adjoint = lecture.network.adjoints.get(symbol)
    return shown(lecture, adjoint) if adjoint is not None else None
