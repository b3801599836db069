"""How pages look."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import (
    Align,
    Beside,
    Diagram,
    Display,
    Document,
    Figure,
    Node,
    NodeKind,
    Plot,
    Row,
    Table,
    Text,
)
from symbackprop.document.look import PAPERS, PLAIN, Logo, Look
from symbackprop.expression.tree import Symbol
from symbackprop.render.documents.html import html
from symbackprop.render.documents.latex import latex
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.pictures import pictures
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import by_typst

TABLE = Table((((Text("a"),), Align.LEFT),), (((Text("b"),),),), (), "tab-t")
PLOT = Figure(Plot(((1.0, 1.0), (2.0, 0.1)), "x", Symbol("E")), (), "words", "fig-f")
DOCUMENT = Document("Title", (), (Beside((TABLE, PLOT)),))
WRITERS = {"html": html, "latex": latex, "markdown": markdown, "typst": typst}


def looking(**changes: object) -> Document:
    return Document(DOCUMENT.title, (), DOCUMENT.blocks, look=Look(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("writer", WRITERS)
def test_what_a_theme_says_stands_below_the_title(writer: str) -> None:
    written = WRITERS[writer](looking(course="Course", author="Author", date="Date", variant="Group B"))
    places = [written.index(word) for word in ("Course", "Author", "Date", "Group B")]
    assert places == sorted(places) or writer in ("latex", "typst")
    assert "Group B" not in WRITERS[writer](DOCUMENT)


def test_colours_reach_pages_and_pictures() -> None:
    document = looking(colours={"accent": "abcdef"})
    assert "ABCDEF" in latex(document)
    for written in (html(document), typst(document), *pictures(document).values()):
        assert "abcdef" in written
        assert "1f4e79" not in written


def test_lines_are_as_long_as_the_paper_is_wide() -> None:
    assert PLAIN.room == pytest.approx(72)
    assert Look(paper="a5").room < Look(paper="a5", size=8).room < PLAIN.room < Look(margins=(1.0, 1.0)).room


def test_a_wide_drawing_is_made_smaller_and_a_table_stands_alone_on_narrow_paper() -> None:
    nodes = tuple(Node(f"n{at}", NodeKind.HIDDEN, at, 0, Symbol("h")) for at in range(12))
    figure = Figure(Diagram(nodes, ()), (), "words", "fig-wide")
    document = Document("Title", (), (figure, Beside((TABLE, PLOT))), look=Look(paper="a5"))
    assert "scale(" in typst(document)
    assert r"\scalebox{" in latex(document)
    assert r"\begin{sbpbeside}" not in latex(document)
    assert r"\begin{sbpbeside}" in latex(DOCUMENT)
    assert "scale(" not in typst(DOCUMENT)


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
def test_typst_knows_every_paper(paper: str) -> None:
    assert by_typst(typst(looking(paper=paper))).pdf.startswith(b"%PDF")


def test_a_logo_stands_beside_the_document_or_inside_it() -> None:
    logo = Logo("logo.png", b"\x89PNG\r\n\x1a\n")
    document = looking(logo=logo)
    assert document.look.files == {"logo.png": logo.content}
    for write in (latex, markdown, typst):
        assert "logo.png" in write(document)
    assert "data:image/png;base64,iVBORw0K" in html(document)
    assert "img-src data:" in html(document)


@pytest.mark.parametrize("writer", WRITERS)
def test_a_template_of_a_user_stands_in_place_of_ours(writer: str) -> None:
    ending = {"html": "html", "latex": "tex", "markdown": "md", "typst": "typ"}[writer]
    template = (f"{writer}/notes.{ending}", "<< title >>, << course >>: mine")
    assert WRITERS[writer](looking(templates=(template,), course="C & D")).startswith("Title, C ")


def test_the_words_of_an_equation_hold_its_number_but_in_a_fragment_which_does_not_know_it() -> None:
    equation = Display((Row(Symbol("a"), (("=", Symbol("b")),)),), "eq-a")
    assert 'alt: "a equals b. Equation 1."' in typst(Document("Title", (), (equation,)))
    assert 'alt: "a equals b."' in typst(Document("Title", (), (equation,), fragment="w"))
    assert 'alt: "a equals b."' in typst(Document("Title", (), (Display(equation.rows),)))
