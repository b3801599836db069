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
from ...expression.tree import Bold, Bracket, Expression, Symbol, children
from ...graph.equations import bare
from ...models.network import Layer
from ..steps import Chain
from . import sentences

Part: TypeAlias = str | Inline | Inlines | Expression
"""What may fill a place of a sentence: words, an inline part or several, or an expression."""

PLACE = re.compile(r"\{(\w+)\}")
PIECE = re.compile(r"\{(?P<place>\w+)\}|\*\*(?P<strong>.+?)\*\*")


def sentence(text: str, **places: Part) -> Inlines:
    """Return a sentence with its places filled and its `**words**` standing out.

    >>> sentence("By the **chain rule**, {count}.", count="twice")[1:3]
    (Strong(text='chain rule'), Text(text=', '))
    """
    found: list[Inline] = []
    used: set[str] = set()
    end = 0
    for piece in PIECE.finditer(text):
        found += inlines(text[end : piece.start()])
        end = piece.end()
        if piece["place"] is not None:
            used.add(piece["place"])
            found += inlines(places[piece["place"]])
        else:
            used.update(PLACE.findall(piece["strong"]))
            found.append(Strong(words(piece["strong"], **places)))
    assert used == set(places), f"no place for {set(places) - used}: {text}"
    return (*found, *inlines(text[end:]))


def words(text: str, **places: object) -> str:
    """Return a sentence that is all words, with its places filled by words.

    >>> words("The {count} paths.", count="two")
    'The two paths.'
    """
    return PLACE.sub(lambda place: str(places[place[1]]), text)


def inlines(part: Part) -> Inlines:
    """Return a part as what stands in a line of text."""
    if isinstance(part, str):
        return (Text(part),) if part else ()
    if isinstance(part, tuple):
        return part
    if isinstance(part, Text | Math | Relate | Strong | Link | Reference | Footnote):
        return (part,)
    return (Math(part),)


def joined(*found: Inlines) -> Inlines:
    """Return sentences one after the other, without the empty ones.

    >>> "".join(inline.text for inline in joined(sentence("One."), (), sentence("Two.")))
    'One. Two.'
    """
    parts: list[Inline] = []
    for each in filter(None, found):
        parts += [*([Text(" ")] if parts else []), *each]
    return tuple(parts)


def paragraph(text: str, **places: Part) -> Paragraph:
    """Return a sentence as a paragraph of its own."""
    return Paragraph(sentence(text, **places))


def listed(parts: Sequence[Part], most: int | None = None) -> Inlines:
    """Return parts as "a, b and c", or more than `most` of them as "a, …, z".

    >>> "".join(inline.text for inline in listed(["a", "b", "c"]))
    'a, b and c'
    >>> "".join(inline.text for inline in listed(["a", "b", "c", "d"], most=3))
    'a, …, d'
    """
    is_cut = most is not None and len(parts) > most
    shown: Sequence[Part] = (parts[0], sentences.FIRST_TO_LAST, parts[-1]) if is_cut else parts
    found: list[Inline] = []
    for at, part in enumerate(shown):
        if at:
            is_last = at == len(shown) - 1 and not is_cut
            found.append(Text(f" {sentences.AND} " if is_last else ", "))
        found += inlines(part)
    return tuple(found)


def in_words(count: int) -> str:
    """Return a small number as a word.

    >>> in_words(3), in_words(1000)
    ('three', '1,000')
    """
    return sentences.COUNTS[count] if count < len(sentences.COUNTS) else f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, a row of COUNTED.

    >>> counted(1, "path"), counted(2, "path")
    ('one path', 'two paths')
    """
    one, many = sentences.COUNTED[noun]
    return words(one if count == 1 else many, count=in_words(count))


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


def thick(symbol: Symbol) -> Symbol:
    """Return what a vector or a matrix is called; a single number keeps its name."""
    if not symbol.indices:
        return bare(symbol)
    return Symbol(symbol.base, symbol.subscript, superscript=symbol.superscript, accent=symbol.accent, bold=True)


def first_bracket(expression: Expression) -> Bracket | None:
    """Return the first bracket in an expression, if there is one."""
    if isinstance(expression, Bracket):
        return expression
    return next(filter(None, map(first_bracket, children(expression))), None)


def meaning(bracket: Bracket) -> Inlines:
    """Return what a bracket stands for."""
    return sentence(sentences.BRACKET if bracket.relation == "=" else sentences.BRACKET_OF_ORDER, bracket=bracket)


def called(layer: Layer) -> str:
    """Return what a sentence calls a layer: one that has a number needs no article."""
    title = layer.title.lower()
    return title if title[-1].isdigit() else words(sentences.THE_LAYER, layer=title)


def published(source: str) -> Inlines:
    """Return a footnote that says where the numbers come from, or nothing where no source is known."""
    if not source:
        return ()
    title, _, last = source.rpartition(" ")
    place: Part = Link(title.rstrip(",") or last, last) if last.startswith("https://") else source
    return (Footnote(sentence(sentences.SOURCE, source=place)),)
