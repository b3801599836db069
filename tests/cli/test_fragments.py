"""Derivations of single weights in documents of other people."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from symbackprop.cli.fragments import formats_of
from symbackprop.cli.program import run
from symbackprop.errors import UsageError

HOST = r"""\documentclass[twocolumn]{report}
\newcommand{\step}{mine}
\usepackage{symbackprop}
\begin{document}
\chapter{Mine}
\begin{equation} a = b \label{eq-rule} \end{equation}
\onecolumn
\input{w5}
\input{w6}
See \eqref{eq-w5-w5-rule}, \step.
\end{document}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fragments")
    assert run(["notes", "--fragment", "w5,w6", "-q", "-o", str(folder)]) == 0
    return folder


def test_each_weight_has_a_file_in_each_format_with_the_commands_beside_it(folder: Path) -> None:
    names = {path.name for path in folder.iterdir() if path.is_file()}
    expected = {f"{weight}.{ending}" for weight in ("w5", "w6") for ending in ("tex", "typ", "md", "html")}
    assert names >= expected | {"symbackprop.sty", "symbackprop.typ", "symbackprop.css"}
    assert (folder / "w5-figures" / "fig-w5-w5.svg").exists()
    assert "w5-figures/fig-w5-w5.svg" in (folder / "w5.md").read_text()


@pytest.mark.slow
def test_a_document_of_somebody_else_includes_two_in_latex(folder: Path, tool: Callable[[str], str]) -> None:
    latex = tool("pdflatex")
    (folder / "host.tex").write_text(HOST)
    told = [latex, "-interaction=nonstopmode", "-halt-on-error", "host.tex"]
    for _ in range(2):
        done = subprocess.run(told, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
    assert "undefined" not in done.stdout
    assert "multiply" not in done.stdout
    text = "".join(page.extract_text() for page in PdfReader(folder / "host.pdf").pages)
    assert "0.358916480" in text
    assert "See (1.2), mine." in text


def test_a_document_of_somebody_else_includes_two_in_typst(folder: Path) -> None:
    host = folder / "host.typ"
    host.write_text('#set page(paper: "a5")\n= Mine\n#include "w5.typ"\n#include "w6.typ"\n')
    assert typst.compile(host).startswith(b"%PDF")


def test_what_is_no_part_of_a_document_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="a tagged PDF is no part of a document; choose html, md, tex or typ"):
        formats_of("tex,pdf")
    assert run(["notes", "--fragment", "w99"]) == 2
    assert "no weight is called 'w99'" in capsys.readouterr().err
