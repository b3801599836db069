"""Quantities that indices count: of `h_t = tanh(w h_{t-1})`, h is a family, h_1 a member of it, and w a number.

A letter is an index where a sum runs over it, or where it stands as an index on both sides of a definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .. import thresholds
from ..lexicon.words import is_digits
from ..tree import Chain, Name, Summed, names_in, walk

COUNTERS = frozenset("ijkmnpqrstτ")
"""Letters that may count members; l counts layers, and each layer has a name of its own."""

SHIFTED = re.compile(r"[a-zτ](?:[+-](?:[a-zτ]|\d{1,3})){0,3}")
SHIFT = re.compile(r"[+-]\d+")
SIGNED = re.compile(r"([+-]?)([a-zτ])")
LETTER = re.compile(r"[a-zτ]")
LABELLED = re.compile(r"([^\W\d_]{1,8}?)(\d{1,3}|[a-zτ]{1,2})")
BRACKETS = "()[]<>{}⟨⟩"


@dataclass(frozen=True, slots=True)
class MemberPlace:
    """A quantity and which of its members is meant.

    Args:
        word: What the index language calls it.
        at: Its positions, each a letter, a shifted letter or a number; nothing where all of it is meant.
    """

    word: str
    at: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """Its positions where all of them are numbers."""
        return tuple(map(int, self.at)) if all(map(is_digits, self.at)) else None

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters in its positions."""
        return tuple(letter for at in self.at for letter in letters_of(at))


@dataclass(frozen=True, slots=True)
class _Script:
    """What stands below or above a name: labels, and positions."""

    labels: tuple[str, ...]
    positions: tuple[str, ...]

    @property
    def is_general(self) -> bool:
        return any(not is_digits(at) for at in self.positions)


@dataclass(frozen=True, slots=True)
class Families:
    """What a document says of indices.

    Args:
        letters: Those that count.
        ranks: From a word to how many positions stand below its members, and above them.
    """

    letters: frozenset[str] = frozenset()
    ranks: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def place(self, name: Name) -> MemberPlace:
        """Return which quantity, and which of its members, a name is."""
        below, above = self._parts(name)
        family = self.ranks.get(_word(name, (*below.labels, *above.labels)), (0, 0))
        at: tuple[str, ...] = ()
        marks: list[str] = []
        sides = ((below, (*name.below, *name.at), family[0]), (above, name.above, family[1]))
        for part, written, rank in sides:
            found = part.positions
            if len(found) == 1 and is_digits(found[0]) and len(found[0]) == rank:
                found = tuple(found[0])
            if found and (part.is_general or len(found) == rank):
                at += found
                marks += part.labels
            else:
                marks += written
        return MemberPlace(_word(name, marks), at)

    def general(self, name: Name) -> tuple[str, tuple[int, int]] | None:
        """Return the word of a name with letters for indices, and how many positions it has below and above."""
        below, above = self._parts(name)
        if not (below.is_general or above.is_general):
            return None
        marks = [
            mark
            for part, written in ((below, (*name.below, *name.at)), (above, name.above))
            for mark in (part.labels if part.is_general else written)
        ]
        counts = [len(part.positions) if part.is_general else 0 for part in (below, above)]
        return _word(name, marks), (counts[0], counts[1])

    def _parts(self, name: Name) -> tuple[_Script, _Script]:
        return self._part((*name.below, *name.at)), self._part(name.above)

    def _part(self, written: Sequence[str]) -> _Script:
        labels: list[str] = []
        positions: list[str] = []
        for mark in (_stripped(one) for one in written):
            label, found = self._taken_apart(mark)
            labels += [label] if label else []
            positions += found
        return _Script(tuple(labels), tuple(positions))

    def _taken_apart(self, mark: str) -> tuple[str, Sequence[str]]:
        """Return the label of what stands below a name, and its positions: `hj` is j of h."""
        if is_digits(mark):
            return "", (mark,)
        if SHIFTED.fullmatch(mark) and self.letters.issuperset(letters_of(mark)):
            return "", (mark,)
        if 0 < len(mark) <= thresholds.MOST_INDICES_SIDE_BY_SIDE and all(
            at in self.letters or is_digits(at) for at in mark
        ):
            return "", tuple(mark)
        labelled = LABELLED.fullmatch(mark)
        if labelled is not None and (is_digits(labelled[2]) or set(labelled[2]) <= self.letters):
            return labelled[1], (labelled[2],) if is_digits(labelled[2]) else tuple(labelled[2])
        return mark, ()


def families_of(definitions: Iterable[Chain]) -> Families:
    """Return the families of which some equations speak in general."""
    chains = list(definitions)
    letters = frozenset(_index_letters(chains))
    ranks: dict[str, tuple[int, int]] = {}
    known = Families(letters)
    for chain in chains if letters else ():
        for name in (name for side in chain.sides for name in names_in(side.node)):
            found = known.general(name)
            if found is not None:
                ranks.setdefault(*found)
    return Families(letters, ranks)


def _index_letters(chains: Sequence[Chain]) -> Iterator[str]:
    for chain in chains:
        first = chain.sides[0].node
        subject = set(_letters_below(first)) if isinstance(first, Name) else set()
        for side in chain.sides[1:]:
            for node in walk(side.node):
                if isinstance(node, Summed):
                    yield from (letter for letter in node.over if letter in COUNTERS)
                elif isinstance(node, Name) and subject:
                    yield from subject & set(_letters_below(node))


def _letters_below(name: Name) -> Iterator[str]:
    """Yield the letters that stand alone below or above a name, shifted or not, or two of them side by side."""
    for mark in map(_stripped, (*name.below, *name.at, *name.above)):
        if SHIFTED.fullmatch(mark) and COUNTERS.issuperset(letters_of(mark)):
            yield from letters_of(mark)
        elif (
            len(mark) > 1
            and len({*mark}) == len(mark) <= thresholds.MOST_INDICES_SIDE_BY_SIDE
            and set(mark) <= COUNTERS
        ):
            yield from mark


def letters_of(position: str) -> list[str]:
    """Return the letters in a position: i and k of `i+k-1`."""
    return LETTER.findall(position)


def signed_letters(position: str) -> Iterator[tuple[int, str]]:
    """Yield the letters in a position, each with its sign."""
    for found in SIGNED.finditer(position):
        yield -1 if found[1] == "-" else 1, found[2]


def shift_of(position: str) -> int:
    """Return by how much a position is shifted: -1 of `i+k-1`."""
    return sum(map(int, SHIFT.findall(position)))


def _stripped(mark: str) -> str:
    return mark.strip(BRACKETS).replace(" ", "").replace("−", "-")


def _word(name: Name, marks: Iterable[str]) -> str:
    """Return a name as the index language writes it, or nothing where it cannot."""
    base = "".join(sign for sign in name.base if sign.isalpha())
    plain = ("".join(sign for sign in part if sign.isalnum()) for part in marks)
    kept = [mark for mark in (*name.accent.split(), *plain) if mark]
    if len(kept) == 1 and is_digits(kept[0]):
        return base + kept[0]
    return "_".join([base, *kept])
