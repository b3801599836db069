"""Sums that are cut short, `w_1 x_1 + w_2 x_2 + ⋯ + w_9 x_9`: what the terms that are there say of those between them.

Terms are of one shape where they differ in numbers below or above names and in whole exponents alone, which are their
places. Between the first and the last term the places either all move on by a step of their own, or they count
as the indices of a double sum do, the last one fastest. Where exactly one of these gives all the terms that are there,
the others are known. Zeros beside dots say that what is left out is zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product

from .. import thresholds
from ..tree import (
    Applied,
    Chain,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Picked,
    Plus,
    Raised,
    Side,
    Summed,
    names_in,
    parts,
    walk,
    with_parts,
)
from .scripts import written

DIGITS = re.compile(r"\d+")

Places = tuple[int, ...]


@lru_cache(maxsize=256)
def written_out(terms: tuple[Node, ...]) -> tuple[Node, ...] | None:
    """Return the terms of a sum with those that dots leave out, or None where they are not known.

    Args:
        terms: What is added up, dots among it.
    """
    gaps = [at for at, term in enumerate(terms) if isinstance(term, Omitted)]
    if len(gaps) > 1:
        # Dots beside a zero stand for zeros; those between other terms may follow a pattern.
        counting = tuple(term for at, term in enumerate(terms) if not _is_zero(term) and not _is_by_zero(terms, at))
        inner = written_out(counting) if sum(isinstance(term, Omitted) for term in counting) == 1 else None
        if inner is not None:
            return inner
    if len(gaps) == 1:
        (gap,) = gaps
        before, after = _alike(terms[:gap][::-1])[::-1], _alike(terms[gap + 1 :])
        rows = _between(before, after) if before and after and before[0].shape == after[0].shape else None
        if rows is not None:
            between = (_put(terms[gap - 1], iter(row)) for row in rows)
            return (*terms[:gap], *between, *terms[gap + 1 :])
    said = [term for term in terms if not isinstance(term, Omitted)]
    others = tuple(term for term in said if not _is_zero(term))
    # A number that was worked out may be 0 by chance, and says nothing of those between.
    if len(others) == len(said) or not others or not all(map(names_in, others)):
        return None
    return others if len(others) == 1 or _is_zero(said[0]) or _is_zero(said[-1]) else None


def as_sums(chain: Chain, letters: frozenset[str]) -> Chain:
    """Return an equation with sums up to a letter written with a sign: `E_1 + ⋯ + E_n` is the sum of E_n over n.

    Args:
        chain: The equation.
        letters: The letters that can be indices; another one is replaced by one of these.
    """
    if not any(isinstance(part, Omitted) for side in chain.sides for part in walk(side.node)):
        return chain
    taken = {letter for side in chain.sides for name in names_in(side.node) for letter in _letters(name)}
    free = sorted(letters - taken)
    sides = tuple(Side(_with_sums(side.node, letters, free), side.span) for side in chain.sides)
    return replace(chain, sides=sides)


@dataclass(frozen=True, slots=True)
class _Term:
    """A term without its places, and these.

    Args:
        shape: What is the same of all terms of the shape.
        places: Its places.
        owners: In which of its names each place stands.
    """

    shape: tuple[object, ...]
    places: Places
    owners: Places


def _alike(terms: Sequence[Node]) -> list[_Term]:
    """Return the terms from the first on that are of its shape."""
    found: list[_Term] = []
    for term in map(_term, terms):
        if term is None or (found and term.shape != found[0].shape):
            break
        found.append(term)
    return found


def _term(node: Node) -> _Term | None:
    """Return a term as its shape and its places, or None where it names nothing or is an array."""
    shape: list[object] = []
    places: list[int] = []
    owners: list[int] = []

    def read(part: Node, is_exponent: bool = False) -> None:
        if isinstance(part, Name):
            scripts = tuple(DIGITS.sub("#", text) for text in _scripts(part))
            sizes = len(part.below), len(part.above)
            shape.append((part.base, sizes, scripts, part.accent, part.new, part.bold))
            numbers = [int(digits) for text in _scripts(part) for digits in DIGITS.findall(text)]
            places.extend(numbers)
            owners.extend([len(shape)] * len(numbers))
        elif isinstance(part, Numeral) and is_exponent and part.value.denominator == 1:
            shape.append("#")
            places.append(int(part.value))
            owners.append(len(shape))
        elif isinstance(part, Numeral):
            shape.append(part.value)
        else:
            match part:
                case Applied(function, primes, layer, arguments, _):
                    shape.append((function, primes, layer, len(arguments)))
                case Summed(over, _, to, since, how):
                    shape.append((over, to, since, how))
                case Picked(_, at, _):
                    shape.append(at)
                case _:
                    shape.append((type(part), len(parts(part))))
            for number, inner in enumerate(parts(part)):
                read(inner, isinstance(part, Raised) and number == 1)

    if not names_in(node) or any(isinstance(part, (Grid, Omitted)) for part in walk(node)):
        return None
    read(node)
    return _Term(tuple(shape), tuple(places), tuple(owners))


def _scripts(name: Name) -> tuple[str, ...]:
    return (*name.below, *name.above, *name.at)


def _put(node: Node, places: Iterator[int], is_exponent: bool = False) -> Node:
    """Return a term with other places."""
    if isinstance(node, Name):
        return _with_scripts(node, [DIGITS.sub(lambda _: str(next(places)), text) for text in _scripts(node)])
    if isinstance(node, Numeral):
        if not is_exponent or node.value.denominator != 1:
            return node
        place = next(places)
        return Numeral(str(place), Fraction(place), node.span)
    inner = tuple(_put(part, places, isinstance(node, Raised) and at == 1) for at, part in enumerate(parts(node)))
    return with_parts(node, inner) if inner else node


def _with_scripts(name: Name, scripts: Sequence[str]) -> Name:
    below, above = len(name.below), len(name.below) + len(name.above)
    changed = replace(name, below=tuple(scripts[:below]), above=tuple(scripts[below:above]), at=tuple(scripts[above:]))
    return replace(changed, text=written(changed))


def _between(before: Sequence[_Term], after: Sequence[_Term]) -> list[Places] | None:
    """Return the places of the terms that dots stand for, by those before and after them; None where not known."""
    first, last = [term.places for term in before], [term.places for term in after]
    found = _continued(first, last, before[0].owners)
    in_step = [at for at, column in enumerate(zip(*first, *last, strict=True)) if _is_in_step(*column)]
    if found is None and in_step:
        # A slip in one term is no other pattern where some places still follow this one.
        found = _continued(first[-1:], last, before[0].owners)
        following = [*(found or ()), *last][0]
        if all(following[at] != first[-1][at] + 1 for at in in_step):
            return None
    return found


def _continued(first: Sequence[Places], last: Sequence[Places], owners: Places) -> list[Places] | None:
    """Return the rows of places between those that are first and those that are last, where they are known."""
    found = [
        rows
        for rows in (_in_step(first, last), _nested(first, last, owners))
        if rows is not None
        and len(rows) >= len(first) + len(last)
        and rows[: len(first)] == first
        and rows[-len(last) :] == last
    ]
    if not found or any(set(rows) != set(found[0]) for rows in found):
        return None
    return found[0][len(first) : len(found[0]) - len(last)]


def _is_in_step(*column: int) -> bool:
    """Say whether the numbers at one place move on by one, as far as the terms stand side by side."""
    return len(column) > 2 and column[1] - column[0] == 1 and column[-1] > column[1]


def _in_step(first: Sequence[Places], last: Sequence[Places]) -> list[Places] | None:
    """Return rows of places that each move on by a step of its own, by one if nothing else is said."""
    start, end = first[0], last[-1]
    if len(first) > 1:
        steps = [second - one for one, second in zip(start, first[1], strict=True)]
    else:
        steps = [(there > here) - (there < here) for here, there in zip(start, end, strict=True)]
    counts = {
        (there - here) // step if step and (there - here) % step == 0 else 0
        for here, there, step in zip(start, end, steps, strict=True)
        if step or there != here
    }
    if len(counts) != 1 or not 0 < (count := counts.pop()) < thresholds.MOST_INSTANCES:
        return None
    return [tuple(here + at * step for here, step in zip(start, steps, strict=True)) for at in range(count + 1)]


def _nested(first: Sequence[Places], last: Sequence[Places], owners: Places) -> list[Places] | None:
    """Return rows of places that count as the indices of a double sum do; those of one name count apart.

    Places move on together where each is a multiple of the other, but for where it begins: V_12 a_13 + V_13 a_14.
    """
    start = first[0]
    moves = [tuple(place - start[at] for place in column) for at, column in enumerate(zip(*first, *last, strict=True))]
    counters: list[list[int]] = []
    for at, move in enumerate(moves):
        if not any(move):
            continue
        for counter in counters:
            if _is_multiple(move, moves[counter[0]]) and owners[at] not in (owners[other] for other in counter):
                counter.append(at)
                break
        else:
            counters.append([at])
    # The place that moves by the least counts, and the others follow it.
    counters = [sorted(counter, key=lambda at: abs(moves[at][-1])) for counter in counters]
    ranges = [range(moves[counter[0]][-1] + 1) for counter in counters]
    if len(counters) < 2 or not all(ranges):
        return None
    rows: list[Places] = []
    for chosen in islice(product(*ranges), thresholds.MOST_INSTANCES + 1):
        row = list(start)
        for (leader, *others), count in zip(counters, chosen, strict=True):
            row[leader] += count
            for at in others:
                row[at] += count * moves[at][-1] // moves[leader][-1]
        rows.append(tuple(row))
    return rows if len(rows) <= thresholds.MOST_INSTANCES else None


def _is_multiple(one: Places, other: Places) -> bool:
    """Say whether places move as others do, or a whole multiple of it as far as more than the last term shows."""
    if not one[-1] or not other[-1]:
        return False
    small, large = sorted((one, other), key=lambda move: abs(move[-1]))
    ratio, rest = divmod(large[-1], small[-1])
    is_shown = ratio == 1 or any(small[:-1])
    return is_shown and not rest and all(here == ratio * there for here, there in zip(large, small, strict=True))


def _is_by_zero(terms: Sequence[Node], at: int) -> bool:
    """Say whether dots stand beside a zero."""
    beside = (*terms[max(at - 1, 0) : at], *terms[at + 1 : at + 2])
    return isinstance(terms[at], Omitted) and any(map(_is_zero, beside))


def _is_zero(node: Node) -> bool:
    return (isinstance(node, Numeral) and node.value == 0) or (isinstance(node, Minus) and _is_zero(node.body))


def _with_sums(node: Node, letters: frozenset[str], free: Sequence[str]) -> Node:
    if isinstance(node, Plus):
        gaps = [at for at, term in enumerate(node.terms) if isinstance(term, Omitted)]
        if len(gaps) == 1 and 0 < gaps[0] < len(node.terms) - 1:
            before, (last, *after) = node.terms[: gaps[0]], node.terms[gaps[0] + 1 :]
            for letter in sorted({letter for name in names_in(last) for letter in _letters(name)}):
                number = _number_of(before[-1], last, letter)
                index = letter if letter in letters else next(iter(free), "")
                if number is not None and index:
                    total = Summed((index,), _renamed(last, letter, index), (letter,), (str(number + 1),))
                    return Plus((*before, total, *after))
    inner = tuple(_with_sums(part, letters, free) for part in parts(node))
    return with_parts(node, inner) if inner else node


def _number_of(term: Node, last: Node, letter: str) -> int | None:
    """Return the number that a term has for a letter of the last one; None where they differ in more than that."""
    found = _term(term)
    numbers = range(thresholds.LARGEST_INDEX + 1) if found is not None else ()
    return next((number for number in numbers if _term(_renamed(last, letter, str(number))) == found), None)


def _letters(name: Name) -> Iterable[str]:
    return {
        letter for part in _scripts(name) if len(part) <= thresholds.LONGEST_END for letter in part if letter.isalpha()
    }


def _renamed(node: Node, letter: str, other: str) -> Node:
    """Return a term with something else in place of a letter in the indices of its names."""
    if isinstance(node, Name):
        scripts = [
            text.replace(letter, other) if len(text) <= thresholds.LONGEST_END else text for text in _scripts(node)
        ]
        return _with_scripts(node, scripts) if letter in "".join(_scripts(node)) else node
    inner = tuple(_renamed(part, letter, other) for part in parts(node))
    return with_parts(node, inner) if inner else node
