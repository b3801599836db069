"""PDF engines: the only module that starts processes."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from unicodedata import category, name

from ..document.look import PLAIN, Look
from ..errors import RenderError, unknown

LIMIT_SECONDS = 120

MOST_WITHOUT_GLYPHS = 40
"""How often a document is set again without a character that no font has."""

MOST_OF_A_SCRIPT = 4
"""Letters of one script that no font has, after which none of it is looked for."""

WITHOUT_GLYPH = re.compile(r'text `"(.+?)"` could not be displayed', re.S)
CODED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
"""How an error names a character that it takes for unprintable."""

SQUARE = "□"
MOST_SCRIPTS = 8
"""Scripts, each with a letter that no font has, after which no far one is looked for."""

FAR = (range(0x530, 0x1D00), range(0x2E00, 0x1F000))
"""Letters and signs beyond Latin, Greek, Cyrillic, punctuation and mathematics."""

FIRST_PICTOGRAM, PICTOGRAMS = "\U0001f000", "pictograms"
HALFWIDTH_MARKS = "\uff9e\uff9f"
JOINERS = "\ufe0e\ufe0f\u200d"
"""What only changes the pictograms beside it."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF, and the characters that no font has, for which empty squares stand in it."""

    pdf: bytes
    squares: frozenset[str] = frozenset()


def typst_pdf(source: str) -> bytes:
    """Return the tagged PDF (PDF/UA-1) that the embedded Typst sets from a source.

    Raises:
        RenderError: Typst refuses the source; the message is its own.
    """
    return by_typst(source).pdf


def by_typst(source: str, look: Look = PLAIN) -> Typeset:
    """Return what the embedded Typst sets from a source; a tagged PDF must show all its text, in squares if need be.

    Args:
        source: The source.
        look: The fonts and the files that it names.

    Raises:
        RenderError: Typst refuses the source; the message is its own.
        UnknownNameError: There is no font of such a name.
    """
    fonts = [font for font in (look.font, look.math_font) if font]
    try:
        _demand_fonts(fonts)
        return Typeset(_typst(source, bool(fonts), look.files))
    except RenderError:
        # The embedded fonts are quick to find and the same everywhere, but Latin, Greek and Cyrillic is all they have.
        pass
    squares: set[str] = set()
    for _ in range(MOST_WITHOUT_GLYPHS):
        try:
            return Typeset(_typst(_without(source, squares), True, look.files), frozenset(squares))
        except RenderError as error:
            found = WITHOUT_GLYPH.search(str(error))
            missing = set(CODED.sub(lambda code: chr(int(code[1], 16)), found[1])) if found is not None else set()
            missing = {character for character in missing if not character.isascii() and character != SQUARE}
            # A mark may be named by the letter that it stands on.
            missing = missing or {character for character in set(source) - squares if _is_mark(character)}
            if not missing:
                raise
            squares |= missing | _alike(source, squares | missing)
    return Typeset(_typst(_without(source, squares), True, look.files), frozenset(squares))


def _alike(source: str, missing: set[str]) -> set[str]:
    """Return what is taken for missing as well.

    All pictograms beside one, all of a script after some of its letters, and all far scripts after some of them.
    """
    counts = Counter(map(_script, missing))
    lost = {script for script, count in counts.items() if count > MOST_OF_A_SCRIPT or script == PICTOGRAMS}
    are_many = len(counts) > MOST_SCRIPTS
    far = FAR if are_many else ()
    return {c for c in set(source) if not c.isascii() and (_script(c) in lost or any(ord(c) in part for part in far))}


def _is_mark(character: str) -> bool:
    return category(character).startswith("M") or character in HALFWIDTH_MARKS


def _script(character: str) -> str:
    """Return the first word of what Unicode calls a letter, as HEBREW or CJK."""
    return PICTOGRAMS if character >= FIRST_PICTOGRAM else name(character, "").partition(" ")[0]


def _without(source: str, missing: set[str]) -> str:
    """Return a source with squares for some characters."""
    if not missing:
        return source
    return source.translate({ord(character): SQUARE for character in missing} | dict.fromkeys(map(ord, JOINERS), ""))


def _demand_fonts(fonts: Sequence[str]) -> None:
    """Refuse a font that Typst would replace by another one without a word."""
    if not fonts:
        return
    import typst

    families = typst.Fonts().families()
    known = {family.lower() for family in families}
    for font in fonts:
        if font.lower() not in known:
            raise unknown("font", font, families)


