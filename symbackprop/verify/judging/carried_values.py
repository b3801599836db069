"""Numbers whose arithmetic is not shown: whether they follow from the values that the document printed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..grammar.entries import entry_of
from ..grammar.forms import key_of
from ..interpretation.naming import Naming
from ..tree import Chain, Node, Times, numerals_in, parts, with_parts
from .occurrences import Occurrence, is_named


@dataclass(frozen=True)
class CarriedValues:
    """The last values that a document printed, by the key of what they are of.

    Args:
        naming: What the names mean.
    """

    naming: Naming
    _latest: dict[str, Node] = field(default_factory=dict)

    def enter(self, chain: Chain, value: Node) -> None:
        """Enter the value that a chain prints for its left side."""
        self._latest[key_of(chain.sides[0].node)] = value

    def lines(self, occurrence: Occurrence) -> Iterator[Node]:
        """Yield the formulas right before a number with the printed values put in, where that leaves arithmetic."""
        for formula in occurrence.formulas_before:
            line: Node | None = self._put_in(formula)
            if line == formula:
                continue
            if line is not None and (place := occurrence.place) is not None:
                line = entry_of(line, place.row, place.column, place.shape)
            if line is not None and numerals_in(line):
                yield line

    def _put_in(self, node: Node) -> Node:
        """Return a formula with the last printed value for every quantity, or product of some, that has one."""
        if is_named(node):
            return self._latest.get(key_of(node), node)
        if isinstance(node, Times) and (known := self._latest.get(key_of(node))) is not None:
            return known
        inner = parts(node)
        return with_parts(node, tuple(map(self._put_in, inner))) if inner else node
