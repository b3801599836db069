"""A derivation as a Jupyter notebook: its text in Markdown cells, and cells that compute every number again.

The file is notebook format 4.5, written without the library, which nobody needs who only writes one. The tags of an
assignment are nbgrader's, schema version 3: it takes the solutions and the hidden tests out of what students get.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..derive.numbers import Numbers
from ..document.blanks import Blanks, with_blanks
from ..document.blocks import Block, Document, Figure, Heading
from ..document.page import filled
from ..graph.rounding import Digits, Policy
from ..render.documents.markdown import pieces
from ..render.documents.pictures import picture_of
from ..render.drawings.shapes import themed
from ..render.inline.labels import walk
from .pictures import name_of, picture
from .recomputing import Kind, Lines, Recomputing

Cell: TypeAlias = dict[str, Any]

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")


def notebook(document: Document, numbers: Numbers) -> str:
    """Return a notebook of a derivation, which runs from the top without an error.

    Args:
        document: The notes.
        numbers: The network that they derive, and how they show its numbers.

    Raises:
        RenderError: A picture cannot be set.
    """
    return _written(document, document, numbers)


def assignment(document: Document, numbers: Numbers) -> str:
    """Return a notebook in which results are blanks, and cells that compute them are left to the reader.

    It is the teacher's: solutions and hidden tests stand between nbgrader's marks, and it too runs without an error.

    Args:
        document: The notes.
        numbers: The network that they derive, and how they show its numbers.

    Raises:
        RenderError: A picture cannot be set.
    """
    return _written(document, with_blanks(document, Blanks.RESULTS), numbers)


def _written(full: Document, shown: Document, numbers: Numbers) -> str:
    draft = _Draft(shown, Recomputing(numbers))
    draft.fill(full.blocks)
    return json.dumps(
        {
            "cells": [{**cell, "id": f"cell-{at}"} for at, cell in enumerate(draft.cells(numbers), start=1)],
            "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}, "title": full.title},
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
        ensure_ascii=False,
    )


@dataclass
class _Draft:
    """Cells while a document is gone through; the first code cell is known when all functions are."""

    document: Document
    recomputing: Recomputing
    made: list[Cell] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def fill(self, full: Sequence[Block]) -> None:
        """Go through the document, and the same blocks without blanks beside it."""
        top, *texts = pieces(self.document)
        self.text.append(top)
        for block, whole, text in zip(self.document.blocks, full, texts, strict=True):
            if isinstance(block, Heading):
                self._end_text()
            self.text.append(text)
            self.figures += [at for at in walk((block,)) if isinstance(at, Figure)]
            lines = self.recomputing.of((whole,))
            if lines.statements:
                self._end_text()
                self.made += _code(lines) if block == whole else self._left(lines)
        self._end_text()

    def cells(self, numbers: Numbers) -> Iterator[Cell]:
        """Yield all cells, with the one that makes all ready after the title."""
        rounding = numbers.rounding
        functions = self.recomputing.functions
        first = filled(
            "notebook/first.py",
            functions=functions,
            needs_math=any("math." in source for source in functions),
            is_decimals=rounding.digits is Digits.DECIMALS,
            places=rounding.places,
            share="0.5" if rounding.policy is Policy.FULL else "1.0",
        )
        yield self.made[0]
        yield _cell("code", first)
        yield from self.made[1:]

    def _end_text(self) -> None:
        if not self.text:
            return
        text = "\n\n".join(self.text)
        attached: dict[str, dict[str, str]] = {}
        for figure in self.figures:
            name = name_of(figure)
            drawn = picture(figure, themed(self.document.look.colours))
            attached[name] = {"image/png": b64encode(drawn).decode("ascii")}
            text = text.replace(f"]({picture_of(figure, self.document)})", f"](attachment:{name})")
        self.made.append({**_cell("markdown", text), **({"attachments": attached} if attached else {})})
        self.text, self.figures = [], []

    def _left(self, lines: Lines) -> Iterator[Cell]:
        """Yield what is left to the reader, and the tests of it."""
        name = f"turn-{len(self.made)}"
        given, computed, checks = lines.of(Kind.GIVEN, Kind.FUNCTIONS), lines.of(Kind.COMPUTED), lines.of(Kind.CHECK)
        if given:
            yield _cell("code", "\n".join(given))
        if computed:
            begin, end = SOLUTION
            turn = f"# your turn: {', '.join(lines.names)}"
            yield _cell("code", "\n".join([turn, begin, *computed, end]), _grading(name, is_solution=True))
        begin, end = HIDDEN
        said = f"# tests of what you have computed: {len(checks)}"
        yield _cell("code", "\n".join([said, begin, *checks, end]), _grading(f"{name}-tests", points=len(checks)))


def _code(lines: Lines) -> Iterator[Cell]:
    yield _cell("code", "\n".join(at.code for at in lines.statements))


def _grading(name: str, is_solution: bool = False, points: int = 0) -> Cell:
    """Return the tags of a cell of an assignment, as nbgrader wants them."""
    tests = {} if is_solution else {"points": points}
    tags = {"grade": not is_solution, "locked": not is_solution, "solution": is_solution, "task": False, **tests}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, "cell_type": "code", **tags}}


def _cell(kind: str, text: str, metadata: Cell | None = None) -> Cell:
    """Return a cell; the format wants its lines apart, each but the last with its end."""
    code: Cell = {"execution_count": None, "outputs": []} if kind == "code" else {}
    source = text.strip("\n").splitlines(keepends=True)
    return {"cell_type": kind, "metadata": metadata or {}, "source": source, **code}
