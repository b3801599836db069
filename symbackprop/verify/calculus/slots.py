"""What stands at the letters of a document: labels, which make another quantity, and positions of entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .. import thresholds
from ..lexicon.words import is_digits
from ..quantities.indices import COUNTED, LAST
from ..quantities.known_names import COUNTING
from ..tree import Chain, Name, Node, Summed, Times, Turned, names_in, walk

ONES = "ones"
"""The vector of ones, which has its own length wherever it stands."""

KRONECKER = "delta"

SHIFTED = re.compile(r"([a-zA-Z])([+-]\d{1,2})")
PAIR = re.compile(r"[a-z]{2}")
"""Two indices below a name."""

AGAINST = re.compile(r"(?P<letter>[a-z])(?P<number>\d)")
"""An index and the number that a Kronecker delta holds it against."""

DIGITS = re.compile(r"[1-9]{2}")
"""Two positions written on to each other."""

BRACKETS = "()[]{}<>"

LIMITS = frozenset({"max", "min"})
"""Words below a letter whose letters count nothing."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A letter or a number at a name.

    Args:
        letter: The letter; nothing for a number.
        shift: What is added to the letter, or the number.
    """

    letter: str
    shift: int = 0

    def at(self, places: Mapping[str, int]) -> int | None:
        """Return the number that stands here once letters are numbers, or None where its letter is none of them."""
        if not self.letter:
            return self.shift
        return places[self.letter] + self.shift if self.letter in places else None


@dataclass(frozen=True, slots=True)
class Slots:
    """A name taken apart.

    Args:
        key: What is the same for all quantities of a family: letter, accent and words at it.
        above: What counts above the letter.
        below: What counts below it, and in brackets after it.
    """

    key: str
    above: tuple[Slot, ...]
    below: tuple[Slot, ...]


@dataclass
class Alphabet:
    """What the letters of a document count.

    Args:
        chains: The document.
        is_apart: Whether a letter alone is another quantity than what has positions.
        has_many: Whether any small letter below a name counts something.
    """

    chains: tuple[Chain, ...]
    is_apart: bool = False
    has_many: bool = False
    _parts: dict[Name, Slots] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node of the document."""
        return tuple(node for chain in self.chains for side in chain.sides for node in walk(side.node))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name of the document."""
        return tuple(node for node in self.nodes if isinstance(node, Name))

    @cached_property
    def counting(self) -> frozenset[str]:
        """The letters that count something: the usual ones, and those that sums run over."""
        summed = {letter for node in self.nodes if isinstance(node, Summed) for letter in node.over}
        found = COUNTING | summed | self.shifted | self._below | self._beside_summed | {COUNTED}
        return found | self._chosen(COUNTING | summed)

    @cached_property
    def _beside_summed(self) -> frozenset[str]:
        """The letters at which entries of a family stand, `h` and `m` of `w_{hm}`, of which a sum runs over others."""
        pairs = [(name.base, part) for name in self.names for part in name.below if PAIR.fullmatch(part)]
        sums = [node for node in self.nodes if isinstance(node, Summed)]
        entered = {
            name.base
            for node in sums
            for name in names_in(node.body)
            if any(PAIR.fullmatch(part) and {*node.over} & {*part} for part in name.below)
        }
        return frozenset(letter for base, pair in pairs if base in entered for letter in pair)

    @cached_property
    def _below(self) -> frozenset[str]:
        """The small letters that stand alone below names, where any of them counts."""
        below = (part for name in self.names for part in name.below) if self.has_many else ()
        return frozenset(part for part in below if len(part) == 1 and part.isascii() and part.islower())

    def _chosen(self, counting: frozenset[str]) -> set[str]:
        """Return the letters that a Kronecker delta holds a counting one against, as the c of the true class."""
        pairs = [name.below[0] for name in self.names if name.base == KRONECKER and len(name.below) == 1]
        return {
            letter
            for pair in pairs
            if len(pair) == 2 and pair.isascii() and pair.isalpha() and counting.intersection(pair)
            for letter in pair
        }

    @cached_property
    def indices(self) -> frozenset[str]:
        """Those of these letters that stand at a name or below a sum."""
        slots = [slot for at in map(self.slots, self.names) for slot in (*at.above, *at.below)]
        summed = {letter for node in self.nodes if isinstance(node, Summed) for letter in node.over}
        return frozenset({slot.letter for slot in slots if slot.letter} | summed)

    @cached_property
    def _positioned(self) -> frozenset[str]:
        """The letters of quantities that have something at them."""
        return frozenset(name.base for name in self.names if name.below or name.above)

    def is_index(self, name: Name) -> bool:
        """Say whether a name is a letter that counts, which stands alone: one with indices of its own is a quantity."""
        is_bare = not (name.below or name.above or name.at or name.accent or name.new)
        return is_bare and name.base in self.indices and name.base not in self._positioned

    @cached_property
    def shifted(self) -> frozenset[str]:
        """The letters to which something is added, as in `l - 1`."""
        texts = (part.strip(BRACKETS) for name in self.names for part in (*name.above, *name.below, *name.at))
        return frozenset(match[1] for part in texts if (match := SHIFTED.fullmatch(part)))

    @cached_property
    def levels(self) -> frozenset[str]:
        """The letters that count layers or times: those that are shifted, as in `l - 1`, and the one of layers."""
        above = {COUNTED for name in self.names if any(part.strip(BRACKETS) == COUNTED for part in name.above)}
        return frozenset(self.shifted | above)

    @cached_property
    def depth(self) -> int:
        """How many layers or times there are."""
        numbers = [
            slot.shift
            for name in self.names
            for slot, is_label in self.labels_of(self.slots(name))
            if is_label and not slot.letter
        ]
        return min(max([thresholds.LAYERS_OF_LETTERS, *numbers]), thresholds.LARGEST_INDEX)

    def slots(self, name: Name) -> Slots:
        """Return a name taken apart."""
        if name not in self._parts:
            self._parts[name] = self._taken_apart(name)
        return self._parts[name]

    def _taken_apart(self, name: Name) -> Slots:
        words: list[str] = [str(name.span.start)] if name.base == ONES else []
        above = [*self._counted(name.above, words)]
        words.append("|")
        texts = (*name.below, *name.at)
        if name.base == KRONECKER and len(texts) == 1 and (pair := AGAINST.fullmatch(texts[0])) is not None:
            # `δ_{i1}` is 1 where i is 1.
            texts = (pair["letter"], pair["number"]) if pair["letter"] in self.counting else texts
        if name.base in self._paired:
            # Where `w_{ij}` is an entry, `w_{12}` is one of a row and a column.
            texts = tuple(part for text in texts for part in (text if DIGITS.fullmatch(text) else (text,)))
        below = [*self._counted(texts, words)]
        key = "|".join((name.base, name.accent, "+" * name.new, *words))
        return Slots(key, tuple(above), tuple(below))

    def _counted(self, texts: Iterable[str], words: list[str]) -> Iterator[Slot]:
        for text in texts:
            part = text.strip(BRACKETS)
            if is_digits(part):
                yield Slot("", int(part))
            elif part == LAST:
                yield Slot(LAST)
            elif match := SHIFTED.fullmatch(part):
                yield Slot(match[1], int(match[2]))
            elif part and part not in LIMITS and self.counting.issuperset(part):
                yield from map(Slot, part)
            else:
                words.append(text)

    @cached_property
    def _paired(self) -> frozenset[str]:
        """The letters of quantities below which two letters stand that count."""
        return frozenset(
            name.base
            for name in self.names
            if len(name.below) == 1 and PAIR.fullmatch(name.below[0]) and self.counting.issuperset(name.below[0])
        )

    @cached_property
    def _standing(self) -> frozenset[str]:
        """The families whose members are arrays each: `u_k` where `u_k^T` or `w^T u_k` is written."""
        turned = [node.body for node in self.nodes if isinstance(node, Turned) and isinstance(node.body, Name)]
        products = [pairwise(node.factors) for node in self.nodes if isinstance(node, Times)]
        for left, right in (pair for several in products for pair in several):
            is_row = isinstance(left, Turned) and isinstance(left.body, Name) and left.body.base.islower()
            if is_row and isinstance(right, Name) and right.base.islower():
                turned.append(right)
        return frozenset(at.key for at in map(self.slots, turned) if len(at.below) == 1)

    @cached_property
    def _leveled(self) -> frozenset[tuple[str, int]]:
        """The families, with the position below, where a letter of layers or times stands."""
        return frozenset(
            (at.key, place)
            for at in map(self.slots, self.names)
            for place, slot in enumerate(at.below)
            if slot.letter in self.levels
        )

    @cached_property
    def counted_above(self) -> frozenset[str]:
        """The families with a letter of layers or times above."""
        found = map(self.slots, self.names)
        above = {at.key for at in found if any(slot.letter in {*self.levels, LAST} for slot in at.above)}
        firsts = [chain.sides[0].node for chain in self.chains if len(chain.sides) > 1]
        apart = {at.key for at in (self.slots(name) for name in firsts if isinstance(name, Name)) if not at.above}
        return frozenset(above - apart)

    @cached_property
    def _entered(self) -> frozenset[str]:
        """The families of which single entries are named."""
        found = [self.slots(name) for name in self.names]
        whole = set[str]() if self.is_apart else {at.key for at in found if not at.below}
        return frozenset(
            at.key
            for at in found
            if at.below
            and at.key not in self._standing
            and (at.key in whole or any(slot.letter and slot.letter not in self.levels for slot in at.below))
        )

    def key_of(self, slots: Slots) -> str:
        """Return the family of a name, which is another one where a letter alone is another quantity."""
        return f"{slots.key}|alone" if self.is_apart and slots.key in self._entered and not slots.below else slots.key

    def labels_of(self, slots: Slots) -> Iterator[tuple[Slot, bool]]:
        """Yield what counts at a name, and whether it makes another quantity or only says which entry is meant."""
        for slot in slots.above:
            yield slot, True
        for place, slot in enumerate(slots.below):
            yield slot, slots.key not in self._entered or (slots.key, place) in self._leveled

    def letters(self, chain: Chain) -> tuple[set[str], set[str]]:
        """Return the letters of a chain that stand for labels, and those that stand for entries."""
        labels: set[str] = set()
        entries: set[str] = set()
        for name in (name for side in chain.sides for name in names_in(side.node)):
            for slot, is_label in self.labels_of(self.slots(name)):
                if slot.letter and slot.letter != LAST:
                    (labels if is_label else entries).add(slot.letter)
        return labels, entries - labels