def _typst(source: str, system_fonts: bool, files: Mapping[str, bytes]) -> bytes:
    import typst

    embedded = not system_fonts
    try:
        if not files:
            pdf = typst.compile(
                source.encode("utf-8"), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=embedded
            )
        else:
            with tempfile.TemporaryDirectory() as folder:
                for name, content in {"notes.typ": source.encode("utf-8"), **files}.items():
                    (Path(folder) / name).write_bytes(content)
                main = str(Path(folder) / "notes.typ")
                pdf = typst.compile(
                    main, root=folder, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=embedded
                )
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise RenderError(f"typst: {error}") from error
    return bytes(pdf)


def png(svg: str, dots: float = 144.0) -> bytes:
    """Return a picture as PNG, on white, for programs that show no SVG.

    Args:
        svg: The picture.
        dots: To the inch.

    Raises:
        RenderError: Typst refuses the picture.
    """
    import typst

    quoted = "".join(f"\\{sign}" if sign in '\\"' else sign for sign in svg)
    source = f'#set page(width: auto, height: auto, margin: 4pt)\n#image(bytes("{quoted}"), format: "svg")'
    try:
        made = typst.compile(source.encode("utf-8"), format="png", ppi=dots, ignore_system_fonts=True)
    except (typst.TypstError, RuntimeError, ValueError) as error:
        raise RenderError(f"typst: {error}") from error
    return bytes(made if isinstance(made, bytes) else made[0])


def latex_pdf(source: str, files: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """Return the PDF that an installed LaTeX sets from a source, with shell escape off.

    Args:
        source: The source.
        files: What it names, beside it.

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
    try:
        return _latex(commands, source, files)
    except RenderError as error:
        # Tags are new in LaTeX; a document without them is better than none.
        if TAGS not in str(error):
            raise
        return _latex(commands, UNTAGGED + source, files)


TAGS, UNTAGGED = "tagpdf", "\\def\\sbptagging{off}\n"
"""What an error of tags names, and what leaves them out."""


def _latex(commands: Sequence[Sequence[str]], source: str, files: Mapping[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "notes.tex").write_text(source, encoding="utf-8")
        for name, content in files.items():
            (at / name).write_bytes(content)
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
        typeset: Turns a source with a look into a PDF, or raises RenderError.
        starts: Whether it starts another program, which the main thread alone can end where it is interrupted.
    """

    source: str
    typeset: Callable[[str, Look], Typeset]
    starts: bool = False


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        "latex": Engine("tex", lambda source, look: Typeset(latex_pdf(source, look.files)), starts=True),
        "typst": Engine("typ", by_typst),
    }
)


def png_of_svg(svg: str) -> bytes:
    """Return a picture in SVG as a PNG, drawn by the embedded Typst.

    Raises:
        RenderError: It cannot be drawn.
    """
    import typst

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "picture.svg").write_text(svg, encoding="utf-8")
        main = Path(folder) / "main.typ"
        main.write_text('#set page(width: auto, height: auto, margin: 2pt)\n#image("picture.svg")', encoding="utf-8")
        try:
            return bytes(typst.compile(str(main), root=folder, format="png", ppi=200.0))
        except (typst.TypstError, RuntimeError, ValueError) as error:
            raise RenderError(f"typst: {error}") from error


def by_pandoc(source: str, files: Mapping[str, bytes]) -> bytes:
    """Return a Word document that pandoc makes of Markdown as GitHub reads it.

    Args:
        source: The Markdown.
        files: What it names, beside it.

    Raises:
        RenderError: There is no pandoc, or it fails.
    """
    program = shutil.which("pandoc") or _bundled_pandoc()
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        for name, content in {"notes.md": source.encode("utf-8"), **files}.items():
            (at / name).parent.mkdir(exist_ok=True)
            (at / name).write_bytes(content)
        # The sandbox lets a document read no other files; its own are embedded before.
        command = [program, "--from", "gfm+tex_math_dollars", "--to", "docx", "--output", "notes.docx", "notes.md"]
        try:
            done = subprocess.run(command, cwd=at, capture_output=True, timeout=LIMIT_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise RenderError(f"pandoc did not finish within {LIMIT_SECONDS} s") from error
        if done.returncode != 0:
            raise RenderError(f"pandoc: {' '.join(done.stderr.decode('utf-8', 'replace').split())[:200]}")
        return (at / "notes.docx").read_bytes()


def _bundled_pandoc() -> str:
    """Return the pandoc that a Python package brings.

    Raises:
        RenderError: There is none.
    """
    try:
        import pypandoc
    except ImportError as error:
        raise RenderError("no pandoc is installed; install it, or pip install 'symbackprop[docx]'") from error
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError as error:
        raise RenderError("no pandoc is installed; install it, or pip install 'symbackprop[docx]'") from error
