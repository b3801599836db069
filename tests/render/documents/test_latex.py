"""LaTeX: escaped, and compiled without a warning by the minimal set of packages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import MOST_BOXED, Display, Document, Paragraph, Row, Text, Together
from symbackprop.errors import RenderError
from symbackprop.expression.tree import Symbol
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.models.draw import drawn
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.latex import MOST_ROWS, latex
from symbackprop.render.engine import latex_pdf
from symbackprop.render.inline.latex import escaped, missing

from ...texts import DEEP

NASTY = "50% of $x_1$ & #1 {a} \\foo ~^ <b> @eq `c` *d* [e] \"q\" 'r' | — ≈ Δ é 反"


def document(network: Network, weights: str = "", rounding: Rounding | None = None) -> Document:
    chosen = network.parameters if weights == "all" else default_weights(network)
    return notes(Numbers(network, rounding or Rounding(9)), Outline(chosen, rounds=100))


def log_of(source: str, folder: Path, pdflatex: str) -> str:
    (folder / "notes.tex").write_text(source, encoding="utf-8")
    for _ in range(3):
        done = subprocess.run(
            [pdflatex, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "notes.tex"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:].decode("latin-1")
        log = (folder / "notes.log").read_text(encoding="latin-1")
        # The log always names the package `rerunfilecheck`, so the word alone tells nothing.
        if not re.search("Rerun to|Rerun LaTeX|undefined", log):
            break
    return log


@pytest.mark.parametrize("case", ["example", "all weights", "four decimals and a nasty title", "deep"])
def test_it_compiles_without_a_warning(case: str, mazur: Network, tmp_path: Path, tool: Callable[[str], str]) -> None:
    made = {
        "example": lambda: document(mazur),
        "all weights": lambda: document(mazur, "all"),
        "four decimals and a nasty title": lambda: document(
            replace(mazur, title=NASTY), rounding=Rounding(4, Digits.DECIMALS)
        ),
        "deep": lambda: document(parse(DEEP, "deep.toml")),
    }[case]()
    log = log_of(latex(made), tmp_path, tool("pdflatex"))
    assert not re.findall(r".*(?:Warning|Overfull|Underfull).*", log)


def test_the_notes_begin_on_the_first_page(mazur: Network, tool: Callable[[str], str]) -> None:
    tool("pdflatex")
    first = PdfReader(BytesIO(latex_pdf(latex(document(mazur))))).pages[0].extract_text()
    assert "Backpropagation, step by step" in first
    assert "The network" in first


def test_the_check_for_warnings_sees_one(tmp_path: Path, tool: Callable[[str], str]) -> None:
    source = r"\documentclass{article}\begin{document}\ref{nothing}\end{document}"
    assert "Warning" in log_of(source, tmp_path, tool("pdflatex"))


@given(st.text(max_size=60))
def test_escaping_leaves_nothing_active(text: str) -> None:
    written = escaped(text)
    bare = re.sub(r"\\texorpdfstring\{\\\(\\\w+\\\)\}\{[\w!<>~=: ]+\}|\\missing\{[0-9A-F]+\}\{\w*\}", "", written)
    bare = re.sub(r"\\(?:text\w+\{\}|dots\{\}|[{}$&#%_])", "", bare)
    assert not set(bare) & set("\\{}$&#%_^~")
    assert all(character.isprintable() and character <= "\u017f" for character in written)


def test_a_failing_engine_tells_its_own_error(tool: Callable[[str], str]) -> None:
    tool("pdflatex")
    with pytest.raises(RenderError, match="Undefined control sequence"):
        latex_pdf(r"\documentclass{article}\begin{document}\nosuchcommand\end{document}")


def test_a_missing_engine_names_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RenderError, match="--pdf-engine typst"):
        latex_pdf("")


def test_shell_escape_is_off(tool: Callable[[str], str], tmp_path: Path) -> None:
    tool("pdflatex")
    mark = tmp_path / "ran"
    latex_pdf(rf"\documentclass{{article}}\begin{{document}}x\immediate\write18{{touch {mark}}}\end{{document}}")
    assert not mark.exists()


WIDE = """
[network]
sizes = [12, 9, 9]
activation = "gelu"
loss = "half-squared"
bias = "per-neuron"
learning_rate = 0.5
"""
OWN = sorted(at.name.removesuffix(".toml") for at in (files("symbackprop.models") / "examples").iterdir())
SHOWN = {name: example(name) for name in OWN} | {"wide": drawn(parse(WIDE, "wide.toml"), 1)}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_the_program_writes_no_letter_that_the_fonts_of_latex_lack(name: str) -> None:
    outline = Outline(default_weights(SHOWN[name]), rounds=1, forms=tuple(Form))
    assert missing(latex(notes(Numbers(SHOWN[name], Rounding(4)), outline))) == ()


@pytest.mark.parametrize(("rows", "is_long"), [(MOST_ROWS, False), (MOST_ROWS + 1, True)])
def test_a_page_may_end_in_a_long_equation_without_a_number_alone(rows: int, is_long: bool) -> None:
    line = Row(Symbol("a"), (("=", Symbol("b")),))
    source = latex(Document("Long", (), (Display((line,) * rows),)))
    assert source.count("a &= b") == rows
    assert ("\\begin{align*}" in source) is is_long


def test_a_tall_box_is_parted_where_a_paragraph_begins() -> None:
    rows = Display((Row(Symbol("a"), (("=", Symbol("b")),)),) * MOST_BOXED)
    words = Paragraph((Text("Then"),))
    for blocks, count in (((words, rows), 1), ((words, rows, words, rows), 2)):
        source = latex(Document("Box", (), (Together("Title", blocks),)))
        body = source.partition("\\begin{document}")[2]
        assert body.count("\\begin{sbptogether}") == body.count("\\end{sbptogether}") == count
        assert body.count("{Title}") == 1


def test_tags_are_left_to_a_latex_that_makes_them(mazur: Network) -> None:
    source = latex(notes(Numbers(mazur, Rounding(9)), Outline(mazur.parameters[:1], rounds=0, similarly=False)))
    guard, _, rest = source.partition("\\documentclass")
    assert r"\IfFormatAtLeastTF{2025-06-01}{\sbptaggedtrue}{}" in guard
    assert r"\ifsbptagged\DocumentMetadata{lang=en, pdfstandard=ua-2, tagging=on}\fi" in guard
    assert "DocumentMetadata" not in rest
    assert r"alt/.try={Diagram of the network: layers of 2, 2, 2 neurons" in rest


@pytest.mark.parametrize("fails", ["tagpdf", "amsmath"])
def test_a_document_is_set_without_tags_where_they_fail(
    fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "pdflatex"
    script.write_text(
        "#!/bin/sh\nif head -1 notes.tex | grep -q 'sbptagging{off}'; then echo '%PDF untagged' > notes.pdf\n"
        f"else echo '! Package {fails} Error: none' > notes.log; exit 1; fi\n"
    )
    script.chmod(0o755)
    found = {"pdflatex": str(script), "latexmk": None}
    monkeypatch.setattr("symbackprop.render.engine.shutil.which", found.get)
    if fails == "tagpdf":
        assert latex_pdf("\\documentclass{article}") == b"%PDF untagged\n"
    else:
        with pytest.raises(RenderError, match="amsmath"):
            latex_pdf("\\documentclass{article}")
