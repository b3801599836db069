"""The formats of notes that are text, as the tests write them."""

from __future__ import annotations

from symbackprop.cli.formats import FORMATS, Files
from symbackprop.document.blocks import Document

TEXTS = tuple(name for name, row in FORMATS.items() if row.of_document and not row.is_typeset)


def files_of(name: str, document: Document) -> Files:
    """Return the files of a document in one of TEXTS."""
    write = FORMATS[name].of_document
    assert write is not None
    return write(document)
