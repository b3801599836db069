"""Names in which numbers stand for letters, and formulas that are made of those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from .. import thresholds
from ..grammar.forms import gathered
from ..lexicon.words import is_digits
from ..quantities.indices import LAST
from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from ..source import Span
from ..tree import (
    Cases,
    Chain,
    Condition,
    Gathering,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Side,
    Summed,
    Times,
    Turned,
    names_in,
    parts,
    with_parts,
)
from .slots import KRONECKER, SHIFTED, Alphabet, Slots

NOWHERE = Span(0, 0)

ENDLESS = frozenset({"infty", "\\infty", "∞", "+infty", "+∞"})
"""What stands above a sum without an end."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One quantity of a document, single or an array: a family and its labels."""

    key: str
    labels: tuple[int, ...] = ()

    @property
    def letter(self) -> str:
        """The letter or word that it is called by."""
        return self.key.partition("|")[0]

    @property
    def words(self) -> tuple[str, ...]:
        """What stands at the letter and counts nothing."""
        _, _, _, *words = self.key.split("|")
        return tuple(word.removeprefix("of ") for word in words if word and word != "alone")


Entry = tuple[int, ...]
"""The position of an entry, from 1; nothing for what is single, or for all entries."""

Place = tuple[Variable, Entry]


@dataclass(frozen=True, slots=True)
class Member(Name):
    """A name in which numbers stand for all letters; it carries what it means.

    Args:
        quantity: The quantity.
        entry: Which of its entries; nothing where all are meant.
    """

    quantity: Variable
    entry: tuple[int, ...]


def numeral(number: int) -> Numeral:
    """Return a whole number as if it were printed."""
    return Numeral(str(number), Fraction(number), NOWHERE)


def is_kronecker(name: Name, slots: Slots, alphabet: Alphabet) -> bool:
    """Say whether a name is 1 where its two indices are equal, and else 0."""
    if name.base != KRONECKER or len(slots.below) != 2 or slots.above or name.accent or name.new:
        return False
    same = [other for other in map(alphabet.slots, alphabet.names) if other.key == slots.key]
    return all(len(other.below) in (0, 2) for other in same) or not any(other.above for other in same)


