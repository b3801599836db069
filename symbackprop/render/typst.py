"""Documents in Typst, which becomes a tagged PDF with alternative texts."""

from __future__ import annotations

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
from ..document.escape import in_address, in_label, in_typst, in_typst_string
from ..document.page import filled
from .figure import Anchor, Circle, Drawing, Ink, Label, Line, Patches, Shape, arrow_head, drawing_of
from .labels import kind_of
from .lines import fitted
from .speech import spoken, spoken_display, spoken_inlines
from .typstmath import TypstMath

DISPLAY, INLINE = TypstMath(), TypstMath(inline=True)
RELATIONS = {
    "=": "=",
    "≈": "approx",
    "+": "quad +",
    "−": "quad -",
    "·": "quad dot.op",
    "⊙": "quad dot.o",
    "": "",
}
COLUMNS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def typst(document: Document) -> str:
    """Return a document as a Typst file."""
    document = fitted(document)
    return filled(
        "typst/notes.typ",
        title=in_typst(document.title),
        plain_title=in_typst_string(document.title),
        subtitle=inlines(document.subtitle),
        language=in_typst_string(document.language),
        accent=Ink.CURVE.value,
        tint=Ink.INPUT.value,
        body="\n".join(map(_block, document.blocks)),
    )


def inlines(content: Inlines) -> str:
    """Return a line of text in Typst."""
    written = ""
    for inline in content:
        match inline:
            case Text(text):
                written += in_typst(text)
            case Math(expression):
                written += _equation(INLINE.write(expression), spoken(expression))
            case Relate(left, relation, right):
                formula = f"{INLINE.write(left)} {RELATIONS[relation]} {INLINE.write(right)}"
                written += _equation(formula, spoken_inlines((inline,)))
            case Strong(text):
                written += f"#strong[{in_typst(text)}]"
            case Link(text, address):
                written += f"#link({in_typst_string(in_address(address))})[{in_typst(text)}]"
            case Reference(label):
                written += f"{kind_of(label)} @{in_label(label)}"
            case Footnote(note):
                written += f"#footnote[{inlines(note)}]"
    return written


def _equation(formula: str, words: str) -> str:
    return f"#math.equation(alt: {in_typst_string(words)}, $ {formula} $.body)"


def _block(block: Block) -> str:
    match block:
        case Heading(level, content):
            return f"\n#heading(level: {level})[{inlines(content)}]\n"
        case Paragraph(content):
            return f"{inlines(content)}\n"
        case Display(rows, label):
            formula = " \\\n  ".join(map(_row, rows))
            numbering = '"(1)"' if label else "none"
            tail = f" <{in_label(label)}>" if label else ""
            words = in_typst_string(spoken_display(block))
            return f"#math.equation(block: true, numbering: {numbering}, alt: {words}, $ {formula} $.body){tail}\n"
        case Step(number, title, blocks):
            inner = "\n".join(map(_block, blocks))
            return f"#step({number})[{inlines(title)}]\n{inner}"
        case Together(title, blocks):
            inner = "\n".join(map(_block, blocks))
            return f"#together[{in_typst(title)}][\n{inner}]\n"
        case Figure(drawing, caption, alternative, label):
            picture = placed(drawing_of(drawing))
            words = f"alt: {in_typst_string(alternative)}, kind: image, caption: [{inlines(caption)}]"
            return f"#figure({words}, {picture}) <{in_label(label)}>\n"
        case Table():
            return _table(block)


def _row(row: Row) -> str:
    left = "" if row.left is None else DISPLAY.write(row.left) + " "
    first, *rest = row.sides
    written = f"{left}&{RELATIONS[first[0]]} {DISPLAY.write(first[1])}"
    return written + "".join(f" {RELATIONS[relation]} {DISPLAY.write(side)}" for relation, side in rest)


def _table(table: Table) -> str:
    align = ", ".join(COLUMNS[align] for _, align in table.columns)
    head = ", ".join(f"[{inlines(title)}]" for title, _ in table.columns)
    body = ",\n  ".join(", ".join(f"[{inlines(cell)}]" for cell in row) for row in table.rows)
    return (
        f"#figure(kind: table, caption: [{inlines(table.caption)}], table(columns: {len(table.columns)}, "
        f"align: ({align},),\n  table.header({head}), table.hline(stroke: 0.5pt),\n  {body})) "
        f"<{in_label(table.label)}>\n"
    )


def placed(drawing: Drawing) -> str:
    """Return a drawing as shapes placed in a box."""
    shapes = "\n  ".join(map(_shape, drawing.shapes))
    return f"box(width: {drawing.width:.2f}cm, height: {drawing.height:.2f}cm)[\n  {shapes}\n]"


def _shape(shape: Shape) -> str:
    match shape:
        case Line(points, ink, width, arrow, dashed):
            dash = ', dash: "dashed"' if dashed else ""
            stroke = f'(paint: rgb("{ink.value}"), thickness: {width}pt, join: "round"{dash})'
            parts = [f"curve.move({_point(points[0])})", *(f"curve.line({_point(point)})" for point in points[1:])]
            corners = ", ".join(map(_point, arrow_head(points[-2], points[-1], width))) if arrow else ""
            tip = f'#place(polygon(fill: rgb("{ink.value}"), {corners}))' if arrow else ""
            return f"#place(curve(stroke: {stroke}, {', '.join(parts)}))" + tip
        case Circle((x, y), radius, fill, ink, width, double):
            ring = _ring(x, y, radius + 0.08, ink) if double else ""
            return (
                f"#place(dx: {x - radius:.3f}cm, dy: {y - radius:.3f}cm, circle(radius: {radius:.3f}cm, "
                f'fill: rgb("{fill.value}"), stroke: {width}pt + rgb("{ink.value}")))' + ring
            )
        case Label((x, y), content, size, anchor, ink, paper, framed):
            paper_fill = f'fill: rgb("{paper.value}"), ' if paper else ""
            stroke = f'stroke: 0.5pt + rgb("{ink.value}"), ' if framed else ""
            inset = "2pt" if paper else "0pt"
            return (
                f"#label-at({x:.3f}cm, {y:.3f}cm, {_anchor(anchor)}, "
                f"box({paper_fill}{stroke}inset: {inset}, radius: 1.5pt, "
                f'text(size: {size}pt, fill: rgb("{ink.value}"))[{inlines(content)}]))'
            )
        case Patches(boxes, fill):
            corners = ", ".join(f"({', '.join(f'{edge:.3f}' for edge in box)})" for box in boxes)
            return f'#patches(rgb("{fill}"), {corners})'


def _ring(x: float, y: float, radius: float, ink: Ink) -> str:
    return (
        f"#place(dx: {x - radius:.3f}cm, dy: {y - radius:.3f}cm, "
        f'circle(radius: {radius:.3f}cm, stroke: 0.6pt + rgb("{ink.value}")))'
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
