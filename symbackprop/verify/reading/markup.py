"""Tags of HTML and XML in a text, each with its place, in time that grows as the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .. import thresholds
from ..source import Plain


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag.

    Args:
        name: What it is called, in lower case; empty for a comment or a declaration.
        start: Where it starts.
        end: Where it ends.
        is_end: Whether it ends an element.
        is_alone: Whether it begins and ends an element at once.
        attributes: Its attributes by their names in lower case, with entities as characters.
    """

    name: str
    start: int
    end: int
    is_end: bool = False
    is_alone: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


OPENING = re.compile(r"<(?:(?P<comment>!--|!|\?)|(?P<end>/)?(?P<name>[A-Za-z][\w:.-]{0,60}))")
ATTRIBUTE = re.compile(r"\s*/?\s*(?P<name>[^\s\"'<>/=]{1,80})(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+))?")
CLOSING = re.compile(r"\s*(?P<alone>/)?\s*>")

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""Elements that have no end."""


def tags(text: str) -> Iterator[Tag]:
    """Yield the tags of a text in their order; what looks like one and never ends is text."""
    at = 0
    missing: set[str] = set()
    while (found := OPENING.search(text, at)) is not None:
        if found["comment"]:
            closer = "-->" if found["comment"] == "!--" else ">"
            end = -1 if closer in missing else text.find(closer, found.end())
            if end < 0:
                missing.add(closer)
                at = found.end()
                continue
            at = end + len(closer)
            yield Tag("", found.start(), at)
            continue
        tag = _tag(text, found)
        at = tag.end if tag is not None else found.end()
        if tag is not None:
            yield tag


def _tag(text: str, found: re.Match[str]) -> Tag | None:
    at = found.end()
    attributes: dict[str, str] = {}
    while (closed := CLOSING.match(text, at)) is None:
        attribute = ATTRIBUTE.match(text, at)
        if attribute is None or attribute.end() == at:
            return None
        value = attribute["value"]
        after = text[attribute.end() : attribute.end() + 2].lstrip()
        if value is None and after.startswith("="):
            # A quotation that never ends.
            return None
        if value is not None:
            value = html.unescape(value[1:-1] if value[:1] in "\"'" else value)
        attributes.setdefault(attribute["name"].lower(), value or "")
        at = attribute.end()
    name = found["name"].lower()
    is_alone = closed["alone"] is not None or name in VOID
    return Tag(name, found.start(), closed.end(), found["end"] is not None, is_alone, attributes)


@dataclass
class MarkupElement:
    """An element of a text and what stands in it.

    Args:
        tag: Its first tag.
        inner: Where what stands in it ends.
        children: The elements in it, in their order.
    """

    tag: Tag
    inner: int
    children: list[MarkupElement] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What its tag is called, without a prefix."""
        return self.tag.name.rpartition(":")[2]


def element(found: Sequence[Tag], first: int, last: int) -> MarkupElement:
    """Return an element with all in it.

    Args:
        found: The tags of a text.
        first: The place of its first tag among them.
        last: The place of its last tag.
    """
    root = MarkupElement(found[first], found[last].start)
    opened = [root]
    for place in range(first + 1, last):
        tag = found[place]
        if tag.is_end:
            if len(opened) > 1 and opened[-1].tag.name == tag.name:
                opened.pop().inner = tag.start
        elif tag.name:
            new = MarkupElement(tag, tag.end if tag.is_alone else found[place + 1].start)
            opened[-1].children.append(new)
            if not tag.is_alone and len(opened) < thresholds.DEEPEST_ELEMENT:
                opened.append(new)
    return root


def closings(found: Sequence[Tag]) -> list[int | None]:
    """Return for each tag of a text the place of the tag that ends its element; None where none does."""
    ends: list[int | None] = [None] * len(found)
    opened: dict[str, list[int]] = {}
    for place, tag in enumerate(found):
        if tag.is_end:
            if opened.get(tag.name):
                ends[opened[tag.name].pop()] = place
        elif tag.name and not tag.is_alone:
            opened.setdefault(tag.name, []).append(place)
    return ends


@dataclass
class Writing:
    """A text that is written for another, with the place of each character in that.

    Args:
        text: The other text.
        parts: What is written so far.
        places: The places of its characters.
    """

    text: str
    parts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def put(self, new: str, place: int) -> None:
        """Write what stands for something at a place."""
        self.parts.append(new)
        self.places.extend([max(place, self.places[-1] if self.places else 0)] * len(new))

    def keep(self, start: int, end: int, gap: str = "") -> None:
        """Write a stretch as it stands, with entities as characters, and breaks of lines as what is said."""
        at = start
        for found in TURNED.finditer(self.text, start, end):
            self._copy(at, found.start())
            new = gap or "\n" if found[0] == "\n" else html.unescape(found[0])
            self.put(new, found.start())
            at = found.end()
        self._copy(at, end)

    def _copy(self, start: int, end: int) -> None:
        if start < end:
            self.parts.append(self.text[start:end])
            self.places.extend(range(start, end))

    @property
    def plain(self) -> Plain:
        """What is written."""
        return Plain("".join(self.parts), [*self.places, max([len(self.text), *self.places[-1:]])])


TURNED = re.compile(r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});|\n")
