"""Notebooks, cell by cell, with the line of the file for each line."""

from __future__ import annotations

import json

from ...errors import DocumentError
from ..source import Source, encodable
from .decoded import Decoded, line_starts, passages_of, utf8
from .passages import IN_MARKDOWN, Passage, Skipped, blanked


def notebook(content: bytes, name: str) -> Decoded:
    """Return the texts of a notebook, one after another; its other cells are passed over."""
    source, cells = _joined(utf8(content, name), encodable(name))
    readable, found = blanked(source.text, IN_MARKDOWN)
    return Decoded(source, readable, (*cells, *passages_of(source, found)))


def _joined(text: str, name: str) -> tuple[Source, list[Passage]]:
    try:
        cells = [(cell["cell_type"], encodable("".join(cell["source"]))) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DocumentError(f"{name}: is no notebook; expected JSON with a list of cells") from error
    shown: list[str] = []
    lines: list[int] = []
    others: list[Passage] = []
    file_lines = text.split("\n")
    at = 0
    for kind, body in cells:
        of_cell: list[int] = []
        for line in body.replace("\r\n", "\n").split("\n"):
            # A line of a cell is a string of its own in every notebook that a program wrote.
            wanted = json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]
            found = next(
                (n for n in range(at, min(at + 400, len(file_lines))) if any(w in file_lines[n] for w in wanted)), at
            )
            at = found if line.strip() else at
            of_cell.append(at + 1)
        if kind == "markdown":
            shown += [*body.replace("\r\n", "\n").split("\n"), ""]
            lines += [*of_cell, at + 1]
        elif body.strip():
            others.append(Passage(Skipped.CODE_CELL, of_cell[0], of_cell[-1]))
    joined = "\n".join(shown)
    starts = line_starts(joined)
    return Source(name, joined, starts, tuple([*lines, 1][: len(starts)])), others
