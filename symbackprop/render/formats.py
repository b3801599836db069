"""The table of output formats of a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..document.blocks import Document
from .documents.latex import latex
from .documents.markdown import markdown, pictures
from .documents.typst import typst

Files = Mapping[str, bytes]
"""From file names, relative to the output folder, to contents."""


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    Args:
        title: What it is, for help texts.
        files: Turns a document into files; the first is the document itself.
    """

    title: str
    files: Callable[[Document], Files]


def _markdown(document: Document) -> Files:
    texts = {"notes.md": markdown(document), **pictures(document)}
    return {name: text.encode("utf-8") for name, text in texts.items()}


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "md": Format("Markdown with formulas, as GitHub shows it", _markdown),
        "tex": Format("LaTeX, for the minimal set of packages", lambda d: {"notes.tex": latex(d).encode("utf-8")}),
        "typ": Format("Typst", lambda d: {"notes.typ": typst(d).encode("utf-8")}),
    }
)
"""Formats that are written as text; the PDF is set from one of them by an engine."""
