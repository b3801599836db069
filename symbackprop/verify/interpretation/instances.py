"""General formulas, `z_j = Σ_i w_ij x_i + b_j`: judged by what they say for each value of their indices.

A long module: which letters count, how far each runs and what a formula then says depend on one another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from .. import thresholds
from ..grammar.forms import gathered, symbolic_sides
from ..lexicon.words import is_digits
from ..quantities.indices import COUNTED, counts_layers, layer_at, letters_in
from ..quantities.known_names import COUNTING
from ..quantities.outside import is_beyond, outside
from ..quantities.positions import level_of
from ..quantities.refusals import NotCheckable, UnknownName
from ..quantities.vocabulary import Vocabulary
from ..reasons import Details, RefusalCode
from ..tree import (
    Applied,
    Cases,
    Chain,
    Gathering,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Picked,
    Plus,
    Rate,
    Side,
    Summed,
    Times,
    Turned,
    names_in,
    parts,
    walk,
    with_parts,
)
from ..values.derivatives import NOWHERE
from .decided_cases import decided
from .indexed_names import Depths, named
from .naming import Naming
from .primes import without_primes

ROLES = frozenset({"o", "h"})
FEW = re.compile(r"\d{1,2}")
ZERO = Numeral("0", Fraction(0), NOWHERE)


def general_sides(chain: Chain, keeps_notation: bool) -> list[int]:
    """Return which sides of a general formula are compared; numbers too where a document keeps to a notation."""
    if not keeps_notation:
        return symbolic_sides(chain)
    return [
        at
        for at, side in enumerate(chain.sides)
        if any(isinstance(part, (Name, Rate)) for part in walk(side.node)) or _is_of_whole_numbers(side.node)
    ]


def _is_of_whole_numbers(node: Node) -> bool:
    """Say whether a side is a number that formulas hold: 0, 1/4, or 1/4 · 1."""
    several = (Minus, Over, Times)
    return all(
        part.value.denominator == 1 if isinstance(part, Numeral) else isinstance(part, several) for part in walk(node)
    )


def is_derivative(chain: Chain) -> bool:
    """Say whether a formula is of a derivative or an update: its terms count only where what they read is there."""
    first = chain.sides[0].node
    return isinstance(first, Rate) or (isinstance(first, Name) and (first.new or "bar" in first.accent.split()))


def unbound(chain: Chain, vocabulary: Vocabulary) -> str:
    """Return a letter on the right that is neither summed over nor on the left, or nothing."""
    left = {letter for name in names_in(chain.sides[0].node) for letter in letters_in(name, vocabulary, COUNTING)}
    for side in chain.sides[1:]:
        for letter in sorted(_free(side.node, vocabulary) - left):
            return letter
    return ""


def _free(node: Node, vocabulary: Vocabulary, indices: frozenset[str] = COUNTING) -> set[str]:
    """Return the letters for indices in a formula that no sum in it runs over."""
    if isinstance(node, Name):
        return letters_in(node, vocabulary, indices)
    found = {letter for part in parts(node) for letter in _free(part, vocabulary, indices)}
    return found - set(node.over) if isinstance(node, Summed) else found


def instances(
    chain: Chain, naming: Naming, where: Callable[[Mapping[str, int]], bool] = lambda _: True
) -> Iterator[Chain]:
    """Yield what a general formula says for each value of its free indices.

    Args:
        chain: The formula.
        naming: What its names mean.
        where: Which values are meant.

    Raises:
        NotCheckable: Its indices do not say how far they run.
    """
    chain = without_primes(chain)
    names = [name for side in chain.sides for name in names_in(side.node)]
    vocabulary = naming.layers.vocabulary
    indices = COUNTING | vocabulary.indices
    letters = sorted(set().union(*(letters_in(name, vocabulary, indices) for name in names)))
    if len(letters) == 1 and _counts_singles(letters[0], names, vocabulary):
        yield from _members(chain, names, letters[0], naming)
        return
    summed = {
        letter for side in chain.sides for part in walk(side.node) if isinstance(part, Summed) for letter in part.over
    }
    # The k below the sum of p_k = exp(z_k)/Σ_k exp(z_k) is another one than that of p_k.
    defined = _free(chain.sides[0].node, vocabulary, indices)
    bounded = {
        letter
        for side in chain.sides
        for part in walk(side.node)
        if isinstance(part, Summed)
        for letter, end in zip(part.over, part.to, strict=False)
        if is_digits(end)
    }
    depths = _depths(naming)
    counted = any(vocabulary.find(name) is None and counts_layers(name) for name in names)
    count = 0
    for layer in range(1, naming.layers.depth + 2) if counted else (None,):
        at_layer = {COUNTED: layer} if layer else {}
        sizes = at_layer | _sizes([a for a in letters if a not in at_layer], names, naming, indices, at_layer, bounded)
        if not all(sizes.values()) or not (layer is None or _stand(names, sizes, naming, indices)):
            continue
        free = [letter for letter in letters if letter not in summed - defined and letter not in at_layer]
        instance = _Instance(vocabulary, sizes, indices, depths, naming.keeps_notation, is_derivative(chain))
        for at in product(*(range(1, sizes[letter] + 1) for letter in free)):
            count += 1
            if count > thresholds.MOST_INSTANCES:
                return
            chosen = at_layer | dict(zip(free, at, strict=True))
            if not where(chosen) or instance.is_beyond(chain.sides[0].node, chosen):
                continue
            yield replace(chain, sides=tuple(Side(instance.of(side.node, chosen), side.span) for side in chain.sides))
    if not letters or not count:
        raise NotCheckable(RefusalCode.INDEX_NOTATION)


def _counts_singles(letter: str, names: Sequence[Name], vocabulary: Vocabulary) -> bool:
    """Say whether a letter counts single quantities, as t of h_t and h_{t-1} where there are h0, h1 and h2."""
    concerned = [name for name in names if letter in letters_in(name, vocabulary, COUNTING)]
    return (
        bool(concerned)
        and all(vocabulary.find(name) is None and not counts_layers(name) for name in concerned)
        and any(name.base in vocabulary.numbered for name in concerned)
    )


def _members(chain: Chain, names: Sequence[Name], letter: str, naming: Naming) -> Iterator[Chain]:
    """Yield what a formula says of each number for which all of its names stand for something.

    Raises:
        NotCheckable: There is none.
    """
    vocabulary, depths = naming.layers.vocabulary, _depths(naming)
    indices = COUNTING | vocabulary.indices | {letter}
    concerned = [name for name in names if letter in letters_in(name, vocabulary, COUNTING)]
    instance = _Instance(vocabulary, {}, indices, depths, naming.keeps_notation, is_derivative(chain))
    count = 0
    for value in range(thresholds.LARGEST_INDEX + 1):
        chosen = {letter: value}
        members = [named(name, chosen, vocabulary, indices, depths) for name in concerned]
        if any(vocabulary.find(member) is None for member in members):
            continue
        count += 1
        yield replace(chain, sides=tuple(Side(instance.of(side.node, chosen), side.span) for side in chain.sides))
    if not count:
        raise NotCheckable(RefusalCode.INDEX_NOTATION)


def firsts(chain: Chain, naming: Naming) -> Iterator[Name]:
    """Yield the names of a general formula with 1 for each index, and for the layer each number that it may be."""
    vocabulary = naming.layers.vocabulary
    indices = COUNTING | vocabulary.indices
    depths = _depths(naming)
    for name in (name for side in chain.sides for name in names_in(side.node)):
        letters = letters_in(name, vocabulary, indices)
        for layer in range(1, naming.layers.depth + 1) if COUNTED in letters else (1,):
            if not letters:
                continue
            # Of single quantities that are counted, the first one may have another number.
            values = range(1, thresholds.LARGEST_INDEX + 1) if name.base in vocabulary.numbered else (1,)
            several = (
                named(name, {**dict.fromkeys(letters, value), COUNTED: layer}, vocabulary, indices, depths)
                for value in values
            )
            one = next(several)
            yield one if vocabulary.find(one) is not None else next(filter(vocabulary.find, several), one)


def _depths(naming: Naming) -> Depths:
    more = {
        pattern.base: scheme.layers_before
        for pattern, scheme in naming.chosen.items()
        if pattern.above and scheme.layers_before
    }
    return Depths(naming.layers.depth, more)


def _stand(names: Sequence[Name], sizes: Mapping[str, int], naming: Naming, indices: frozenset[str]) -> bool:
    """Say whether all names of a formula stand for something in the layer that is put in."""
    first = {letter: size if letter == COUNTED else 1 for letter, size in sizes.items()}
    depths = _depths(naming)
    for name in filter(counts_layers, names):
        one = named(name, first, naming.layers.vocabulary, indices, depths)
        try:
            naming.meaning(one)
        except UnknownName:
            return False
        if (level_of(one) or 0) > depths.of(one.base):
            return False
    return True


def _sizes(
    letters: list[str],
    names: list[Name],
    naming: Naming,
    indices: frozenset[str],
    at_layer: Mapping[str, int],
    bounded: Set[str],
) -> dict[str, int]:
    """Return how far each index runs: as its quantities say, or as far as all names stand for something.

    Raises:
        NotCheckable: It runs farther for one name than for another, and no sum says how far.
    """
    sizes: dict[str, int] = {}
    vocabulary = naming.layers.vocabulary
    first = {other: 1 for name in names for other in letters_in(name, vocabulary, indices)}
    first.update(at_layer)
    for letter in letters:
        concerned = [name for name in names if letter in letters_in(name, naming.layers.vocabulary, indices)]
        known = [naming.layers.vocabulary.find(name) for name in concerned]
        declared = {found.letters[letter] for found in known if found is not None and letter in found.letters}
        if declared and None not in known:
            sizes[letter] = min(declared)
            continue
        several = {_size(letter, name, first, naming, indices) for name in concerned}
        if len(several) > 1 and 0 not in several and letter not in bounded:
            least, most = min(several), max(several)
            raise NotCheckable(RefusalCode.INDEX_RANGES, Details(index=letter, number=str(least), other=str(most)))
        sizes[letter] = min(several)
    return sizes


def _size(letter: str, name: Name, first: Mapping[str, int], naming: Naming, indices: frozenset[str]) -> int:
    """Return how far an index of a name runs."""
    vocabulary = naming.layers.vocabulary
    depths = _depths(naming)
    size = 0
    for value in range(1, thresholds.LARGEST_INDEX + 1):
        one = named(name, {**first, letter: value}, vocabulary, indices, depths)
        try:
            if vocabulary.find(name) is not None and vocabulary.find(one) is None:
                raise UnknownName(one)
            naming.meaning(one)
        except UnknownName:
            break
        size = value
    return size


@dataclass(frozen=True, slots=True)
class _Instance:
    """Puts numbers in for indices, and writes sums out.

    Args:
        vocabulary: The names of the network.
        sizes: How far indices run.
        indices: The letters of indices.
        depths: What number the last layer has.
        exact: Whether a sum from 0 starts at 0.
        derived: Whether the formula defines a derivative.
    """

    vocabulary: Vocabulary
    sizes: Mapping[str, int]
    indices: frozenset[str]
    depths: Depths
    exact: bool = False
    derived: bool = False

    def of(self, node: Node, chosen: Mapping[str, int]) -> Node:
        if isinstance(node, Name) and _is_letter(node, self.vocabulary) and node.base in chosen:
            return Numeral(str(chosen[node.base]), Fraction(chosen[node.base]), node.span)
        if isinstance(node, Name):
            at = named(node, chosen, self.vocabulary, self.indices, self.depths)
            return outside(at, self.vocabulary) or (ZERO if self.derived and is_beyond(at, self.vocabulary) else at)
        if isinstance(node, Rate) and self.is_beyond(node, chosen):
            return ZERO
        if isinstance(node, Summed) and node.over and all(letter in self.sizes for letter in node.over):
            places = list(product(*self._ranges(node)))
            if len(places) > thresholds.MOST_INSTANCES:
                raise NotCheckable(RefusalCode.TOO_MANY_INDICES)
            if not places:
                return ZERO
            terms = [self.of(node.body, {**chosen, **dict(zip(node.over, at, strict=True))}) for at in places]
            if node.how is not Gathering.SUM:
                return gathered(node.how, tuple(terms))
            # What a bracket [j = 2n] makes zero need not be worked out at every point.
            counting = tuple(term for term in terms if not _is_zero(term))
            return Plus(counting) if len(counting) > 1 else counting[0] if counting else ZERO
        if isinstance(node, Applied):
            node = replace(node, layer=tuple(layer_at(part, chosen, self.depths.depth) for part in node.layer))
        if isinstance(node, Picked):
            node = replace(node, at=tuple(str(chosen.get(part, part)) for part in node.at))
        inner = tuple(self.of(part, chosen) for part in parts(node))
        if isinstance(node, Times | Turned) and any(map(_is_zero, inner)) and self.vocabulary.has_ends:
            # Beyond an end derivatives are zero, and what they are multiplied by is not there; zeros have no shape.
            return ZERO
        written = with_parts(node, inner) if inner else node
        return decided(written) if isinstance(written, Cases) else written

    def is_beyond(self, node: Node, chosen: Mapping[str, int]) -> bool:
        """Say whether a derivative is that of a quantity at a position that it does not have."""
        return (
            isinstance(node, Rate)
            and isinstance(node.of, Name)
            and is_beyond(named(node.of, chosen, self.vocabulary, self.indices, self.depths), self.vocabulary)
        )

    def _ranges(self, node: Summed) -> Iterator[range]:
        """Yield what the indices of a sum run over: as it says itself, or as their quantities do."""
        for at, letter in enumerate(node.over):
            first, last = node.since[at] if node.since else "", node.to[at] if node.to else ""
            # Who counts from 0 means the first by it, unless the notation is one that counts from 1.
            start = int(first) if FEW.fullmatch(first) and (first != "0" or self.exact) else 1
            yield range(start, (int(last) if FEW.fullmatch(last) else self.sizes[letter]) + 1)


def _is_letter(name: Name, vocabulary: Vocabulary) -> bool:
    """Say whether a name is an index that stands alone, as in [t = 3], and no quantity."""
    is_bare = not (name.below or name.above or name.at or name.accent or name.new)
    counts = name.base in vocabulary.indices or name.base in COUNTING
    return is_bare and counts and not vocabulary.has_letter(name.base)


def _is_zero(node: Node) -> bool:
    return isinstance(node, Numeral) and node.value == 0
