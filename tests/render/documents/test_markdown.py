"""Markdown as GitHub reads it: Markdown first, mathematics second, every formula set by MathJax.

The strict model: in a block between `$$` lines, `\\\\` is left alone at the end of a source line; all else goes
through CommonMark, and a formula is what still stands between dollar signs, untouched by tags, in the text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import (
    Align,
    Block,
    Diagram,
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Link,
    Math,
    Paragraph,
    Row,
    Strong,
    Table,
    Text,
    Together,
)
from symbackprop.expression.tree import Matrix, MatrixProduct, Product, Sum, Symbol, decimal
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.network import Network
from symbackprop.models.spec import example as built_in
from symbackprop.models.spec import parse
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.pictures import pictures
from symbackprop.render.inline.labels import walk

from ...conftest import missing

pytestmark = pytest.mark.slow
"""Each test makes whole notes."""

BREAK = "\ue000"
SHOWN = re.compile(r"^ *\$\$\n(.+?)\n *\$\$$", re.MULTILINE | re.DOTALL)
REFUSED = {r"\DeclareMathOperator", r"\def", r"\mbox", r"\newcommand", r"\operatorname", r"\phantom", r"\require"}
"""Macros that GitHub does not allow in formulas."""

SPEC = """title = "{title}"
[network]
sizes = {sizes}
activation = {activation}
loss = "{loss}"
bias = "{bias}"
train_biases = {trained}
learning_rate = 0.1
[values]
inputs = {inputs}
targets = {targets}
weights = {weights}
biases = {biases}
"""
NASTY = "50% of $x_1$ & #1 {a} \\\\foo ~^ <b> @eq `c` *d* [e] \\\"q\\\" 'r' | — ≈ Δ é"


def network(
    sizes: list[int], activation: str, loss: str, bias: str, trained: bool = False, title: str = "x"
) -> Network:
    """Return a network of given sizes, with numbers of both signs."""

    def some(count: int, at: int) -> list[float]:
        return [round(((at * 7 + k * 3) % 19 - 9) / 10 + 0.05, 2) for k in range(count)]

    layers = list(pairwise(sizes))
    biases = {"none": [], "per-layer": [some(1, at) for at in range(len(layers))]}
    filled = SPEC.format(
        title=title,
        sizes=sizes,
        activation=activation,
        loss=loss,
        bias=bias,
        trained=str(trained).lower(),
        inputs=some(sizes[0], 1),
        targets=some(sizes[-1], 2),
        weights=[[some(before, at + k) for k in range(after)] for at, (before, after) in enumerate(layers)],
        biases=biases.get(bias, [some(after, at) for at, (_, after) in enumerate(layers)]),
    )
    return parse(filled, "test.toml")


def document(of: Network, every_weight: bool = False, rounding: Rounding | None = None) -> Document:
    chosen = of.parameters if every_weight else default_weights(of)
    return notes(Numbers(of, rounding or Rounding(9)), Outline(chosen, rounds=100))


CASES: Mapping[str, Callable[[], Document]] = {
    "the example": lambda: document(built_in()),
    "all weights, four digits": lambda: document(built_in(), every_weight=True, rounding=Rounding(4)),
    "biases trained": lambda: document(
        network([2, 2, 1], '["tanh", "identity"]', "squared", "per-neuron", trained=True), every_weight=True
    ),
    "deep": lambda: document(network([3, 3, 3, 2], '"sigmoid"', "half-squared", "per-layer")),
    "nasty title": lambda: document(network([1, 1], '"sigmoid"', "half-squared", "per-layer", title=NASTY)),
    "one neuron a layer": lambda: document(network([1, 1, 1], '"tanh"', "squared", "none")),
    "six decimals": lambda: document(built_in(), rounding=Rounding(6, Digits.DECIMALS)),
    **{
        name: partial(lambda name: document(network([2, 2, 1], f'"{name}"', "squared", "per-layer")), name)
        for name in ACTIVATIONS
    },
    "wide": lambda: document(network([8, 8, 8, 8], '"tanh"', "half-squared", "per-layer")),
}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {name: make() for name, make in CASES.items()}


@pytest.fixture(scope="module", params=CASES)
def made(request: pytest.FixtureRequest, documents: dict[str, Document]) -> Document:
    return documents[request.param]


class Page(HTMLParser):
    """What a browser would show of a page: pieces of text with no tag inside, blocks, tables, pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pieces: list[str] = [""]
        self.blocks: list[str] = []
        self.headings = 0
        self.tables: list[list[int]] = []
        self.pictures: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append("")
        self.tags.add(tag)
        values = {name: value or "" for name, value in attrs}
        if re.fullmatch(r"p|td|th|h\d|li|pre", tag):
            self.blocks.append("")
        if re.fullmatch(r"h\d", tag):
            self.headings += 1
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in ("td", "th"):
            self.tables[-1][-1] += 1
        elif tag == "img":
            self.pictures.append((values["src"], values["alt"]))
        elif tag == "a":
            self.links.append(values["href"])

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append("")

    def handle_data(self, data: str) -> None:
        self.pieces[-1] += data
        if self.blocks:
            self.blocks[-1] += data


