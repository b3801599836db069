"""Products of derivatives that the chain rule makes of another, whatever the quantities are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..tree import Chain, Minus, Name, Node, Numeral, Rate, Summed, Times
from .members import free_letters
from .slots import Alphabet

Key = tuple[object, ...]
"""What a name is called, wherever it stands."""


def follows_by_chain_rule(chain: Chain, before: int, after: int, alphabet: Alphabet) -> bool:
    """Say whether two sides are alike but for a derivative, of which one side writes out the chain rule.

    Between the two derivatives there is one path, so an index that stands on the path alone must be summed over.

    Args:
        chain: The chain, in which indices that stand twice are summed over where the document says so.
        before: Which side, from 0.
        after: Which other.
        alphabet: What the letters count.
    """
    short, long = (_Factored.of(chain.sides[at].node) for at in (before, after))
    if len(long.factors) < len(short.factors):
        short, long = long, short
    if short.negative != long.negative or short.over:
        return False
    left, right = _without_common(short.factors, long.factors)
    if len(left) != 1 or len(right) < 2 or not isinstance(left[0], Rate):
        return False
    path = _path(left[0], right)
    if path is None:
        return False
    ends = {letter for end in (path[0], path[-1]) for letter in free_letters(end, alphabet)}
    inner = {letter for name in path[1:-1] for letter in free_letters(name, alphabet)}
    return inner - ends == set(long.over)


class _Factored:
    """The factors of a side, whether a minus stands before it, and what it is summed over."""

    def __init__(self, factors: list[Node], negative: bool, over: tuple[str, ...]) -> None:
        self.factors, self.negative, self.over = factors, negative, over

    @classmethod
    def of(cls, node: Node) -> _Factored:
        if isinstance(node, Minus):
            inner = cls.of(node.body)
            return cls(inner.factors, not inner.negative, inner.over)
        if isinstance(node, Summed):
            inner = cls.of(node.body)
            return cls(inner.factors, inner.negative, (*node.over, *inner.over))
        if isinstance(node, Times):
            several = [cls.of(factor) for factor in node.factors]
            return cls(
                [factor for each in several for factor in each.factors],
                sum(each.negative for each in several) % 2 == 1,
                tuple(letter for each in several for letter in each.over),
            )
        return cls([node], False, ())


def _without_common(first: list[Node], second: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return the factors of both that the other one does not have."""
    rest = list(second)
    own = []
    for factor in first:
        same = next((at for at, other in enumerate(rest) if _key(other) == _key(factor)), None)
        if same is None:
            own.append(factor)
        else:
            del rest[same]
    return own, rest


def _path(whole: Rate, factors: list[Node]) -> list[Name] | None:
    """Return the quantities from one to another that derivatives lead through, or None where they do not."""
    edges = {}
    for factor in factors:
        if not isinstance(factor, Rate) or factor.held or not isinstance(factor.of, Name):
            return None
        if not isinstance(factor.by, Name) or _key(factor.of) in edges:
            return None
        edges[_key(factor.of)] = factor
    if not isinstance(whole.of, Name) or not isinstance(whole.by, Name) or whole.held:
        return None
    path = [whole.of]
    while (edge := edges.pop(_key(path[-1]), None)) is not None:
        assert isinstance(edge.by, Name)
        path.append(edge.by)
    ends_there = not edges and _key(path[-1]) == _key(whole.by)
    return path if ends_there and all(_key(a) != _key(b) for a, b in pairwise(path)) else None


def _key(node: Node) -> Key:
    """Return what is the same for two nodes that say the same."""
    return tuple(_words(node))


def _words(node: Node) -> Iterator[object]:
    match node:
        case Name():
            yield from (node.base, node.below, node.above, node.at, node.accent, node.new)
        case Numeral():
            yield node.value
        case Rate():
            yield from ("rate", _key(node.of), _key(node.by), len(node.held))
        case _:
            yield node
