"""What a document defines by formulas: the quantity of each, and the formula that it is given first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from ..grammar.forms import form_of
from ..lexicon.functions import EXPONENTIAL
from ..lexicon.roles import DELTA, parts_of
from ..lexicon.words import is_digits
from ..source import Span
from ..tree import (
    Applied,
    Chain,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Rate,
    Summed,
    Times,
    names_in,
    printed,
    walk,
)
from ..values.own_functions import OwnFunction, key_of_call, own_functions
from .families import Families, MemberPlace
from .formula_parts import Unwritten
from .writing import is_too_long


@dataclass(frozen=True, slots=True)
class Definition:
    """A quantity, or each member of a family, and its formula.

    Args:
        place: What is defined.
        body: The formula.
        reads: The quantities that it reads.
    """

    place: MemberPlace
    body: Node
    reads: tuple[MemberPlace, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What it reads, each once."""
        return tuple(dict.fromkeys(read.word for read in self.reads))


def functions_in(chains: Sequence[Chain]) -> dict[str, OwnFunction]:
    """Return the functions that a document defines once for all, by their keys: `f(x) = x^2 + 3x`.

    What is only ever written of the same several names is a quantity, and how it is written says what it depends on.
    """
    called: dict[str, set[tuple[object, ...]]] = {}
    for chain in chains:
        for side in chain.sides:
            for node in walk(side.node):
                if isinstance(node, Applied):
                    called.setdefault(key_of_call(node), set()).add(tuple(map(form_of, node.arguments)))
    found = own_functions(chains)
    return {key: own for key, own in found.items() if len(own.parameters) == 1 or len(called[key]) > 1}


def definitions_in(
    chains: Sequence[Chain],
    starts: Mapping[str, int],
    families: Families,
    functions: Mapping[str, OwnFunction],
    signals: bool = False,
) -> dict[MemberPlace, Definition]:
    """Return the definitions; of several of one quantity the first counts, unless a later one reads defined names.

    Args:
        chains: The statements.
        starts: Where a name is given a number; one that is given it first is no defined quantity.
        families: What indices count.
        functions: The functions that the document defines.
        signals: Whether error signals are defined, where there is no error that they could be derivatives of.
    """
    found: dict[MemberPlace, Definition] = {}
    defined: set[str] = set()
    worth: dict[Fraction, str] = {}
    for chain in chains:
        place = _subject(chain.sides[0].node, families, functions, signals)
        if place is None or "≠" in chain.relations:
            continue
        if not place.letters and starts.get(place.word, chain.span.end) < chain.span.start and not place.at:
            continue
        for side in chain.sides[1:]:
            try:
                body = _split(side.node, {*starts, *defined})
                if not names_in(body):
                    body = _recalled(body, worth)
                if is_too_long(body) or any(isinstance(part, Rate) for part in walk(body)):
                    raise Unwritten
            except Unwritten:
                continue
            reads = tuple(dict.fromkeys(map(families.place, names_in(body))))
            known = found.get(place)
            through = any(read.word in defined for read in reads)
            if place in reads or any(read.word == place.word and not place.letters for read in reads if not read.at):
                break
            if known is None or (through and not any(read.word in defined for read in known.reads)):
                found[place] = Definition(place, body, reads)
                defined.add(place.word)
            break
        if place in found and not place.at:
            with suppress(Unwritten, ZeroDivisionError):
                worth[_worth(chain.sides[-1].node)] = place.word
    return found


def _subject(node: Node, families: Families, functions: Mapping[str, OwnFunction], signals: bool) -> MemberPlace | None:
    """Return what an equation defines: a quantity, the members of a family, or a function of several names."""
    if isinstance(node, Name) and not node.new and (signals or not _is_derivative(node)):
        place = families.place(node)
        letters = place.letters
        plain = all(is_digits(at) or len(at) == 1 for at in place.at)
        return place if place.word and plain and len(set(letters)) == len(letters) else None
    if isinstance(node, Applied) and not node.primes:
        is_letter = key_of_call(node) == node.letter and len(node.letter) == 1
        if is_letter and node.letter not in functions and all(isinstance(at, Name) for at in node.arguments):
            return MemberPlace(node.letter) if len(node.arguments) > 1 else None
    return None


def _is_derivative(name: Name) -> bool:
    return parts_of(name) == (DELTA,) and not name.accent


def _worth(node: Node) -> Fraction:
    """Return what a line of numbers comes to.

    Raises:
        Unwritten: It is more than a sum of products.
    """
    match node:
        case Numeral(value=value):
            return value
        case Minus(body):
            return -_worth(body)
        case Plus(terms):
            return sum(map(_worth, terms), Fraction(0))
        case Times(factors, _):
            return prod(map(_worth, factors), start=Fraction(1))
        case _:
            raise Unwritten


def _split(node: Node, known: set[str]) -> Node:
    """Return a formula in which letters side by side that name quantities are a product."""

    def of(part: Node) -> Node:
        match part:
            case Name(base=base, below=(), above=(), at=(), accent="") if len(base) > 1 and base not in known:
                letters = [replace(part, base=letter) for letter in base]
                return Times(tuple(letters)) if all(letter in known for letter in base) else part
            case Plus(terms):
                return Plus(tuple(map(of, terms)))
            case Times(factors, tight):
                return Times(tuple(map(of, factors)), tight)
            case Minus(body):
                return Minus(of(body))
            case Over(top, below):
                return Over(of(top), of(below))
            case Raised(base, exponent):
                return Raised(of(base), exponent)
            case Summed():
                return replace(part, body=of(part.body))
            case Applied(function=function, arguments=(Numeral(text=text) as power,)) if (
                function == EXPONENTIAL and "e" in known and is_digits(text)
            ):
                return Raised(_named("e", "", part.span), power)
            case Applied():
                return replace(part, arguments=tuple(map(of, part.arguments)))
            case _:
                return part

    return of(node)


def _recalled(node: Node, worth: Mapping[Fraction, str]) -> Node:
    """Return the function of a number as that of the quantity that came out as this number last."""
    if isinstance(node, Applied) and len(node.arguments) == 1 and not node.primes:
        number = printed(node.arguments[0])
        if number is not None and number.value in worth:
            word = worth[number.value]
            base = word.rstrip("0123456789")
            below = word[len(base) :]
            if base.isalpha():
                return replace(node, arguments=(_named(base, below, node.span),))
    raise Unwritten


def _named(base: str, below: str, span: Span) -> Name:
    marks = (below,) if below else ()
    return Name(base, marks, (), (), "", new=False, bold=False, text=base + below, span=span)
