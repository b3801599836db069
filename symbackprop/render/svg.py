"""Drawings as SVG pictures, for Markdown and the web."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..document.blocks import Inlines, Math, Relate, Text
from ..expression.tree import Expression, Number, Power, Symbol
from .figure import Anchor, Circle, Drawing, Ink, Label, Line
from .mathematics import pieces
from .speech import spoken

CM = 37.8
"""Pixels in a centimetre."""

POINT = 1.333
FONT = "'Latin Modern Roman', 'STIX Two Text', 'Cambria', 'Times New Roman', serif"
LETTER_WIDTH = 0.5


def svg(drawing: Drawing, alternative: str) -> str:
    """Return a drawing as an SVG file with an alternative text."""
    width, height = drawing.width * CM, drawing.height * CM
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}" font-family="{FONT}">',
        f"<title>{escape(alternative)}</title>",
        f'<rect width="100%" height="100%" rx="6" fill="#{Ink.PAPER.value}"/>',
    ]
    for shape in drawing.shapes:
        lines += _shape(shape)
    return "\n".join([*lines, "</svg>", ""])


def _shape(shape: Line | Circle | Label) -> Iterator[str]:
    match shape:
        case Line(points, ink, width, arrow, dashed):
            path = " L ".join(f"{x * CM:.1f} {y * CM:.1f}" for x, y in points)
            dash = ' stroke-dasharray="4 3"' if dashed else ""
            yield (
                f'<path d="M {path}" fill="none" stroke="#{ink.value}" stroke-width="{width * POINT:.2f}" '
                f'stroke-linejoin="round"{dash}/>'
            )
            if arrow:
                yield _head(points[-2], points[-1], ink, width)
        case Circle((x, y), radius, fill, ink, width, double):
            yield (
                f'<circle cx="{x * CM:.1f}" cy="{y * CM:.1f}" r="{radius * CM:.1f}" fill="#{fill.value}" '
                f'stroke="#{ink.value}" stroke-width="{width * POINT:.2f}"/>'
            )
            if double:
                yield (
                    f'<circle cx="{x * CM:.1f}" cy="{y * CM:.1f}" r="{(radius + 0.08) * CM:.1f}" fill="none" '
                    f'stroke="#{ink.value}" stroke-width="0.8"/>'
                )
        case Label():
            yield from _label(shape)


def _head(before: tuple[float, float], tip: tuple[float, float], ink: Ink, width: float) -> str:
    (x0, y0), (x1, y1) = before, tip
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    size = 0.25 if width > 1 else 0.17
    back, half = (x1 - ux * size, y1 - uy * size), size * 0.38
    corners = [tip, (back[0] - uy * half, back[1] + ux * half), (back[0] + uy * half, back[1] - ux * half)]
    points = " ".join(f"{x * CM:.1f},{y * CM:.1f}" for x, y in corners)
    return f'<polygon points="{points}" fill="#{ink.value}"/>'


def _label(label: Label) -> Iterator[str]:
    size = label.size * POINT
    runs = list(_runs(label.content))
    width = sum(len(text) * size * LETTER_WIDTH * (0.72 if shift else 1) for text, _, shift in runs)
    x, y = label.at[0] * CM, label.at[1] * CM
    middle = y + (size if label.anchor is Anchor.TOP else 0)
    if label.paper is not None:
        frame = f' stroke="#{label.ink.value}" stroke-width="0.7"' if label.framed else ""
        yield (
            f'<rect x="{x - width / 2 - 3:.1f}" y="{y - size * 0.72:.1f}" width="{width + 6:.1f}" '
            f'height="{size * 1.4:.1f}" rx="2" fill="#{label.paper.value}"{frame}/>'
        )
    anchor = {Anchor.LEFT: "start", Anchor.RIGHT: "end"}.get(label.anchor, "middle")
    spans = ""
    level = 0.0
    for text, italic, shift in runs:
        style = ' font-style="italic"' if italic else ""
        small = f' font-size="{size * 0.72:.1f}"' if shift else ""
        move = f' dy="{(shift - level) * size:.1f}"' if shift != level else ""
        level = shift
        spans += f"<tspan{style}{small}{move}>{escape(text)}</tspan>"
    yield (
        f'<text x="{x:.1f}" y="{middle + size * 0.33:.1f}" font-size="{size:.1f}" fill="#{label.ink.value}" '
        f'text-anchor="{anchor}">{spans}</text>'
    )


def _runs(content: Inlines) -> Iterator[tuple[str, bool, float]]:
    """Yield pieces of text, whether they are slanted, and how far below the line they stand, in letter heights."""
    for inline in content:
        match inline:
            case Text(text):
                yield text, False, 0.0
            case Math(expression):
                yield from _mathematics(expression)
            case Relate(left, relation, right):
                yield from _mathematics(left)
                yield f" {relation} ", False, 0.0
                yield from _mathematics(right)
            case _:
                pass


def _mathematics(expression: Expression) -> Iterator[tuple[str, bool, float]]:
    match expression:
        case Symbol(base, below):
            yield base, len(base) == 1, 0.0
            for piece in pieces(below):
                yield piece, piece.isalpha() and len(piece) == 1, 0.25
        case Number(_, text):
            yield text.replace("-", "−"), False, 0.0
        case Power(base, exponent):
            yield from _mathematics(base)
            for text, italic, _ in _mathematics(exponent):
                yield text, italic, -0.4
        case _:
            yield spoken(expression), False, 0.0
