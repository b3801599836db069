"""Pictures of a path that light up as the chain rule grows, factor by factor or path by path."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..expression.tree import Expression, Partial, Product, Sum, Symbol
from .blocks import Diagram, Edge, Node, Row

Places = frozenset[object]
"""Circles by their names, and arrows as they are."""


def growing(row: Row, drawing: Diagram) -> tuple[tuple[Row, ...], tuple[Diagram, ...]] | None:
    """Return a chain rule as rows, one for each factor or term, and the picture after each of them.

    Args:
        row: `∂E/∂w = ∂E/∂a · ∂a/∂w`, or a sum over paths.
        drawing: The picture with all the paths on which this stands.

    Returns:
        The first row and picture belong to the first factor; None where the row says nothing about the picture.
    """
    if not isinstance(row.left, Partial) or not row.sides:
        return None
    (relation, side), later = row.sides[0], row.sides[1:]
    if later:
        return None
    match side:
        case Product(factors, is_crossed) if len(factors) > 1:
            by = [factor.by for factor in factors if isinstance(factor, Partial)]
            if len(by) < len(factors):
                return None
            sign, lit = "×" if is_crossed else "·", _along(by, drawing)
        case Sum(terms) if len(terms) > 1:
            sign, factors, lit = "+", terms, _branches(row.left.by, len(terms), drawing)
        case _:
            return None
    if not lit:
        return None
    rows = [Row(row.left, ((relation, factors[0]),)), *(Row(None, ((sign, _alone(at)),)) for at in factors[1:])]
    return tuple(rows), tuple(_lit(drawing, *places) for places in lit)


def unlit(drawing: Diagram) -> Diagram:
    """Return a picture of which nothing is highlighted, without the numbers in it.

    >>> from symbackprop.document.blocks import NodeKind
    >>> unlit(Diagram((Node("a", NodeKind.INPUT, 0, 0, Symbol("a"), on_path=True),), ())).nodes[0].on_path
    False
    """
    return _lit(drawing, frozenset(), frozenset())


def without_numbers(drawing: Diagram) -> Diagram:
    """Return a picture with names alone, on arrows those of its paths."""
    paths = any(edge.on_path for edge in drawing.edges)
    return replace(
        drawing,
        nodes=tuple(replace(node, value=None) for node in drawing.nodes),
        edges=tuple(
            replace(edge, value=None, label=edge.label if edge.on_path or not paths else None) for edge in drawing.edges
        ),
    )


def _alone(part: Expression) -> Expression:
    """Return a part as it stands behind its sign at the start of a line."""
    return Product((part,)) if isinstance(part, Sum) else part


def _along(by: Sequence[Symbol], drawing: Diagram) -> list[tuple[Places, Places]]:
    """Return what is lit, and what of it stands out, after each factor of a product; nothing if none is in the picture.

    A factor may stand for what happens inside a circle, as between a net input and an output: then the circle stands
    out.
    """
    paths = _Paths.of(drawing)
    lit, inside, found = frozenset[object](), frozenset[object](), list[tuple[Places, Places]]()
    end: Places = frozenset()
    for symbol in by:
        start = paths.named(symbol)
        if start:
            lit |= paths.between(start, end)
            end = start
        else:
            inside |= {node.key for node in drawing.nodes if node.key in end}
        found.append((lit, inside))
    return found if lit else []


def _branches(by: Symbol, count: int, drawing: Diagram) -> list[tuple[Places, Places]]:
    """Return what is lit after each of the paths that part at a quantity; nothing if the picture has other ones."""
    paths = _Paths.of(drawing)
    start = paths.named(by)
    ways = [edge for edge in paths.edges if edge.origin in start]
    if len(ways) != count:
        return []
    rows = {node.key: node.row for node in drawing.nodes}
    lit, found = start, list[tuple[Places, Places]]()
    for way in sorted(ways, key=lambda edge: rows[edge.target]):
        lit |= {way} | paths.between(frozenset({way.target}), frozenset())
        found.append((lit, frozenset()))
    return found


@dataclass(frozen=True)
class _Paths:
    """The highlighted part of a picture."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    @staticmethod
    def of(drawing: Diagram) -> _Paths:
        return _Paths(
            {node.key: node for node in drawing.nodes if node.on_path},
            tuple(edge for edge in drawing.edges if edge.on_path),
        )

    def named(self, symbol: Symbol) -> Places:
        """Return the circle of a quantity, or the arrows on which its name stands."""
        plain = replace(symbol, sample="")
        circles = (
            key for key, node in self.nodes.items() if key in (symbol.ascii, plain.ascii) or node.label == symbol
        )
        return frozenset(circles) or frozenset(edge for edge in self.edges if edge.label in (symbol, plain))

    def between(self, start: Places, end: Places) -> Places:
        """Return what lies on the ways from one place to another, or to wherever they lead, both ends with it."""
        begun = {place.origin if isinstance(place, Edge) else place for place in start}
        ends = {place.origin if isinstance(place, Edge) else place for place in end} or set(self.nodes)
        after = self._reached({self._after(place) for place in start}, forwards=True)
        before = self._reached(ends, forwards=False)
        lit = {key for key in after & before if key in self.nodes}
        ways = {edge for edge in self.edges if edge.origin in after and edge.target in after & before}
        ways |= {place for place in start if isinstance(place, Edge)}
        givers = {key for key in begun if key in self.nodes and key in lit}
        return frozenset(lit | ways | givers)

    def _after(self, place: object) -> object:
        return place.target if isinstance(place, Edge) else place

    def _reached(self, start: Collection[object], forwards: bool) -> set[object]:
        found, waiting = set(start), list(start)
        while waiting:
            at = waiting.pop()
            for key in self._next(at, forwards):
                if key not in found:
                    found.add(key)
                    waiting.append(key)
        return found

    def _next(self, at: object, forwards: bool) -> Iterator[str]:
        for edge in self.edges:
            origin, target = (edge.origin, edge.target) if forwards else (edge.target, edge.origin)
            if origin == at:
                yield target


def _lit(drawing: Diagram, lit: Places, inside: Places) -> Diagram:
    return replace(
        drawing,
        nodes=tuple(replace(at, on_path=at.key in lit, is_crossed=at.key in inside) for at in drawing.nodes),
        edges=tuple(replace(edge, on_path=edge in lit) for edge in drawing.edges),
    )
