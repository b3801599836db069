"""Which notation of the program a document speaks, if any: its names are then read as the program means them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..models.notations import NOTATIONS
from .naming import Naming
from .parts import RATE, parts_of
from .syntax import Chain, Name, names_in
from .vocabulary import Vocabulary

LEAST_NAMES = 8
"""Different names from which on a document can be said to speak a notation."""

FLUENT = 0.85
"""The share of its names that must be names of that notation."""


def listen(naming: Naming, chains: Sequence[Chain]) -> None:
    """Choose the notation that most names of a document belong to, the network's own one first."""
    names = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    said = [name for name in names.values() if is_telling(name)]
    best, most = naming.cast.vocabulary, _known(naming.cast.vocabulary, said)
    if naming.network.layers and most < FLUENT * len(said):
        for school in NOTATIONS:
            other = Vocabulary(naming.network, school)
            known = _known(other, said)
            if known > most and known >= FLUENT * len(said):
                best, most = other, known
    naming.cast = replace(naming.cast, vocabulary=best)
    naming.fluent = len(said) >= LEAST_NAMES and most >= FLUENT * len(said)


def is_telling(name: Name) -> bool:
    """Say whether a name shows which notation is spoken: one with an index, or a whole word."""
    return bool(name.below or name.above or len(name.base) > 1) and RATE not in parts_of(name)[:1]


def stranger(naming: Naming, names: Iterable[Name]) -> Name | None:
    """Return the first of some names that the notation of a fluent document does not have."""
    if naming.fluent:
        for name in names:
            known = naming.cast.vocabulary.knows(name) or name.text in naming.repaired
            if (name.below or name.above) and not known:
                return name
    return None


def is_spoken(naming: Naming, names: Iterable[Name]) -> bool:
    """Say whether nothing is guessed of some names: the document is fluent, and they are of its notation."""
    return naming.fluent and all(naming.cast.vocabulary.knows(name) or not (name.below or name.above) for name in names)


def _known(vocabulary: Vocabulary, names: Iterable[Name]) -> int:
    return sum(vocabulary.knows(name) for name in names)
