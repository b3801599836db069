"""PDF engines: the only module that starts processes."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..errors import RenderError

LIMIT_SECONDS = 120

MOST_WITHOUT_GLYPHS = 40
"""Characters that no font has, up to which a document is set without them."""

WITHOUT_GLYPH = re.compile(r'text `"(.+?)"` could not be displayed', re.S)
CODED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
"""How an error names a character that it takes for unprintable."""

SQUARE = "□"
FIRST_PICTOGRAM = "\U0001f000"
JOINERS = "\ufe0e\ufe0f\u200d"
"""What only changes the pictograms beside it."""


def typst_pdf(source: str) -> bytes:
    """Return the tagged PDF (PDF/UA-1) that the embedded Typst sets from a source.

    What no font has, as a pictogram may be, becomes an empty square: a tagged PDF must show all its text.

    Raises:
        RenderError: Typst refuses the source; the message is its own.
    """
    try:
        return _typst(source, system_fonts=False)
    except RenderError:
        # The embedded fonts are quick to find and the same everywhere, but Latin, Greek and Cyrillic is all they have.
        pass
    for _ in range(MOST_WITHOUT_GLYPHS):
        try:
            return _typst(source, system_fonts=True)
        except RenderError as error:
            found = WITHOUT_GLYPH.search(str(error))
            missing = set(CODED.sub(lambda code: chr(int(code[1], 16)), found[1])) if found is not None else set()
            missing = {character for character in missing if not character.isascii() and character != SQUARE}
            if not missing:
                raise
            source = _without(source, missing)
    return _typst(source, system_fonts=True)


def _without(source: str, missing: set[str]) -> str:
    """Return a source with squares for some characters, and for all pictograms where one is among them."""
    shown = {ord(character): SQUARE for character in missing} | dict.fromkeys(map(ord, JOINERS), "")
    if max(missing) >= FIRST_PICTOGRAM:
        shown |= {ord(character): SQUARE for character in source if character >= FIRST_PICTOGRAM}
    return source.translate(shown)


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
        starts: Whether it starts another program, which the main thread alone can end where it is interrupted.
    """

    source: str
    pdf: Callable[[str], bytes]
    starts: bool = False


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {"latex": Engine("tex", latex_pdf, starts=True), "typst": Engine("typ", typst_pdf)}
)
