"""Documents in HTML with MathML and pictures inside, which loads nothing and runs nothing."""

from __future__ import annotations

from base64 import b64encode
from json import dumps

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
from ...document.escape import in_address, in_html, in_label
from ...document.look import PLAIN, Logo, Look
from ...document.page import filled_or_own
from ..drawings.geometry import drawing_of
from ..drawings.shapes import Ink, themed
from ..drawings.svg import svg
from ..inline.labels import kind_of, numbered
from ..inline.mathml import INLINE, display
from ..inline.speech import spoken, spoken_inlines
from .lines import fitted

SIDES = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def html(document: Document) -> str:
    """Return a document as an HTML file, or as a part of one."""
    return _Html(fitted(document, document.look.room)).page()


def styles(look: Look = PLAIN) -> str:
    """Return the styles of a part that stands in somebody's own page."""
    return filled_or_own(look.templates, "html/symbackprop.css", dict(has_blanks=False, **_style(look)))


def _style(look: Look) -> dict[str, object]:
    inks = themed(look.colours)
    return {
        "accent": inks[Ink.ACCENT],
        "box": inks[Ink.BOX],
        "line": inks[Ink.LINE],
        "paper_colour": inks[Ink.PAPER],
        "text_colour": inks[Ink.TEXT],
        "font": dumps(look.font, ensure_ascii=False).replace("<", r"\3c ") if look.font else "",
    }


class _Html:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbers = numbered(document)
        self.notes: list[str] = []
        self.inks = themed(document.look.colours)

    def page(self) -> str:
        body = "\n".join(map(self._block, self.document.blocks))
        look = self.document.look
        words = {name: in_html(getattr(look, name)) for name in ("course", "author", "date", "variant")}
        return filled_or_own(
            look.templates,
            f"html/{'fragment' if self.document.fragment else 'notes'}.html",
            dict(
                title=in_html(self.document.title),
                language=in_html(self.document.language),
                subtitle=self._inlines(self.document.subtitle),
                body=body,
                notes=self.notes,
                name=self.document.name,
                details=[in_html(detail) for detail in look.details],
                **words,
                logo=_address_of(look.logo) if look.logo else "",
                has_blanks=self.document.has_blanks,
                **_style(look),
            ),
        )

    def _inlines(self, content: Inlines) -> str:
        written = ""
        for inline in content:
            match inline:
                case Text(text):
                    written += in_html(text)
                case Math(expression):
                    written += _formula(INLINE.write(expression), spoken(expression))
                case Relate() as related:
                    written += _formula(INLINE.related(related), spoken_inlines((inline,)))
                case Strong(text):
                    written += f"<strong>{in_html(text)}</strong>"
                case Link(text, address):
                    written += f'<a href="{in_html(in_address(address))}">{in_html(text)}</a>'
                case Reference(label):
                    number = self.numbers[label]
                    shown = f"({number})" if kind_of(label) == "equation" else str(number)
                    written += f'{kind_of(label)} <a href="#{in_label(label)}">{shown}</a>'
                case Footnote(note):
                    self.notes.append(self._inlines(note))
                    at = f"{self.document.name}-note-{len(self.notes)}"
                    written += f'<sup><a href="#{at}">{len(self.notes)}</a></sup>'
        return written

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, content):
                return f"<h{level + 1}>{self._inlines(content)}</h{level + 1}>"
            case Paragraph(content):
                return f"<p>{self._inlines(content)}</p>"
            case Display(_, label):
                number = f'<span class="sbp-number">({self.numbers[label]})</span>' if label else ""
                place = f' id="{in_label(label)}"' if label else ""
                return f'<div class="sbp-equation"{place}>{display(block)}{number}</div>'
            case Space(lines, content, filled):
                inner = self._inlines(content) if filled else ""
                return f'<div class="sbp-space" style="min-height: {2 * lines}em">{inner}</div>'
            case Step(number, title, blocks):
                inner = "\n".join(map(self._block, blocks))
                return f'<p class="sbp-step"><b>{number}</b> {self._inlines(title)}</p>\n{inner}'
            case Substep(label, title, blocks):
                inner = "\n".join(map(self._block, blocks))
                return f'<div class="sbp-substep">\n<p><b>{label}</b> {self._inlines(title)}</p>\n{inner}</div>'
            case Together(title, blocks):
                inner = "\n".join(map(self._block, blocks))
                return f'<div class="sbp-together">\n<p><b>{in_html(title)}</b></p>\n{inner}\n</div>'
            case Beside((table, figure)):
                return f'<div class="sbp-beside">\n{self._block(table)}\n{self._block(figure)}\n</div>'
            case Figure(drawing, caption, alternative, label):
                said = f"<figcaption><b>Figure {self.numbers[label]}:</b> {self._inlines(caption)}</figcaption>"
                picture = svg(drawing_of(drawing), alternative, self.inks)
                return f'<figure class="sbp-figure" id="{in_label(label)}">\n{picture}{said}\n</figure>'
            case Table():
                return self._table(block)

    def _table(self, table: Table) -> str:
        sides = [SIDES[align] for _, align in table.columns]
        heads = zip(table.columns, sides, strict=True)
        head = "".join(f'<th scope="col" style="text-align: {at}">{self._inlines(of)}</th>' for (of, _), at in heads)
        rows = "\n".join(
            f"<tr>{''.join(self._cell(cell, side) for cell, side in zip(row, sides, strict=True))}</tr>"
            for row in table.rows
        )
        caption = f"<caption><b>Table {self.numbers[table.label]}:</b> {self._inlines(table.caption)}</caption>"
        return (
            f'<table class="sbp-table" id="{in_label(table.label)}">{caption}\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody>\n</table>"
        )

    def _cell(self, content: Inlines, side: str) -> str:
        return f'<td style="text-align: {side}">{self._inlines(content)}</td>'


def _address_of(logo: Logo) -> str:
    """Return an address that holds a picture itself."""
    kind = "png" if logo.name.endswith("png") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(logo.content).decode('ascii')}"


def _formula(formula: str, words: str) -> str:
    return f'<math alttext="{in_html(words)}">{formula}</math>'
