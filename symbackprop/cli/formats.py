"""The output formats: a row each, which help, completion, `--format`, the endings of `--output` and errors read.

What writes a format is loaded when it is wanted: the program names all formats in its help, which must not wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import UsageError, unknown
from .streams import utf8

if TYPE_CHECKING:
    from ..derive.numbers import Numbers
    from ..document.blocks import Document
    from ..document.deck import Deck
    from ..document.look import Look
    from ..models.network import Network
    from ..verify.judging.verdicts import Report

Files = Mapping[str, bytes]
"""From file names, relative to the output folder, to contents; the first is the document itself."""


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    Args:
        title: What it is.
        endings: What the names of its files end in, the usual one first.
        of_document: Writes notes, or None where they are not written so.
        of_notes: Writes notes whose numbers it computes again, or None.
        of_deck: Writes slides, or what stands beside them.
        of_deck_sources: Writes sources of slides, each under the name of the PDF that the built-in engine makes of it.
        of_network: Writes what stands beside the notes and is made from a network with all its values.
        of_report: Writes the report of a derivation, all claims or the findings alone.
        of_sheet: Writes a worksheet or its key, where notes are not written so.
        of_commands: Writes the file whose commands a derivation uses that is included in somebody's own document.
        is_typeset: Whether what these write is a source, from which an engine sets the file; some read another.
        is_shown: Whether a report in it is made for the terminal, as wide and as colourful as that is.
        spellings: Other names that people give it.
    """

    title: str
    endings: tuple[str, ...]
    of_document: Callable[[Document], Files] | None = None
    of_notes: Callable[[Document, Numbers], Files] | None = None
    of_deck: Callable[[Deck], Files] | None = None
    of_deck_sources: Callable[[Deck], Files] | None = None
    of_network: Callable[[Network], Files] | None = None
    of_report: Callable[[Report, bool], str] | None = None
    of_sheet: Callable[[Document], Files] | None = None
    of_commands: Callable[[Look], tuple[str, str]] | None = None
    is_typeset: bool = False
    is_shown: bool = False
    spellings: tuple[str, ...] = ()


def _beamer(deck: Deck) -> Files:
    from ..render.documents.beamer import beamer, reader
    from ..render.documents.pdfpc import pdfpc

    texts = {"beamer.tex": beamer(deck), "beamer.pdfpc": pdfpc(deck)}
    texts |= {f"beamer-{kind}.tex": reader(kind) for kind in _kinds(deck)}
    return {name: utf8(text) for name, text in texts.items()} | dict(deck.look.files)


def _docx_sheet(document: Document) -> Files:
    from ..render.documents.markdown import markdown
    from ..render.documents.pictures import pictures
    from ..render.pandoc import docx

    return {f"{document.name}.docx": docx(markdown(document), pictures(document), document.look.files)}


def _html_notes(document: Document) -> Files:
    from ..render.documents.html import html

    return {f"{document.name}.html": utf8(html(document))}


def _html_report(report: Report, every: bool) -> str:  # noqa: ARG001
    from ..verify.report.annotated import html

    return html(report)


def _html_styles(look: Look) -> tuple[str, str]:
    from ..render.documents.html import styles

    return "symbackprop.css", styles(look)


def _json_report(report: Report, every: bool) -> str:  # noqa: ARG001
    from ..verify.report.record import record

    return record(report)


def _markdown_notes(document: Document) -> Files:
    from ..render.documents.markdown import markdown
    from ..render.documents.pictures import pictures

    texts = {f"{document.name}.md": markdown(document), **pictures(document)}
    return {name: utf8(text) for name, text in texts.items()} | dict(document.look.files)


def _markdown_report(report: Report, every: bool) -> str:  # noqa: ARG001
    from ..verify.report.annotated import markdown

    return markdown(report)


def _module(network: Network) -> Files:
    from ..export.gradient import gradient_module

    return {"gradient.py": utf8(gradient_module(network))}


def _notebook(document: Document, numbers: Numbers) -> Files:
    from ..course.notebook import notebook

    return {f"{document.name}.ipynb": utf8(notebook(document, numbers))}


def _assignment(document: Document, numbers: Numbers) -> Files:
    from ..course.notebook import assignment

    return {f"{document.name}-nbgrader.ipynb": utf8(assignment(document, numbers))}


def _slide_notes(deck: Deck) -> Files:
    from ..render.documents.pdfpc import pdfpc

    return {"slides.pdfpc": utf8(pdfpc(deck))}


def _slides(deck: Deck) -> Files:
    from ..render.documents.slides import slides

    texts = {"slides.pdf": slides(deck)} | {f"slides-{kind}.pdf": slides(deck, kind) for kind in _kinds(deck)}
    return {name: utf8(text) for name, text in texts.items()}


def _kinds(deck: Deck) -> tuple[str, ...]:
    """Return what slides come with: pages with what the speaker says, and a handout where one is wanted."""
    return ("notes", "handout") if deck.look.handout else ("notes",)


def _tex_notes(document: Document) -> Files:
    from ..render.documents.latex import latex

    return {f"{document.name}.tex": utf8(latex(document)), **document.look.files}


def _tex_package(look: Look) -> tuple[str, str]:
    from ..render.documents.latex import package

    return "symbackprop.sty", package(look)


