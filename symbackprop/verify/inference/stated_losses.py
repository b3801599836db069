"""The losses that the formulas of a document define; one that it only mentions in words may have any factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..lexicon.functions import LOGARITHMS
from ..lexicon.roles import LOSS, parts_of
from ..tree import Applied, Chain, Minus, Name, Node, Numeral, Over, Plus, Raised, Summed, Times, walk

ENTROPIES = ("binary-cross-entropy", "softmax-cross-entropy")
BY_FACTOR = {Fraction(1): "squared", Fraction(1, 2): "half-squared"}


def stated_losses(chains: Iterable[Chain]) -> frozenset[str]:
    """Return the losses that a document defines by formulas; none where a formula has another form.

    Args:
        chains: Its formulas.
    """
    found: set[str] = set()
    for chain in chains:
        first = chain.sides[0].node
        if not isinstance(first, Name) or parts_of(first)[:1] != (LOSS,):
            continue
        for side in chain.sides[1:]:
            if any(isinstance(part, Applied) and part.function in LOGARITHMS for part in walk(side.node)):
                found.update(ENTROPIES)
                continue
            for factor in _factors_of_squares(side.node, Fraction(1)):
                if factor not in BY_FACTOR:
                    return frozenset()
                found.add(BY_FACTOR[factor])
    return frozenset(found)


def _factors_of_squares(node: Node, factor: Fraction | None) -> Iterator[Fraction | None]:
    """Yield by what each square of a difference is multiplied; None where that is no number."""
    match node:
        case Raised(Plus(), Numeral(value=exponent)) if exponent == 2:
            yield factor
        case Times(factors):
            numbers = [at for at in map(_number, factors) if at is not None]
            whole = factor
            for number in numbers:
                whole = whole * number if whole is not None else None
            squares = [part for part in factors if _number(part) is None]
            for part in squares:
                yield from _factors_of_squares(part, whole if len(squares) == 1 else None)
        case Over(top, below):
            under = _number(below)
            yield from _factors_of_squares(top, factor / under if factor is not None and under else None)
        case Plus(terms):
            for term in terms:
                yield from _factors_of_squares(term, factor)
        case Minus(body):
            yield from _factors_of_squares(body, -factor if factor is not None else None)
        case Summed(body=body):
            yield from _factors_of_squares(body, factor)


def _number(node: Node) -> Fraction | None:
    match node:
        case Numeral(value=value):
            return value
        case Over(Numeral(value=top), Numeral(value=below)) if below:
            return top / below
        case _:
            return None