@dataclass(frozen=True)
class Instances:
    """Puts numbers in for letters.

    Args:
        alphabet: What the letters count.
        ranges: How far they run in the formula at hand.
        counts: What stands for how far a sum runs, as n above its sign does.
    """

    alphabet: Alphabet
    ranges: Mapping[str, int]
    counts: Mapping[str, int]

    def of(self, node: Node, places: Mapping[str, int]) -> Node:
        """Return a formula with numbers in place of letters, and sums written out.

        Args:
            node: The formula.
            places: From a letter to its number.
        """
        match node:
            case Name():
                return self._name(node, places)
            case Summed() if node.over:
                return self._sum(node, places)
            case Picked(at=at):
                return replace(node, body=self.of(node.body, places), at=tuple(self._number(one, places) for one in at))
        inner = tuple(self.of(part, places) for part in parts(node))
        written = with_parts(node, inner) if inner else node
        return decided(written) if isinstance(written, Cases) else written

    def _name(self, name: Name, places: Mapping[str, int]) -> Node:
        slots = self.alphabet.slots(name)
        at = {**places, LAST: self.alphabet.depth}
        is_bare = not (slots.above or slots.below or name.accent or name.new)
        if self.alphabet.is_index(name) and name.base in places:
            return numeral(places[name.base])
        if is_bare and name.base in self.counts:
            return numeral(self.counts[name.base])
        if is_kronecker(name, slots, self.alphabet):
            first, second = (slot.at(at) for slot in slots.below)
            if first is not None and second is not None:
                return numeral(int(first == second))
        labels: list[int] = []
        entry: list[int] = []
        for slot, is_label in self.alphabet.labels_of(slots):
            number = slot.at(at)
            if number is None:
                raise NotCheckable(RefusalCode.INDEX_NOTATION)
            (labels if is_label else entry).append(number)
        if not slots.above and slots.key in self.alphabet.counted_above:
            # `a` alone, as below ∇, is that of the last layer.
            labels.insert(0, self.alphabet.depth)
        given = (name.base, name.below, name.above, name.at, name.accent, name.new, name.bold, name.text, name.span)
        return Member(*given, Variable(self.alphabet.key_of(slots), tuple(labels)), tuple(entry))

    def _number(self, index: str, places: Mapping[str, int]) -> str:
        """Return the number that stands for an index behind brackets."""
        if index in self.alphabet.counting and index not in places:
            raise NotCheckable(RefusalCode.INDEX_NOTATION)
        return str(places.get(index, index))

    def _sum(self, node: Summed, places: Mapping[str, int]) -> Node:
        if node.to and any(bound in ENDLESS for bound in node.to):
            return self.of(geometric(node), places)
        if any(letter not in self.ranges for letter in node.over):
            raise NotCheckable(RefusalCode.INDEX_NOTATION)
        every = list(product(*(self._range(node, at, places) for at in range(len(node.over)))))
        if len(every) > thresholds.MOST_INSTANCES:
            raise NotCheckable(RefusalCode.TOO_MANY_INDICES)
        terms = tuple(self.of(node.body, {**places, **dict(zip(node.over, at, strict=True))}) for at in every)
        if node.how is not Gathering.SUM:
            return gathered(node.how, terms)
        terms = tuple(term for term in terms if not (isinstance(term, Numeral) and term.value == 0))
        return Plus(terms) if len(terms) > 1 else terms[0] if terms else numeral(0)

    def _range(self, node: Summed, at: int, places: Mapping[str, int]) -> range:
        """Return what an index of a sum runs over: up to a letter that is a number here, or as its quantities do."""
        to = SHIFTED.fullmatch(node.to[at]) if node.to else None
        letter, shift = (to[1], int(to[2])) if to else (node.to[at] if node.to else "", 0)
        if letter not in places or letter not in self.alphabet.levels:
            return range(1, self.ranges[node.over[at]] + 1)
        since = node.since[at] if node.since else ""
        return range(int(since) if is_digits(since) else 1, places[letter] + shift + 1)


def geometric(node: Summed) -> Node:
    """Return what a sum of all powers of a letter comes to, `1/(1 - q)` where it begins with 1.

    Raises:
        NotCheckable: It is another sum without an end.
    """
    factors = node.body.factors if isinstance(node.body, Times) else (node.body,)
    powers = [factor for factor in factors if isinstance(factor, Raised)]
    rest = [factor for factor in factors if not isinstance(factor, Raised)]
    over = set(node.over)
    if (
        len(node.over) != 1
        or len(powers) != 1
        or not (isinstance(powers[0].exponent, Name) and powers[0].exponent.text in over)
        or any(name.text in over or over & {*name.below, *name.above} for name in _all_names(powers[0].base, rest))
        or not (node.since and is_digits(node.since[0]))
    ):
        raise NotCheckable(RefusalCode.INDEX_NOTATION)
    first = Raised(powers[0].base, numeral(int(node.since[0])))
    return Times((*rest, Over(first, Plus((numeral(1), Minus(powers[0].base))))))


def _all_names(base: Node, rest: Iterable[Node]) -> Iterator[Name]:
    for node in (base, *rest):
        yield from names_in(node)


def with_plain_sums(chain: Chain) -> Chain:
    """Return a chain in which sums over `k ≠ i` and `w ∈ V` run over a letter, with what they leave out as a case.

    A sum that does not say over what it runs, as `Σ e^{x_j}`, does over the letter that the left side has not.
    """
    outer = _indices(chain.sides[0].node)
    sides = tuple(Side(_with_plain_sums(_with_letters(side.node, outer)), side.span) for side in chain.sides)
    return replace(chain, sides=sides)


def _indices(node: Node) -> frozenset[str]:
    """Return the letters that stand alone below the names of a formula."""
    return frozenset(at for name in names_in(node) for at in name.below if len(at) == 1 and at.isalpha())


def _with_letters(node: Node, outer: frozenset[str]) -> Node:
    """Return a formula in which a sum without a letter runs over the only one in it that counts nothing outside."""
    inner = parts(node)
    written = with_parts(node, tuple(_with_letters(part, outer) for part in inner)) if inner else node
    if not isinstance(written, Summed) or written.over:
        return written
    letters = _indices(written.body) - outer
    return replace(written, over=tuple(letters)) if len(letters) == 1 else written


