"""Positions of a model with recurrences or padding: `t = 3` claims nothing, and `h_0` stands for a start."""

from __future__ import annotations

import re
from dataclasses import replace

from ..quantities.outside import outside
from ..quantities.vocabulary import Vocabulary
from ..reading.passages import Passed
from ..reading.statements import Statement, Statements
from ..source import Span
from ..tree import Chain, Name, Node, Numeral, Side, names_in, parts, walk, with_parts
from ..unjudged import Why

MORE_POSITIONS = re.compile(r"(?:[ \t]*,[ \t]*(?:(?:\\[lc]?dots|…)[ \t]*,[ \t]*)?\d{1,7})+(?![\d.])")
r"""What may follow a position: others, `t = 1, \ldots, 20`."""


def at_the_ends(statements: Statements, vocabulary: Vocabulary, text: str) -> tuple[Statements, tuple[Passed, ...]]:
    """Return statements in which what stands outside of quantities is named by what it is, and what is no claim.

    That are positions, as in "for t = 3", and starts that are said as the network has them.

    Args:
        statements: What a document says.
        vocabulary: The names of the network.
        text: The document.
    """
    if not vocabulary.has_ends:
        return statements, ()
    every: list[Statement] = []
    passed: list[Passed] = []
    for statement in statements.every:
        if isinstance(statement, Chain) and _is_of_vectors(statement, vocabulary):
            passed.append(Passed(statement.span, Why.NOT_CHECKABLE))
        elif isinstance(statement, Chain) and _is_position(statement, vocabulary):
            more = MORE_POSITIONS.match(text, statement.span.end)
            end = more.end() if more else statement.span.end
            passed.append(Passed(Span(statement.span.start, end), Why.CONDITION))
        elif isinstance(statement, Chain):
            changed = replace(
                statement, sides=tuple(Side(_inside(at.node, vocabulary), at.span) for at in statement.sides)
            )
            if changed != statement and _is_empty(changed):
                passed.append(Passed(statement.span, Why.GIVEN))
            else:
                every.append(changed)
        else:
            every.append(statement)
    return replace(statements, every=tuple(every)), tuple(passed)


def _is_position(chain: Chain, vocabulary: Vocabulary) -> bool:
    """Say whether an equation says where an index of the network stands: `t = 3`, or beside others, `i = 2n`."""
    if len(chain.sides) < 2:
        return False
    first, *others = (side.node for side in chain.sides)
    if not _is_index(first, vocabulary):
        return False
    parts_of = (part for other in others for part in walk(other) if not parts(part))
    return all(_says_position(part, vocabulary) for part in parts_of)


def _says_position(node: Node, vocabulary: Vocabulary) -> bool:
    """Say whether a part of a position is a whole number, another index, or what is looked up."""
    if isinstance(node, Numeral):
        return node.value.denominator == 1
    is_looked_up = isinstance(node, Name) and node.base in vocabulary.network.looked_up
    return is_looked_up or _is_index(node, vocabulary)


def _is_index(node: Node, vocabulary: Vocabulary) -> bool:
    """Say whether a name is an index of the network that stands alone, and no quantity."""
    if not isinstance(node, Name) or node.base not in vocabulary.indices:
        return False
    # Of an array of targets t a bare t is no number, so that `t = 1` says which time is meant.
    if vocabulary.has_letter(node.base) and not vocabulary.is_array(node):
        return False
    return not (node.below or node.above or node.at or node.accent or node.new)


def _is_of_vectors(chain: Chain, vocabulary: Vocabulary) -> bool:
    """Say whether an equation is of vectors at positions of a recurrence, as **h**_t, which stand for no array here."""
    if not vocabulary.network.graph.has_recurrences:
        return False
    names = (name for side in chain.sides for name in names_in(side.node))
    return any(name.bold and name.below and vocabulary.find(name) is None for name in names)


def _inside(node: Node, vocabulary: Vocabulary) -> Node:
    if isinstance(node, Name):
        return outside(node, vocabulary) or node
    inner = parts(node)
    return with_parts(node, tuple(_inside(part, vocabulary) for part in inner)) if inner else node


def _is_empty(chain: Chain) -> bool:
    """Say whether an equation is of one number, as 0 = 0 for h_0 = 0."""
    numbers = [side.node.value for side in chain.sides if isinstance(side.node, Numeral)]
    return len(numbers) == len(chain.sides) and len(set(numbers)) == 1
