"""Drawings as SVG pictures, for Markdown and the web."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from ...document.blocks import Inlines, Math, Relate, Text
from ...document.escape import in_html
from ...expression.greek import NAMED_LETTERS
from ...expression.tree import Expression, Number, Partial, Power, Symbol
from ..inline.names import above, below, counting
from ..inline.speech import spoken
from .shapes import INKS, Anchor, Circle, Drawing, Ink, Label, Line, Patches, Shape, arrow_head

CM = 48.0
"""Pixels in a centimetre of the drawing, so that its labels are about as large as the text around the picture."""

POINT = CM * 2.54 / 72
MARGIN = 8.0
"""Pixels of paper around the drawing."""

FONT = "'Latin Modern Roman', 'STIX Two Text', 'Times New Roman', Times, serif"
LETTER_WIDTH = 0.5
WIDTHS = dict.fromkeys(" .,:;|()[]ijlft", 0.3) | dict.fromkeys("=+−×≈·wmMW", 0.75)
"""The widths of letters in units of their size, where they are not about LETTER_WIDTH; the reader's font is unknown."""

SMALL = 0.72
"""The size of a subscript over that of its base."""

ACCENTS: Mapping[str, str] = MappingProxyType({"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303"})
"""Combining marks, which stand above the letter before them."""

LOWERED, RAISED = 0.25, -0.4
"""How far below the line subscripts and exponents stand, in letter sizes."""

Run: TypeAlias = tuple[str, str, float]
"""A piece of text, the attributes of its letters, and how far below the line it stands."""

UPRIGHT, SLANTED, BOLD = "", ' font-style="italic"', ' font-weight="bold"'


def svg(drawing: Drawing, alternative: str, inks: Mapping[Ink, str] = INKS) -> str:
    """Return a drawing as an SVG file with an alternative text and the colours of a theme."""
    width, height = drawing.width * CM + 2 * MARGIN, drawing.height * CM + 2 * MARGIN
    size = f'width="{width:.0f}" height="{height:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} '
        f'viewBox="{-MARGIN:.0f} {-MARGIN:.0f} {width:.0f} {height:.0f}" font-family="{FONT}">',
        f"<title>{in_html(alternative)}</title>",
        f'<rect x="{-MARGIN:.0f}" y="{-MARGIN:.0f}" {size} rx="6" fill="#{inks[Ink.PAPER]}"/>',
    ]
    for shape in drawing.shapes:
        lines += _shape(shape, inks)
    return "\n".join([*lines, "</svg>", ""])


def _shape(shape: Shape, inks: Mapping[Ink, str]) -> Iterator[str]:
    match shape:
        case Line(points, ink, width, arrow, dashed):
            head = arrow_head(points[-2], points[-1], width) if arrow else ()
            *before, end = points
            # A thick line that went on to the tip would be wider there than the head.
            end = ((head[1][0] + head[2][0]) / 2, (head[1][1] + head[2][1]) / 2) if head else end
            path = " L ".join(f"{x * CM:.1f} {y * CM:.1f}" for x, y in (*before, end))
            dash = ' stroke-dasharray="4 3"' if dashed else ""
            yield (
                f'<path d="M {path}" fill="none" stroke="#{inks[ink]}" stroke-width="{width * POINT:.2f}" '
                f'stroke-linejoin="round"{dash}/>'
            )
            if head:
                corners = " ".join(f"{x * CM:.1f},{y * CM:.1f}" for x, y in head)
                yield f'<polygon points="{corners}" fill="#{inks[ink]}"/>'
        case Circle((x, y), radius, fill, ink, width, double):
            yield (
                f'<circle cx="{x * CM:.1f}" cy="{y * CM:.1f}" r="{radius * CM:.1f}" fill="#{inks[fill]}" '
                f'stroke="#{inks[ink]}" stroke-width="{width * POINT:.2f}"/>'
            )
            if double:
                yield (
                    f'<circle cx="{x * CM:.1f}" cy="{y * CM:.1f}" r="{(radius + 0.08) * CM:.1f}" fill="none" '
                    f'stroke="#{inks[ink]}" stroke-width="{0.6 * POINT:.2f}"/>'
                )
        case Label():
            yield from _label(shape, inks)
        case Patches(boxes, fill):
            sides = (tuple(f"{edge * CM:.1f}" for edge in box) for box in boxes)
            path = "".join(f"M{left} {top}H{right}V{bottom}H{left}z" for left, top, right, bottom in sides)
            yield f'<path d="{path}" fill="#{fill}"/>'


