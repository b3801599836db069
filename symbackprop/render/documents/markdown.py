r"""Documents in Markdown as GitHub shows it, with `$…$` and `$$…$$` and pictures beside the file.

GitHub reads Markdown before it reads the mathematics: an underscore between two marks may open emphasis, so
each is followed by a space, which TeX ignores; rows end their source lines, where `\\\\` is left alone. It takes
`$` for mathematics where no space stands inside, and also where a backslash stood before Markdown took it; a
dollar sign in a `<span>` of its own stays one.
"""

from __future__ import annotations

import re
from textwrap import indent

from ...document.blocks import (
    Align,
    Beside,
    Block,
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Inlines,
    Link,
    Math,
    Paragraph,
    Reference,
    Relate,
    Space,
    Step,
    Strong,
    Substep,
    Table,
    Text,
    Together,
)
from ...document.escape import in_address, in_alternative, in_markdown, printable
from ...document.page import filled_or_own
from ..inline.labels import kind_of, numbered
from ..inline.tex import PLAIN_DISPLAY, PLAIN_INLINE, rows
from .lines import fitted
from .pictures import picture_of

RULE = 60
"""Underscores of a line to write on."""

RULES = {Align.LEFT: ":--", Align.CENTRE: ":-:", Align.RIGHT: "--:"}


def markdown(document: Document) -> str:
    """Return a document as a Markdown file; its pictures are `pictures.pictures(document)`."""
    return _Markdown(fitted(document)).page()


def pieces(document: Document) -> tuple[str, ...]:
    """Return the head of a document and then each of its blocks in Markdown, its footnotes below it.

    A program that shows pieces apart from one another knows no footnotes between them.
    """
    writer = _Markdown(fitted(document))
    return (writer.filled(), *map(writer.piece, writer.document.blocks))


class _Markdown:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbers = numbered(document)
        self.notes: list[str] = []

    def page(self) -> str:
        return self.filled("\n\n".join(self._block(block) for block in self.document.blocks))

    def piece(self, block: Block) -> str:
        """Return a block, and below it what its footnotes say."""
        before = len(self.notes)
        written = self._block(block)
        for at, note in enumerate(self.notes[before:], start=before + 1):
            written = written.replace(f"[^{at}]", f"<sup>{at}</sup>") + f"\n\n<sup>{at}</sup> {note}"
        return written

    def filled(self, body: str = "") -> str:
        """Return the page around a text."""
        look = self.document.look
        words = {name: in_markdown(getattr(look, name)).strip() for name in ("course", "author", "date", "variant")}
        return filled_or_own(
            look.templates,
            f"markdown/{'fragment' if self.document.fragment else 'notes'}.md",
            dict(
                title=in_markdown(self.document.title).strip(),
                subtitle=self._inlines(self.document.subtitle).strip(),
                body=body,
                notes=[f"[^{at}]: {note}" for at, note in enumerate(self.notes, start=1)],
                name=self.document.name,
                details=[in_markdown(detail).strip() for detail in look.details],
                **words,
                logo=look.logo.name if look.logo else "",
            ),
        )

    def _inlines(self, content: Inlines) -> str:
        written = ""
        for inline in content:
            match inline:
                case Text(text):
                    written += in_markdown(text)
                case Math(expression):
                    written += _inline(PLAIN_INLINE.write(expression))
                case Relate() as related:
                    written += _inline(PLAIN_INLINE.related(related))
                case Strong(text):
                    written += _strong(text)
                case Link(text, address):
                    written += f"[{in_markdown(text)}](<{_address(address)}>)"
                case Reference(label):
                    number = self.numbers[label]
                    written += (
                        f"{kind_of(label)} ({number})" if label.startswith("eq") else f"{kind_of(label)} {number}"
                    )
                case Footnote(note):
                    self.notes.append(self._inlines(note))
                    written += f"[^{len(self.notes)}]"
        return written

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, content):
                return f"{'#' * (level + 1)} {self._inlines(content)}"
            case Paragraph(content):
                return self._inlines(content).strip()
            case Display(_, label):
                tag = f"\n\\tag{{{self.numbers[label]}}}" if label else ""
                return f"$$\n{safe(rows(block, PLAIN_DISPLAY))}{tag}\n$$"
            case Space(lines, content, filled):
                return f"> {self._inlines(content).strip()}" if filled else "\n>\n".join(["> " + "\\_" * RULE] * lines)
            case Step(number, title, blocks):
                inner = "\n\n".join(map(self._block, blocks))
                return f"**Step {number}.** {self._inlines(title)}\n\n{inner}"
            case Substep(label, title, blocks):
                inner = "\n\n".join((f"**{label}.** {self._inlines(title)}", *map(self._block, blocks)))
                return f"- {indent(inner, '  ').lstrip()}"
            case Together(title, blocks):
                inner = "\n\n".join(map(self._block, blocks))
                return f"{_strong(title).strip()}\n\n{inner}"
            case Beside((table, figure)):
                return f"{self._block(table)}\n\n{self._block(figure)}"
            case Figure(_, caption, alternative, label):
                picture = f"![{in_alternative(alternative)}]({picture_of(block, self.document)})"
                return f"{picture}\n\n*Figure {self.numbers[label]}.* {self._inlines(caption)}"
            case Table():
                return self._table(block)

    def _table(self, table: Table) -> str:
        lines = [" | ".join(self._inlines(title) for title, _ in table.columns)]
        lines.append(" | ".join(RULES[align] for _, align in table.columns))
        lines += [" | ".join(self._inlines(cell) for cell in row) for row in table.rows]
        body = "\n".join(f"| {line} |" for line in lines)
        return f"*Table {self.numbers[table.label]}.* {self._inlines(table.caption)}\n\n{body}"


def safe(formula: str) -> str:
    r"""Return TeX that Markdown leaves alone.

    >>> print(safe(r"\mathrm{net}_{h1}"))
    \mathrm{net}_ {h1}
    """
    return re.sub(r"_(?=\S)", "_ ", formula)


def _strong(text: str) -> str:
    clean = printable(text)
    words = clean.strip()
    return clean.replace(words, f"**{in_markdown(words)}**") if words else clean


def _inline(formula: str) -> str:
    return f"${safe(formula.strip())}$"


def _address(address: str) -> str:
    return re.sub(r"[&*_~!]", r"\\\g<0>", in_address(address))