def with_turned_entries(chain: Chain) -> Chain:
    """Return a chain in which an entry of a transpose, `W_{ij}^T`, is one of the matrix: `W_{ji}`."""

    def of(node: Node) -> Node:
        if isinstance(node, Turned) and isinstance(node.body, Name):
            letters = "".join(node.body.below)
            if len(letters) == 2 and letters.isalpha() and letters.islower():
                return replace(node.body, below=(letters[::-1],))
        inner = parts(node)
        return with_parts(node, tuple(map(of, inner))) if inner else node

    return replace(chain, sides=tuple(Side(of(side.node), side.span) for side in chain.sides))


def _with_plain_sums(node: Node) -> Node:
    inner = tuple(map(_with_plain_sums, parts(node)))
    written = with_parts(node, inner) if inner else node
    if not isinstance(written, Summed):
        return written
    letters = []
    for over in written.over:
        match = RUNNING.fullmatch(over)
        letters.append(match["letter"] if match else over)
        if match and match["other"]:
            condition = Condition(_letter(match["letter"]), "≠", _letter(match["other"]))
            written = replace(written, body=Cases((written.body, numeral(0)), (condition, None), NOWHERE))
    return replace(written, over=tuple(letters))


def _letter(letter: str) -> Name:
    return Name(letter, (), (), (), "", False, False, letter, NOWHERE)


RUNNING = re.compile(r"(?P<letter>[a-zA-Z])\s*(?:≠\s*(?P<other>[a-zA-Z])|∈.*)")
"""What stands below a sum: a letter, and what it is not, or what it is of."""


def free_letters(node: Node, alphabet: Alphabet) -> set[str]:
    """Return the letters of a formula that no sum in it runs over."""
    if isinstance(node, Name):
        slots = alphabet.slots(node)
        found = {slot.letter for slot in (*slots.above, *slots.below) if slot.letter and slot.letter != LAST}
        return found | ({node.base} if alphabet.is_index(node) else set())
    several = {letter for part in parts(node) for letter in free_letters(part, alphabet)}
    if isinstance(node, Picked):
        several |= alphabet.counting.intersection(node.at)
    return several - set(node.over) if isinstance(node, Summed) else several


def decided(cases: Cases) -> Node:
    """Return the case that holds where whole numbers alone decide it, and else all of them."""
    for value, condition in zip(cases.values, cases.conditions, strict=True):
        held = [_holds(one) for one in condition.all] if condition is not None else [True]
        if None in held:
            return cases
        if all(held):
            return value
    return cases


def _holds(condition: Condition) -> bool | None:
    left, right = condition.left, condition.right
    if not isinstance(left, Numeral) or not isinstance(right, Numeral):
        return None
    x, y = left.value, right.value
    return condition.relation in ("=≤≥" if x == y else ">≥≠" if x > y else "<≤≠")


def einstein(node: Node, alphabet: Alphabet, outer: set[str]) -> Node:
    """Return a formula with the sums that a repeated index in a product stands for.

    Args:
        node: The formula.
        alphabet: What the letters count.
        outer: The letters that are free, and so are not summed over.
    """
    known = outer | set(node.over) if isinstance(node, Summed) else outer
    repeated: set[str] = set()
    if isinstance(node, Times | Rate):
        several = [letter for part in parts(node) for letter in _own_letters(part, alphabet)]
        repeated = {letter for letter in several if several.count(letter) > 1} - known - alphabet.levels
    inner = tuple(einstein(part, alphabet, known | repeated) for part in parts(node))
    written = with_parts(node, inner) if inner else node
    return Summed(tuple(sorted(repeated)), written) if repeated else written


def _own_letters(node: Node, alphabet: Alphabet) -> list[str]:
    """Return the letters of a factor, each once; twice where it stands twice at one name, as in `W_{ii}`."""
    if isinstance(node, Name):
        slots = alphabet.slots(node)
        return [slot.letter for slot in (*slots.above, *slots.below) if slot.letter]
    return sorted(free_letters(node, alphabet))
