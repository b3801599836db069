"""Notebooks, cell by cell, with the line of the file for each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ..document_refusals import DocumentCode, DocumentRefusal
from ..source import Plain, Source, encodable
from .decoded import Decoded, decoded, line_starts, utf8
from .passages import IN_MARKDOWN, Passage, Skipped


def notebook(content: bytes, name: str) -> Decoded:
    """Return the texts of a notebook, one after another; its other cells are passed over."""
    source, cells = _joined(utf8(content, name), encodable(name))
    return decoded(source, Plain(source.text, range(len(source.text) + 1)), IN_MARKDOWN, cells)


def _joined(text: str, name: str) -> tuple[Source, list[Passage]]:
    try:
        cells = [(cell["cell_type"], _strings(cell["source"])) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DocumentRefusal(DocumentCode.NO_NOTEBOOK, name) from error
    shown: list[str] = []
    lines: list[int] = []
    others: list[Passage] = []
    written = _written(text)
    for kind, strings in cells:
        of_cell = _lines(strings, written)
        body = encodable("".join(strings)).replace("\r\n", "\n")
        if kind == "markdown":
            shown += [*body.split("\n"), ""]
            lines += [*of_cell, of_cell[-1]]
        elif body.strip():
            others.append(Passage(Skipped.CODE_CELL, of_cell[0], of_cell[-1]))
    joined = "\n".join(shown)
    starts = line_starts(joined)
    return Source(name, joined, starts, tuple([*lines, 1][: len(starts)])), others


def _strings(source: object) -> list[str]:
    """Return the strings that the source of a cell is made of; raise a TypeError where it is not made of strings."""
    strings = [source] if isinstance(source, str) else source
    if not isinstance(strings, list) or not all(isinstance(part, str) for part in strings):
        raise TypeError(source)
    return strings


STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
"""A string as JSON writes it, which never goes over the end of a line."""


def _written(text: str) -> Iterator[tuple[str, int]]:
    """Yield all strings of a text in JSON, each with its line in the file."""
    line, last = 1, 0
    for found in STRING.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        yield json.loads(found[0]), line


def _lines(strings: list[str], written: Iterator[tuple[str, int]]) -> list[int]:
    """Return the line in the file for each line of a cell.

    All that cells are made of stands in the file in the same order, so each string is the next that reads the same.
    """
    lines = [next((line for key, line in written if key == "source"), 1)]
    is_new = True
    for string in strings:
        at = next((line for value, line in written if value == string), lines[-1])
        if is_new:
            lines[-1] = at
        lines += [at] * string.count("\n")
        is_new = string.endswith("\n")
    return lines
