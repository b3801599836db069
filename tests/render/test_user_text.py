"""A text of a user is shown in every format and obeyed in none; what is shown is what was written."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pypdf import PdfReader

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import (
    Align,
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Link,
    Math,
    Paragraph,
    Plot,
    Reference,
    Row,
    Strong,
    Table,
    Text,
    Together,
)
from symbackprop.document.escape import in_address, printable
from symbackprop.document.look import Look
from symbackprop.expression.tree import Index, Power, Product, Symbol, Total, whole
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import parse
from symbackprop.render.documents.latex import latex
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.pictures import pictures
from symbackprop.render.documents.typst import typst
from symbackprop.render.drawings.shapes import Drawing, Label
from symbackprop.render.drawings.svg import svg
from symbackprop.render.drawings.tikz import tikz
from symbackprop.render.drawings.typst import placed
from symbackprop.render.engine import latex_pdf, typst_pdf
from symbackprop.render.inline.latex import missing

from ..hostile import EVERYTHING, TITLES, names, texts

LAST_LATIN = "\u017f"
QUICK = {"deadline": None, "phases": [Phase.explicit, Phase.generate]}


def document(text: str, name: str = "w") -> Document:
    """Return a document that says a text and a name wherever one may stand."""
    said, address = Text(text), f"https://example.org/{text}"
    index = Index(name, 2)
    symbol = Symbol(name, name, (index,))
    total = Total((index,), Product((symbol, Power(Symbol(name), whole(2)))))
    plain = (Text("Before "), said, Text(" after"))
    return Document(
        title=text,
        subtitle=(said,),
        blocks=(
            Heading(1, plain),
            Paragraph((*plain, Strong(text), Link(text, address), Footnote((said, Link("x", address))), Text("."))),
            Display((Row(symbol, (("=", total),)),), f"eq-{name}"),
            Paragraph((Reference(f"eq-{name}"), Text(" "), Math(symbol))),
            Together(text, (Paragraph(plain),)),
            Table(((plain, Align.LEFT), ((said,), Align.RIGHT)), ((plain, (said,)),), plain, f"tab-{name}"),
        ),
        look=Look(course=text, author=text, date=text, variant=text),
    )


def whole_words(text: str) -> str:
    """Return what is to be seen of a text, without its spaces."""
    return re.sub(r"\s", "", printable(text))


def everything(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from everything(token.children or ())


def kinds(source: str) -> list[tuple[str, str, str]]:
    """Return what Markdown makes of a file, but for the words and where a link leads."""
    reader = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    # GitHub has footnotes, which this reader would take for definitions of links.
    noteless = re.sub(r"^\[\^\d+\]: ", "", source, flags=re.MULTILINE)
    found = [token for token in everything(reader.parse(noteless)) if token.type not in ("text", "text_special")]
    return [
        (token.type, token.tag, token.content if token.type == "html_inline" else "")
        for token in found
        # A dollar sign stands in a tag of its own.
        if not (token.type == "html_inline" and token.content in ("<span>", "</span>"))
    ]


@settings(max_examples=40, **QUICK)  # type: ignore[arg-type]
@given(texts(20))
@example(EVERYTHING)
@example("\n".join(TITLES))
@example("1. x")
@example("    x")
def test_markdown_keeps_its_structure_whatever_a_text_says(text: str) -> None:
    found = markdown(document(f"x{text}x"))
    assert kinds(found) == kinds(markdown(document("plain")))
    shown = "".join(
        token.content
        for token in everything(MarkdownIt("commonmark").enable("table").parse(found.splitlines()[0]))
        if token.type in ("text", "text_special")
    )
    assert re.sub(r"\s", "", shown) == whole_words(f"x{text}x")
    found.encode("utf-8")


@settings(max_examples=30, **QUICK)  # type: ignore[arg-type]
@given(texts(), names())
@example(EVERYTHING, "误差")
def test_a_picture_says_what_its_labels_say(text: str, name: str) -> None:
    label = Label((1, 1), (Text(text), Math(Symbol(name, name))), 9.0)
    picture = svg(Drawing(4, 4, (label,)), text)
    root = ElementTree.fromstring(picture)
    assert {re.sub(r"\{.*\}", "", element.tag) for element in root.iter()} == {"svg", "title", "rect", "text", "tspan"}
    assert root[0].text is None or whole_words(root[0].text) == whole_words(text)
    assert whole_words("".join(root[2].itertext())).startswith(whole_words(text))


COMMANDS = re.compile(
    r"\\missing\{[0-9A-F]{2,6}\}\{\w*\}|\\texorpdfstring\{\\\(\\[A-Za-z]+\\\)\}\{[\w!<>~=]+\}"
    r"|\\(?:text\w+|dots)\{\}|\\[{}$&#%_~]"
)
"""What a text of a user may become in TeX."""

ACTIVE_IN_TEX = set("\\{}$&#%_^~")


BETWEEN = r" \enspace\textperiodcentered\enspace "


@settings(max_examples=30, **QUICK)  # type: ignore[arg-type]
@given(texts(20))
@example(EVERYTHING)
@example("＼input｛x｝")
def test_no_text_leaves_anything_active_in_tex(text: str) -> None:
    look = Look(course=text, author=text)
    made = latex(Document("TITLE", (Text(text),), (Paragraph((Link("x", f"https://example.org/{text}"),)),), look=look))
    found = re.search(r"\{\\large (.*)\\par\}", made)
    address = re.search(r"\\href\{(.*)\}\{x\}", made)
    assert found is not None
    assert address is not None
    details = re.search(r"\\smallskip\{(.*)\\par\}", made)
    author = re.search(r"pdfauthor=\{(.*)\}\}", made)
    for written in (found[1], address[1], author[1] if author else "", *(details[1].split(BETWEEN) if details else ())):
        left = COMMANDS.sub("", written)
        assert not set(left) & ACTIVE_IN_TEX
        assert left.isprintable()
    assert address[1].isascii()


EQUATIONS = """
equations = \"\"\"
{a} = sum({i}, {w}[{i}]*{x}[{i}])
L = 1/2*({t} - {a})^2
\"\"\"
loss = "L"
parameters = ["{w}"]
learning_rate = 0.1
[sizes]
"{i}" = 2
[values]
"{x}" = [0.5, 1]
"{t}" = 1
"{w}" = [0.3, 0.2]
"""
LAYERS = """
[network]
sizes = [2, 2, 1]
activation = "tanh"
loss = "half-squared"
bias = "none"
learning_rate = 0.5
[names]
net = "{a}"
out = "{x}"
input = "{i}"
weight = "{w}"
target = "{t}"
[values]
inputs = [0.5, 1]
targets = [1.0]
weights = [[[0.25, 0.5], [-0.25, 0.75]], [[1, -0.5]]]
"""
ALPHABETS = (
    (EQUATIONS, {"a": "误差", "i": "row", "w": "ж", "x": "αβé", "t": "Größe"}),
    (LAYERS, {"a": "א", "i": "ein", "w": "𝐰", "x": "μ", "t": "误"}),
)


@pytest.mark.parametrize(("spec", "alphabet"), ALPHABETS, ids=range(len(ALPHABETS)))
def test_notes_with_hostile_words_and_letters_of_all_scripts_are_set_by_both_engines(
    spec: str, alphabet: dict[str, str], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    tool("pdflatex")
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORDS", encoding="utf-8")
    # Typst looks for what no font has letter by letter, and a test with all letters is below.
    active = "".join(letter for letter in EVERYTHING if letter <= LAST_LATIN)
    title = f"＼input｛{secret}｝ \\input{{{secret}}} ^^5cinput^^7b{secret}^^7d {active}"
    address = f"https://x^^5cinput^^7b{secret}^^7d$&~_|#%"
    made = replace(
        parse(spec.format(**alphabet), "s.toml"), title=title, source=f"{title}, {address}", rounds_remark=title
    )
    forms = (Form.SCALAR, Form.INDEX, Form.MATRIX)
    told = notes(Numbers(made, Rounding(4)), Outline(default_weights(made), rounds=2, forms=forms))
    written = latex(told)
    assert set(missing(written)) >= {letter for name in alphabet.values() for letter in name if letter in "误差列жא𝐰"}
    for pdf in (latex_pdf(written), typst_pdf(typst(told))):
        read = PdfReader(BytesIO(pdf))
        assert "SECRETWORDS" not in "".join(page.extract_text() for page in read.pages)
        actions = [link.get_object().get("/A", {}) for page in read.pages for link in page.get("/Annots", ())]
        links = {str(action["/URI"]) for action in actions if "/URI" in action}
        assert links == {in_address(address)}


def test_latex_says_the_whole_title_in_the_properties_of_its_pdf(tool: Callable[[str], str]) -> None:
    tool("pdflatex")
    title = "误差 of ề, Ħ & 100% 🧠"
    written = latex(Document(title, (), (Heading(1, (Text(title),)),)))
    assert missing(written) == tuple("误差ềĦ🧠")
    assert written.index(r"\newcommand{\lacking}") < written.index(r"% \renewcommand{\lacking}")
    read = PdfReader(BytesIO(latex_pdf(written)))
    assert read.metadata is not None
    assert read.metadata.title == title
    outline: Any = read.outline
    assert outline[0].title == title
    assert "8BEF" in read.pages[0].extract_text()


def test_a_file_without_strange_letters_says_nothing_of_them() -> None:
    assert "missing" not in latex(Document("Größe of σ − 1 ≤ ∞", (), ()))


@settings(max_examples=3, **QUICK)  # type: ignore[arg-type]
@given(texts(30), st.lists(names(), min_size=1, max_size=4, unique=True))
@example(EVERYTHING, ["frac", "in", "row", "é", "θ"])
@example("\n".join(TITLES), ["w"])
def test_typst_sets_any_text_and_any_name(text: str, found: list[str]) -> None:
    text = "".join(letter for letter in text if letter <= LAST_LATIN)
    blocks = tuple(block for name in found for block in document(text, name).blocks)
    assert typst_pdf(typst(Document(text or "x", (Text(text),), blocks))).startswith(b"%PDF")


def test_drawings_hold_labels_as_text() -> None:
    label = Label((1, 1), (Text("\\input{x} #x $"),), 9.0)
    assert r"\textbackslash{}input\{x\} \#x \$" in tikz(Drawing(4, 4, (label,)))
    assert r"\\input\{x\} \#x \$" in placed(Drawing(4, 4, (label,)))


def test_the_names_of_pictures_are_short_and_plain() -> None:
    curve = Plot(((1.0, 1.0), (2.0, 0.5)), "rounds", Symbol("E"))
    made = [Figure(curve, (), "x", f"fig-{name}") for name in ("θ", "n" * 300, "n" * 299 + "m")]
    found = pictures(Document("x", (), tuple(made)))
    assert len(found) == 3
    assert all(name.isascii() and len(name) < 130 for name in found)
