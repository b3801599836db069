"""Equations that claim nothing: what a sentence supposes, tells to try, or counts, as in `at z = 0` and `L = 2`."""

from __future__ import annotations

import re
from bisect import bisect_left

from .. import thresholds
from ..lexicon.prose import AND_OR, PLACING, SUPPOSING, TRYING, TRYING_WITH, Spoken
from ..lexicon.roles import SIZES
from ..source import Plain, Span
from ..tree import Chain, Minus, Name, Node, Numeral, Plus, Times, printed, walk
from .pieces import Piece, PieceKind

SUPPOSED = Spoken(rf"{SUPPOSING}\s+\W{{0,3}}$")

SUPPOSED_AT = Spoken(rf"{PLACING}\s+\W{{0,3}}$")
"""Words after which a quantity without an index is a place on the axis of a function, as the kinks of one are."""

AND = Spoken(rf"\W{{0,4}}{AND_OR}\s+\W{{0,3}}")
"""What stands between two values that are supposed together."""

CHANGED = Spoken(rf"{TRYING}(?:[^.\n]|\.(?=\d)){{1,60}}{TRYING_WITH}\s+\W{{0,3}}$")
"""Words that tell the reader to try another value."""

LAST = frozenset({"L"})
"""Letters for the last layer, and so for the number of layers, where they stand above names."""

COUNTS_LAYERS = re.compile(r"\^\s*\{?\s*[(\[]?L[)\]]?\s*\}?|[ᴸ]")

COUNTERS = frozenset("ijklmn")
"""Letters that count layers, neurons and rounds where they are printed as whole numbers."""


def is_condition(chain: Chain, piece: Piece, plain: Plain) -> bool:
    """Say whether an equation is no claim but what a sentence supposes, as in `at z = 0`."""
    if piece.kind is PieceKind.DISPLAY or len(chain.sides) != 2:
        return False
    number = printed(chain.sides[1].node)
    start = bisect_left(plain.places, chain.span.start)
    first = chain.sides[0].node
    whole = number is not None and number.value.denominator == 1
    if isinstance(first, Name) and whole and first.text in LAST and COUNTS_LAYERS.search(plain.text):
        return True
    if isinstance(first, Name) and first.base == "d" and SIZES.issuperset(first.below) and first.below:
        return number is not None and number.value.denominator == 1
    if is_position(first):
        return (number is not None and number.value.denominator == 1) or is_position(chain.sides[1].node)
    if number is not None and is_exercise(chain, plain):
        return True
    before = plain.text[max(start - thresholds.LONGEST_SUPPOSING, 0) : start]
    plain_name = isinstance(first, Name) and not (first.below or first.above or first.at)
    if plain_name and whole and SUPPOSED_AT.search(before):
        return True
    return number is not None and number.text in ("0", "1") and bool(SUPPOSED.search(before))


def is_position(node: Node) -> bool:
    """Say whether a side is made of letters that count, as in `k = 1` and `2n - j = 1`."""
    names = [part for part in walk(node) if isinstance(part, Name)]
    return (
        bool(names)
        and all(isinstance(part, Plus | Times | Minus | Numeral | Name) for part in walk(node))
        and all(at.base in COUNTERS and not (at.below or at.above or at.at or at.new) for at in names)
    )


def goes_on_supposing(last: Span, chain: Chain, plain: Plain) -> bool:
    """Say whether an equation supposes another value of what was supposed just before, as in `at z = 0 and z = 1`.

    Args:
        last: Where that stands.
        chain: The equation.
        plain: The document.
    """
    if len(chain.sides) != 2 or printed(chain.sides[1].node) is None:
        return False
    name = chain.sides[0].span
    same = plain.between(last.start, last.end).startswith(plain.between(name.start, name.end))
    return same and bool(AND.fullmatch(plain.between(last.end, chain.span.start)))


def is_exercise(chain: Chain, plain: Plain) -> bool:
    """Say whether the words before an equation tell the reader to try another value."""
    start = bisect_left(plain.places, chain.span.start)
    return bool(CHANGED.search(plain.text[max(start - thresholds.LONGEST_LEAD, 0) : start]))
