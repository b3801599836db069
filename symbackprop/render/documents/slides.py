"""Slides in Typst: pages of 28 cm by 15.75 cm, a handout without reveals, and pages with what the speaker says.

The engine makes slides.pdf of them, beside which slides.pdfpc has the notes page by page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...document.blocks import Display, Figure, Paragraph, Table
from ...document.deck import Deck, Frame, Part
from ...document.escape import in_typst, in_typst_string
from ...document.page import filled_or_own
from ..drawings.shapes import themed
from ..drawings.typst import placed
from ..inline.speech import spoken_display
from ..inline.typst import DISPLAY, inlines
from . import slide_room as room
from .slide_pictures import on_slide, part_of
from .slide_tables import wordy_columns
from .typst import COLUMNS, page_style

KINDS = ("slides", "handout", "notes")
"""What a deck is set as: a page for each reveal, a page for each frame, or pages with the notes below the frames."""


def slides(deck: Deck, kind: str = "slides") -> str:
    """Return a deck as a Typst file.

    Args:
        deck: Slides on which everything fits.
        kind: One of KINDS.
    """
    look = deck.look
    writer = _Slides(deck)
    return filled_or_own(
        look.templates,
        "typst/slides.typ",
        dict(
            kind=kind,
            count=len(deck.frames),
            title=in_typst(deck.title),
            plain_title=in_typst_string(deck.title),
            plain_author=in_typst_string(look.author) if look.author else "()",
            author=in_typst(look.author),
            subtitle=inlines(deck.subtitle),
            language=in_typst_string(deck.language),
            details=list(map(in_typst, look.details)),
            logo=look.logo.name if look.logo else "",
            body="\n".join(writer.frame(frame, at) for at, frame in enumerate(deck.frames, start=1)),
            has_blanks=False,
            **page_style(look),
        ),
    )


class _Slides:
    """Writes the frames of a deck."""

    def __init__(self, deck: Deck) -> None:
        self.numbers: Mapping[str, int] = deck.numbers
        self.inks = themed(deck.look.colours)

    def frame(self, frame: Frame, number: int) -> str:
        """Return one frame, as content that depends on how far it is revealed."""
        notes = "\n\n".join(inlines(paragraph.content) for paragraph in frame.notes)
        options = [f"piece: {frame.piece}"]
        options += [f"step: {in_typst_string(frame.step)}"] if frame.step else []
        options += ["framed: true"] if frame.is_framed else []
        if frame.pictures:
            pictures = ", ".join(self._picture(figure, room.PICTURE_BESIDE) for figure in frame.pictures)
            last = len(frame.pictures)
            options.append(f"side: now => ({pictures},).at(calc.min(now, {last}) - 1)")
        body = "\n".join(map(self._part, frame.parts))
        return (
            f"#frame([{inlines(frame.title)}], [{inlines(frame.section)}], {number}, {frame.reveals}, [{notes}], "
            f"{', '.join(options)}, now => [\n{body}\n])\n"
        )

    def _part(self, part: Part) -> str:
        match part.content:
            case Paragraph(content):
                return f"#from(now, {part.reveals[0]})[{inlines(content)}\n\n]"
            case Display():
                return self._display(part.content, part.reveals)
            case Figure() as figure:
                caption = f"#align(center)[{inlines(figure.caption)}]"
                return f"#from(now, {part.reveals[0]})[#{self._picture(figure, room.PICTURE)}\n{caption}]"
            case Table():
                return f"#from(now, {part.reveals[0]})[{_table(part.content)}]"

    def _display(self, display: Display, reveals: Sequence[int]) -> str:
        rows = zip(map(DISPLAY.row, display.rows), reveals, strict=True)
        formula = " \\\n  ".join(_appearing(row, reveal) for row, reveal in rows)
        number = self.numbers.get(display.label or "")
        shown = "none" if number is None else f"from(now, {max(reveals)})[({number})]"
        words = in_typst_string(spoken_display(display) + (f" Equation {number}." if number else ""))
        return f"#numbered({words}, {shown if number else 'none'}, $ {formula} $.body)"

    def _picture(self, figure: Figure, size: tuple[float, float]) -> str:
        drawing = on_slide(figure.drawing, size)
        part = part_of(drawing, size) * room.ENLARGED
        return f"pictured({part:.4f}, {in_typst_string(figure.alternative)}, {placed(drawing, self.inks)})"


def _appearing(row: str, reveal: int) -> str:
    """Return a row whose pieces between the marks of alignment appear together."""
    if reveal == 1:
        return row
    # Another mark would stand within a formula, as one with cases.
    cells = (cell.strip() for cell in row.partition("&")[::2])
    return " & ".join(f"#from(now, {reveal}, $ {cell} $.body)" if cell else "" for cell in cells)


def _table(table: Table) -> str:
    wordy = wordy_columns(table)
    widths = ", ".join("1fr" if is_wordy else "auto" for is_wordy in wordy)
    align = ", ".join(COLUMNS[align] for _, align in table.columns)
    head = ", ".join(f"[{inlines(title)}]" for title, _ in table.columns)
    body = ",\n  ".join(", ".join(f"[{inlines(cell)}]" for cell in row) for row in table.rows)
    return (
        f"{inlines(table.caption)}\n#v(-0.2em)\n#align(center, table(columns: ({widths},), align: ({align},),\n"
        f"  table.header({head}), table.hline(stroke: 0.8pt),\n  {body}))"
    )
