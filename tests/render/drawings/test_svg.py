"""SVG pictures: well-formed, described, on their paper, and legible without colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.derive.diagram import diagram
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Diagram, Math, Plot, Text
from symbackprop.expression.tree import Symbol, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.drawings.geometry import drawing_of
from symbackprop.render.drawings.shapes import Anchor, Drawing, Ink, Label, Line
from symbackprop.render.drawings.svg import svg

PATH = f"#{Ink.PATH.value}"
TIMES = dict.fromkeys("0123456789", 0.5) | {" ": 0.25, ".": 0.25, "=": 0.564, "−": 0.564, "w": 0.667}
"""Widths of letters, over their size, from Adobe's metrics of Times-Roman, and of Times-Italic for `w`."""


@pytest.fixture
def picture(mazur: Network) -> str:
    path = {Symbol("w", "1"), Symbol("w", "5"), Symbol("w", "7")}
    path |= {Symbol(base, at) for base in ("net", "out") for at in ("h1", "o1", "o2")}
    found = diagram(Numbers(mazur, Rounding(9)), frozenset(path))
    assert isinstance(found, Diagram)
    return svg(drawing_of(found), "the paths from w1 to the error")


@pytest.fixture
def curve() -> str:
    points = ((1.0, 0.3), (10.0, 0.02), (1000.0, 4e-5))
    marks = ((1.0, 0.3, "1 round"), (1000.0, 4e-5, "1,000 rounds"))
    return svg(drawing_of(Plot(points, "rounds", Symbol("E", "total"), log_x=True, marks=marks)), "a curve")


def found(source: str, tag: str) -> list[Element]:
    return fromstring(source).findall(f"{{http://www.w3.org/2000/svg}}{tag}")


def numbers_in(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def corners(element: Element) -> list[tuple[float, float]]:
    """Return the outermost points of a shape; of a text, where it stands."""
    at = {name: float(value) for name, value in element.items() if re.fullmatch(r"-?\d+(\.\d+)?", value)}
    if "r" in at:
        return [(at["cx"] - at["r"], at["cy"] - at["r"]), (at["cx"] + at["r"], at["cy"] + at["r"])]
    if "width" in at:
        return [(at["x"], at["y"]), (at["x"] + at["width"], at["y"] + at["height"])]
    if "x" in at:
        return [(at["x"], at["y"])]
    flat = numbers_in(element.get("d") or element.get("points") or "")
    return list(zip(flat[::2], flat[1::2], strict=True))


def is_on_paper(source: str) -> bool:
    root = fromstring(source)
    left, top, width, height = numbers_in(root.get("viewBox") or "")
    return all(left <= x <= left + width and top <= y <= top + height for element in root for x, y in corners(element))


def is_legible_without_colours(source: str) -> bool:
    """Say whether the lines of a path are thicker than all others and only their labels are framed."""
    widths: dict[bool, list[float]] = {True: [], False: []}
    for line in found(source, "path"):
        widths[line.get("stroke") == PATH].append(float(line.get("stroke-width") or 0))
    root = list(fromstring(source))
    framed = [after for before, after in pairwise(root) if before.get("rx") and before.get("stroke")]
    on_path = [text for text in root if text.tag.endswith("text") and text.get("fill") == PATH]
    rings = [circle for circle in found(source, "circle") if circle.get("fill") == "none"]
    highlighted = [circle for circle in found(source, "circle") if circle.get("stroke") == PATH]
    return (
        min(widths[True]) > 2 * max(widths[False])
        and framed == on_path != []
        and len(rings) * 2 == len(highlighted) > 0
    )


def shown(source: str) -> list[str]:
    return ["".join(text.itertext()) for text in found(source, "text")]


def test_it_is_well_formed_and_has_a_title(picture: str) -> None:
    root = fromstring(picture)
    assert root.get("role") == "img"
    assert [title.text for title in found(picture, "title")] == ["the paths from w1 to the error"]


def test_a_torn_picture_is_not_well_formed(picture: str) -> None:
    with pytest.raises(SyntaxError):
        fromstring(picture.replace("</svg>", ""))


@given(st.text(max_size=30))
def test_no_text_breaks_out(text: str) -> None:
    label = Label((1.0, 1.0), (Text(text), Text("|")))
    source = svg(Drawing(2.0, 2.0, (label,)), text + "|")
    clean = "".join(c if c.isprintable() else " " for c in text) + "|"
    assert shown(source) == [clean]
    assert [title.text for title in found(source, "title")] == [clean]


def test_all_shapes_lie_on_the_paper(picture: str, curve: str) -> None:
    assert is_on_paper(picture)
    assert is_on_paper(curve)


def test_a_shape_beside_the_paper_is_seen(picture: str) -> None:
    assert not is_on_paper(picture.replace('<circle cx="', '<circle cx="9', 1))
    assert not is_on_paper(picture.replace('d="M ', 'd="M -', 1))


def test_a_path_is_never_shown_by_colour_alone(picture: str) -> None:
    assert is_legible_without_colours(picture)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda source: re.sub(r'(stroke="#b3261e" stroke-width=")[\d.]+(" stroke-linejoin)', r"\g<1>1.0\2", source),
        lambda source: re.sub(r'( rx="3"[^/]*) stroke="#b3261e" stroke-width="[\d.]+"/>', r"\1/>", source),
        lambda source: re.sub(r'<circle [^>]*fill="none"[^>]*/>\n', "", source),
    ],
    ids=["thin lines", "no frames", "single rings"],
)
def test_a_path_shown_by_colour_alone_is_refused(spoil: Callable[[str], str], picture: str) -> None:
    assert spoil(picture) != picture
    assert not is_legible_without_colours(spoil(picture))


