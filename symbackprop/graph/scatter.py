"""Where in its target a term adds: at all positions, or only at those that are looked up."""

from __future__ import annotations

from ..expression.tree import Index, Symbol
from .equations import Term
from .shifts import coefficient_of, indices_in, lookups_in, moved, reindexed, solved_for
from .windows import Window


def placed(target: Symbol, term: Term) -> tuple[Symbol, Term]:
    """Return where in its target a term adds, and the term that is added there.

    A term that counts only where `word[t] = m`, m an index of the target, adds at `word[t]`. So each t is visited once,
    and not with each m. The term is then summed over all indices that are left of the target, too.

    Args:
        target: With its free indices.
        term: Any term of its equation; one that looks up no position of the target stays what it is.

    Returns:
        The target as it is written to, and the term.
    """
    where, body, within = target, term.body, term.within
    while (found := _decided(where, within)) is not None:
        window, index = found
        there = {index: solved_for(index, window.position, 1)}
        left = [other.moved(there) for other in within if other != window]
        left.append(Window(there[index], index.size))
        within = tuple(other for other in dict.fromkeys(left) if not other.is_always)
        where, body = moved(where, there), reindexed(body, there)
    if where == target:
        return target, term
    return where, Term(body, (*term.over, *(at for at in where.indices if isinstance(at, Index))), within)


def is_placed(target: Symbol, term: Term) -> bool:
    """Say whether a term adds only at positions of its target that are looked up."""
    return _decided(target, term.within) is not None


def _decided(target: Symbol, within: tuple[Window, ...]) -> tuple[Window, Index] | None:
    """Return a window that says an index of the target by what is looked up, with that index."""
    for window in within:
        found = lookups_in(window.position) if window.size == 1 else ()
        if not found:
            continue
        inside = {index for lookup in found for at in lookup.where for index in indices_in(at)}
        for index in target.indices:
            if isinstance(index, Index) and index not in inside and abs(coefficient_of(window.position, index)) == 1:
                return window, index
    return None
