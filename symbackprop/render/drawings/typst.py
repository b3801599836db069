"""Figures as Typst content."""

from __future__ import annotations

from collections.abc import Mapping

from ..inline.typst import inlines
from .shapes import INKS, Anchor, Circle, Drawing, Ink, Label, Line, Patches, Shape, arrow_head


def placed(drawing: Drawing, inks: Mapping[Ink, str] = INKS) -> str:
    """Return a drawing as shapes placed in a box, in the colours of a theme."""
    shapes = "\n  ".join(_shape(shape, inks) for shape in drawing.shapes)
    return f"box(width: {drawing.width:.2f}cm, height: {drawing.height:.2f}cm)[\n  {shapes}\n]"


def _shape(shape: Shape, inks: Mapping[Ink, str]) -> str:
    match shape:
        case Line(points, ink, width, arrow, dashed):
            dash = ', dash: "dashed"' if dashed else ""
            stroke = f'(paint: rgb("{inks[ink]}"), thickness: {width}pt, join: "round"{dash})'
            parts = [f"curve.move({_point(points[0])})", *(f"curve.line({_point(point)})" for point in points[1:])]
            corners = ", ".join(map(_point, arrow_head(points[-2], points[-1], width))) if arrow else ""
            tip = f'#place(polygon(fill: rgb("{inks[ink]}"), {corners}))' if arrow else ""
            return f"#place(curve(stroke: {stroke}, {', '.join(parts)}))" + tip
        case Circle((x, y), radius, fill, ink, width, double):
            ring = _ring(x, y, radius + 0.08, inks[ink]) if double else ""
            return (
                f"#place(dx: {x - radius:.3f}cm, dy: {y - radius:.3f}cm, circle(radius: {radius:.3f}cm, "
                f'fill: rgb("{inks[fill]}"), stroke: {width}pt + rgb("{inks[ink]}")))' + ring
            )
        case Label((x, y), content, size, anchor, ink, paper, framed):
            paper_fill = f'fill: rgb("{inks[paper]}"), ' if paper else ""
            stroke = f'stroke: 0.5pt + rgb("{inks[ink]}"), ' if framed else ""
            inset = "2pt" if paper else "0pt"
            return (
                f"#label-at({x:.3f}cm, {y:.3f}cm, {_anchor(anchor)}, "
                f"box({paper_fill}{stroke}inset: {inset}, radius: 1.5pt, "
                f'text(size: {size}pt, fill: rgb("{inks[ink]}"))[{inlines(content)}]))'
            )
        case Patches(boxes, fill):
            corners = ", ".join(f"({', '.join(f'{edge:.3f}' for edge in box)})" for box in boxes)
            return f'#patches(rgb("{fill}"), {corners})'


def _ring(x: float, y: float, radius: float, colour: str) -> str:
    return (
        f"#place(dx: {x - radius:.3f}cm, dy: {y - radius:.3f}cm, "
        f'circle(radius: {radius:.3f}cm, stroke: 0.6pt + rgb("{colour}")))'
    )


def _point(point: tuple[float, float]) -> str:
    return f"({point[0]:.3f}cm, {point[1]:.3f}cm)"


def _anchor(anchor: Anchor) -> str:
    return {
        Anchor.CENTRE: "center + horizon",
        Anchor.LEFT: "left + horizon",
        Anchor.RIGHT: "right + horizon",
        Anchor.TOP: "center + top",
    }[anchor]
