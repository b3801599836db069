"""Names that a document defines itself: `e = ŷ - y`, or `R_1` for a derivative that it needs again.

A name that stands for nothing else means what it is first said to equal. One that could be a quantity of the network
means its own definition only where more of the document's other equations hold that way: a mistake is not used so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from .. import thresholds
from ..grammar.forms import form_of, is_symbolic, symbolic_sides
from ..quantities.atoms import Role
from ..quantities.indices import is_general, is_general_formula
from ..quantities.patterns import pattern_of
from ..quantities.refusals import NotCheckable, UnknownName
from ..tree import Chain, Name, Node, names_in, printed
from ..values.arrays import Cells
from ..values.digits import fit
from ..values.partial_point import NoValues
from ..values.points import Point
from .equality import holds
from .naming import Naming

COUNTERS = frozenset("ijklmn")
"""Letters that count, as in `l = L - 1`."""


def define_local_names(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> Naming:
    """Return the names with those defined that count as quantities of the network, but are used as something else."""
    if naming.keeps_notation:
        return naming
    seen: set[str] = set()
    for chain in chains:
        name = chain.sides[0].node
        if len(chain.sides) < 2 or not isinstance(name, Name) or name.text in seen or name.new:
            continue
        seen.add(name.text)
        right = chain.sides[1].node
        if not _is_formula(right, name) or not _can_be_another(naming, name):
            continue
        # What is said for each value of an index has no value as it stands.
        if is_general_formula(chain, naming.layers.vocabulary):
            continue
        uses = list(islice(_uses(chains, chain, name), thresholds.MOST_USES))
        if not uses or holds(naming, chain, points[:1]) is not False:
            continue
        before = sum(holds(naming, use, points[:1]) is True for use in uses)
        defining = _with_definition(naming, name, right)
        after = sum(holds(defining, use, points[:1]) is True for use in uses)
        if after > before and _gives_what_is_printed(defining, chain):
            naming = defining
    return naming


def define_unknown_names(naming: Naming, chains: Sequence[Chain], points: Sequence[Point]) -> Naming:
    """Return the names with those defined that are no quantity of the network, as far as a formula says it."""
    if naming.keeps_notation:
        return naming
    for chain in chains:
        for name in _unknown(naming, chain) if len(chain.sides) > 1 else ():
            for side in chain.sides:
                if (
                    len(naming.defined) < thresholds.MOST_DEFINED
                    and _is_formula(side.node, name)
                    and _has_value(naming, side.node, points)
                ):
                    naming = _with_definition(naming, name, side.node)
                    break
    return naming


def _with_definition(naming: Naming, name: Name, node: Node) -> Naming:
    return replace(naming, defined={**naming.defined, name.text: node})


def _unknown(naming: Naming, chain: Chain) -> Iterator[Name]:
    for side in chain.sides:
        name = side.node
        if not isinstance(name, Name) or name.new or name.text in naming.defined or name.text in naming.corrections:
            continue
        if is_general(name, naming.layers.vocabulary) or pattern_of(name) in naming.chosen or name.text in COUNTERS:
            continue
        try:
            naming.meaning(name)
        except UnknownName:
            yield name


def _is_formula(node: Node, name: Name) -> bool:
    """Say whether a side can define a name: a formula that does not hold the name itself."""
    return is_symbolic(node) and not any(other.text == name.text or other.new for other in names_in(node))


def _has_value(naming: Naming, node: Node, points: Sequence[Point]) -> bool:
    for point in (naming.truth, points[0]):
        try:
            naming.at(point).of(node)
        except NoValues:
            continue
        except NotCheckable:
            return False
        return True
    return False


def _can_be_another(naming: Naming, name: Name) -> bool:
    """Say whether a name may mean something else than it counts as: one number, and none that is given."""
    if is_general(name, naming.layers.vocabulary):
        return False
    try:
        atom = naming.meaning(name).atom
    except UnknownName:
        return False
    return atom is not None and atom.role in (Role.VALUE, Role.ADJOINT) and atom.symbol not in naming.network.values


def _uses(chains: Sequence[Chain], definition: Chain, name: Name) -> Iterator[Chain]:
    said = [form_of(side.node) for side in definition.sides]
    for chain in chains:
        # The same definition once more, as in a second exercise, shows nothing.
        is_again = chain is definition or [form_of(side.node) for side in chain.sides] == said
        is_formula = not is_again and len(symbolic_sides(chain)) > 1
        if is_formula and any(other.text == name.text for side in chain.sides for other in names_in(side.node)):
            yield chain


def _gives_what_is_printed(naming: Naming, chain: Chain) -> bool:
    number = printed(chain.sides[-1].node)
    if number is None:
        return True
    try:
        worth = naming.worth(chain.sides[1].node)
    except NotCheckable:
        return False
    return not isinstance(worth, Cells) and fit(number, worth).good
