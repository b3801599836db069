"""How far the indices of a document run: as far as what is given, as sums say, or as the members that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from .. import thresholds
from ..lexicon.words import is_digits
from ..tree import Chain, Summed, names_in, walk
from .definitions import Definition
from .families import Families, letters_of
from .givens import Givens

Slot = tuple[str, int] | tuple[int, str]
"""A position of a family, or a letter of one definition."""


def sizes_of(
    definitions: Sequence[Definition], chains: Iterable[Chain], families: Families, givens: Givens
) -> tuple[dict[str, tuple[int, ...]], list[dict[str, int]]]:
    """Return how long each family is along each of its positions, and how far the letters of each definition run.

    What a document says nowhere, as in a derivation without numbers, is taken so that no two lengths are alike.
    """
    classes = _EqualSlots()
    for number, definition in enumerate(definitions):
        for place in (definition.place, *definition.reads):
            for axis, at in enumerate(place.at):
                letters = letters_of(at)
                # A window, `x_{i+k-1}`, is longer than each of its indices.
                if len(letters) == 1:
                    classes.join((place.word, axis), (number, letters[0]))
    said: dict[Slot, int] = {}
    for number, definition in enumerate(definitions):
        for letter, size in _ends_of_sums(definition):
            said[classes.of((number, letter))] = size
    for word, shape in givens.shapes.items():
        rank = sum(families.ranks.get(word, (0, 0)))
        for axis, size in enumerate(shape[:rank]):
            said[classes.of((word, axis))] = size
    seen: dict[Slot, int] = {}
    for family, positions in _members(chains, families, givens):
        for axis, position in enumerate(positions):
            slot = classes.of((family, axis))
            seen[slot] = max(position, seen.get(slot, 1))
    unlike = count(2)
    found: dict[Slot, int] = {}

    def size_of(slot: Slot) -> int:
        known = classes.of(slot)
        if known not in found:
            found[known] = said.get(known) or seen.get(known) or next(unlike)
        return found[known]

    lengths = {word: tuple(size_of((word, axis)) for axis in range(_rank(families, word))) for word in families.ranks}
    runs = [
        {letter: size_of((number, letter)) for letter in dict.fromkeys(_letters(definition, families))}
        for number, definition in enumerate(definitions)
    ]
    return lengths, runs


def _members(chains: Iterable[Chain], families: Families, givens: Givens) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the members that are given a number, and those that formulas name."""
    for word, known in givens.numbers.items():
        yield from ((word, at[: _rank(families, word)]) for at in known)
    for chain in chains:
        for name in (name for side in chain.sides for name in names_in(side.node)):
            place = families.place(name)
            if place.at and place.numbers is not None:
                yield place.word, place.numbers


def _rank(families: Families, word: str) -> int:
    return sum(families.ranks.get(word, (0, 0)))


def _letters(definition: Definition, families: Families) -> Iterator[str]:
    for place in (definition.place, *definition.reads):
        yield from (letter for letter in place.letters if letter in families.letters)


def _ends_of_sums(definition: Definition) -> Iterator[tuple[str, int]]:
    for node in walk(definition.body):
        if isinstance(node, Summed):
            for letter, end in zip(node.over, node.to, strict=False):
                if is_digits(end) and 0 < int(end) <= thresholds.LARGEST_INDEX:
                    yield letter, int(end)


class _EqualSlots:
    """Slots that are equally long, joined as they are found to be."""

    def __init__(self) -> None:
        self._parents: dict[Slot, Slot] = {}

    def of(self, slot: Slot) -> Slot:
        while slot in self._parents:
            slot = self._parents[slot]
        return slot

    def join(self, one: Slot, other: Slot) -> None:
        first, second = self.of(one), self.of(other)
        if first != second:
            self._parents[second] = first
