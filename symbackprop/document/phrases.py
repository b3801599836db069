"""Lines of text as sentences: which of them ask, announce, or fit where there is little room."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..expression.tree import size_of
from .blocks import Footnote, Inline, Inlines, Math, Relate, Strong, Text

ENDS = re.compile(r"(?<=[.?!]) ")

DIGITS_A_LEAF = 4
"""About how wide a number or a symbol in a formula is, in letters."""


def sentences_of(content: Inlines) -> tuple[Inlines, ...]:
    """Return the sentences of a line of text, without footnotes.

    >>> [len(found) for found in sentences_of((Text("One. Two is "), Strong("two"), Text(".")))]
    [1, 3]
    """
    found: list[list[Inline]] = [[]]
    for inline in content:
        if isinstance(inline, Footnote):
            continue
        if not isinstance(inline, Text):
            found[-1].append(inline)
            continue
        first, *others = ENDS.split(inline.text)
        if first:
            found[-1].append(Text(first))
        found.extend([Text(other)] if other else [] for other in others)
    return tuple(tuple(each) for each in found if each)


def length_of(content: Inlines) -> int:
    """Return about how many letters a line of text has."""
    return sum(_lengths(content))


def _lengths(content: Inlines) -> Iterator[int]:
    for inline in content:
        match inline:
            case Text(text) | Strong(text):
                yield len(text)
            case Math(expression):
                yield DIGITS_A_LEAF * size_of(expression)
            case Relate(left, _, right, more):
                yield DIGITS_A_LEAF * sum(map(size_of, (left, right, *(side for _, side in more))))
            case Footnote():
                yield 0
            case _:
                yield 12


def is_question(content: Inlines) -> bool:
    """Say whether a line of text asks something.

    >>> is_question((Text("How much?"),))
    True
    """
    return bool(content) and isinstance(content[-1], Text) and content[-1].text.endswith("?")


def lead_of(content: Inlines) -> tuple[Strong | None, Inlines]:
    """Return the words with which a paragraph begins that stand out as its title, and what follows them.

    >>> lead_of((Strong("A nudge."), Text(" Raise it.")))
    (Strong(text='A nudge.'), (Text(text='Raise it.'),))
    """
    if not content or not isinstance(content[0], Strong) or not content[0].text.endswith("."):
        return None, content
    rest = content[1:]
    if rest and isinstance(rest[0], Text):
        text = rest[0].text.lstrip()
        rest = (Text(text), *rest[1:]) if text else rest[1:]
    return content[0], rest
