"""What kind of node a tree is, and the keys by which trees are compared."""

from __future__ import annotations

from .. import thresholds
from ..lexicon.functions import LOGARITHM, ROOT
from ..lexicon.words import ACTIVATION
from ..source import Span
from ..tree import (
    Applied,
    Chain,
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
    Times,
    Turned,
    names_in,
    parts,
    walk,
)


def is_symbolic(node: Node) -> bool:
    """Say whether a side names quantities and puts no decimals in for any."""
    named, constants = False, thresholds.CONSTANTS_OF_FORMULAS
    for part in walk(node):
        if isinstance(part, Numeral) and part.value.denominator != 1 and part.value not in constants:
            return False
        if isinstance(part, Applied) and part.function != ROOT and not names_in(part) and not is_constant(part):
            return False
        named |= isinstance(part, (Name, Rate)) and not (isinstance(part, Name) and part.base == "pi")
    return named


def is_constant(call: Applied) -> bool:
    """Say whether a call is a number that formulas hold, as ln 10 is in the slope of a logarithm to base ten."""
    (argument, *others) = call.arguments
    whole = isinstance(argument, Numeral) and argument.value.denominator == 1
    return call.function == LOGARITHM and whole and not others


def symbolic_sides(chain: Chain) -> list[int]:
    """Return which sides of a chain are symbolic."""
    return [at for at, side in enumerate(chain.sides) if is_symbolic(side.node)]


def gathered(how: Gathering, terms: tuple[Node, ...]) -> Node:
    """Return what is made of the terms that an index runs over: their sum, their product, or another function."""
    if how is Gathering.SUM:
        return Plus(terms) if len(terms) > 1 else terms[0]
    if how is Gathering.PRODUCT:
        return Times(terms) if len(terms) > 1 else terms[0]
    return Applied(how.value, 0, (), terms, Span(0, 0))


def label(node: Node) -> str:
    """Return how a quantity is called in a report."""
    match node:
        case Name(text=text):
            return text
        case Rate(of, by, _, held):
            return f"∂{label(of)}/∂{label(by)}" + f"|{', '.join(label(at) or 'direct' for at in held)}" * bool(held)
        case Picked(body, at, _):
            return f"{label(body)}[{','.join(at)}]"
        case Applied(function=function, primes=primes, arguments=arguments):
            inner = ", ".join(map(label, arguments))
            called = "_".join((node.letter, *node.layer)) if function == ACTIVATION and node.letter else function
            return f"{called}{chr(39) * primes}({inner})"
        case _:
            return ""


def key_of(node: Node) -> str:
    """Return what is the same for two writings of one quantity, wherever they stand."""
    match node:
        case Name(base=base, below=below, above=above, at=at):
            return f"{base}|{below}|{above}|{at}"
        case Rate(of, by, _, held):
            return f"∂{key_of(of)}/∂{key_of(by)}" + f"|{','.join(map(label, held))}" * bool(held)
        case Times(factors):
            return "*".join(map(key_of, factors))
        case Turned(body):
            return f"{key_of(body)}ᵀ"
        case _:
            return f"#{id(node)}"


def form_of(node: Node) -> tuple[tuple[str, int, str], ...]:
    """Return what is the same for two writings of one formula, wherever they stand."""
    return tuple((type(part).__name__, len(parts(part)), _own(part)) for part in walk(node))


def _own(node: Node) -> str:
    """Return what a node says itself, beside its parts."""
    match node:
        case Name():
            return f"{node.text}|{key_of(node)}|{node.new}"
        case Numeral(text=text):
            return text
        case Applied(function=function, primes=primes, layer=layer):
            return "|".join((function, str(primes), *layer))
        case Plus() | Times() | Minus() | Over() | Raised():
            return ""
        case _:
            return key_of(node)
