"""The formats of documents: a row each, with the endings of its files and what makes text of their bytes.

What reads a format is loaded when a file of it is read: the program names the endings in its help, which must not wait.
To add a format, write a module with a function from bytes to `Decoded`, and add its row; for a format that is text,
`text_files.decoded` needs the patterns of what is passed over, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .decoded import Decoded


@dataclass(frozen=True, slots=True)
class Reader:
    """How documents of one format are read.

    Args:
        name: What the format is called.
        endings: The endings of its files, in lower case, the usual one first.
        decode: Returns the text of a file, of which only the bytes and the name are known; a DocumentError says in one
            line why it is no such file.
    """

    name: str
    endings: tuple[str, ...]
    decode: Callable[[bytes, str], Decoded]


def _html(content: bytes, name: str) -> Decoded:
    from .html_pages import html_page

    return html_page(content, name)


def _latex(content: bytes, name: str) -> Decoded:
    from .text_files import latex

    return latex(content, name)


def _markdown(content: bytes, name: str) -> Decoded:
    from .text_files import markdown

    return markdown(content, name)


def _notebook(content: bytes, name: str) -> Decoded:
    from .notebooks import notebook

    return notebook(content, name)


def _org(content: bytes, name: str) -> Decoded:
    from .org import org_page

    return org_page(content, name)


def _restructured(content: bytes, name: str) -> Decoded:
    from .restructured import restructured

    return restructured(content, name)


def _plain(content: bytes, name: str) -> Decoded:
    from .text_files import plain

    return plain(content, name)


def _word(content: bytes, name: str) -> Decoded:
    from .word import word_document

    return word_document(content, name)


READERS = (
    Reader("LaTeX", (".tex",), _latex),
    Reader("Markdown", (".md", ".markdown", ".mdx", ".qmd", ".rmd"), _markdown),
    Reader("Jupyter notebook", (".ipynb",), _notebook),
    Reader("HTML", (".html", ".htm", ".xhtml"), _html),
    Reader("reStructuredText", (".rst", ".rest"), _restructured),
    Reader("Org", (".org",), _org),
    Reader("Word", (".docx",), _word),
    Reader("plain text", (".txt",), _plain),
)
"""The formats that are read."""

MARKDOWN = READERS[1]
"""What a file with any other ending is read as, if it is text."""


def reader_of(name: str) -> Reader:
    """Return how a file is read, by the ending of its name.

    >>> reader_of("homework.IPYNB").name, reader_of("homework").name
    ('Jupyter notebook', 'Markdown')
    """
    ending = PurePath(name).suffix.lower()
    return next((reader for reader in READERS if ending in reader.endings), MARKDOWN)


def is_document(name: str) -> bool:
    """Say whether a file has one of the endings of documents."""
    return PurePath(name).suffix.lower() in {ending for reader in READERS for ending in reader.endings}


def endings_in_words() -> str:
    """Return the usual ending of each format.

    >>> endings_in_words()
    '.tex, .md, .ipynb, .html, .rst, .org, .docx or .txt'
    """
    *first, last = (reader.endings[0] for reader in READERS)
    return f"{', '.join(first)} or {last}"