@lru_cache(maxsize=4)
def page(source: str) -> Page:
    """Return what GitHub makes of a Markdown file before it looks for formulas."""
    kept = SHOWN.sub(lambda found: re.sub(r"\\\\$", BREAK, found[0], flags=re.MULTILINE), source)
    kept = re.sub(r"^\[\^\d+\]: ", "", kept, flags=re.MULTILINE)
    html = MarkdownIt("commonmark").enable("table").render(kept)
    return Page(html.replace(BREAK, r"\\"))


Formulas = tuple[list[str], list[str]]
"""The formulas of a page that stand alone, and those within lines."""


def written(source: str) -> Formulas:
    """Return what the file means as formulas."""
    bare = source.replace("<span>$</span>", "")
    return [*map(dedent, SHOWN.findall(bare))], re.findall(r"(?<!\\)\$([^$]+)\$", SHOWN.sub("", bare))


def read(source: str) -> Formulas:
    """Return what GitHub takes for formulas."""
    shown, inline = [], []
    for piece in page(source).pieces:
        shown += SHOWN.findall(piece)
        inline += re.findall(
            r"(?:^|(?<=\s))\$((?!\s)[^$\n]+(?<!\s))\$(?=[\s.,;:!?)]|$)", SHOWN.sub("", piece), re.MULTILINE
        )
    return shown, inline


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", "".join(c for c in text if c.isprintable()))


def test_every_formula_survives_markdown(made: Document) -> None:
    source = markdown(made)
    assert read(source) == written(source)
    assert sum(map(len, written(source))) > 20


@pytest.mark.parametrize(
    "corrupted",
    [
        r"$\mathrm{a}_{1}\mathrm{b}_{2}$",
        r"$a\,b$",
        r"$\{a\}$",
        r"$50\%$",
        r"$a *b* c$",
        r"$x<y z>0$",
        r"$[a](b)$",
        r"by $\eta $ times",
        r"the $n$th",
        r"a weight-$w$ rule",
        "$$\na \\\\ b\n$$",
        "$$\n\\{a\\}\n$$",
        "$$\n\\mathrm{a}_{1} + \\mathrm{b}_{2} \\\\\nc\n$$",
        "$$\na\n\n+ b\n$$",
        "$$\na\n- b\n$$",
    ],
)
def test_a_formula_that_markdown_spoils_is_refused(corrupted: str) -> None:
    assert read(corrupted) != written(corrupted)


@pytest.mark.parametrize("sound", [r"$\mathrm{a}_ {1}\mathrm{b}_ {2}$", "$$\na &= b \\\\\n&= c\n$$", "of $w$, $v$."])
def test_a_formula_that_markdown_spares_is_not_refused(sound: str) -> None:
    assert read(sound) == written(sound) != ([], [])


