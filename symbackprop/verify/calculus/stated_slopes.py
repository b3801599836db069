"""Functions of which a document says only what their derivative is: `f'(x) = f(x) (1 − f(x))`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..lexicon.functions import EXPONENTIAL, OUTPUT_AND_REST
from ..lexicon.words import ACTIVATION, OF_LETTERS
from ..tree import Applied, Chain, Name, Node, Rate, names_in, walk

KNOWN_BY_THEIR_SLOPE = (*sorted(OUTPUT_AND_REST), "tanh", EXPONENTIAL)
"""Functions whose derivative is written in what they return, so that it says which of them is meant."""


def whose_slope_is_stated(chain: Chain, letter_of: Callable[[Applied], str]) -> str:
    """Return the letter of a function whose derivative a chain writes in what it returns; empty where it writes none.

    Args:
        chain: The chain.
        letter_of: How a function is called in the document.
    """
    if len(chain.sides) < 2:
        return ""
    call = _differentiated(chain.sides[0].node)
    if call is None or call.function not in (ACTIVATION, *OF_LETTERS) or len(call.arguments) != 1:
        return ""
    argument, body, letter = call.arguments[0], chain.sides[1].node, letter_of(call)
    if not isinstance(argument, Name) or any(isinstance(part, Rate) for part in walk(body)):
        return ""
    calls = [part for part in walk(body) if isinstance(part, Applied)]
    is_own = all(part.arguments == call.arguments or _is_same(part, argument) for part in calls)
    only = {name.text for name in names_in(body)} <= {argument.text}
    return letter if calls and is_own and only and all(letter_of(part) == letter for part in calls) else ""


def with_prime(chain: Chain, letter_of: Callable[[Applied], str]) -> Chain:
    """Return a chain with `df(x)/dx` as `f'(x)`, where it says what the derivative of a function of one number is."""
    first = chain.sides[0]
    if not isinstance(first.node, Rate) or not isinstance(first.node.of, Applied):
        return chain
    if first.node.of.function != ACTIVATION or not whose_slope_is_stated(chain, letter_of):
        return chain
    return replace(chain, sides=(replace(first, node=replace(first.node.of, primes=1)), *chain.sides[1:]))


def _differentiated(node: Node) -> Applied | None:
    """Return the call of the function whose derivative a side is: `f'(x)` and `df(x)/dx`."""
    match node:
        case Applied(primes=1):
            return node
        case Rate(of=Applied(primes=0, arguments=(Name() as argument,)) as call, by=Name() as by):
            return call if argument.text == by.text else None
    return None


def _is_same(call: Applied, argument: Name) -> bool:
    (inner, *others) = call.arguments
    return not call.primes and not others and isinstance(inner, Name) and inner.text == argument.text
