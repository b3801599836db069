"""Notebooks, cell by cell, with the line of the file for each line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..document_refusals import DocumentCode, DocumentRefusal
from ..source import Plain, Source, encodable
from .decoded import Decoded, decoded, line_starts, text_of_file
from .passages import IN_MARKDOWN
from .printed_cells import Output, in_markdown, outputs_of
from .site_tags import without_tags


def notebook(content: bytes, name: str) -> Decoded:
    """Return the cells of a notebook one after another, as Markdown writes them, with what they print."""
    source = _joined(text_of_file(content, name), encodable(name))
    return decoded(source, without_tags(Plain(source.text, range(len(source.text) + 1))), IN_MARKDOWN)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook.

    Args:
        kind: What it holds.
        strings: Its text as the file has it, string by string.
        outputs: What was printed or shown, in its order.
    """

    kind: str
    strings: list[str]
    outputs: tuple[Output, ...]


def _joined(text: str, name: str) -> Source:
    try:
        stored = json.loads(text)
        cells = [Cell(cell["cell_type"], _strings(cell["source"]), tuple(outputs_of(cell))) for cell in stored["cells"]]
        language = stored.get("metadata", {}).get("kernelspec", {}).get("language", "python")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentRefusal(DocumentCode.NO_NOTEBOOK, name) from error
    written = list(_written(text))
    shown: list[tuple[str, int]] = []
    at = 0
    for cell in cells:
        of_cell, begun, at = _lines(cell.strings, written, at)
        lines = list(zip(encodable("".join(cell.strings)).replace("\r\n", "\n").split("\n"), of_cell, strict=True))
        if cell.kind == "code" and "".join(cell.strings).strip():
            where = _lines_of_outputs(cell.outputs, written[begun:at])
            lines = in_markdown(lines, cell.outputs, where, language if isinstance(language, str) else "python")
        elif cell.kind != "markdown":
            continue
        shown += [*lines, ("", of_cell[-1])]
    joined = "\n".join(line for line, _ in shown)
    starts = line_starts(joined)
    return Source(name, joined, starts, tuple([*(line for _, line in shown), 1][: len(starts)]))


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


def _lines(strings: list[str], written: Sequence[tuple[str, int]], at: int) -> tuple[list[int], int, int]:
    """Return the line in the file for each line of a cell, and between which strings all of the cell stands.

    All that cells are made of stands in the file in the same order, so each string is the next that reads the same.

    Args:
        strings: What the cell is made of.
        written: All strings of the file, with their lines.
        at: Where the strings of this cell begin.
    """
    begun = at
    while at < len(written) and written[at][0] != "source":
        at += 1
    lines = [written[at][1] if at < len(written) else 1]
    is_new = True
    for string in strings:
        past = at
        while past < len(written) and written[past][0] != string:
            past += 1
        at = past + 1 if past < len(written) else at
        place = written[past][1] if past < len(written) else lines[-1]
        if is_new:
            lines[-1] = place
        lines += [place] * string.count("\n")
        is_new = string.endswith("\n")
    return lines, begun, at


def _lines_of_outputs(outputs: Sequence[Output], written: Sequence[tuple[str, int]]) -> list[int]:
    """Return the line in the file for each line of what a cell printed."""
    places: dict[str, int] = {}
    for string, line in written:
        places.setdefault(string, line)
    last = written[0][1] if written else 1
    return [places.get(line, places.get(f"{line}\n", last)) for output in outputs for line in output.lines]