def test_no_formula_stands_where_github_shows_none(made: Document) -> None:
    source = markdown(made)
    assert not re.findall(r"^\[\^\d+\]:.*(?<!>)\$.*", source, re.MULTILINE)
    assert not re.findall(r"(?<!!)\[[^\]\n]*\$[^\]\n]*\]\(", source)


def test_no_formula_uses_a_macro_that_github_refuses(made: Document) -> None:
    shown, inline = written(markdown(made))
    assert not REFUSED & {macro for formula in shown + inline for macro in re.findall(r"\\[A-Za-z]+", formula)}


def test_headings_and_tables_are_whole(made: Document) -> None:
    shown = page(markdown(made))
    blocks = list(walk(made.blocks))
    assert shown.headings == 1 + sum(isinstance(block, Heading) for block in blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert tables
    assert shown.tables == [[len(table.columns)] * (1 + len(table.rows)) for table in tables]


def test_every_footnote_is_defined_once_and_used_once(made: Document) -> None:
    source = markdown(made)
    used = re.findall(r"\[\^(\d+)\](?!:)", source)
    defined = re.findall(r"^\[\^(\d+)\]: \S", source, re.MULTILINE)
    assert sorted(used) == sorted(defined) == sorted(set(used))


def test_the_example_has_both_footnotes(documents: dict[str, Document]) -> None:
    assert re.findall(r"^\[\^(\d+)\]: \S", markdown(documents["the example"]), re.MULTILINE) == ["1", "2"]


def test_every_picture_is_written_and_described(made: Document) -> None:
    figures = [block for block in walk(made.blocks) if isinstance(block, Figure)]
    shown = page(markdown(made)).pictures
    assert {address for address, _ in shown} == set(pictures(made))
    assert [alternative for _, alternative in shown] == [figure.alternative for figure in figures]


def test_equations_are_numbered_in_order(made: Document) -> None:
    numbers = re.findall(r"\\tag\{(\d+)\}", markdown(made))
    labelled = [block for block in walk(made.blocks) if isinstance(block, Display) and block.label]
    assert numbers == [str(at) for at in range(1, len(labelled) + 1)]


TEXTS = st.text(max_size=30) | st.text("ab 1.)(-+=*_`~$<>&[]!#|\\^:\"'{}\n\t/@", max_size=20)


@given(TEXTS)
@example("$x_1$ costs $5")
@example("    - a")
@example("1. a")
@example("===")
@example("![a](b)<i>&amp;&#36;")
@example(r"a\|b|c\\")
@example("[^1]: x")
def test_no_text_becomes_markdown(text: str) -> None:
    column = ((Text("column"),), Align.LEFT)
    blocks: tuple[Block, ...] = (
        Paragraph((Text(text), Text("end"))),
        Paragraph((Text("start"), Text(text))),
        Paragraph((Strong(text), Text(" end"))),
        Heading(1, (Text(text),)),
        Together(text or "x", ()),
        Figure(Diagram((), ()), (Text(text),), text, "fig-x"),
        Table((column, column), (((Text(text),), (Text("next"),)),), (Text(text),), "tab-x"),
    )
    source = markdown(Document(text, (Text(text), Text("end")), blocks))
    shown = page(source)
    same = squeezed(text)
    together = [squeezed(text or "x")] if squeezed(text or "x") else []
    assert [squeezed(block) for block in shown.blocks] == [
        same,
        same + "end",
        same + "end",
        "start" + same,
        same + "end",
        same,
        *together,
        "",
        "Figure1." + same,
        "Table1." + same,
        *("column", "column", same, "next"),
    ]
    assert [(address, squeezed(words)) for address, words in shown.pictures] == [("notes-figures/fig-x.svg", same)]
    assert shown.tags <= {"em", "h1", "h2", "img", "p", "span", "strong", "table", "tbody", "td", "th", "thead", "tr"}
    assert read(source) == ([], [])


def test_words_with_a_dollar_sign_are_no_formula() -> None:
    source = markdown(Document("$x$ and $y$", (), (Paragraph((Text("from $5 to $6, "), Math(Symbol("w")))),)))
    assert read(source) == ([], ["w"])


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a_b?c=1&copy=2#d", "https://example.org/(a)*b*", "https://example.org/<a>\\b c"],
)
def test_a_link_leads_where_it_should(address: str) -> None:
    source = markdown(Document("x", (), (Paragraph((Text("See!"), Link("a [b] *c*", address), Text("."))),)))
    shown = page(source)
    assert not shown.pictures
    assert [unquote(link) for link in shown.links] == [address]
    assert "a [b] *c*" in "".join(shown.pieces)