def _text_report(report: Report, every: bool) -> str:
    from io import StringIO

    from ..verify.report.text import text
    from .terminal import terminal

    written = StringIO()
    console = terminal(written, width=120)
    for part in text(report, every):
        console.print(part, soft_wrap=True)
    return written.getvalue()


def _typst_notes(document: Document) -> Files:
    from ..render.documents.typst import typst

    return {f"{document.name}.typ": utf8(typst(document)), **document.look.files}


def _typst_module(look: Look) -> tuple[str, str]:
    from ..render.documents.typst import module

    return "symbackprop.typ", module(look)


def _typst_report(report: Report, every: bool) -> str:  # noqa: ARG001
    from ..verify.report.annotated import typst

    return typst(report)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "beamer": Format("slides for LaTeX's beamer", (), of_deck=_beamer),
        "docx": Format("Word, by pandoc", (".docx",), of_sheet=_docx_sheet, spellings=("word",)),
        "html": Format(
            "HTML that loads nothing",
            (".html", ".htm"),
            of_document=_html_notes,
            of_report=_html_report,
            of_commands=_html_styles,
        ),
        "ipynb": Format(
            "a Jupyter notebook that computes every number again",
            (".ipynb",),
            of_notes=_notebook,
            spellings=("notebook", "jupyter"),
        ),
        "json": Format("JSON", (".json",), of_report=_json_report),
        "md": Format(
            "Markdown as GitHub shows it",
            (".md", ".markdown"),
            of_document=_markdown_notes,
            of_report=_markdown_report,
            spellings=("markdown",),
        ),
        "nbgrader": Format(
            "a notebook whose computations are left to the reader, for nbgrader", (), of_notes=_assignment
        ),
        "pdf": Format("a tagged PDF", (".pdf",), of_document=_typst_notes, of_report=_typst_report, is_typeset=True),
        "py": Format("a NumPy module that checks itself", (".py",), of_network=_module),
        "slides": Format("slides as a PDF", (), of_deck=_slide_notes, of_deck_sources=_slides),
        "tex": Format("LaTeX", (".tex",), of_document=_tex_notes, of_commands=_tex_package),
        "text": Format("plain text", (".txt",), of_report=_text_report, is_shown=True),
        "typ": Format("Typst", (".typ",), of_document=_typst_notes, of_commands=_typst_module),
    }
)


def for_notes() -> list[str]:
    """Return the formats that notes, and what stands beside them, are written in."""
    return [name for name, row in FORMATS.items() if row.of_document or row.of_notes or row.of_deck or row.of_network]


def for_fragments() -> list[str]:
    """Return the formats that derivations are written in for somebody's own document."""
    return [name for name, row in FORMATS.items() if row.of_document and not row.is_typeset]


def for_sheets() -> list[str]:
    """Return the formats that worksheets and their keys are written in."""
    return [name for name, row in FORMATS.items() if row.of_document or row.of_sheet]


def for_reports() -> list[str]:
    """Return the formats that reports are written in."""
    return [name for name, row in FORMATS.items() if row.of_report]


def listed(names: Sequence[str]) -> str:
    """Return names as a help text lists them.

    >>> listed(["html", "json", "pdf"])
    'html, json or pdf'
    """
    *first, last = names
    return f"{', '.join(first)} or {last}"


def one_of(given: str, allowed: Sequence[str]) -> str:
    """Return the name of the format that is asked for.

    Raises:
        UnknownNameError: There is none of that name among those allowed.
    """
    wanted = given.strip().lower()
    for name in allowed:
        if wanted == name or wanted in FORMATS[name].spellings:
            return name
    raise unknown("format", wanted, list(allowed))


def several_of(given: str, allowed: Sequence[str]) -> list[str]:
    """Return the names in a list, each once.

    Raises:
        UnknownNameError: One of them is of no format that is allowed, or there is none.
    """
    wanted = [name for name in given.split(",") if name.strip()]
    return list(dict.fromkeys(one_of(name, allowed) for name in wanted or [given]))


def by_ending(path: Path, allowed: Sequence[str]) -> str | None:
    """Return the format that the ending of a file's name asks for, or None where it is of none.

    Raises:
        UsageError: It is the ending of a format that is not allowed here.

    >>> by_ending(Path("homework.HTML"), for_reports()), by_ending(Path("homework"), for_reports())
    ('html', None)
    """
    ending = path.suffix.lower()
    found = [name for name, row in FORMATS.items() if ending in row.endings]
    if found and found[0] not in allowed:
        title, endings = FORMATS[found[0]].title, listed([FORMATS[name].endings[0] for name in allowed])
        raise UsageError(f"{path}: {title} is not written here; expected a name that ends in {endings}, or --format")
    return found[0] if found else None


def complete_notes(begun: str) -> Iterator[tuple[str, str]]:
    """Yield the lists that a shell may complete to, each with what its last format is."""
    yield from _completed(begun, for_notes())


def _completed(begun: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    before, comma, last = begun.rpartition(",")
    for name in names:
        if name.startswith(last) and name not in before.split(","):
            yield before + comma + name, FORMATS[name].title


def complete_sheets(begun: str) -> Iterator[tuple[str, str]]:
    """Yield the lists of formats of worksheets that a shell may complete to, each with what its last format is."""
    yield from _completed(begun, for_sheets())


def complete_report(begun: str) -> Iterator[tuple[str, str]]:
    """Yield the formats of reports that a shell may complete to, each with what it is."""
    yield from ((name, FORMATS[name].title) for name in for_reports() if name.startswith(begun))
