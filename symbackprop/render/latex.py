"""Documents in LaTeX, for the minimal set of packages that every distribution carries."""

from __future__ import annotations

import re
from functools import lru_cache

from ..document.blocks import (
    Align,
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
    Row,
    Step,
    Strong,
    Table,
    Text,
    Together,
)
from ..document.escape import in_address, in_label
from ..document.page import filled
from .figure import Anchor, Box, Circle, Drawing, Ink, Label, Line, Patches, Shape, drawing_of
from .labels import kind_of
from .lines import fitted
from .speech import spoken_inlines
from .tex import Tex, escaped, in_fonts, missing

DISPLAY, INLINE = Tex(), Tex(inline=True)
RELATIONS = {
    "=": "=",
    "≈": r"\approx",
    "+": r"\qquad {} +",
    "−": r"\qquad {} -",
    "·": r"\qquad {} \cdot",
    "⊙": r"\qquad {} \odot",
    "": "",
}
SECTIONS = {1: "section", 2: "subsection", 3: "subsubsection"}
COLUMNS = {Align.LEFT: "l", Align.CENTRE: "c", Align.RIGHT: "r"}


def latex(document: Document) -> str:
    """Return a document as a LaTeX file."""
    document = fitted(document)
    title, subtitle = escaped(document.title), inlines(document.subtitle)
    body = "\n".join(map(_block, document.blocks))
    return filled(
        "latex/notes.tex",
        title=title,
        subtitle=subtitle,
        body=body,
        lacking=bool(missing(title + subtitle + body)),
        colours=[(ink.name.lower().replace("_", ""), ink.value.upper()) for ink in Ink],
    )


def inlines(content: Inlines) -> str:
    """Return a line of text in LaTeX."""
    written = ""
    for inline in content:
        match inline:
            case Text(text):
                written += escaped(text)
            case Math(expression):
                written += rf"\({in_fonts(INLINE.write(expression))}\)"
            case Relate(left, relation, right):
                sides = (in_fonts(INLINE.write(side)) for side in (left, right))
                written += rf"\({f' {RELATIONS[relation]} '.join(sides)}\)"
            case Strong(text):
                written += rf"\textbf{{{escaped(text)}}}"
            case Link(text, address):
                written += rf"\href{{{_address(address)}}}{{{escaped(text)}}}"
            case Reference(label):
                command = "eqref" if kind_of(label) == "equation" else "ref"
                written += rf"{kind_of(label)}~\{command}{{{in_label(label)}}}"
            case Footnote(note):
                written += rf"\footnote{{{inlines(note)}}}"
    return written


@lru_cache(maxsize=4096)
def rows(display: Display) -> str:
    """Return the rows of a displayed equation, each ending its source line."""
    lines = [_row(row) for row in display.rows]
    if len(lines) == 1:
        return lines[0].replace("&", "", 1)
    return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"


def _row(row: Row) -> str:
    left = "" if row.left is None else DISPLAY.write(row.left) + " "
    first, *rest = row.sides
    written = f"{left}&{RELATIONS[first[0]]} {DISPLAY.write(first[1])}"
    return written + "".join(f" {RELATIONS[relation]} {DISPLAY.write(side)}" for relation, side in rest)


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
            inner = "\n".join(map(_block, blocks))
            return f"\\step{{{number}}}{{{inlines(title)}}}\n{inner}"
        case Together(title, blocks):
            inner = "\n".join(map(_block, blocks))
            return f"\\begin{{together}}{{{escaped(title)}}}\n{inner}\\end{{together}}\n"
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


def _address(address: str) -> str:
    return re.sub(r"[%#&~_]", r"\\\g<0>", in_address(address))


ANCHORS = {Anchor.CENTRE: "center", Anchor.LEFT: "west", Anchor.RIGHT: "east", Anchor.TOP: "north"}


BOXES_A_PATH = 50
"""Rectangles that TikZ takes in one path without getting slow."""


def tikz(drawing: Drawing) -> str:
    """Return a drawing in TikZ."""
    lines = [
        r"\begin{tikzpicture}[x=1cm, y=-1cm]",
        rf"\path[use as bounding box] (0, 0) rectangle ({drawing.width:.2f}, {drawing.height:.2f});",
    ]
    lines += map(_shape, drawing.shapes)
    return "\n".join([*lines, r"\end{tikzpicture}"])


def _shape(shape: Shape) -> str:
    match shape:
        case Line(points, ink, width, arrow, dashed):
            style = f"draw={_ink(ink)}, line width={width}pt, line join=round"
            style += ", -{Stealth[length=6pt]}" if arrow and width > 1 else ", -{Stealth[length=4pt]}" if arrow else ""
            style += ", dashed" if dashed else ""
            return rf"\draw[{style}] {' -- '.join(f'({x:.3f}, {y:.3f})' for x, y in points)};"
        case Circle((x, y), radius, fill, ink, width, double):
            ring = rf" \draw[draw={_ink(ink)}, line width=0.6pt] ({x:.3f}, {y:.3f}) circle[radius={radius + 0.08:.3f}];"
            circle = (
                rf"\draw[draw={_ink(ink)}, fill={_ink(fill)}, line width={width}pt] "
                rf"({x:.3f}, {y:.3f}) circle[radius={radius:.3f}];"
            )
            return circle + (ring if double else "")
        case Label((x, y), content, size, anchor, ink, paper, framed):
            style = f"anchor={ANCHORS[anchor]}, inner sep={1.5 if paper else 0}pt, text={_ink(ink)}"
            style += f", fill={_ink(paper)}" if paper else ""
            style += f", draw={_ink(ink)}, line width=0.5pt" if framed else ""
            style += rf", font=\fontsize{{{size}}}{{{size * 1.2:.1f}}}\selectfont"
            return rf"\node[{style}] at ({x:.3f}, {y:.3f}) {{{inlines(content)}}};"
        case Patches(boxes, fill):
            pieces = [boxes[at : at + BOXES_A_PATH] for at in range(0, len(boxes), BOXES_A_PATH)]
            paths = "\n".join(rf"\fill[patch] {' '.join(map(_box, piece))};" for piece in pieces)
            return rf"\definecolor{{patch}}{{HTML}}{{{fill.upper()}}}" + "\n" + paths


def _box(box: Box) -> str:
    left, top, right, bottom = box
    return f"({left:.3f},{top:.3f}) rectangle ({right:.3f},{bottom:.3f})"


def _ink(ink: Ink) -> str:
    return "ink" + ink.name.lower().replace("_", "")
