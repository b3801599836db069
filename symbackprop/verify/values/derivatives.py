"""The derivative of a written expression, by the rules of calculus, as another written expression."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from ..source import Span
from ..tree import Applied, Minus, Name, Node, Numeral, Over, Plus, Raised, Rate, Times, names_in

NOWHERE = Span(0, 0)
ZERO = Numeral("0", Fraction(0), NOWHERE)


def derived(node: Node, by: Name) -> Node:
    """Return the derivative of an expression by a quantity; what it names keeps its own derivative.

    Raises:
        NotCheckable: It holds something that these rules do not cover.
    """
    if not names_in(node):
        return ZERO
    match node:
        case Name() if node.text == by.text:
            return _number(1)
        case Name():
            return Rate(node, by, node.span)
        case Minus(body):
            return Minus(derived(body, by))
        case Plus(terms):
            return Plus(tuple(derived(term, by) for term in terms))
        case Times(factors):
            return Plus(
                tuple(
                    Times((*factors[:at], derived(factor, by), *factors[at + 1 :]))
                    for at, factor in enumerate(factors)
                    if names_in(factor)
                )
            )
        case Over(top, below):
            rising = Over(derived(top, by), below)
            falling = Over(Times((top, derived(below, by))), Raised(below, _number(2)))
            return Plus((rising, Minus(falling)))
        case Raised(base, Numeral() as power):
            lower = Numeral(str(power.value - 1), power.value - 1, power.span)
            return Times((power, Raised(base, lower), derived(base, by)))
        case Applied(primes=primes, arguments=(argument,)):
            return Times((replace(node, primes=primes + 1), derived(argument, by)))
        case _:
            raise NotCheckable(RefusalCode.OF_EXPRESSION)


def _number(whole: int) -> Numeral:
    return Numeral(str(whole), Fraction(whole), NOWHERE)
