"""What a document says of its quantities beside the first formula of each: entries of them, and finer formulas."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from ..interpretation.equality import equal_worth
from ..quantities.refusals import NotCheckable
from ..tree import Name, Node, Rate, names_in
from .conditions import mirrored_entries, symmetric
from .designs import entries
from .evaluation import Way
from .knowledge import Knowledge
from .members import Member, Place


@dataclass(frozen=True)
class Refinements:
    """Finds what is said of quantities that have a formula, or of entries of others.

    Args:
        knowledge: What the document says.
    """

    knowledge: Knowledge

    def found(self) -> dict[Place, Node]:
        """Return the formulas that hold beside the first ones, or instead of them."""
        return {**self._mirrored(), **self._of_samples(), **self._finer()}

    def _of_samples(self) -> dict[Place, Node]:
        """Return what the entries of matrices are whose rows are samples."""
        return {
            place: entry
            for design in self.knowledge.theory.designs
            for place, entry in entries(design, self.knowledge.theory.shape(design.matrix.quantity))
        }

    def _mirrored(self) -> dict[Place, Node]:
        """Return what the entries of matrices are that are supposed to be symmetric."""
        found: dict[Place, Node] = {}
        for number in range(len(self.knowledge.theory.chains)):
            for one in self.knowledge.finder.instances(number):
                matrix = symmetric(one.sides)
                if matrix is not None and not self.knowledge.definitions.defines(matrix.quantity):
                    rows, columns = self.knowledge.theory.shape(matrix.quantity)
                    found |= dict(mirrored_entries(matrix, rows)) if rows == columns else {}
        return found

    def _finer(self) -> dict[Place, Node]:
        """Return formulas by quantities that others leave out: `a = σ(z)` beside `a = σ(W x + b)`."""
        found: dict[Place, Node] = {}
        for number, chain in enumerate(self.knowledge.theory.chains):
            if not isinstance(chain.sides[0].node, Name) or len(chain.sides) < 2 or ":=" in chain.relations:
                continue
            for one in self.knowledge.finder.instances(number):
                left, right = one.sides[:2]
                if isinstance(left, Member) and self._is_finer(left, right):
                    found.setdefault((left.quantity, left.entry), right)
        return found

    def _is_finer(self, left: Member, right: Node) -> bool:
        old = self.knowledge.definitions.formulas.get((left.quantity, left.entry))
        if old is None or old == right or isinstance(right, Member | Rate):
            return False
        read = {part.quantity for part in self.knowledge.definitions.behind(old) if isinstance(part, Member)}
        named = {name.quantity for name in names_in(right) if isinstance(name, Member)}
        if not any(self.knowledge.definitions.defines(quantity) for quantity in named - read - {left.quantity}):
            return False
        if any(isinstance(part, Rate) for part in self.knowledge.definitions.behind(right)):
            return False
        with suppress(NotCheckable):
            calculation = self.knowledge.at(next(self.knowledge.points(True)), Way())
            return equal_worth(calculation.of(old), calculation.of(right))
        return False
