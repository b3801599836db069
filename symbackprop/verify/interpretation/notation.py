"""Which notation of the program a document speaks, if any: its names are then read as the program means them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from ...models.notations import NOTATIONS
from ..lexicon.roles import RATE, parts_of
from ..lexicon.words import GREEK
from ..quantities.readings import GUESSED, make_of
from ..quantities.refusals import UnknownName
from ..quantities.vocabulary import COUNTING, Vocabulary
from ..tree import Chain, Name, Node, Rate, names_in, walk
from .naming import Naming

LETTERS = frozenset(GREEK.values())
"""Letters that have names of several."""

LEAST_NAMES = 8
"""Different names from which on a document can be said to speak a notation."""

LEAST_KNOWN = 5
"""Different names from which on this can be said where all but one are names of that notation."""

FLUENT = 0.85
"""The share of its names that must be names of that notation."""

MOST_PLAIN = 3
"""How many arrays are named without indices and not in bold type where that is no habit."""

FEW = 2
"""How often an array may be named without indices and not in bold type by a slip."""

HABIT = 3
"""Equations from which on names of one make that the notation does not have are the writer's own way."""


def infer_notation(naming: Naming, chains: Sequence[Chain]) -> None:
    """Choose the notation that most names of a document belong to, the network's own one first."""
    names = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    said = [name for name in names.values() if is_telling(name)]
    best, most = naming.layers.vocabulary, _known(naming.layers.vocabulary, said)
    if naming.network.layers and most < FLUENT * len(said):
        for school in NOTATIONS:
            other = Vocabulary(naming.network, school)
            known = _known(other, said)
            if known > most and known >= FLUENT * len(said):
                best, most = other, known
    naming.layers = replace(naming.layers, vocabulary=best)
    known_all = len(said) >= LEAST_KNOWN and most >= len(said) - 1
    naming.fluent = known_all or (len(said) >= LEAST_NAMES and most >= FLUENT * len(said))
    if naming.fluent:
        plain = [
            name
            for chain in chains
            if chain.relations
            for side in chain.sides
            for name in names_in(side.node)
            if not (name.below or name.at)
        ]
        naming.used = Counter((name.text, name.bold) for name in plain)
        arrays = {name.text for name in plain if not name.bold and best.is_array(name)}
        naming.bold = len(arrays) <= MOST_PLAIN
    if naming.fluent and most < len(said):
        naming.habitual = _habitual(naming, chains)


def _habitual(naming: Naming, chains: Sequence[Chain]) -> frozenset[tuple[object, ...]]:
    """Return what names of another notation share that are used again and again, so that they are no slips."""
    vocabulary = naming.layers.vocabulary
    said: Counter[tuple[object, ...]] = Counter()
    bases: set[str] = set()
    for chain in chains:
        names = {name.text: name for side in chain.sides for name in names_in(side.node)}
        known = {text for text, name in names.items() if vocabulary.knows(name)}
        bases |= {names[text].base for text in known}
        strange = [name for text, name in names.items() if text not in known]
        said.update(
            {make_of(name) for name in strange} | {(name.base,) for name in strange if name.below or name.above}
        )
    return frozenset(key for key, count in said.items() if count >= HABIT and (len(key) > 1 or key[0] not in bases))


def is_telling(name: Name) -> bool:
    """Say whether a name shows which notation is spoken: one with an index, or a whole word."""
    word = len(name.base) > 1 and name.base not in LETTERS
    return bool(name.below or name.above or word) and RATE not in parts_of(name)[:1]


def stranger(naming: Naming, chain: Chain) -> Name | None:
    """Return the first name of a chain that the notation of a fluent document does not have."""
    if not naming.fluent:
        return None
    every = [name for side in chain.sides for name in names_in(side.node)]
    others = any(naming.layers.vocabulary.knows(name) for name in every)
    for name in every:
        if naming.layers.vocabulary.knows(name) or name.text in naming.repaired:
            continue
        if (name.below or name.above) and not _is_habit(naming, name):
            return name
        # What is derived, or derived by, is not Euler's number.
        constant = name.base == "e" and name not in _varied(*(side.node for side in chain.sides))
        if others and not constant and _is_alone(naming, name):
            return name
    return None


def _varied(*nodes: Node) -> frozenset[Name]:
    """Return the names in some formulas that are derived or derived by: no counters, and no constants."""
    rates = (part for node in nodes for part in walk(node) if isinstance(part, Rate))
    return frozenset(name for rate in rates for name in names_in(rate))


def _is_alone(naming: Naming, name: Name) -> bool:
    """Say whether a single letter is used once in a whole document, so that it is none of the writer's own."""
    once = naming.used.get((name.text, name.bold), 0) == 1
    single = (len(name.base) == 1 or name.base in LETTERS) and not (name.at or name.accent)
    letter = naming.layers.vocabulary.has_letter(name.base)
    return once and single and not letter and RATE not in parts_of(name)[:1]


def unindexed(naming: Naming, *nodes: Node) -> Name | None:
    """Return the first name in formulas that stands for an array where a fluent document writes one in bold type."""
    if not naming.fluent:
        return None
    varied = _varied(*nodes)
    every = [name for node in nodes for name in names_in(node)]
    unknown = {
        name.text for name in every if not naming.layers.vocabulary.knows(name) and RATE not in parts_of(name)[:1]
    }
    for name in every:
        counter = name.base in COUNTING and not (name.below or name.above) and name not in varied
        times = naming.used.get((name.text, False), 0)
        if counter or name.bold or name.at or times > FEW:
            continue
        # A letter that nothing else is called by may be a slip; several are another way to write.
        if name.text not in unknown or (times == 1 and len(unknown) == 1):
            with suppress(UnknownName):
                if naming.meaning(name).atom is None:
                    return name
    return None


def _is_habit(naming: Naming, name: Name) -> bool:
    if naming.habitual.isdisjoint((make_of(name), (name.base,))):
        return False
    return any(not scheme.startswith(GUESSED) for scheme in naming.options(name))


def is_spoken(naming: Naming, names: Iterable[Name]) -> bool:
    """Say whether nothing is guessed of some names: the document is fluent, and they are of its notation."""
    return naming.fluent and all(
        naming.layers.vocabulary.knows(name) or not (name.below or name.above) for name in names
    )


def _known(vocabulary: Vocabulary, names: Iterable[Name]) -> int:
    return sum(vocabulary.knows(name) for name in names)
