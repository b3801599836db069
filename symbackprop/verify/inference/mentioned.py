"""What a document mentions and gives no number: w₇ where only w₁ to w₆ have one, a bias that is left as a letter.

It takes its place among what is given with a number that is not known, so that the network has its shape; what depends
on such a number is judged by its line, all else in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ...expression.tree import Number
from .. import thresholds
from ..grammar.alignment import laid
from ..grammar.forms import key_of
from ..lexicon.roles import BIAS, INPUT, TARGET, WEIGHT, parts_of
from ..lexicon.words import is_digits
from ..tree import Chain, Name, Plus, Turned, names_in, numerals_in, printed, walk
from .assignments import Assignment, Assignments
from .weight_orders import digits_in

LEAVES = ((BIAS,), (INPUT,), (TARGET,), (WEIGHT,))

UNKNOWN = Number(Fraction(0), "?")
"""The number of what has none; it is told by its text, and no value is made of it."""


def is_known(number: Number) -> bool:
    """Say whether a number is one."""
    return number.text != UNKNOWN.text


def with_mentioned(assignments: Assignments, chains: Sequence[Chain]) -> Assignments:
    """Return what a document gives, with what its formulas mention of the like and give no number.

    Args:
        assignments: What it gives numbers.
        chains: Its formulas.
    """
    put_in = (*assignments.substituted, *_put_in_elsewhere(assignments, chains))
    first: dict[object, Assignment] = {}
    for at in (*assignments.every, *put_in):
        first.setdefault(_key(at.name), at)
    known = first.keys()
    # Beside w₁ a W₁ is all the weights of a layer.
    single = {at.name.base.upper() for at in first.values() if at.single and at.name.base.islower()}
    lists = single | {at.name.base for at in assignments.every if not at.single}
    found: dict[object, Assignment] = {}
    for name in (*_left_out(first.values()), *_mentions(chains)):
        key = _key(name)
        if key not in known and name.base not in lists:
            found.setdefault(key, Assignment(name, ((UNKNOWN,),), name.span.start, single=True))
    if len(found) > thresholds.MOST_MENTIONED:
        return assignments
    return replace(assignments, every=tuple(_in_their_order([*first.values(), *found.values()])))


def _in_their_order(assignments: Sequence[Assignment]) -> Iterator[Assignment]:
    """Yield assignments as if the document gave them in the order of their numbers."""
    starts = sorted(at.start for at in assignments)
    ordered = sorted(assignments, key=lambda at: (at.name.base, digits_in(at.name)))
    for at, start in zip(ordered, starts, strict=True):
        yield replace(at, start=start)


def _left_out(assignments: Iterable[Assignment]) -> Iterator[Name]:
    """Yield the numbered weights and inputs between others that no formula mentions: w₂ where there are w₁ and w₃."""
    groups: dict[str, dict[int, Name]] = {}
    for at in assignments:
        digits = digits_in(at.name)
        if at.single and len(digits) == 1 and not at.name.above and parts_of(at.name)[:1] in ((WEIGHT,), (INPUT,)):
            groups.setdefault(at.name.base, {})[digits[0]] = at.name
    for known in groups.values():
        for number in range(1, min(max(known), thresholds.MOST_MENTIONED)):
            if number not in known:
                name = known[max(known)]
                below = tuple(part.replace(str(max(known)), str(number)) for part in name.below)
                yield replace(name, below=below)


def _put_in_elsewhere(assignments: Assignments, chains: Sequence[Chain]) -> Iterator[Assignment]:
    """Yield what lines of numbers show that fit the formula of another quantity: `out = 0.4 · 0.59 + 0.6` for `net`.

    The two have one shape, and at least one of the numbers is the one that the document gives itself, and none another.
    """
    given = {_key(at.name): at.flat for at in (*assignments.substituted, *assignments.every) if at.single}
    formulas = {
        key_of(chain.sides[0].node): side.node
        for chain in reversed(chains)
        for side in reversed(chain.sides[1:])
        if isinstance(side.node, Plus) and len(names_in(side.node)) > 1
    }
    for chain in chains:
        for side in chain.sides[1:]:
            if not isinstance(side.node, Plus) or names_in(side.node) or not numerals_in(side.node):
                continue
            for formula in formulas.values():
                pairs = [(name, number) for name, node in laid(formula, side.node) if (number := printed(node))]
                if len(pairs) < len(names_in(formula)):
                    continue
                leaves = [(name, at) for name, at in pairs if parts_of(name)[:1] in LEAVES]
                met = [given[_key(name)][0].value == at.value for name, at in leaves if _key(name) in given]
                if met and all(met):
                    for name, at in leaves:
                        if _key(name) not in given:
                            yield Assignment(name, ((Number(at.value, at.text),),), side.span.start, single=True)


def _key(name: Name) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return name.base, name.below, name.above, name.at


def _mentions(chains: Sequence[Chain]) -> Iterator[Name]:
    """Yield the numbered names, and the biases without a number, of what a network is given."""
    for chain in chains:
        for side in chain.sides:
            for node in walk(side.node):
                if isinstance(node, Turned) or not isinstance(node, Name) or node.accent:
                    continue
                part = parts_of(node)[:1]
                numbered = any(is_digits(mark[-1:]) for mark in (*node.below, *node.at))
                if part == (BIAS,) or (numbered and part in ((INPUT,), (WEIGHT,), (TARGET,))):
                    yield replace(node, new=False)
