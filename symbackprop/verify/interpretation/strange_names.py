"""Names that the notation of a document does not have, and arrays that are not written as it writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from .. import thresholds
from ..lexicon.roles import RATE, parts_of
from ..lexicon.words import GREEK
from ..quantities.known_names import COUNTING
from ..quantities.patterns import pattern_of
from ..quantities.refusals import UnknownName
from ..tree import Cases, Chain, Name, Node, Rate, names_in, walk
from .naming import Naming

LETTERS = frozenset(GREEK.values())
"""Letters that have names of several."""


CHANGES = frozenset("dΔδ")
"""Letters before a name for its derivative, or for what an update adds to it."""


def shows_notation(name: Name) -> bool:
    """Say whether a name shows which notation a document keeps to: one with an index, or a whole word."""
    word = len(name.base) > 1 and name.base not in LETTERS
    return bool(name.below or name.above or word) and RATE not in parts_of(name)[:1]


def strange_name(naming: Naming, chain: Chain) -> Name | None:
    """Return the first name of a chain that the notation to which a document keeps does not have."""
    if not naming.keeps_notation or is_named_for_itself(naming, chain):
        return None
    every = [name for side in chain.sides for name in names_in(side.node)]
    others = any(naming.layers.vocabulary.knows(name) for name in every)
    counters = _counters(chain, naming.layers.vocabulary.indices)
    for name in every:
        if naming.layers.vocabulary.knows(name) or name.text in naming.corrections or name in counters:
            continue
        if name.base[0] in CHANGES and naming.layers.vocabulary.knows(replace(name, base=name.base[1:], new=False)):
            continue
        if (name.below or name.above) and not _is_habit(naming, name):
            return name
        # What is derived, or derived by, is not Euler's number.
        constant = name.base == "e" and name not in _varied(*(side.node for side in chain.sides))
        if others and not constant and _is_alone(naming, name):
            return name
    return None


def is_named_for_itself(naming: Naming, chain: Chain) -> bool:
    """Say whether numbers are worked out for a name that is the writer's own, as for a part of a formula: `a = 8 · 2`.

    It is like others that the network does not have and the writer uses again and again.
    """
    first = chain.sides[0].node
    if not isinstance(first, Name) or not (first.below or first.above) or naming.layers.vocabulary.knows(first):
        return False
    is_own = first.base in naming.habitual and not naming.layers.vocabulary.has_letter(first.base)
    return is_own and not any(names_in(side.node) for side in chain.sides[1:])


def _counters(chain: Chain, indices: Collection[str]) -> frozenset[Name]:
    """Return the indices whose position brackets compare, as in `[t = 3]` and `[e ≤ 2h]`."""
    cases = [part for side in chain.sides for part in walk(side.node) if isinstance(part, Cases)]
    compared = [at for part in cases for condition in part.conditions if condition is not None for at in condition.all]
    equal = {at.left for at in compared if at.relation in "=≠" and isinstance(at.left, Name)}
    every = {name for at in compared for side in (at.left, at.right) for name in names_in(side)}
    return frozenset(equal | {name for name in every if name.base in indices and not shows_notation(name)})


def _varied(*nodes: Node) -> frozenset[Name]:
    """Return the names in some formulas that are derived or derived by: no counters, and no constants."""
    rates = (part for node in nodes for part in walk(node) if isinstance(part, Rate))
    return frozenset(name for rate in rates for name in names_in(rate))


def _is_alone(naming: Naming, name: Name) -> bool:
    """Say whether a single letter is used once in a whole document, so that it is no habit of the writer."""
    once = naming.used.get((name.text, name.bold), 0) == 1
    single = (len(name.base) == 1 or name.base in LETTERS) and not (name.at or name.accent)
    letter = naming.layers.vocabulary.has_letter(name.base)
    return once and single and not letter and RATE not in parts_of(name)[:1] and not _is_another_loss(naming, name)


def _is_another_loss(naming: Naming, name: Name) -> bool:
    """Say whether a letter stands for the loss in a document that never calls it as its notation does."""
    try:
        atom = naming.meaning(name).atom
    except UnknownName:
        return False
    return atom is not None and atom.symbol == naming.layers.loss and not naming.calls_loss


def unindexed(naming: Naming, *nodes: Node) -> Name | None:
    """Return the first name in formulas that stands for an array, where the notation writes one in bold type."""
    if not naming.keeps_notation:
        return None
    varied = _varied(*nodes)
    every = [name for node in nodes for name in names_in(node)]
    unknown = {
        name.text for name in every if not naming.layers.vocabulary.knows(name) and RATE not in parts_of(name)[:1]
    }
    for name in every:
        counter = name.base in COUNTING and not (name.below or name.above) and name not in varied
        times = naming.used.get((name.text, False), 0)
        if counter or name.bold or name.at or times > thresholds.MOST_SLIPS_OF_TYPE:
            continue
        # A letter that nothing else is called by may be a slip; several are another way to write.
        if name.text not in unknown or (times == 1 and len(unknown) == 1):
            with suppress(UnknownName):
                if naming.meaning(name).atom is None:
                    return name
    return None


def _is_habit(naming: Naming, name: Name) -> bool:
    if naming.habitual.isdisjoint((pattern_of(name), name.base)):
        return False
    return any(not scheme.guessed for scheme in naming.options(name))


def are_of_notation(naming: Naming, names: Iterable[Name]) -> bool:
    """Say whether nothing is guessed of some names: the document keeps to a notation, and they are of it."""
    return naming.keeps_notation and all(
        naming.layers.vocabulary.knows(name) or not (name.below or name.above) for name in names
    )
