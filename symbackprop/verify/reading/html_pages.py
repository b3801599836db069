"""Pages in HTML, as Markdown with formulas between dollars."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from .. import thresholds
from ..lexicon.html import BLOCKS, HEADINGS, OPAQUE, RENDERED
from ..source import Plain
from .decoded import Decoded, decoded
from .markup import Tag, Writing, closings, element, tags
from .mathml import annotation, tex_of
from .passages import IN_PAGES
from .text_files import text_of

LANGUAGE = re.compile(r"(?:language|lang|highlight|brush:|sourceCode|highlight-source)[- ]+([a-z][\w+#]*)")
FORMULA_CLASS = re.compile(r"latex|math|tex\b|equation|formula", re.I)
FORMULA_ADDRESS = re.compile(r"latex|codecogs|/math|mathtex|mimetex|tex\.s2cms|equation", re.I)
COMMAND = re.compile(r"\\[A-Za-z]{2,}")
FRAME = re.compile(r"\A\s*(?:\$latex\b|\$\$?|\\\[|\\\()|(?:\$\$?|\\\]|\\\))\s*\Z|\\displaystyle")


def html_page(content: bytes, name: str) -> Decoded:
    """Return the text of a page in HTML."""
    source, written = text_of(content, name)
    return decoded(source, in_markdown(written.text), IN_PAGES)


def in_markdown(text: str) -> Plain:
    """Return a page as Markdown has it, with the place of each character in the page."""
    page = _PageWriter(text, list(tags(text)))
    page.write(0, len(page.tags), 0, len(text))
    return page.writing.plain


class _PageWriter:
    """Writes a page.

    Args:
        text: The page.
        tags: Its tags.
    """

    def __init__(self, text: str, tags: Sequence[Tag]) -> None:
        self.text = text
        self.tags = tags
        self.ends = closings(tags)
        self.in_table = False
        self.writing = Writing(text)
        self.gap = " "

    def write(self, first: int, last: int, start: int, end: int) -> None:
        """Write what stands between two places, with the tags there from one to before another."""
        at, place = start, first
        while place < last:
            tag = self.tags[place]
            if tag.start >= at:
                self.writing.keep(at, tag.start, self.gap)
                at, place = self._tag(place)
            else:
                place += 1
        self.writing.keep(at, end, self.gap)

    def _tag(self, place: int) -> tuple[int, int]:
        """Write what a tag stands for, and return where the text goes on and with which tag."""
        tag, last = self.tags[place], self.ends[place]
        if tag.name == "img":
            self._picture(tag)
        elif last is not None:
            if tag.name in OPAQUE or RENDERED.intersection(tag.attributes.get("class", "").split()):
                return self._past(last)
            write = self._writer(tag)
            if write is not None and (after := write(self, place, last)) is not None:
                return after
        self.writing.put(self._sign(tag), tag.start)
        return self._past(place)

    def _writer(self, tag: Tag) -> _Writer | None:
        """Return what writes an element as a whole, or None where it is written tag by tag."""
        if (tag.name == "pre" and self.gap == "\n") or (tag.name == "table" and (self.in_table or self.gap == "\n")):
            return None
        return WHOLE.get(tag.name)

    def _past(self, place: int) -> tuple[int, int]:
        return self.tags[place].end, place + 1

    def _sign(self, tag: Tag) -> str:
        if self.in_table:
            return " " if tag.name in BLOCKS or tag.name == "br" else ""
        if tag.name in HEADINGS:
            return "\n\n" if tag.is_end else f"\n\n{'#' * int(tag.name[1])} "
        if tag.name == "li":
            return "\n" if tag.is_end else "\n- "
        if tag.name == "p":
            return "\n\n"
        return "\n" if tag.name in BLOCKS or tag.name == "br" else ""

    def script(self, place: int, last: int) -> tuple[int, int]:
        """Write the formula that a script holds, if it does."""
        tag = self.tags[place]
        kind = tag.attributes.get("type", "")
        if kind.startswith("math/tex"):
            sign = "$$" if "display" in kind else "$"
            self._set_off(sign, tag.end, self.tags[last].start)
        return self._past(last)

    def _set_off(self, sign: str, start: int, end: int) -> None:
        self.writing.put(sign, start)
        self.writing.keep(start, end, " ")
        self.writing.put(sign, end)

    def formula(self, place: int, last: int) -> tuple[int, int]:
        """Write a formula in MathML."""
        root = element(self.tags, place, last)
        sign = "$$" if root.tag.attributes.get("display") == "block" else "$"
        written = annotation(root)
        if written is not None:
            self._set_off(sign, written.tag.end, written.inner)
        else:
            self.writing.put(sign, root.tag.start)
            tex_of(root, self.writing)
            self.writing.put(sign, root.inner)
        return self._past(last)

    def container(self, place: int, last: int) -> tuple[int, int]:
        """Write the formula in MathML that stands beside one that is shown."""
        for at in range(place, last):
            end = self.ends[at]
            if self.tags[at].name == "math" and end is not None:
                self.formula(at, end)
                break
        return self._past(last)

    def program(self, place: int, last: int) -> tuple[int, int]:
        """Write a block of code or of preformatted text."""
        around = self.tags[max(place - 2, 0) : place + 2]
        labels = ((at.attributes.get("class", ""), at.attributes.get("data-lang", "")) for at in around)
        classes = " ".join(f"{label} {lang and f'lang-{lang}'}" for label, lang in labels)
        language = LANGUAGE.search(classes)
        tag, end = self.tags[place], self.tags[last]
        self.writing.put(f"\n```{language[1] if language else ''}\n", tag.start)
        before, self.gap = self.gap, "\n"
        self.write(place + 1, last, tag.end, end.start)
        self.gap = before
        self.writing.put("\n```\n", end.start)
        return self._past(last)

    def table(self, place: int, last: int) -> tuple[int, int] | None:
        """Write a table, unless others or programs stand in it, so that it only lays the page out."""
        if any(tag.name in ("table", "pre") for tag in self.tags[place + 1 : last]):
            return None
        self.in_table = True
        rows = 0
        width = 0
        at = self.tags[place].end
        for tag_at in range(place + 1, last + 1):
            tag = self.tags[tag_at]
            if tag.name in ("tr", "table") and width:
                self.writing.put(f"\n|{'---|' * width}" if rows == 0 else "", tag.start)
                rows, width = rows + 1, 0
            if tag.name == "tr" and not tag.is_end:
                self.writing.put("\n|", tag.start)
            if tag.name in ("td", "th") and not tag.is_end:
                at = self._cell(tag_at, last)
                self.writing.put(" |", at)
                width += 1
        self.in_table = False
        self.writing.put("\n\n", max(at, self.tags[last].start))
        return self._past(last)

    def _cell(self, place: int, last: int) -> int:
        """Write a cell of a table, and return where it ends: at its last tag, or where the next cell begins."""
        parts = ("td", "th", "tr", "table", "tbody", "thead", "tfoot")
        ends = next(at for at in range(place + 1, last + 1) if self.tags[at].name in parts)
        start, end = self.tags[place].end, self.tags[ends].start
        self.write(place + 1, ends, start, end)
        return end

    def script_of(self, place: int, last: int) -> tuple[int, int] | None:
        """Write what stands below or above; what leads elsewhere, as the number of a note does, is left out."""
        tag, end = self.tags[place], self.tags[last]
        sign = "_" if tag.name == "sub" else "^"
        if any(inner.name == "a" for inner in self.tags[place:last]):
            return self._past(last)
        if end.start - tag.end > thresholds.LONGEST_BARE_CELL:
            return None
        self.writing.put(f"{sign}{{", tag.start)
        self.write(place + 1, last, tag.end, end.start)
        self.writing.put("}", end.start)
        return self._past(last)

    def _picture(self, tag: Tag) -> None:
        """Write the formula that a picture shows, by what is said of it or where it is."""
        said, address = tag.attributes.get("alt", ""), tag.attributes.get("src", "")
        if RENDERED.intersection(tag.attributes.get("class", "").split()):
            return
        shows = FORMULA_CLASS.search(tag.attributes.get("class", "")) or FORMULA_ADDRESS.search(address)
        formula = FRAME.sub("", said).strip()
        if formula and (COMMAND.search(formula) or (shows and re.search(r"[=_^+]|\d", formula))):
            at = self.text.find(formula, tag.start, tag.end)
            self.writing.put(" $", tag.start)
            if at >= 0:
                self.writing.keep(at, at + len(formula), " ")
            else:
                self.writing.put(" ".join(formula.split()), tag.start)
            self.writing.put("$ ", tag.end - 1)
        elif FORMULA_ADDRESS.search(address):
            self.writing.put(f" {address} ", tag.start)


_Writer: TypeAlias = Callable[[_PageWriter, int, int], tuple[int, int] | None]
WHOLE: Mapping[str, _Writer] = MappingProxyType(
    {
        "math": _PageWriter.formula,
        "mjx-container": _PageWriter.container,
        "pre": _PageWriter.program,
        "script": _PageWriter.script,
        "sub": _PageWriter.script_of,
        "sup": _PageWriter.script_of,
        "table": _PageWriter.table,
    }
)
"""What writes an element as a whole, by its name."""
