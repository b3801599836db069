"""What a name of a document says of a quantity that is called so: the positions below it, and the sample above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from ...expression.tree import Index, Symbol, Table
from ..lexicon.words import is_digits
from ..tree import Name
from .looked_up import LookedUp, looked_up

SHIFTED = re.compile(r"-?(?:\d{0,2}[a-z]|\d{1,3})(?:[+-](?:\d{0,2}[a-z]|\d{1,3})){1,3}")
NEGATIVE = re.compile(r"-\d{1,7}")
MULTIPLE = re.compile(r"\d{1,2}[a-z]")
PART = re.compile(r"[^(),]+")
"""A position among others, alone in brackets too: those below E_{(word_n + 1) d}."""
SAMPLE = re.compile(r"\((\w{1,4})\)")
COUNTING = frozenset("ijklmnpqdrs")
"""Letters that writers count with."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name without positions, and what it stands for.

    Args:
        name: Its letter, subscript, superscript and hat.
        quantity: The quantity, with its indices.
        signal: Whether the derivative of the loss by the quantity is meant.
        single: Whether only single elements are called so.
    """

    name: Symbol
    quantity: Symbol
    signal: bool = False
    single: bool = False

    @property
    def positions(self) -> int:
        """How many positions stand below the name of an element."""
        return len(self.quantity.indices) - bool(self.quantity.sample)


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a name says: a quantity, the positions below, and the sample above; empty where it does not say them."""

    entry: KnownName
    at: tuple[str, ...]
    sample: str
    looked_up: Mapping[str, LookedUp] = field(default_factory=dict)
    """Those of the positions that are looked up."""

    @property
    def letters(self) -> Mapping[str, int]:
        """From the indices that it is read at, alone or in what is looked up, to how far they run."""
        inner = {letter: size for one in self.looked_up.values() for letter, size in one.letters.items()}
        return inner | {text: index.size for text, index in self.pairs if text.isalpha() and text not in self.looked_up}

    @property
    def shifted(self) -> frozenset[str]:
        """The letters in positions that are shifted."""
        return frozenset(letter for text in self.at if is_shifted(text) for letter in re.findall("[a-z]", text))

    @property
    def pairs(self) -> Iterator[tuple[str, Index]]:
        """The positions with the indices that they are along."""
        indices = [index for index in self.entry.quantity.indices if isinstance(index, Index)]
        if self.entry.quantity.sample and indices:
            first, *indices = indices
            if self.sample:
                yield self.sample, first
        yield from zip(self.at, indices, strict=False)


def is_shifted(position: str) -> bool:
    """Say whether a position is computed from indices, as in i+k-1, 2i+k-3 or 2i."""
    return bool(SHIFTED.fullmatch(position) or MULTIPLE.fullmatch(position))


def matched(entry: KnownName, name: Name, runs: Set[str], tables: Mapping[str, Table]) -> NameMatch | None:
    """Return what a name says of a quantity, or None where it is not called so.

    Args:
        entry: What the quantity is called.
        name: The name of a document.
        runs: The letters of the indices along which recurrences run: a row at one of their positions is a name, too.
        tables: The numbers that are looked up, by name.
    """
    sample = _sample(entry, name)
    below = ",".join(name.below)
    subscript = entry.name.subscript
    if sample is None or not below.startswith(subscript):
        return None
    rest = below[len(subscript) :]
    if subscript and is_digits(subscript[-1]) and is_digits(rest[:1]):
        return None
    parts = PART.findall(rest) if tables else []
    found = {part: one for part in parts if (one := looked_up(part, tables)) is not None}
    if found and len(parts) == entry.positions:
        return NameMatch(entry, tuple(parts), sample, found)
    at = (*_positions(rest, entry.positions), *name.at)
    if len(at) not in ((entry.positions,) if entry.single else (0, entry.positions)) and not _is_row(entry, at, runs):
        return None
    return NameMatch(entry, at, sample)


def _is_row(entry: KnownName, at: tuple[str, ...], runs: Set[str]) -> bool:
    """Say whether a name is of a vector or matrix at one position of a recurrence, as h_t of h[t,j]."""
    first = entry.quantity.indices[0] if entry.quantity.indices else 0
    return len(at) == 1 < entry.positions and isinstance(first, Index) and first.name in runs and at != ("",)


def _sample(entry: KnownName, name: Name) -> str | None:
    """Return the sample that stands above a name, or None where something else does."""
    above = list(name.above)
    if entry.name.superscript:
        if above[:1] != [entry.name.superscript]:
            return None
        above.pop(0)
    if not above:
        return ""
    sample = SAMPLE.fullmatch(above[0])
    return sample[1] if sample is not None and len(above) == 1 and entry.quantity.sample else None


def _positions(below: str, count: int) -> tuple[str, ...]:
    """Return the positions in what stands below a name after its own subscript; none where it is something else."""
    parts = [part for part in below.split(",") if part]
    # Between commas 2n is one position; elsewhere it is two.
    is_apart = len(parts) == count and any(map(MULTIPLE.fullmatch, parts))
    found = parts if is_apart else tokens(parts)
    if len(found) == 1 < count and len(found[0]) == count and is_digits(found[0]):
        found = list(found[0])
    plain = all(is_digits(text) or len(text) == 1 or is_shifted(text) or NEGATIVE.fullmatch(text) for text in found)
    return tuple(found) if plain else ("",) * (count + 1)


def tokens(parts: Iterable[str]) -> list[str]:
    """Return the positions in parts of a subscript: numbers, letters, shifted letters."""
    found: list[str] = []
    for part in parts:
        if SHIFTED.fullmatch(part) or NEGATIVE.fullmatch(part):
            found.append(part)
        else:
            found += re.findall(r"\d+|[^\W\d_]", part)
    return found
