"""Documents in Typst, which becomes a tagged PDF with alternative texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...document.blocks import (
    Align,
    Beside,
    Block,
    Display,
    Document,
    Figure,
    Heading,
    Paragraph,
    Space,
    Step,
    Substep,
    Table,
    Together,
    announces,
)
from ...document.escape import in_label, in_typst, in_typst_string
from ...document.look import PLAIN, Look
from ...document.page import filled_or_own
from ...document.relabelled import relabelled
from ..drawings.geometry import drawing_of
from ..drawings.shapes import Drawing, Ink, themed
from ..drawings.typst import placed
from ..inline.labels import numbered
from ..inline.speech import spoken_display
from ..inline.typst import DISPLAY, inlines
from .lines import fitted

MOST_ROWS = 6
"""Rows of an equation up to which it stands on one page; a longer one would leave too much of a page empty."""

MOST_ROWS_WITH_BLANKS = 5
"""The same where rows are as high as handwriting."""

COLUMNS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def typst(document: Document) -> str:
    """Return a document as a Typst file."""
    look = document.look
    document = fitted(document, look.room)
    words = {name: in_typst(getattr(look, name)) for name in ("course", "author", "date", "variant")}
    return filled_or_own(
        look.templates,
        f"typst/{'fragment' if document.fragment else 'notes'}.typ",
        dict(
            title=in_typst(document.title),
            plain_title=in_typst_string(document.title),
            plain_author=in_typst_string(look.author) if look.author else "()",
            subtitle=inlines(document.subtitle),
            language=in_typst_string(document.language),
            body=_Typst(look, {} if document.fragment else numbered(document), document.has_blanks).blocks(
                document.blocks
            ),
            name=document.name,
            details=list(map(in_typst, look.details)),
            **words,
            logo=look.logo.name if look.logo else "",
            has_blanks=document.has_blanks,
            **page_style(look),
        ),
    )


def typst_of_many(parts: Sequence[str], title: str, look: Look = PLAIN, language: str = "en") -> str:
    """Return one Typst file of several documents, each of which begins on a page of its own and counts from 1.

    Args:
        parts: What `typst_part` has made of each.
        title: Of the file.
        look: How their pages look.
        language: Of their texts.
    """
    return filled_or_own(
        look.templates,
        "typst/many.typ",
        dict(
            plain_title=in_typst_string(title),
            plain_author=in_typst_string(look.author) if look.author else "()",
            language=in_typst_string(language),
            parts=parts,
            has_blanks=True,
            **page_style(look),
        ),
    )


def typst_part(document: Document, name: str) -> str:
    """Return a document as a part of a file with several; the name, which no other part has, is put into its labels."""
    look = document.look
    fitted_to = fitted(replace(document, blocks=relabelled(document.blocks, name)), look.room)
    body = _Typst(look, numbered(fitted_to), document.has_blanks).blocks(fitted_to.blocks)
    details = " #h(0.5em) · #h(0.5em) ".join(map(in_typst, look.details))
    logo = f'image("{look.logo.name}", height: 1.8cm, alt: "Logo")' if look.logo else "none"
    return f"#sheet([{in_typst(document.title)}], [{inlines(document.subtitle)}], [{details}], {logo})[\n{body}]"


def module(look: Look = PLAIN) -> str:
    """Return the module whose functions a fragment uses."""
    return filled_or_own(look.templates, "typst/symbackprop.typ", dict(has_blanks=False, **page_style(look)))


def page_style(look: Look) -> dict[str, object]:
    """Return what templates say of colours, fonts and paper."""
    inks = themed(look.colours)
    return {
        "accent": inks[Ink.ACCENT],
        "box": inks[Ink.BOX],
        "line": inks[Ink.LINE],
        "paper_colour": inks[Ink.PAPER] if "paper" in look.colours else "",
        "text_colour": inks[Ink.TEXT] if "text" in look.colours else "",
        "font": in_typst_string(look.font or FONT),
        "math_font": in_typst_string(look.math_font) if look.math_font else "",
        "size": f"{look.size:g}",
        "paper": TYPST_PAPERS.get(look.paper, look.paper),
        "hmargin": f"{look.margins[0]:g}",
        "vmargin": f"{look.margins[1]:g}",
    }


FONT = "New Computer Modern"
TYPST_PAPERS = {"b5": "iso-b5", "letter": "us-letter"}
"""What Typst calls a paper, where it is something else."""


MOST_TABLED = 12
"""Rows of a table up to which it stands on one page."""


class _Typst:
    """Writes the blocks of a document that has a look."""

    def __init__(self, look: Look, numbers: Mapping[str, int], has_blanks: bool = False) -> None:
        self.look = look
        # A reader hears what stands for an equation and not its number, which is a part of it.
        self.numbers = numbers
        self.inks = themed(look.colours)
        self.most_rows = MOST_ROWS_WITH_BLANKS if has_blanks else MOST_ROWS

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return blocks one after the other, what announces another on one page with its beginning."""
        return "\n".join(
            f"#ahead[{inlines(block.content)}]\n"
            if isinstance(block, Paragraph) and announces(block, after, before)
            else self._block(block)
            for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False)
        )

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, content):
                return f"\n#heading(level: {level})[{inlines(content)}]\n"
            case Paragraph(content):
                return f"{inlines(content)}\n"
            case Display(rows, label):
                formula = " \\\n  ".join(map(DISPLAY.row, rows))
                numbering = '"(1)"' if label else "none"
                tail = f" <{in_label(label)}>" if label else ""
                number = f" Equation {self.numbers[label]}." if label and label in self.numbers else ""
                words = in_typst_string(spoken_display(block) + number)
                shown = f"#math.equation(block: true, numbering: {numbering}, alt: {words}, $ {formula} $.body){tail}"
                return f"#long[\n{shown}\n]\n" if len(rows) > self.most_rows else f"{shown}\n"
            case Space(lines, content, filled):
                return f"#space({lines})[{inlines(content) if filled else ''}]\n"
            case Step(number, title, blocks):
                return f"#step({number})[{inlines(title)}]\n{self.blocks(blocks)}"
            case Substep(label, title, blocks):
                return f"#substep[{label}][{inlines(title)}][\n{self.blocks(blocks)}]\n"
            case Together(title, blocks):
                breakable = "(breakable: true)" if block.is_tall else ""
                return f"#together{breakable}[{in_typst(title)}][\n{self.blocks(blocks)}]\n"
            case Beside((table, figure)) if self.look.is_narrow:
                return self.blocks((table, figure))
            case Beside((table, figure)):
                return f"#beside[\n{self._block(table)}][\n{self._block(figure)}]\n"
            case Figure(drawing, caption, alternative, label):
                words = f"alt: {in_typst_string(alternative)}, kind: image, caption: [{inlines(caption)}]"
                return f"#figure({words}, {self._picture(drawing_of(drawing))}) <{in_label(label)}>\n"
            case Table():
                return _table(block)

    def _picture(self, drawing: Drawing) -> str:
        part = self.look.shrunk(drawing.width)
        picture = placed(drawing, self.inks)
        return picture if part == 1 else f"scale({part:.1%}, reflow: true, {picture})"


def _table(table: Table) -> str:
    align = ", ".join(COLUMNS[align] for _, align in table.columns)
    head = ", ".join(f"[{inlines(title)}]" for title, _ in table.columns)
    body = ",\n  ".join(", ".join(f"[{inlines(cell)}]" for cell in row) for row in table.rows)
    shown = (
        f"#figure(kind: table, caption: [{inlines(table.caption)}], table(columns: {len(table.columns)}, "
        f"align: ({align},),\n  table.header({head}), table.hline(stroke: 0.5pt),\n  {body})) "
        f"<{in_label(table.label)}>\n"
    )
    return f"#long[\n{shown}]\n" if len(table.rows) > MOST_TABLED else shown
