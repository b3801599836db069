"""Figures as TikZ pictures."""

from __future__ import annotations

from ..inline.latex import escaped, inlines, missing
from .shapes import Anchor, Box, Circle, Drawing, Ink, Label, Line, Patches, Shape

ANCHORS = {Anchor.CENTRE: "center", Anchor.LEFT: "west", Anchor.RIGHT: "east", Anchor.TOP: "north"}


BOXES_A_PATH = 50
"""Rectangles that TikZ takes in one path without getting slow."""


def tikz(drawing: Drawing, words: str = "") -> str:
    """Return a drawing in TikZ, with what it shows in words for a LaTeX that makes tags."""
    said = f", alt/.try={{{escaped(words)}}}" if words and not missing(escaped(words)) else ""
    lines = [
        rf"\begin{{tikzpicture}}[x=1cm, y=-1cm{said}]",
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
