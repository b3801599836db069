"""Chains under other names: derivatives by an expression named, and a letter that means another thing just here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from ..grammar.forms import label, symbolic_sides
from ..interpretation.equality import same
from ..interpretation.naming import Naming
from ..interpretation.strange_names import are_of_notation
from ..quantities.atoms import Meaning, StandIn, one, stand_in
from ..quantities.indices import is_general
from ..quantities.patterns import pattern_of
from ..quantities.refusals import NotCheckable
from ..quantities.scheme import NOTHING
from ..tree import Chain, Grid, Name, Node, Picked, Rate, names_in, parts, walk, with_parts
from ..values.points import Point


def with_named_derivatives(naming: Naming, points: Sequence[Point], chain: Chain) -> Chain:
    """Return a chain with `∂L/∂(w x + b)` written as the derivative by the quantity that the brackets hold.

    Args:
        naming: What the names mean.
        points: Random points, at which an expression is compared with the quantities.
        chain: The chain.
    """
    if not any(isinstance(part, Rate) for side in chain.sides for part in walk(side.node)):
        return chain

    def named(node: Node) -> Node:
        if isinstance(node, Rate):
            of, by = (_name_of(naming, points, part) for part in (node.of, node.by))
            return replace(node, of=of, by=by)
        inner = parts(node)
        return with_parts(node, tuple(map(named, inner))) if inner else node

    return replace(chain, sides=tuple(replace(side, node=named(side.node)) for side in chain.sides))


def _name_of(naming: Naming, points: Sequence[Point], node: Node) -> Node:
    """Return the name of the quantity that an expression computes, or the expression where it computes none."""
    if isinstance(node, (Name, Grid, Picked, Rate)) or not names_in(node):
        return node
    for equation in naming.network.scalar.equations:
        meaning = one(equation.target)
        name = stand_in(label(node) or equation.target.ascii, meaning, names_in(node)[0].span)
        with suppress(NotCheckable):
            if same(naming, name, node, points):
                return name
    return node


def defining_a_homonym(naming: Naming, points: Sequence[Point], chain: Chain) -> Chain:
    """Return a definition of what a letter means here, where the rest of the document means another thing by it.

    Args:
        naming: What the names mean.
        points: Random points, at which the definition is tried.
        chain: A chain that is wrong as it was read; it is returned where no other reading makes it true.
    """
    first, sides = chain.sides[0].node, symbolic_sides(chain)
    if not isinstance(first, Name) or len(sides) < 2 or sides[0] != 0 or not _may_be_a_homonym(naming, first):
        return chain
    right = chain.sides[sides[1]].node
    options = naming.options(first)
    chosen = naming.chosen.get(pattern_of(first)) or next(iter(options), NOTHING)
    declared = chosen.is_declared and bool(first.below or first.above or first.at)
    for scheme, meaning in options.items():
        if declared and scheme not in naming.chosen.values():
            continue
        # Another part is a homonym; another way to count is a wrong index.
        if scheme.guessed or scheme.is_of_part(chosen):
            continue
        homonym = stand_in(f"{first.text} as {_quantities(meaning)}", meaning, first.span)
        with suppress(NotCheckable):
            if same(naming, homonym, right, points):
                renamed = replace(chain.sides[0], node=replace(homonym, text=first.text))
                return replace(chain, sides=(renamed, *chain.sides[1:]))
    return chain


def _quantities(meaning: Meaning) -> str:
    return ", ".join(atom.symbol.ascii if atom.symbol is not None else atom.role.value for atom in meaning.flat)


def _may_be_a_homonym(naming: Naming, name: Name) -> bool:
    """Say whether a letter may mean another thing in one place: it is neither declared, nor misspelt, nor general."""
    vocabulary = naming.layers.vocabulary
    if name.new or isinstance(name, StandIn) or name.text in naming.corrections or are_of_notation(naming, (name,)):
        return False
    # What equations of the spec define is not defined again.
    if not naming.network.layers and vocabulary.knows(name):
        return False
    return not any(is_general(inner, vocabulary) for inner in names_in(name))
