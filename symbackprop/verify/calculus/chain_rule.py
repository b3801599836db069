"""Products of derivatives that the chain rule makes of another, whatever their letters: paths, and sums of paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..tree import Applied, Chain, Entrywise, Minus, Name, Node, Numeral, Plus, Rate, Summed, Times
from .members import free_letters
from .slots import Alphabet

Key = tuple[object, ...]
"""What a quantity is called, wherever it stands."""


def follows_by_chain_rule(chain: Chain, before: int, after: int, alphabet: Alphabet) -> bool:
    """Say whether two sides are alike but for a derivative, of which one side writes out the chain rule.

    Between the two derivatives there is one path, so an index that stands on the path alone must be summed over.

    Args:
        chain: The chain, in which indices that stand twice are summed over where the document says so.
        before: Which side, from 0.
        after: Which other.
        alphabet: What the letters count.
    """
    short, long = (_Factors.of(chain.sides[at].node) for at in (before, after))
    if len(long.factors) < len(short.factors):
        short, long = long, short
    if short.negative != long.negative or short.over:
        return False
    left, right = _without_common(short.factors, long.factors)
    if len(left) != 1 or len(right) < 2:
        return False
    path = _path(left[0], right)
    if path is None or not all(isinstance(node, Name) for node in path):
        return False
    ends = {letter for end in (path[0], path[-1]) for letter in free_letters(end, alphabet)}
    inner = {letter for name in path[1:-1] for letter in free_letters(name, alphabet)}
    return inner - ends == set(long.over)


def is_sum_over_paths(left: Node, right: Node) -> bool:
    """Say whether a side is what the chain rule gives for a derivative, whatever its letters are.

    Each term is a path from what is differentiated to what it is differentiated by; whether these are all the paths
    only what the quantities are computed from can tell.

    Args:
        left: The derivative.
        right: The other side.
    """
    terms = [_Factors.of(term) for term in _terms(right)]
    return any(len(term.factors) > 1 for term in terms) and all(
        not term.negative and _path(left, term.factors) is not None for term in terms
    )


@dataclass(frozen=True, slots=True)
class _Factors:
    """The factors of a side, whether a minus stands before it, and what it is summed over."""

    factors: tuple[Node, ...]
    negative: bool = False
    over: tuple[str, ...] = ()

    @classmethod
    def of(cls, node: Node) -> _Factors:
        match node:
            case Minus(body):
                inner = cls.of(body)
                return cls(inner.factors, not inner.negative, inner.over)
            case Summed(body=body, over=over):
                inner = cls.of(body)
                return cls(inner.factors, inner.negative, (*over, *inner.over))
            case Times(several, _) | Entrywise(several):
                each = [cls.of(factor) for factor in several]
                return cls(
                    tuple(factor for one in each for factor in one.factors),
                    sum(one.negative for one in each) % 2 == 1,
                    tuple(letter for one in each for letter in one.over),
                )
        return cls((node,))


def _terms(node: Node) -> Iterator[Node]:
    match node:
        case Plus(several):
            for each in several:
                yield from _terms(each)
        case Summed(body=body):
            yield from _terms(body)
        case _:
            yield node


def _without_common(first: Sequence[Node], second: Sequence[Node]) -> tuple[list[Node], list[Node]]:
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


def _path(whole: Node, factors: Sequence[Node]) -> list[Node] | None:
    """Return the quantities that derivatives lead through from one to another, or None where they do not."""
    ends = _edge(whole)
    if ends is None:
        return None
    edges: dict[Key, Node] = {}
    for edge in map(_edge, factors):
        if edge is None or edge[0] in edges:
            return None
        edges[edge[0]] = edge[1]
    start, end = ends
    path: list[Node] = [whole.of] if isinstance(whole, Rate) else []
    at = start
    while (after := edges.pop(at, None)) is not None:
        path.append(after)
        if _key(after) == at:
            return None
        at = _key(after)
    return path if not edges and at == _key(end) else None


def _edge(node: Node) -> tuple[Key, Node] | None:
    """Return what is differentiated and by what: of `∂a/∂b`, and of `f'(a)`, which is by the name in its brackets."""
    match node:
        case Rate(of=of, by=by, held=()):
            return _key(of), by
        case Applied(primes=1, arguments=(Name() as by,)):
            return (node.function, node.layer), by
    return None


def _key(node: Node) -> Key:
    """Return what is the same for two nodes that say the same."""
    match node:
        case Name():
            return node.base, node.below, node.above, node.at, node.accent, node.new
        case Numeral():
            return (node.value,)
        case Rate():
            return "rate", _key(node.of), _key(node.by), len(node.held)
        case Applied():
            return node.function, node.primes, node.layer, *map(_key, node.arguments)
    return (node,)
