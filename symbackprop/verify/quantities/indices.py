"""The letters that names have for indices."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..tree import Chain, Name, names_in
from .known_names import COUNTING, SHIFTED
from .vocabulary import Vocabulary

INDEXED = re.compile(r"([oh]?)([a-z]{1,3})")
"""A part of an index: a letter for the layer, perhaps, and letters that count."""

TIME = re.compile(r"t(?:[+-]\d{1,2})?")
"""A position in time."""

LAYER = re.compile(r"(?P<open>[(\[<]?)(?P<letter>[lL])(?P<shift>[+-]\d)?(?P<close>[)\]>]?)")
"""A layer that a letter counts, as above `W^{[l]}`, `δ^{(l+1)}` or `a^L`, which is the last."""

COUNTED, LAST = "l", "L"


def is_general(name: Name, vocabulary: Vocabulary) -> bool:
    """Say whether a name has a letter for an index."""
    return bool(letters_in(name, vocabulary, COUNTING))


def is_general_formula(chain: Chain, vocabulary: Vocabulary) -> bool:
    """Say whether any name of an equation has a letter for an index."""
    return any(is_general(name, vocabulary) for side in chain.sides for name in names_in(side.node))


def letters_in(name: Name, vocabulary: Vocabulary, indices: frozenset[str]) -> set[str]:
    """Return the letters that a name has for indices, of those that can be some."""
    known = vocabulary.find(name)
    if known is not None:
        return set(known.letters) | known.shifted
    found: set[str] = set()
    if name.base in vocabulary.numbered and any(TIME.fullmatch(part) for part in (*name.below, *name.at)):
        # Beside h0, h1 and h2 the t of h_t counts, and is no target.
        found.add("t")
    for part in (*name.below, *name.at):
        match = INDEXED.fullmatch(part) if part != "in" else None
        if match is not None and set(match[2]) <= indices:
            found |= set(match[2])
        elif SHIFTED.fullmatch(part):
            found |= set(re.findall("[a-z]", part))
    if counts_layers(name):
        found.add(COUNTED)
    return found


def counts_layers(name: Name) -> bool:
    """Say whether a letter that counts layers stands above a name, or the one of the last layer."""
    return any(LAYER.fullmatch(part) for part in name.above)


def layer_at(part: str, chosen: Mapping[str, int], depth: int) -> str:
    """Return what stands above a name with the layer that its letter counts."""
    match = LAYER.fullmatch(part)
    if match is None or (match["letter"] == COUNTED and COUNTED not in chosen):
        return part
    number = (depth if match["letter"] == LAST else chosen[COUNTED]) + int(match["shift"] or 0)
    return f"{match['open']}{number}{match['close']}"


def is_index_alone(name: Name) -> bool:
    """Say whether a name is a letter that counts and stands alone, as in a case distinction."""
    return name.base in COUNTING and not (name.below or name.above or name.at or name.accent or name.new)
