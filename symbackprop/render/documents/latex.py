"""Documents in LaTeX, for the minimal set of packages that every distribution carries."""

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
from ...document.escape import in_label
from ...document.page import filled
from ..drawings.geometry import drawing_of
from ..drawings.shapes import Ink
from ..drawings.tikz import tikz
from ..inline.latex import escaped, in_fonts, inlines, missing
from ..inline.speech import spoken_inlines
from ..inline.tex import rows
from .lines import fitted

KEPT = "\\nopagebreak\n"
SECTIONS = {1: "section", 2: "subsection", 3: "subsubsection", 4: "sbpheading"}
COLUMNS = {Align.LEFT: "l", Align.CENTRE: "c", Align.RIGHT: "r"}


def latex(document: Document) -> str:
    """Return a document as a LaTeX file."""
    document = fitted(document)
    title, subtitle = escaped(document.title), inlines(document.subtitle)
    body = _blocks(document.blocks)
    if document.fragment:
        return filled("latex/fragment.tex", title=title, name=document.name, body=body)
    lacking = bool(missing(title + subtitle + body))
    return filled("latex/notes.tex", title=title, subtitle=subtitle, body=body, lacking=lacking, colours=_colours())


def package() -> str:
    """Return the package whose commands a fragment uses."""
    return filled("latex/symbackprop.sty", lacking=True, colours=_colours())


def _colours() -> list[tuple[str, str]]:
    return [(ink.name.lower().replace("_", ""), ink.value.upper()) for ink in Ink]


def _blocks(blocks: Sequence[Block]) -> str:
    """Return blocks one after the other, what announces another on one page with its beginning."""
    return "\n".join(
        f"{inlines(block.content)}{_link(block, after)}" if isinstance(block, Paragraph) else _block(block)
        for block, after in zip(blocks, (*blocks[1:], None), strict=False)
    )


def _link(paragraph: Paragraph, after: Block | None) -> str:
    """Return what stands behind a paragraph: an empty line, unless it announces an equation, which is a part of it."""
    if not announces(paragraph, after):
        return "\n"
    return "" if isinstance(after, Display) else f"\n{KEPT}"


def _block(block: Block) -> str:
    match block:
        case Heading(level, content):
            plain = escaped(spoken_inlines(content))
            return f"\n\\{SECTIONS[level]}{{\\texorpdfstring{{{inlines(content)}}}{{{plain}}}}}\n"
        case Paragraph(content):
            return f"{inlines(content)}\n"
        case Display(_, label):
            kind, place = ("equation", rf"\label{{{in_label(label)}}}") if label else ("equation*", "")
            return f"\\begin{{{kind}}}{place}\n{in_fonts(rows(block))}\n\\end{{{kind}}}\n"
        case Step(number, title, blocks):
            inner = _blocks(blocks)
            return f"\\sbpstep{{{number}}}{{{inlines(title)}}}\n{inner}"
        case Together(title, blocks):
            inner = _blocks(blocks)
            return f"\\begin{{sbptogether}}{{{escaped(title)}}}\n{inner}\\end{{sbptogether}}\n"
        case Beside((table, figure)):
            return f"\\begin{{sbpbeside}}\n{_block(table)}\\sbpbesideit\n{_block(figure)}\\end{{sbpbeside}}\n"
        case Figure(drawing, caption, _, label):
            return (
                f"\\begin{{figure}}[H]\n\\centering\n{tikz(drawing_of(drawing))}\n"
                f"\\caption{{{inlines(caption)}}}\\label{{{in_label(label)}}}\n\\end{{figure}}\n"
            )
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    columns = "".join(COLUMNS[align] for _, align in table.columns)
    head = " & ".join(inlines(title) for title, _ in table.columns)
    body = " \\\\\n".join(" & ".join(inlines(cell) for cell in row) for row in table.rows)
    return (
        f"\\begin{{table}}[H]\n\\centering\n\\caption{{{inlines(table.caption)}}}\\label{{{in_label(table.label)}}}\n"
        f"\\begin{{tabular}}{{{columns}}}\n\\toprule\n{head} \\\\\n\\midrule\n{body} \\\\\n\\bottomrule\n"
        "\\end{tabular}\n\\end{table}\n"
    )
