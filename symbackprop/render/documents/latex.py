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
    Space,
    Step,
    Substep,
    Table,
    Together,
    announces,
)
from ...document.escape import in_label
from ...document.look import PAPERS, PLAIN, Look
from ...document.page import filled_or_own
from ..drawings.geometry import drawing_of
from ..drawings.shapes import Drawing, themed
from ..drawings.tikz import tikz
from ..inline.latex import escaped, in_fonts, inlines, missing
from ..inline.speech import spoken_inlines
from ..inline.tex import aligned, rows
from .lines import fitted

KEPT = "\\nopagebreak\n"
MOST_ROWS = 6
"""Rows of an equation without a number up to which it stands on one page."""

SECTIONS = {1: "section", 2: "subsection", 3: "subsubsection", 4: "sbpheading"}
COLUMNS = {Align.LEFT: "l", Align.CENTRE: "c", Align.RIGHT: "r"}


def latex(document: Document) -> str:
    """Return a document as a LaTeX file."""
    look = document.look
    document = fitted(document, look.room)
    title, subtitle = escaped(document.title), inlines(document.subtitle)
    body = _Latex(look).blocks(document.blocks)
    words = {name: escaped(getattr(look, name)) for name in ("course", "author", "date", "variant")}
    details = list(map(escaped, look.details))
    return filled_or_own(
        look.templates,
        f"latex/{'fragment' if document.fragment else 'notes'}.tex",
        dict(
            title=title,
            subtitle=subtitle,
            body=body,
            name=document.name,
            language=document.language,
            details=details,
            **words,
            logo=look.logo.name if look.logo else "",
            lacking=bool(missing(title + subtitle + body + "".join(details))),
            has_blanks=document.has_blanks,
            **page_style(look),
        ),
    )


def package(look: Look = PLAIN) -> str:
    """Return the package whose commands a fragment uses."""
    return filled_or_own(
        look.templates, "latex/symbackprop.sty", dict(lacking=True, has_blanks=False, **page_style(look))
    )


def page_style(look: Look) -> dict[str, object]:
    """Return what templates say of colours, fonts and paper."""
    wide, high = PAPERS[look.paper]
    return {
        "colours": [
            (ink.name.lower().replace("_", ""), colour.upper()) for ink, colour in themed(look.colours).items()
        ],
        "is_coloured": bool({"text", "paper"} & set(look.colours)),
        "size": min(CLASS_SIZES, key=lambda size: abs(size - look.size - 0.4)),
        "package": look.package,
        "paper": f"{look.paper}paper",
        "paperwidth": wide,
        "paperheight": high,
        "hmargin": look.margins[0],
        "vmargin": look.margins[1],
    }


CLASS_SIZES = (10, 11, 12)
"""Sizes of letters that the class `article` has, in points."""


class _Latex:
    """Writes the blocks of a document that has a look."""

    def __init__(self, look: Look) -> None:
        self.look = look

    def blocks(self, blocks: Sequence[Block]) -> str:
        """Return blocks one after the other, what announces another on one page with its beginning."""
        return "\n".join(
            f"{inlines(block.content)}{_link(before, block, after)}"
            if isinstance(block, Paragraph)
            else self._block(block)
            for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False)
        )

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, content):
                plain = escaped(spoken_inlines(content))
                return f"\n\\{SECTIONS[level]}{{\\texorpdfstring{{{inlines(content)}}}{{{plain}}}}}\n"
            case Paragraph(content):
                return f"{inlines(content)}\n"
            case Display(lines, None) if len(lines) > MOST_ROWS:
                return f"\\begin{{align*}}\n{in_fonts(aligned(block))}\n\\end{{align*}}\n"
            case Display(_, label):
                kind, place = ("equation", rf"\label{{{in_label(label)}}}") if label else ("equation*", "")
                return f"\\begin{{{kind}}}{place}\n{in_fonts(rows(block))}\n\\end{{{kind}}}\n"
            case Space(lines, content, filled):
                return f"\\sbpspace{{{lines}}}{{{inlines(content) if filled else ''}}}\n"
            case Step(number, title, blocks):
                return f"\\sbpstep{{{number}}}{{{inlines(title)}}}\n{self.blocks(blocks)}"
            case Substep(label, title, blocks):
                # An equation goes on in the paragraph of its question.
                end = "" if blocks and isinstance(blocks[0], Display) else f"\\par{KEPT}"
                inner = f"{inlines(title)}}}{end}\n{self.blocks(blocks)}"
                return f"\\begin{{sbpsubstep}}{{{label}}}{{{inner}\\end{{sbpsubstep}}\n"
            case Together(title, blocks):
                titles = (escaped(title), *[""] * len(blocks))
                parts = _parted(blocks) if block.is_tall else [blocks]
                return "".join(
                    f"\\begin{{sbptogether}}{{{title}}}\n{self.blocks(part)}\\end{{sbptogether}}\n"
                    for title, part in zip(titles, parts, strict=False)
                )
            case Beside((table, figure)) if self.look.is_narrow:
                return self.blocks((table, figure))
            case Beside((table, figure)):
                return (
                    f"\\begin{{sbpbeside}}\n{self._block(table)}\\sbpbesideit\n"
                    f"{self._block(figure)}\\end{{sbpbeside}}\n"
                )
            case Figure(drawing, caption, alternative, label):
                return (
                    f"\\begin{{figure}}[H]\n\\centering\n{self._picture(drawing_of(drawing), alternative)}\n"
                    f"\\caption{{{inlines(caption)}}}\\label{{{in_label(label)}}}\n\\end{{figure}}\n"
                )
            case Table():
                return _table(block)

    def _picture(self, drawing: Drawing, words: str) -> str:
        part, picture = self.look.shrunk(drawing.width), tikz(drawing, words)
        return picture if part == 1 else f"\\scalebox{{{part:.3f}}}{{%\n{picture}}}"


def _parted(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return blocks in parts, each of which begins with a paragraph."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Paragraph) and parts[-1]:
            parts.append([])
        parts[-1].append(block)
    return parts


def _link(before: Block | None, paragraph: Paragraph, after: Block | None) -> str:
    """Return what stands behind a paragraph: an empty line, unless it announces an equation, which is a part of it."""
    if not announces(paragraph, after, before):
        return "\n"
    return "" if isinstance(after, Display) else f"\n{KEPT}"


def _table(table: Table) -> str:
    columns = "".join(COLUMNS[align] for _, align in table.columns)
    head = " & ".join(inlines(title) for title, _ in table.columns)
    body = " \\\\\n".join(" & ".join(inlines(cell) for cell in row) for row in table.rows)
    return (
        f"\\begin{{table}}[H]\n\\centering\n\\caption{{{inlines(table.caption)}}}\\label{{{in_label(table.label)}}}\n"
        f"\\begin{{tabular}}{{{columns}}}\n\\toprule\n{head} \\\\\n\\midrule\n{body} \\\\\n\\bottomrule\n"
        "\\end{tabular}\n\\end{table}\n"
    )
