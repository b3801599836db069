"""The optimiser that a document states by its rule for a velocity: `v_t = β v_{t-1} + η ∂L/∂w`, `v = 0.9 v + 0.2 ∇E`.

What the rule remembers is no weight of the network, and what it multiplies that by no learning rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ...errors import SymbackpropError
from ...expression.tree import ZERO, Number
from ...graph.update import Update
from ...models.optimisers import written_update
from ..lexicon.roles import WEIGHT, parts_of
from ..tree import Chain, Name, Node, Numeral, Plus, Rate, Times, names_in, walk
from .assignments import Assignment, Assignments

WITH_RATE, WITHOUT_RATE, AVERAGED = "{c}*{v} + η*g", "{c}*{v} + g", "{c}*{v} + (1 - {c})*g"
STEPS = {WITH_RATE: "w - {v}_new", WITHOUT_RATE: "w - η*{v}_new", AVERAGED: "w - η*{v}_new"}
"""The rules for a velocity, each with what then becomes of a parameter."""

USUAL = "μ"
"""What the factor of a velocity is called where the document only has its number."""


@dataclass(frozen=True, slots=True)
class Velocity:
    """An optimiser that a document states.

    Args:
        letter: What it remembers.
        factor: What that is multiplied by.
        update: Its equations.
    """

    letter: str
    factor: str
    update: Update

    def is_of(self, at: Assignment) -> bool:
        """Say whether what is given is one of the optimiser's own numbers."""
        return at.name.base in (self.letter, self.factor)

    def is_about(self, chain: Chain) -> bool:
        """Say whether a formula says what the optimiser remembers."""
        first = chain.sides[0].node
        return isinstance(first, Name) and first.base == self.letter


def velocity_of(chains: Sequence[Chain], assignments: Assignments) -> Velocity | None:
    """Return the optimiser that a document states by its rule for a velocity, or None.

    Args:
        chains: Its formulas.
        assignments: What it gives numbers.
    """
    given = {at.name.text: at.rows[0][0] for at in reversed(assignments.every) if at.single}
    for chain in chains:
        subject = chain.sides[0].node
        if not isinstance(subject, Name) or len(subject.base) > 1 or subject.base in "wg":
            continue
        for side in chain.sides[1:]:
            if not any(map(_is_marked_slope, walk(side.node))) and not _moves_weights(subject.base, chains):
                continue
            for factor, rule in _rules(subject.base, side.node):
                found = _made(subject.base, factor, rule, given)
                if found is not None:
                    return found
    return None


def _rules(letter: str, node: Node) -> Iterator[tuple[Name | Numeral, str]]:
    """Yield the factor of a velocity, and its rule, where a formula is one."""
    if not isinstance(node, Plus) or len(node.terms) != len(("before", "slope")):
        return
    for before, slope in (node.terms, node.terms[::-1]):
        factor = _factor_of(letter, before)
        if factor is None or not any(_is_slope(part) for part in walk(slope)):
            continue
        factors = [part for part in _factors(slope) if not _is_slope(part)]
        if not factors:
            yield factor, WITHOUT_RATE
        elif len(factors) == 1 and isinstance(factors[0], (Name, Numeral)):
            yield factor, WITH_RATE
        elif len(factors) == 1 and isinstance(factors[0], Plus):
            yield factor, AVERAGED


def _factor_of(letter: str, node: Node) -> Name | Numeral | None:
    """Return what a velocity before the round is multiplied by: of `β v`, or of `0.9 · 0` where it starts with 0."""
    factors = _factors(node)
    if len(factors) != len(("factor", "velocity")):
        return None
    for factor, before in (factors, factors[::-1]):
        remembered = isinstance(before, Name) and before.base == letter
        starts = isinstance(before, Numeral) and before.value == 0 and isinstance(factor, Numeral)
        if isinstance(factor, (Name, Numeral)) and (remembered or starts):
            return factor
    return None


def _factors(node: Node) -> Sequence[Node]:
    return node.factors if isinstance(node, Times) else (node,)


def _moves_weights(letter: str, chains: Sequence[Chain]) -> bool:
    """Say whether a document computes weights from what a letter stands for, so that it is no activation."""
    return any(
        isinstance(chain.sides[0].node, Name)
        and parts_of(chain.sides[0].node)[:1] == (WEIGHT,)
        and any(name.base == letter for side in chain.sides[1:] for name in names_in(side.node))
        for chain in chains
    )


def _is_marked_slope(node: Node) -> bool:
    """Say whether a part of a formula is a gradient as it is written: `∂L/∂w`, `∇E`."""
    return isinstance(node, Rate) or (isinstance(node, Name) and node.text.startswith(("∇", r"\nabla")))


def _is_slope(node: Node) -> bool:
    """Say whether a part of a formula is the gradient, be it by a letter: `∂L/∂w`, `∇E`, `g`."""
    return _is_marked_slope(node) or (isinstance(node, Name) and node.base in ("g", "grad"))


def _made(letter: str, factor: Name | Numeral, rule: str, given: dict[str, Number]) -> Velocity | None:
    value = given.get(factor.text) if isinstance(factor, Name) else Number(factor.value, factor.text)
    if value is None or not 0 <= value.value < 1:
        return None
    name = factor.base if isinstance(factor, Name) else _named(value, given)
    equations = f"{letter}_new = {rule}\nw_new = {STEPS[rule]}".format(c=name, v=letter)
    with suppress(SymbackpropError):
        return Velocity(letter, name, written_update(equations, {letter: ZERO}, {name: value}))
    return None


def _named(value: Number, given: dict[str, Number]) -> str:
    """Return the letter that is given a number, or the usual one."""
    named = (text.lstrip("\\") for text, number in given.items() if number.value == value.value)
    return next((name for name in named if name.isalpha()), USUAL)
