"""The grammar of the sentences: parts in a line of text, lists, numbers in words, rows of equations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ...document.blocks import (
    Footnote,
    Inline,
    Inlines,
    Link,
    Math,
    Paragraph,
    Reference,
    Relate,
    Row,
    Strong,
    Text,
)
from ...expression.tree import Bold, Expression
from ..steps import Chain

Part: TypeAlias = str | Inline | Inlines | Expression
"""What may stand for `{}` in a sentence: words, an inline part or several, or an expression."""

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def said(sentence: str, *parts: Part) -> Inlines:
    """Return a sentence with its blanks `{}` filled in and its `**words**` standing out.

    >>> said("By the **chain rule**, {}.", "twice")[1:3]
    (Strong(text='chain rule'), Text(text=', '))
    """
    remaining = iter(parts)
    found: list[Inline] = []
    for piece in re.split(r"(\{\}|\*\*.+?\*\*)", sentence):
        if piece == "{}":
            found += _inlines(next(remaining))
        elif piece.startswith("**"):
            found.append(Strong(piece.strip("*")))
        elif piece:
            found.append(Text(piece))
    assert next(remaining, None) is None, f"more parts than blanks: {sentence}"
    return tuple(found)


def _inlines(part: Part) -> Inlines:
    if isinstance(part, str):
        return (Text(part),) if part else ()
    if isinstance(part, tuple):
        return part
    if isinstance(part, Text | Math | Relate | Strong | Link | Reference | Footnote):
        return (part,)
    return (Math(part),)


def paragraph(sentence: str, *parts: Part) -> Paragraph:
    """Return a sentence as a paragraph of its own."""
    return Paragraph(said(sentence, *parts))


def listed(parts: Sequence[Part], more: int = 0) -> Inlines:
    """Return parts as "a, b and c", or as "a, b and 7 more".

    >>> "".join(inline.text for inline in listed(["a", "b", "c"]))
    'a, b and c'
    """
    shown: list[Part] = [*parts, f"{more:,} more"] if more else list(parts)
    found: list[Inline] = []
    for at, part in enumerate(shown):
        if at:
            found.append(Text(" and " if at == len(shown) - 1 else ", "))
        found += _inlines(part)
    return tuple(found)


def in_words(count: int) -> str:
    """Return a small number as a word.

    >>> in_words(3), in_words(1000)
    ('three', '1,000')
    """
    return _WORDS[count] if count < len(_WORDS) else f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "path"), counted(2, "path")
    ('one path', 'two paths')
    """
    return f"{in_words(count)} {noun if count == 1 else noun + 's'}"


def row(left: Expression | None, *sides: tuple[str, Expression]) -> Row:
    """Return one row of a displayed equation."""
    return Row(left, sides)


def sides(chain: Chain, bold: bool = False) -> tuple[tuple[str, Expression], ...]:
    """Return the sides of a chain with their relations, the last one bold if asked."""
    found = [(link.relation.value, link.side) for link in chain.links]
    if bold and found:
        found[-1] = (found[-1][0], Bold(found[-1][1]))
    return tuple(found)


def two_rows(chain: Chain) -> Iterator[Row]:
    """Yield a chain as two rows: its first side beside the left one, the others below."""
    first, *others = sides(chain)
    yield row(chain.left, first)
    if others:
        yield row(None, *others)


def published(source: str) -> Inlines:
    """Return a footnote that says where the numbers come from, or nothing where no source is known."""
    if not source:
        return ()
    words, _, last = source.rpartition(" ")
    place: Part = Link(words.rstrip(",") or last, last) if last.startswith("https://") else source
    return (Footnote(said("The numbers are those of {}.", place)),)
