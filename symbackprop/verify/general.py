"""General formulas, `z_j = Σ_i w_ij x_i + b_j`: judged by what they say for each value of their indices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from ..expression.tree import Index
from .evaluate import UnknownName
from .naming import Naming
from .points import NotCheckable
from .syntax import Chain, Name, Node, Omitted, Plus, Side, Summed, names_in, parts, walk, with_parts

INDICES = frozenset("ijklmnpqdrs")
ROLES = frozenset({"o", "h"})
INDEXED = re.compile(r"([oh]?)([a-z]{1,3})")
SHIFTED = re.compile(r"(?:[a-z]|\d{1,3})(?:[+-](?:[a-z]|\d{1,3})){1,3}")
MOST_INSTANCES = 64
LARGEST_INDEX = 12


def is_general(name: Name) -> bool:
    """Say whether a name has a letter for an index."""
    return bool(_letters(name))


def _letters(name: Name, indices: frozenset[str] = INDICES) -> set[str]:
    found: set[str] = set()
    for part in (*name.below, *name.at):
        match = INDEXED.fullmatch(part) if part != "in" else None
        if match is not None and set(match[2]) <= indices:
            found |= set(match[2])
        elif SHIFTED.fullmatch(part):
            found |= set(re.findall("[a-z]", part))
    return found


def instances(chain: Chain, naming: Naming) -> Iterator[Chain]:
    """Yield what a general formula says for each value of its free indices.

    Raises:
        NotCheckable: Its indices do not say how far they run.
    """
    names = [name for side in chain.sides for name in names_in(side.node)]
    indices = INDICES | {
        index.name
        for declared in naming.network.graph.declared.values()
        for index in declared.indices
        if isinstance(index, Index)
    }
    letters = sorted(set().union(*(_letters(name, indices) for name in names)))
    sizes = {letter: _size(letter, names, naming, indices) for letter in letters}
    summed = {
        letter for side in chain.sides for part in walk(side.node) if isinstance(part, Summed) for letter in part.over
    }
    free = [letter for letter in letters if letter not in summed]
    if not letters or any(not size for size in sizes.values()):
        raise NotCheckable("a general formula in index notation")
    for count, at in enumerate(product(*(range(1, sizes[letter] + 1) for letter in free))):
        if count >= MOST_INSTANCES:
            return
        chosen = dict(zip(free, at, strict=True))
        yield replace(chain, sides=tuple(Side(_at(side.node, chosen, sizes), side.span) for side in chain.sides))


def _size(letter: str, names: list[Name], naming: Naming, indices: frozenset[str]) -> int:
    """Return how far an index runs: as far as every name that has it stands for something."""
    concerned = [name for name in names if letter in _letters(name, indices)]
    declared = {symbol.base for symbol in naming.network.graph.declared}
    size = 0
    for value in range(1, LARGEST_INDEX + 1):
        others = {other: 1 for name in concerned for other in _letters(name, indices)}
        try:
            for name in concerned:
                one = _named(name, others | {letter: value})
                if name.base in declared and "spec" not in naming.options(one):
                    raise UnknownName(one)
                naming.meaning(one)
        except UnknownName:
            break
        size = value
    return size


def _at(node: Node, chosen: Mapping[str, int], sizes: Mapping[str, int]) -> Node:
    if isinstance(node, Name):
        return _named(node, chosen)
    if isinstance(node, Summed) and node.over and all(letter in sizes for letter in node.over):
        terms = [
            _at(node.body, {**chosen, **dict(zip(node.over, at, strict=True))}, sizes)
            for at in product(*(range(1, sizes[letter] + 1) for letter in node.over))
        ]
        if len(terms) > MOST_INSTANCES:
            raise NotCheckable("a sum over too many indices")
        return Plus(tuple(terms))
    if isinstance(node, Omitted):
        raise NotCheckable("something is left out (…)")
    own = parts(node)
    return with_parts(node, tuple(_at(part, chosen, sizes) for part in own)) if own else node


def _named(name: Name, chosen: Mapping[str, int]) -> Name:
    def written(part: str) -> Iterator[str]:
        match = INDEXED.fullmatch(part)
        if SHIFTED.fullmatch(part):
            yield _shifted(part, chosen)
            return
        known = INDICES | chosen.keys()
        if match is None or not known.issuperset(match[2]) or not any(letter in chosen for letter in match[2]):
            yield part
            return
        digits = [str(chosen.get(letter, letter)) for letter in match[2]]
        if match[1]:
            yield match[1] + "".join(digits)
        else:
            yield from digits

    below = tuple(text for part in name.below for text in written(part))
    at = tuple(text for part in name.at for text in written(part))
    text = f"{name.base}_{{{','.join(below)}}}" + (f"[{','.join(at)}]" if at else "")
    return replace(name, below=below, at=at, text=text)


def _shifted(part: str, chosen: Mapping[str, int]) -> str:
    """Return the position that `i+k-1` is, or the part as it stands where a letter of it is still open."""
    signed = re.findall(r"([+-]?)([a-z]|\d+)", part)
    if not all(term.isdigit() or term in chosen for _, term in signed):
        return part
    values = [int(term) if term.isdigit() else chosen[term] for _, term in signed]
    return str(sum(-value if sign == "-" else value for (sign, _), value in zip(signed, values, strict=True)))
