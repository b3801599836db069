"""Documents in Typst, which becomes a tagged PDF with alternative texts."""

from __future__ import annotations

from collections.abc import Sequence

from ...document.blocks import (
    Align,
    Beside,
    Block,
    Display,
    Document,
    Figure,
    Heading,
    Paragraph,
    Step,
    Table,
    Together,
    announces,
)
from ...document.escape import in_label, in_typst, in_typst_string
from ...document.page import filled
from ..drawings.geometry import drawing_of
from ..drawings.shapes import Ink
from ..drawings.typst import placed
from ..inline.speech import spoken_display
from ..inline.typst import DISPLAY, inlines
from .lines import fitted

MOST_ROWS = 6
"""Rows of an equation up to which it stands on one page; a longer one would leave too much of a page empty."""

COLUMNS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def typst(document: Document) -> str:
    """Return a document as a Typst file."""
    document = fitted(document)
    body = _blocks(document.blocks)
    if document.fragment:
        return filled("typst/fragment.typ", title=in_typst_string(document.title), name=document.name, body=body)
    return filled(
        "typst/notes.typ",
        title=in_typst(document.title),
        plain_title=in_typst_string(document.title),
        subtitle=inlines(document.subtitle),
        language=in_typst_string(document.language),
        body=body,
        **_colours(),
    )


def module() -> str:
    """Return the module whose functions a fragment uses."""
    return filled("typst/symbackprop.typ", **_colours())


def _colours() -> dict[str, str]:
    return {"accent": Ink.CURVE.value, "tint": Ink.INPUT.value}


def _blocks(blocks: Sequence[Block]) -> str:
    """Return blocks one after the other, what announces another on one page with its beginning."""
    return "\n".join(
        f"#ahead[{inlines(block.content)}]\n"
        if isinstance(block, Paragraph) and announces(block, after)
        else _block(block)
        for block, after in zip(blocks, (*blocks[1:], None), strict=False)
    )


def _block(block: Block) -> str:
    match block:
        case Heading(level, content):
            return f"\n#heading(level: {level})[{inlines(content)}]\n"
        case Paragraph(content):
            return f"{inlines(content)}\n"
        case Display(rows, label):
            formula = " \\\n  ".join(map(DISPLAY.row, rows))
            numbering = '"(1)"' if label else "none"
            tail = f" <{in_label(label)}>" if label else ""
            words = in_typst_string(spoken_display(block))
            shown = f"#math.equation(block: true, numbering: {numbering}, alt: {words}, $ {formula} $.body){tail}"
            return f"#long[\n{shown}\n]\n" if len(rows) > MOST_ROWS else f"{shown}\n"
        case Step(number, title, blocks):
            inner = _blocks(blocks)
            return f"#step({number})[{inlines(title)}]\n{inner}"
        case Together(title, blocks):
            inner = _blocks(blocks)
            return f"#together[{in_typst(title)}][\n{inner}]\n"
        case Beside((table, figure)):
            return f"#beside[\n{_block(table)}][\n{_block(figure)}]\n"
        case Figure(drawing, caption, alternative, label):
            picture = placed(drawing_of(drawing))
            words = f"alt: {in_typst_string(alternative)}, kind: image, caption: [{inlines(caption)}]"
            return f"#figure({words}, {picture}) <{in_label(label)}>\n"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    align = ", ".join(COLUMNS[align] for _, align in table.columns)
    head = ", ".join(f"[{inlines(title)}]" for title, _ in table.columns)
    body = ",\n  ".join(", ".join(f"[{inlines(cell)}]" for cell in row) for row in table.rows)
    return (
        f"#figure(kind: table, caption: [{inlines(table.caption)}], table(columns: {len(table.columns)}, "
        f"align: ({align},),\n  table.header({head}), table.hline(stroke: 0.5pt),\n  {body})) "
        f"<{in_label(table.label)}>\n"
    )
