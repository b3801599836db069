"""Lines that give several values at once: `b_1 = b_2 = 0.5`, and `w_1 = 0.2 b_1 = 0.1` with only a space between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..grammar.alignment import is_printed_grid
from ..quantities.atoms import Meaning, Role
from ..quantities.refusals import UnknownName
from ..source import Span
from ..tree import Chain, Minus, Name, Numeral, Side, Times, printed
from ..values.digits import Fit, fit
from .naming import Naming


def single_claims(chain: Chain, naming: Naming) -> list[Chain]:
    """Return a chain as what it gives one after another, or the chain itself where it is no such list."""
    if len(chain.sides) < 3 or chain.damages:
        return [chain]
    last = chain.sides[-1]
    names = [side.node for side in chain.sides[:-1] if isinstance(side.node, Name)]
    if len(names) == len(chain.sides) - 1 and (printed(last.node) is not None or is_printed_grid(last.node)):
        meanings = [_meaning_of_values(name, naming) for name in names]
        if None not in meanings and len(set(meanings)) == len(meanings):
            return [
                replace(chain, sides=(side, last), relations=("=",), span=chain.span.to(last.span))
                for side in chain.sides[:-1]
            ]
        return [chain]
    pairs = list(_pairs(chain.sides))
    if len(pairs) != len(chain.sides) - 1:
        return [chain]
    fitting = 0
    for name, number, _ in pairs:
        meaning = _meaning_of_values(name, naming)
        if meaning is None or meaning.atom is None:
            return [chain]
        fitting += fit(number, naming.at(naming.truth).atom(meaning.atom)) is Fit.EXACT
    if 2 * fitting < len(pairs):
        return [chain]
    return [Chain((Side(name, name.span), Side(number, number.span)), ("=",), span, ()) for name, number, span in pairs]


def _meaning_of_values(name: Name, naming: Naming) -> Meaning | None:
    """Return what a name stands for, where the spec has values for all of it."""
    try:
        meaning = naming.meaning(name)
    except UnknownName:
        return None
    values = naming.network.values
    return meaning if all(at.role is Role.VALUE and at.symbol in values for at in meaning.flat) else None


def _pairs(sides: Sequence[Side]) -> Iterator[tuple[Name, Numeral, Span]]:
    """Yield the names with the numbers after them, as far as each number has the next name right behind it."""
    name = sides[0].node
    for side in sides[1:]:
        if not isinstance(name, Name):
            return
        number = printed(side.node)
        if number is not None:
            yield name, number, name.span.to(number.span)
            return
        negative = isinstance(side.node, Minus)
        body = side.node.body if isinstance(side.node, Minus) else side.node
        if not (isinstance(body, Times) and body.tight and len(body.factors) == 2):
            return
        first, following = body.factors
        number = printed(Minus(first) if negative else first)
        if number is None:
            return
        yield name, number, name.span.to(number.span)
        name = following
