"""The tokens of the index language, and where conditions stand among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from ..errors import ExpressionError
from .names import NAME, parse_name

TOKEN = re.compile(
    r"(?P<number>\.?\d[\w.]*(?:(?<=[eE])[+-]\w+)?)|(?P<name>"
    + NAME
    + r")|(?P<sign>\*\*|[<>=!]=|[-+*/^=(),\[\]<>≤≥≠])|(?P<space>\s+)"
)
"""All that a reader could take for one number, or for one name, is one token; what it means is decided afterwards."""

RELATIONS = ("<=", ">=", "==", "!=", "<", ">", "≤", "≥", "≠")
LOGIC = frozenset({"and", "not", "or", *RELATIONS})


class LanguageError(ExpressionError):
    """A text that is not in the language; says line, column and what was expected."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line


def tokens_of(text: str, line: int) -> list[tuple[str, str, int]]:
    """Return the kind, the text and the column of each token of a line; the last one is its end.

    >>> [kind for kind, _, _ in tokens_of("y = 2*x", 1)]
    ['name', 'sign', 'number', 'sign', 'name', 'end']
    """
    found: list[tuple[str, str, int]] = []
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise LanguageError(line, position + 1, f"{text[position]!r} has no place in an equation")
        kind = match.lastgroup or ""
        if kind != "space":
            found.append((kind, match[0], position + 1))
        position = match.end()
    return [*found, ("end", "", len(text) + 1)]


def conditions_in(tokens: Sequence[tuple[str, str, int]]) -> frozenset[int]:
    """Return where a part between brackets and commas begins that is a condition, with a comparison in it.

    >>> sorted(conditions_in(tokens_of("where((a > b) and c < d, 1, 0)", 1)))
    [2, 3]
    """
    found: set[int] = set()
    around: list[tuple[int, bool]] = []
    begun, is_call = 0, False
    for at, (_, text, _) in enumerate(tokens):
        if text == "(":
            around.append((begun, is_call))
            begun, is_call = at + 1, at > 0 and tokens[at - 1][0] == "name"
        elif text == ")" and around:
            # In brackets that belong to no function, the part around them is a condition too.
            is_condition = begun in found and not is_call
            begun, is_call = around.pop()
            if is_condition:
                found.add(begun)
        elif text == ",":
            begun = at + 1
        elif text in LOGIC:
            found.add(begun)
    return frozenset(found)


def names_in(text: str) -> set[str]:
    """Return the names that stand in a text, as symbols write them."""
    found = set()
    for match in TOKEN.finditer(text):
        if match.lastgroup == "name":
            with suppress(ExpressionError):
                found.add(parse_name(match[0]).ascii)
    return found
