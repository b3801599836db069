"""Calls that name a quantity: `p_i(z)`, an entry of what is computed from `z`, and `N(z)`, where `z` is an array.

The module is long because what brackets behind a letter mean is decided in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, starmap

from ..lexicon.functions import EXPONENTIAL, SOFTMAX
from ..lexicon.words import GREEK
from ..quantities.known_names import COUNTING
from ..source import Span
from ..tree import (
    Applied,
    Chain,
    Name,
    Node,
    Over,
    Picked,
    Raised,
    Rate,
    Side,
    Summed,
    Times,
    Turned,
    names_in,
    parts,
    walk,
    with_parts,
)

LetterOf = Callable[[Applied], str]


@dataclass(frozen=True, slots=True)
class _Call:
    """A call by one name, read as a quantity.

    Args:
        letter: What is called.
        below: Which entry of it.
        argument: The name in brackets.
        span: Where it stands.
    """

    letter: str
    below: tuple[str, ...]
    argument: Name
    span: Span

    @property
    def name(self) -> Name:
        """The quantity that is called."""
        text = f"{self.letter}_{''.join(self.below)}" if self.below else self.letter
        return Name(self.letter, self.below, (), (), "", False, False, text, self.span)


def with_called(chains: Sequence[Chain], letter_of: LetterOf) -> tuple[Chain, ...]:
    """Return formulas in which quantities stand for the calls that a formula defines by the entries of an argument.

    `p_i(z) = e^{z_i} / Σ_k e^{z_k}` says of no function of a number what it is; it gives the entries of a vector.

    Args:
        chains: The formulas.
        letter_of: How a function is called in the document.
    """
    calls = [call for chain in chains for side in chain.sides for call in _calls(side.node, letter_of)]
    by = {
        letter: {call.argument.base for call in calls if call.letter == letter}
        for letter in {one.letter for one in calls}
    }
    index = _unused(chains)
    called: dict[str, str] = {}
    while True:
        read = tuple(_rewritten(chain, _Rewriting(called, letter_of, index).of) for chain in chains)
        found = (_defined(*each, letter_of) for each in zip(chains, read, strict=True))
        # What is called with other arguments as well is a function.
        more = {
            call.letter: call.argument.base for call in found if call is not None and len(by.get(call.letter, "1")) == 1
        }
        if called.items() >= more.items():
            return read
        called |= more


def with_quantities(chains: Sequence[Chain], letter_of: LetterOf) -> tuple[Chain, ...]:
    """Return formulas in which a letter that is always called with one and the same name stands alone: `q` for `q(x)`.

    What is called is one quantity then; a letter of functions is so only where its formula makes arrays of arrays.

    Args:
        chains: The formulas.
        letter_of: How a function is called in the document.
    """
    arguments: dict[str, set[str]] = {}
    for chain in chains:
        for call in (call for side in chain.sides for call in _every_call(side.node, letter_of)):
            arguments.setdefault(call.letter, set()).add(call.argument.text)
    given = {
        call.letter: call.argument
        for call in (_quantity(chain, letter_of) for chain in chains)
        if call is not None and len(arguments[call.letter]) == 1
    }
    return tuple(_rewritten(chain, _Quantities(given, letter_of).of) for chain in chains) if given else tuple(chains)


def _quantity(chain: Chain, letter_of: LetterOf) -> _Call | None:
    """Return the call that stands first in a formula and is what a whole argument makes: a number, or an array."""
    if len(chain.sides) < len(("call", "formula")):
        return None
    first, body = chain.sides[0].node, chain.sides[1].node
    call = _call(first, letter_of)
    if call is None or call.below or call.argument.text not in {name.text for name in names_in(body)}:
        return None
    if isinstance(first, Applied) and not any(isinstance(part, Turned) for part in walk(body)):
        return None
    return None if any(other.letter == call.letter for other in _every_call(body, letter_of)) else call


def _every_call(node: Node, letter_of: LetterOf) -> Iterator[_Call]:
    """Yield the calls of a formula, those of derivatives too."""
    yield from _calls(node, letter_of)
    for part in walk(node):
        if isinstance(part, Applied) and part.primes:
            first = part.arguments[0]
            argument = first if isinstance(first, Name) else Name("", (), (), (), "", False, False, "", part.span)
            yield _Call(_spelled(letter_of(part)), (), argument, part.span)


@dataclass(frozen=True, slots=True)
class _Quantities:
    """How calls of quantities are read.

    Args:
        arguments: What each is called with.
        letter_of: How a function is called in the document.
    """

    arguments: Mapping[str, Name]
    letter_of: LetterOf

    def of(self, node: Node) -> Node:
        match node:
            case Applied(_, 0 | 1 as primes, (), (Name(),)) if _spelled(self.letter_of(node)) in self.arguments:
                return self._named(_spelled(self.letter_of(node)), node.span, bool(primes))
            case Name("grad", (letter,), above) if _spelled(letter) in self.arguments:
                slope = self._named(_spelled(letter), node.span, is_slope=True)
                return Rate(slope, self.arguments[_spelled(letter)], node.span) if above else slope
            case Times():
                return self._product(node)
        return node

    def _named(self, letter: str, span: Span, is_slope: bool) -> Node:
        name = Name(letter, (), (), (), "", False, False, letter, span)
        return Rate(name, self.arguments[letter], span) if is_slope else name

    def _product(self, node: Times) -> Node:
        factors: list[Node] = []
        for factor in node.factors:
            before = _last(factors[-1]) if factors else None
            brackets = factor.base if isinstance(factor, Raised) else factor
            call = _beside(_without_slope(before), brackets) if before is not None else None
            if call is None or call.letter not in self.arguments:
                factors.append(factor)
            elif isinstance(factor, Raised):
                factors[-1] = replace(factor, base=factors[-1])
        return replace(node, factors=tuple(factors)) if len(factors) > 1 else self.of(factors[0])


def _without_slope(node: Node) -> Node:
    """Return the name behind a sign of the gradient."""
    if isinstance(node, Name) and node.base == "grad" and len(node.below) == 1:
        return replace(node, base=node.below[0], below=())
    return node


def with_one_name(chains: Sequence[Chain]) -> tuple[Chain, ...]:
    """Return formulas in which a quantity that is only another one by its formula, as `y_i = p_i`, has the other name.

    Args:
        chains: The formulas.
    """
    firsts = [chain.sides[0].node for chain in chains if len(chain.sides) > 1]
    defined = [node.base for node in firsts if isinstance(node, Name)]
    same: dict[str, str] = {}
    alike: list[Chain] = []
    for chain in chains:
        nodes = [side.node for side in chain.sides]
        match nodes:
            case [Name() as left, Name() as right] if _is_alias(left, right) and defined.count(left.base) == 1:
                if defined.count(right.base) and right.base not in same:
                    same[left.base] = right.base
                    alike.append(chain)
    if not same:
        return tuple(chains)

    def of(node: Node) -> Node:
        if isinstance(node, Name) and node.base in same and not (node.above or node.accent or node.new):
            return replace(node, base=same[node.base])
        return node

    return tuple(chain if chain in alike else _rewritten(chain, of) for chain in chains)


def _is_alias(left: Name, right: Name) -> bool:
    """Say whether two names have the same letters below, and nothing else."""
    given = left.below == right.below and bool(left.below) and COUNTING.issuperset("".join(left.below))
    return (
        given and left.base != right.base and not any(name.above or name.accent or name.new for name in (left, right))
    )


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """How calls are read.

    Args:
        called: What is called by which argument.
        letter_of: How a function is called in the document.
        index: A letter that counts nothing in the document.
    """

    called: dict[str, str]
    letter_of: LetterOf
    index: str

    def of(self, node: Node) -> Node:
        call = _call(node, self.letter_of)
        if call is not None and call.letter in self.called:
            return call.name
        if call is not None and call.below and SOFTMAX in _functions(node):
            return self._share(call)
        if isinstance(node, Times):
            return self._product(node)
        return node

    def _share(self, call: _Call) -> Node:
        """Return an entry of a softmax that no formula defines."""
        top, one = (replace(call.argument, below=below) for below in (call.below, (self.index,)))
        powers = [Applied(EXPONENTIAL, 0, (), (name,), call.span) for name in (top, one)]
        return Over(powers[0], Summed((self.index,), powers[1]))

    def _product(self, node: Times) -> Node:
        factors: list[Node] = []
        for factor in node.factors:
            before = factors[-1] if factors else None
            call = _beside(_last(before), factor) if before is not None else None
            if before is not None and call is not None and self.called.get(call.letter) == call.argument.base:
                factors[-1] = _with_last(before, call.name)
            else:
                factors.append(factor)
        return replace(node, factors=tuple(factors)) if len(factors) > 1 else factors[0]


def _last(node: Node) -> Node:
    """Return what brackets behind a factor belong to: what is differentiated, or what a function is applied to."""
    match node:
        case Rate(of=of):
            return of
        case Applied(arguments=(argument,)):
            return argument
    return node


def _with_last(node: Node, last: Node) -> Node:
    match node:
        case Rate():
            return replace(node, of=last)
        case Applied():
            return replace(node, arguments=(last,))
    return last


def _rewritten(chain: Chain, of: Callable[[Node], Node]) -> Chain:
    def inner(node: Node) -> Node:
        found = of(node)
        below = parts(found)
        return with_parts(found, tuple(map(inner, below))) if below else found

    return replace(chain, sides=tuple(Side(inner(side.node), side.span) for side in chain.sides))


def _functions(node: Node) -> list[str]:
    return [part.function for part in walk(node) if isinstance(part, Applied)]


def _call(node: Node, letter_of: LetterOf) -> _Call | None:
    """Return a call by a bare name, with what stands below it or behind it."""
    match node:
        case Picked(Applied(_, 0, (), (Name() as argument,)) as applied, at) if _is_bare(argument):
            return _Call(_spelled(letter_of(applied)), at, argument, node.span)
        case Applied(_, 0, layer, (Name() as argument,)) if _is_bare(argument):
            return _Call(_spelled(letter_of(node)), layer, argument, node.span)
        case Times((Name() as name, Name() as argument)):
            return _beside(name, argument)
    return None


def _beside(name: Node, argument: Node) -> _Call | None:
    """Return a letter and a name in brackets behind it as a call."""
    if not isinstance(name, Name) or not isinstance(argument, Name) or not _is_bare(argument):
        return None
    is_call = argument.span.start == name.span.end + 1 and not (name.above or name.at or name.accent or name.new)
    return _Call(name.base, name.below, argument, name.span) if is_call else None


def _is_bare(name: Name) -> bool:
    return not (name.below or name.above or name.at or name.accent or name.new)


def _spelled(letter: str) -> str:
    return GREEK.get(letter, letter)


def _calls(node: Node, letter_of: LetterOf) -> Iterator[_Call]:
    for part in walk(node):
        if isinstance(part, Times):
            yield from filter(None, starmap(_beside, pairwise(part.factors)))
        if isinstance(part, Applied) and (call := _call(part, letter_of)) is not None:
            yield call
        elif isinstance(part, Applied):
            name = Name("", (), (), (), "", False, False, "", part.span)
            yield _Call(_spelled(letter_of(part)), (), name, part.span)


def _defined(chain: Chain, read: Chain, letter_of: LetterOf) -> _Call | None:
    """Return the call that a formula defines by entries of what it is called with.

    Args:
        chain: The formula.
        read: The same with the calls that are known to name quantities.
        letter_of: How a function is called in the document.
    """
    call = _call(chain.sides[0].node, letter_of) if len(chain.sides) > 1 else None
    if call is None or not COUNTING.issuperset("".join(call.below)):
        return None
    body = read.sides[1].node
    names = [name for name in names_in(body) if name.base == call.argument.base]
    calls_itself = any(found.letter == call.letter for found in _calls(chain.sides[1].node, letter_of))
    has_entries = any(name.below for name in names) or body != chain.sides[1].node
    return call if has_entries and not any(map(_is_bare, names)) and not calls_itself else None


def _unused(chains: Sequence[Chain]) -> str:
    """Return a letter for an index that the formulas do not have."""
    texts = {
        text
        for chain in chains
        for side in chain.sides
        for name in names_in(side.node)
        for text in (name.base, *name.below)
    }
    return next((letter for letter in "qrsvopfgcabdehijklmn" if letter not in texts), "q")