def test_all_labels_are_there(picture: str, curve: str) -> None:
    weights = ["0.15", "0.20", "0.25", "0.30", "0.40", "0.45", "0.50", "0.55"]
    labels = [f"w{at} = {value}" for at, value in enumerate(weights, start=1)]
    labels += ["i1", "i2", "h1", "h2", "o1", "o2", "b1", "b2"]
    labels += ["0.05", "0.10", "0.35", "0.60", "target 0.01", "target 0.99"]
    assert sorted(shown(picture)) == sorted(labels)
    axes = ["1", "101", "102", "103", "1", "10−1", "10−2", "10−3", "10−4", "10−5"]
    assert sorted(shown(curve)) == sorted([*axes, "1 round", "1,000 rounds", "rounds", "Etotal"])


def test_labels_fit_their_paper(picture: str) -> None:
    root = list(fromstring(picture))
    papers = [(one, two) for one, two in pairwise(root) if one.get("rx") == "3"]
    assert len(papers) == 8
    for paper, text in papers:
        size = float(text.get("font-size") or 0)
        width = sum(
            sum(TIMES[letter] for letter in span.text or "") * float(span.get("font-size") or size) for span in text
        )
        assert width + 4 < float(paper.get("width") or 0) < width + 40


def test_subscripts_are_lower_smaller_and_upright(picture: str) -> None:
    base, below, rest = next(text for text in found(picture, "text") if "".join(text.itertext()) == "w5 = 0.40")[:3]
    assert (base.text, base.get("font-style"), below.text, below.get("font-style")) == ("w", "italic", "5", None)
    assert float(below.get("dy") or 0) == -float(rest.get("dy") or 0) > 0
    assert float(below.get("font-size") or 0) > 0
    assert (rest.text, rest.get("font-style")) == (" = ", None)


def test_a_power_of_ten_has_its_exponent_above() -> None:
    number = decimal("-3.5e-5")
    source = svg(Drawing(4.0, 1.0, (Label((1.0, 0.5), (Math(number),), anchor=Anchor.LEFT),)), "x")
    mantissa, exponent = next(iter(found(source, "text")))
    assert (mantissa.text, exponent.text) == ("−3.5 × 10", "−5")
    assert float(exponent.get("dy") or 0) < 0


def test_an_arrow_ends_where_its_line_was_to_end() -> None:
    source = svg(Drawing(4.0, 2.0, (Line(((0.5, 1.0), (3.5, 1.0)), Ink.LINE, arrow=True),)), "x")
    (line,), (head,) = found(source, "path"), found(source, "polygon")
    start, end = corners(line)
    tip, one, other = corners(head)
    assert end == pytest.approx(((one[0] + other[0]) / 2, (one[1] + other[1]) / 2))
    assert start[0] < end[0] < tip[0] == pytest.approx(7 * start[0])
