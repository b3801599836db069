"""What a part of a document inherits from the scopes around it, unless it says it anew: givens, definitions, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from ..grammar.forms import is_symbolic, key_of
from ..reading.document import Reading
from ..reading.statements import Statements
from ..tree import Chain, Name
from ..values.own_functions import definition_of
from .assignments import Assignments, find_assignments


@dataclass(frozen=True, slots=True)
class Inherited:
    """What is inherited.

    Args:
        assignments: What is given numbers.
        chains: The formulas, in the order of the document.
        text: The words.
        legend: The functions that letters stand for.
    """

    assignments: Assignments | None = None
    chains: tuple[Chain, ...] = ()
    text: str = ""
    legend: Mapping[str, str] = field(default_factory=dict)

    def given(self, own: Assignments) -> Assignments:
        """Return what a part states, and what it inherits of what it does not state anew."""
        return own if self.assignments is None else own.with_inherited(self.assignments)

    def before(self, own: Sequence[Chain]) -> tuple[Chain, ...]:
        """Return the formulas that are inherited, without those of what a part defines or gives anew.

        A number that a part prints of what a formula defines is what comes out in it, and defines nothing.
        """
        anew = {_subject(chain) for chain in own if len(chain.sides) > 1} - {""}
        defined = {_subject(chain) for chain in own if _is_formula(chain)}
        functions = {made[0] for made in map(definition_of, own) if made is not None}
        return tuple(
            chain
            for chain in self.chains
            if _subject(chain) not in (defined if _is_formula(chain) else anew)
            and functions.isdisjoint(made[:1] if (made := definition_of(chain)) is not None else ())
        )

    def and_then(self, nearer: Sequence[Chain]) -> Inherited:
        """Return what is inherited of formulas where a nearer stretch has some of its own as well."""
        return replace(self, chains=(*self.before(nearer), *nearer))


def _is_formula(chain: Chain) -> bool:
    """Say whether a quantity is what a formula with names makes of others."""
    return any(is_symbolic(side.node) for side in chain.sides[1:])


NOTHING_INHERITED = Inherited()


def _subject(chain: Chain) -> str:
    first = chain.sides[0].node
    return key_of(first) if isinstance(first, Name) else ""


def inherited(stretches: Sequence[tuple[Reading, Statements]]) -> Inherited:
    """Return what is inherited from some stretches of a document.

    Args:
        stretches: The nearest first, with their statements.
    """
    found = [find_assignments(reading, statements) for reading, statements in stretches]
    outward = [statements for _, statements in stretches][::-1]
    return Inherited(
        reduce(Assignments.with_inherited, found) if found else None,
        reduce(Inherited.and_then, (statements.chains for statements in outward), NOTHING_INHERITED).chains,
        "\n".join(reading.whole.text for reading, _ in stretches),
        {letter: function for statements in outward for letter, function in statements.legend.items()},
    )
