"""PDF engines: the only module that starts processes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..errors import RenderError

LIMIT_SECONDS = 120


def typst_pdf(source: str) -> bytes:
    """Return the tagged PDF (PDF/UA-1) that the embedded Typst sets from a source.

    Raises:
        RenderError: Typst refuses the source; the message is its own.
    """
    try:
        return _typst(source, system_fonts=False)
    except RenderError:
        # The embedded fonts are quick to find and the same everywhere, but Latin, Greek and Cyrillic is all they have.
        return _typst(source, system_fonts=True)


def _typst(source: str, system_fonts: bool) -> bytes:
    import typst

    try:
        pdf = typst.compile(
            source.encode("utf-8"),
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=not system_fonts,
        )
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise RenderError(f"typst: {error}") from error
    return bytes(pdf)


def latex_pdf(source: str) -> bytes:
    """Return the PDF that an installed LaTeX sets from a source, with shell escape off.

    Raises:
        RenderError: No LaTeX is installed, or it fails; the message is the first error of its log.
    """
    latexmk, pdflatex = shutil.which("latexmk"), shutil.which("pdflatex")
    if pdflatex is None:
        raise RenderError("no pdflatex is installed; use --pdf-engine typst, or install TeX")
    options = ["-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error"]
    commands = (
        [[latexmk, "-pdf", "-norc", *options, "notes.tex"]] if latexmk else [[pdflatex, *options, "notes.tex"]] * 3
    )
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "notes.tex").write_text(source, encoding="utf-8")
        for command in commands:
            try:
                done = subprocess.run(command, cwd=at, capture_output=True, timeout=LIMIT_SECONDS, check=False)
            except subprocess.TimeoutExpired as error:
                raise RenderError(f"{command[0]} did not finish within {LIMIT_SECONDS} s") from error
            if done.returncode != 0:
                raise RenderError(f"{Path(command[0]).name}: {_first_error(at / 'notes.log', done.stdout)}")
        return (at / "notes.pdf").read_bytes()


def _first_error(log: Path, output: bytes) -> str:
    text = log.read_text(encoding="latin-1") if log.exists() else output.decode("utf-8", "replace")
    lines = text.splitlines()
    found = [line for line in lines if line.startswith("!") or ".tex:" in line]
    return found[0].lstrip("! ") if found else (lines[-1] if lines else "failed without a message")


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that sets PDFs.

    Args:
        source: The format that it reads.
        pdf: Turns a source into a PDF, or raises RenderError.
    """

    source: str
    pdf: Callable[[str], bytes]


ENGINES: Mapping[str, Engine] = MappingProxyType({"latex": Engine("tex", latex_pdf), "typst": Engine("typ", typst_pdf)})