def test_a_footnote_inside_a_sentence_goes_to_the_end() -> None:
    source = markdown(Document("x", (), (Paragraph((Text("a"), Footnote((Text("note"),)), Text(" b"))),)))
    assert "a[^1] b" in source
    assert source.endswith("\n[^1]: note\n")


NUMBER = decimal("-0.123456789")
LONG = Sum(tuple(Product((NUMBER, NUMBER)) for _ in range(6)))


def display_of(*sides: object) -> str:
    row = Row(Symbol("net", "h1"), tuple(("=", side) for side in sides))  # type: ignore[misc]
    return written(markdown(Document("x", (), (Display((row,)),))))[0][0]


def test_a_row_that_fits_is_one_line() -> None:
    assert display_of(NUMBER, NUMBER) == r"\mathrm{net}_ {h1} = -0.123456789 = -0.123456789"


def test_a_long_row_goes_on_below() -> None:
    shown = display_of(LONG, NUMBER)
    lines = shown.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}").split(" \\\\\n")
    assert len(lines) > 2
    assert [line.count("&") for line in lines] == [1] * len(lines)
    joined = " ".join(line.removeprefix("&").removeprefix(r"\qquad {} ") for line in lines)
    numbers = " - ".join(["-0.123456789 \\cdot (-0.123456789)"] + ["0.123456789 \\cdot (-0.123456789)"] * 5)
    assert joined == rf"\mathrm{{net}}_ {{h1}} &= {numbers} = -0.123456789"


def test_a_matrix_is_not_cut() -> None:
    matrix = Matrix(((LONG,), (LONG,)))
    assert display_of(MatrixProduct((matrix, matrix))).count(r"\qquad") == 0


BROKEN = [(r"\frac{1}{", False), (r"\nosuchmacro", True), ("a_b_c", False), (r"\begin{aligned}a", True)]


@pytest.fixture(scope="module")
def complaints(documents: dict[str, Document]) -> dict[tuple[str, bool], str | None]:
    """What MathJax has to say about each formula of every document, and about the broken ones: nothing or an error."""
    found: dict[tuple[str, bool], None] = dict.fromkeys(BROKEN)
    for made in documents.values():
        shown, inline = written(markdown(made))
        found |= dict.fromkeys([(tex, True) for tex in shown] + [(tex, False) for tex in inline])
    modules = Path(os.environ.get("SYMBACKPROP_NODE_MODULES") or Path(__file__).parents[3] / "node_modules")
    if not (modules / "mathjax-full").is_dir():
        missing(f"the npm package mathjax-full in {modules}")
    node = shutil.which("node")
    if node is None:
        missing("node")
    done = subprocess.run(
        [str(node), str(Path(__file__).with_name("typeset.mjs")), str(modules)],
        input=json.dumps([{"tex": tex, "display": display} for tex, display in found]),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=300,
    )
    return dict(zip(found, json.loads(done.stdout), strict=True))


def test_mathjax_sets_every_formula(complaints: dict[tuple[str, bool], str | None]) -> None:
    sound = {formula: told for formula, told in complaints.items() if formula not in BROKEN}
    assert len(sound) > 300
    assert not {formula: told for formula, told in sound.items() if told}


@pytest.mark.parametrize("broken", BROKEN, ids=[tex for tex, _ in BROKEN])
def test_mathjax_refuses_a_broken_formula(
    broken: tuple[str, bool], complaints: dict[tuple[str, bool], str | None]
) -> None:
    assert complaints[broken]
