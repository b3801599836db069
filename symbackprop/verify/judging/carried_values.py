"""Numbers whose arithmetic is not shown: whether they follow from the values that the document printed before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...graph.tape import Ball, exact
from ..grammar.entries import entry_of
from ..grammar.forms import key_of
from ..interpretation.naming import Naming
from ..lexicon.functions import IDENTITY
from ..quantities.atoms import Atom, Meaning, Role
from ..tree import Chain, Node, Numeral, Times, numerals_in, parts, with_parts
from ..values.digits import fit
from .claim import Draft
from .occurrences import Occurrence, is_named
from .verdicts import Verdict


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

    def wrong_input(self, draft: Draft, number: Numeral, drafts: Sequence[Draft]) -> Draft | None:
        """Return the last wrong net input that was printed and gives an output, or None."""
        atom = draft.subject.atom if draft.subject is not None else None
        if atom is None or atom.role is not Role.VALUE:
            return None
        for stage in self.naming.layers.stages:
            if atom.symbol not in stage.out or stage.is_shared or not stage.function:
                continue
            net = Meaning(((Atom(Role.VALUE, stage.net[stage.out.index(atom.symbol)]),),))
            for other in reversed(drafts):
                if other.subject != net or other.verdict is not Verdict.WRONG or other.stated is None:
                    continue
                if fit(number, self._output(stage.function, other.stated)).good:
                    return other
        return None

    def _output(self, function: str, net: Numeral) -> Ball:
        value = exact(net.value)
        return value if function == IDENTITY else self.naming.truth.applied(function, 0, value)
