"""What a document says itself, as quantities with shapes, and what its formulas say with numbers for their letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product

from .. import thresholds
from ..quantities.indices import LAST
from ..tree import Chain, Name, Node, Numeral, Omitted, Rate, Side, Summed, names_in, walk
from .blocks import with_block_products
from .designs import Design, designs
from .members import Instances, Member, Variable, einstein, free_letters, with_plain_sums, with_turned_entries
from .shapes import Classes, Ranks, ShapeRules, settle
from .slots import Alphabet

Places = dict[str, int]
SAMPLES = "N"


@dataclass(frozen=True, slots=True)
class SpecialCase:
    """What a formula says once numbers stand for its letters.

    Args:
        sides: Its sides.
        places: The numbers of the letters.
    """

    sides: tuple[Node, ...]
    places: Mapping[str, int]


@dataclass
class Theory:
    """The formulas of a document, with numbers in place of letters, and the shapes of their quantities.

    Args:
        chains: What the document says, in its order.
        ranks: What letters without positions stand for.
        sums_repeated: Whether an index that stands twice in a product is summed over.
    """

    chains: tuple[Chain, ...]
    ranks: Ranks
    sums_repeated: bool = False
    alphabet: Alphabet = field(init=False)
    fixed: frozenset[str] = field(init=False)
    designs: tuple[Design, ...] = field(init=False, default=())
    _shapes: dict[Variable, tuple[int, int]] = field(init=False, default_factory=dict)
    _instances: dict[int, tuple[SpecialCase, ...]] = field(init=False, default_factory=dict)
    _ranges: dict[tuple[int, str], int] = field(init=False, default_factory=dict)
    _counts: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.chains = tuple(with_block_products(with_turned_entries(with_plain_sums(chain))) for chain in self.chains)
        self.alphabet = Alphabet(self.chains, self.ranks is Ranks.SINGLE, self.sums_repeated)
        if self.sums_repeated:
            self.chains = tuple(map(self._with_sums, self.chains))
            self.alphabet = Alphabet(self.chains, self.ranks is Ranks.SINGLE, self.sums_repeated)
        self.fixed = self._fixed()
        self._measure()

    def _with_sums(self, chain: Chain) -> Chain:
        outer = free_letters(chain.sides[0].node, self.alphabet)
        sides = tuple(Side(einstein(side.node, self.alphabet, outer), side.span) for side in chain.sides)
        return replace(chain, sides=sides)

    def _fixed(self) -> frozenset[str]:
        """Return the letters that a definition leaves open: each is one number throughout, as the true class is."""
        found: set[str] = set()
        for chain in self.chains:
            first, *others = (side.node for side in chain.sides)
            if isinstance(first, Name) and others:
                left = free_letters(first, self.alphabet)
                found |= free_letters(others[0], self.alphabet) - left - self.alphabet.levels
        return frozenset(found)

    def shape(self, quantity: Variable) -> tuple[int, int]:
        """Return how many rows and columns a quantity has."""
        return self._shapes.get(quantity, (1, 1))

    def defining(self, number: int) -> tuple[SpecialCase, ...]:
        """Return what the first two sides of a chain say, for letters for which the others say nothing as well.

        Args:
            number: Which chain, from 0.

        Raises:
            NotCheckable: Letters in it do not say how far they run.
        """
        chain = self.chains[number]
        first = replace(chain, sides=chain.sides[:2], relations=chain.relations[:1])
        whole = self.instances(number)
        if len(chain.sides) == len(first.sides) or self._free(first) != self._free(chain):
            return whole
        return tuple(islice(self._written_out(number, first), thresholds.MOST_INSTANCES))

    def instances(self, number: int) -> tuple[SpecialCase, ...]:
        """Return what a chain says for each value of its letters.

        Args:
            number: Which chain, from 0.

        Raises:
            NotCheckable: Letters in it do not say how far they run.
        """
        if number not in self._instances:
            found = islice(self._written_out(number), thresholds.MOST_INSTANCES)
            self._instances[number] = tuple(found)
        return self._instances[number]

    def _written_out(self, number: int, part: Chain | None = None) -> Iterator[SpecialCase]:
        chain = part or self.chains[number]
        for places in self._labels(chain):
            ranges = {letter: size for (at, letter), size in self._ranges.items() if at == number}
            free = self._free(chain) - places.keys()
            fixed = {letter: ranges.get(letter, 1) for letter in free & self.fixed}
            running = sorted(free - self.fixed)
            making = Instances(self.alphabet, ranges, self._counts)
            for at in product(*(range(1, ranges.get(letter, 1) + 1) for letter in running)):
                chosen = {**places, **fixed, **dict(zip(running, at, strict=True))}
                yield SpecialCase(tuple(making.of(side.node, chosen) for side in chain.sides), chosen)

    def _free(self, chain: Chain) -> set[str]:
        return {letter for side in chain.sides for letter in free_letters(side.node, self.alphabet)}

    def _labels(self, chain: Chain) -> Iterator[Places]:
        """Yield the numbers that the free letters for labels stand for."""
        labels, _ = self.alphabet.letters(chain)
        letters = sorted(labels & self._free(chain) - self.fixed)
        for at in product(*(range(1, self._label_count(letter) + 1) for letter in letters)):
            places = dict(zip(letters, at, strict=True))
            if self._is_inside(chain, places):
                yield places

    def _label_count(self, letter: str) -> int:
        return self.alphabet.depth if letter in self.alphabet.levels else thresholds.LABELS_OF_LETTERS

    def _is_inside(self, chain: Chain, places: Mapping[str, int]) -> bool:
        """Say whether all layers and times that a formula names are there."""
        at = {**places, LAST: self.alphabet.depth}
        for name in (name for side in chain.sides for name in names_in(side.node)):
            for slot, is_label in self.alphabet.labels_of(self.alphabet.slots(name)):
                number = slot.at(at) if is_label and slot.letter in self.alphabet.levels else None
                if number is not None and not 0 <= number <= self.alphabet.depth:
                    return False
        return True

    def _measure(self) -> None:
        """Find out how far letters run, and what shapes quantities have."""
        classes = Classes()
        positions: dict[Variable, int] = {}
        names: dict[Variable, Name] = {}
        letters: set[tuple[int, str]] = set()
        bounds: dict[str, tuple[int, str]] = {}
        skeletons: list[tuple[Node, ...]] = []
        for number, chain in enumerate(self.chains):
            for at, letter, to in _sums(chain):
                letters.add((number, letter))
                if at and to:
                    bounds.setdefault(to, (number, letter))
                    classes.join((number, letter), ("count", to))
            labels, entries = self.alphabet.letters(chain)
            for letter in labels:
                classes.count((number, letter), self._label_count(letter))
            for letter in labels | entries:
                letters.add((number, letter))
            # A sum over labels names each of them, and one over entries is as long as its array, whatever that is.
            told_apart = labels - self.alphabet.levels
            ranges = {at: self._label_count(at) if at in told_apart else 1 for at in self.alphabet.counting}
            for places in self._labels(chain):
                making = Instances(self.alphabet, ranges, {})
                ones = dict.fromkeys(self._free(chain), 1)
                skeleton = tuple(making.of(side.node, {**ones, **places}) for side in chain.sides)
                skeletons.append(skeleton)
                for name in (name for side in chain.sides for name in names_in(side.node)):
                    self._place(name, number, {**dict.fromkeys(labels, 1), **places}, classes, positions)
                for name in (name for node in skeleton for name in names_in(node)):
                    if isinstance(name, Member):
                        names.setdefault(name.quantity, name)
        if self.ranks is Ranks.COLUMNS:
            members = (name for name in names.values() if isinstance(name, Member))
            self.designs = tuple(designs(self.chains, members))
        for design in self.designs:
            classes.count((design.matrix.quantity, 0), len(design.rows))
            for row in design.rows:
                classes.join((design.matrix.quantity, 1), (row.quantity, 0))
        rules = ShapeRules(self.ranks, positions, classes)
        settle(rules, skeletons)
        shapes = {quantity: rules.of_quantity(quantity, name) for quantity, name in names.items()}
        sizes = classes.sizes([*(at for shape in shapes.values() for at in shape), *sorted(letters)])
        self._shapes = {quantity: (sizes[rows], sizes[columns]) for quantity, (rows, columns) in shapes.items()}
        self._ranges = {at: sizes[at] for at in letters}
        self._counts = {word: sizes[at] for word, at in bounds.items()}
        samples = [shape[self.ranks is not Ranks.ROWS] for shape in self._shapes.values() if 1 not in shape]
        firsts = [chain.sides[0].node for chain in self.chains if len(chain.sides) > 1]
        if samples and not any(isinstance(first, Name) and first.base == SAMPLES for first in firsts):
            # N is the number of samples where no sum says how far it runs, and no formula what it is.
            self._counts.setdefault(SAMPLES, max(samples, key=samples.count))

    def _place(
        self, name: Name, number: int, places: Mapping[str, int], classes: Classes, positions: dict[Variable, int]
    ) -> None:
        """Take in that letters and numbers stand at positions of a quantity."""
        slots = self.alphabet.slots(name)
        labels: list[int] = []
        entry = []
        for slot, is_label in self.alphabet.labels_of(slots):
            if is_label:
                labels.append(slot.at({**places, LAST: self.alphabet.depth}) or 0)
            else:
                entry.append(slot)
        if not slots.above and slots.key in self.alphabet.counted_above:
            labels.insert(0, self.alphabet.depth)
        quantity = Variable(self.alphabet.key_of(slots), tuple(labels))
        if entry:
            positions[quantity] = max(positions.get(quantity, 0), len(entry))
        for axis, slot in enumerate(entry):
            side = (quantity, axis if self.ranks is not Ranks.ROWS or len(entry) > 1 else 1)
            if slot.letter:
                classes.demand(side, 2)
                classes.join((number, slot.letter), side)
            else:
                classes.demand(side, slot.shift)


def _sums(chain: Chain) -> Iterator[tuple[bool, str, str]]:
    """Yield the letters that sums run over, whether the sum says how far, and what it says."""
    for side in chain.sides:
        for node in walk(side.node):
            if isinstance(node, Summed):
                for at, letter in enumerate(node.over):
                    to = node.to[at] if at < len(node.to) else ""
                    yield to.isalpha(), letter, to


def formula_sides(chain: Chain, by_example: bool) -> list[int]:
    """Return which sides of a chain are compared: those in which no numbers of an example are put in.

    Args:
        chain: The chain.
        by_example: Whether the document gives letters numbers, so that others are those of its example.
    """
    sides = enumerate(chain.sides)
    return [at for at, side in sides if not isinstance(side.node, Omitted) and _is_formula(side.node, by_example)]


def _is_formula(node: Node, by_example: bool) -> bool:
    numerals = [part for part in walk(node) if isinstance(part, Numeral)]
    fractions = {part.value for part in numerals if part.value.denominator != 1} - thresholds.CONSTANTS_OF_FORMULAS
    if any(value > thresholds.LARGEST_EPSILON for value in fractions):
        return False
    named = any(isinstance(part, Name | Rate) for part in walk(node))
    return named or not (by_example or any("." in part.text for part in numerals))
