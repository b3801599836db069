"""Many variants at once, on all cores: a PDF for each student, all for printing, their key, a table of answers."""

from __future__ import annotations

import csv
import io
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median
from types import TracebackType

from ..document.blanks import answers
from ..document.escape import in_cell
from ..document.look import Look
from ..expression.tree import Number, Partial, Symbol
from ..render.documents.typst import typst, typst_of_many, typst_part
from ..render.engine import Typeset, by_typst
from ..render.inline.speech import spoken
from . import sentences
from .effort import Effort
from .roster import Student
from .variants import Variants

MOST_TOGETHER = 400
"""Sheets in one file for printing; of more there are several files."""

COLUMNS = ("id", "name", "code", "blank", "quantity", "answer")


@dataclass(frozen=True, slots=True)
class Made:
    """What is made of a variant.

    Args:
        student: Whose it is.
        code: The code on the sheet.
        typeset: The sheet.
        part: The sheet as a part of the file of all sheets.
        key_part: The key as a part of the file of all keys.
        answers: A row for each blank: its number, the quantity and what belongs there.
        effort: How much work it is.
    """

    student: Student
    code: str
    typeset: Typeset
    part: str
    key_part: str
    answers: tuple[tuple[int, str, str], ...]
    effort: Effort


class Production(AbstractContextManager["Production"]):
    """Makes variants in as many processes as there are cores, where this one can be copied; else in this one."""

    def __init__(self, variants: Variants, workers: int | None = None) -> None:
        self.variants = variants
        # What is drawn first is derived here: the copies of this process have that already.
        self.usual = variants.usual
        count = workers or os.cpu_count() or 1
        self.pool: ProcessPoolExecutor | None = None
        # The threads of Typst are not copied with a process that has used it, and a copy would wait for them for ever.
        can_copy = "fork" in multiprocessing.get_all_start_methods() and "typst" not in sys.modules
        if count > 1 and can_copy:
            context = multiprocessing.get_context("fork")
            self.pool = ProcessPoolExecutor(count, context, initializer=_begin_apart, initargs=(variants,))
        else:
            _begin(variants)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=error is None, cancel_futures=True)

    def made(self, students: Sequence[Student]) -> Iterator[Made]:
        """Yield what is made for each student, in their order."""
        if self.pool is None:
            yield from map(_make, students)
        else:
            yield from self.pool.map(_make, students, chunksize=2)

    def together(self, made: Sequence[Made]) -> Mapping[str, Typeset]:
        """Return all sheets for printing and all keys, by the names of their files."""
        pieces = [made[at : at + MOST_TOGETHER] for at in range(0, len(made), MOST_TOGETHER)]
        jobs: dict[str, list[str]] = {}
        for number, piece in enumerate(pieces, start=1):
            ending = f"-{number}" if len(pieces) > 1 else ""
            jobs[f"worksheets{ending}.pdf"] = [one.part for one in piece]
            jobs[f"keys{ending}.pdf"] = [one.key_part for one in piece]
        found = map(_join, jobs.values()) if self.pool is None else self.pool.map(_join, jobs.values())
        return dict(zip(jobs, found, strict=True))

    def table(self, made: Sequence[Made]) -> str:
        """Return the table of all answers in CSV, with a mark by which spreadsheets know its encoding."""
        written = io.StringIO()
        written.write("\ufeff")
        rows = csv.writer(written, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for one in made:
            who = (in_cell(one.student.id), in_cell(one.student.name), one.code)
            rows.writerows((*who, number, in_cell(of), in_cell(answer)) for number, of, answer in one.answers)
        return written.getvalue()


def spread(efforts: Sequence[Effort]) -> tuple[str, ...]:
    """Return in words how much work the sheets are and how much that differs.

    >>> print(*spread([Effort(90, 40, 4), Effort(94, 44, 5)]))
    Work per sheet, digits + carries/4 + signs: 104 to 110, median 107. Digits 90 to 94, carries 40 to 44, signs 4 to 5.
    """
    scores = [effort.score for effort in efforts]
    parts = {name: [getattr(effort, name) for effort in efforts] for name in ("digits", "carries", "signs")}
    ranges = ", ".join(f"{name} {min(found)} to {max(found)}" for name, found in parts.items())
    return (
        f"Work per sheet, digits + carries/4 + signs: {min(scores):.0f} to {max(scores):.0f}, "
        f"median {median(scores):.0f}.",
        f"{ranges[:1].upper()}{ranges[1:]}.",
    )


_variants: list[Variants] = []
"""What a process makes variants of."""


def _begin(variants: Variants) -> None:
    _variants[:] = [variants]


def _begin_apart(variants: Variants) -> None:
    # An interrupt is for the process that waits for this one, which ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _begin(variants)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(student: Student) -> Made:
    variant = _variants[0].variant(student)
    sheet, name = variant.sheet, student.file_name
    found = tuple(
        (
            answer.number,
            _plain(answer.of),
            answer.body.text if isinstance(answer.body, Number) else spoken(answer.body),
        )
        for answer in answers(sheet.document)
    )
    label = f"v{name}"
    return Made(
        student,
        str(variant.code),
        by_typst(typst(sheet.document), sheet.document.look),
        typst_part(sheet.document, label),
        typst_part(sheet.key, label),
        found,
        variant.effort,
    )


def _join(parts: Sequence[str]) -> Typeset:
    look: Look = _variants[0].look
    title = f"{_variants[0].network.title}: {sentences.WORKSHEET}"
    return by_typst(typst_of_many(parts, title, look), look)


def _plain(expression: object) -> str:
    """Return the name of a quantity in a table."""
    match expression:
        case Symbol():
            return expression.ascii
        case Partial(of, by):
            return f"d{of.ascii}/d{by.ascii}"
        case _:
            return ""