def _label(label: Label, inks: Mapping[Ink, str]) -> Iterator[str]:
    size = label.size * POINT
    runs = list(_runs(label.content))
    width = sum(_width(text) * size * (SMALL if shift else 1) for text, _, shift in runs)
    x, y = label.at[0] * CM, label.at[1] * CM
    middle = y + (size * 0.6 if label.anchor is Anchor.TOP else 0)
    style = ""
    if label.paper is not None:
        frame = f' stroke="#{inks[label.ink]}" stroke-width="{0.5 * POINT:.2f}"' if label.framed else ""
        yield (
            f'<rect x="{x - width / 2 - 6:.1f}" y="{y - size * 0.72:.1f}" width="{width + 12:.1f}" '
            f'height="{size * 1.44:.1f}" rx="3" fill="#{inks[label.paper]}"{frame}/>'
        )
    elif label.anchor is not Anchor.CENTRE:
        # A label beside its point may cross a line; a rim of paper keeps it legible.
        style = f' stroke="#{inks[Ink.PAPER]}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    anchor = {Anchor.LEFT: "start", Anchor.RIGHT: "end"}.get(label.anchor, "middle")
    yield (
        f'<text x="{x:.1f}" y="{middle + size * 0.33:.1f}" font-size="{size:.1f}" fill="#{inks[label.ink]}" '
        f'text-anchor="{anchor}"{style}>{_spans(runs, size)}</text>'
    )


def _width(text: str) -> float:
    return sum(WIDTHS.get(letter, LETTER_WIDTH) for letter in text)


def _spans(runs: Iterable[Run], size: float) -> str:
    spans, level = "", 0.0
    for text, style, shift in runs:
        small = f' font-size="{size * SMALL:.1f}"' if shift else ""
        move = f' dy="{(shift - level) * size:.1f}"' if shift != level else ""
        level = shift
        spans += f"<tspan{style}{small}{move}>{in_html(text)}</tspan>"
    return spans


def _runs(content: Inlines) -> Iterator[Run]:
    for inline in content:
        match inline:
            case Text(text):
                yield text, UPRIGHT, 0.0
            case Math(expression):
                yield from _mathematics(expression)
            case Relate(left):
                yield from _mathematics(left)
                for relation, side in inline.sides:
                    yield f" {relation} ", UPRIGHT, 0.0
                    yield from _mathematics(side)
            case _:
                pass


def _mathematics(expression: Expression) -> Iterator[Run]:
    match expression:
        case Symbol(base):
            letters = _letters(base)
            yield letters + ACCENTS.get(expression.accent, ""), BOLD if expression.bold else _slant(letters), 0.0
            for piece in above(expression):
                yield piece.replace("'", "′"), "", RAISED
            read = ",".join(counting(expression))
            for piece in (*map(_letters, below(expression)), *([read] if read else [])):
                yield piece, _slant(piece), LOWERED
        case Number(_, text):
            mantissa, _, exponent = text.replace("-", "−").partition("e")
            yield mantissa + (" × 10" if exponent else ""), UPRIGHT, 0.0
            if exponent:
                yield exponent, UPRIGHT, RAISED
        case Partial(of, by):
            yield "∂", SLANTED, 0.0
            yield from _mathematics(of)
            yield "/", UPRIGHT, 0.0
            yield "∂", SLANTED, 0.0
            yield from _mathematics(by)
        case Power(base, exponent):
            yield from _mathematics(base)
            for text, style, _ in _mathematics(exponent):
                yield text, style, RAISED
        case _:
            yield spoken(expression), UPRIGHT, 0.0


def _letters(word: str) -> str:
    """Return a word, or the Greek letter that it names."""
    return NAMED_LETTERS.get(word, word)


def _slant(letters: str) -> str:
    return SLANTED if len(letters) == 1 and letters.isalpha() else UPRIGHT
