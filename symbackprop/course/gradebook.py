"""What was judged, in a small SQLite file: a run that is killed at any moment goes on where it was.

A row is written in one transaction once a file is judged, with the hash of the file and of all that its verdicts depend
on. What has such a row is not judged again; points are no part of it, they are computed from the verdicts each time.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import SymbackpropError

VERSION = 1
NAME = "gradebook.sqlite"

TABLES = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    context TEXT NOT NULL,
    student TEXT,
    remark TEXT NOT NULL,
    problem TEXT NOT NULL,
    record BLOB NOT NULL,
    times INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grades (student TEXT PRIMARY KEY, points TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a file.

    Args:
        path: Where it is below the folder of all submissions.
        student: The id of the student, or None where that is not known.
        remark: What is to be looked at by somebody; may be empty.
        problem: Why it was not judged; empty where it was.
        record: Its facts, what was asked, and the report on it: what `packed` has made.
    """

    path: str
    student: str | None
    remark: str
    problem: str
    record: bytes = b""

    @property
    def content(self) -> Mapping[str, Any]:
        """What the record holds."""
        return unpacked(self.record)


def packed(content: Mapping[str, Any]) -> bytes:
    """Return a record of what JSON can hold, as the gradebook keeps it."""
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def unpacked(record: bytes) -> Mapping[str, Any]:
    """Return what a record holds; nothing where it is empty."""
    found: Mapping[str, Any] = json.loads(zlib.decompress(record)) if record else {}
    return found


class Gradebook(AbstractContextManager["Gradebook"]):
    """The gradebook of a folder, which one run has at a time.

    Args:
        path: The file; it is made if need be.
        patience: Seconds to wait for another run.

    Raises:
        SymbackpropError: It is no gradebook, cannot be written, or another run has it.
    """

    def __init__(self, path: Path, patience: float = 2.0) -> None:
        if path.is_symlink():
            raise SymbackpropError(f"{path}: is a link; it must be a file or not exist")
        self.path = path
        with self._said():
            self._connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode = WAL")
            # Each commit is on the disk before the next file is judged.
            self._connection.execute("PRAGMA synchronous = FULL")
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, VERSION):
                raise SymbackpropError(f"{path}: is of another version; delete it to judge everything again")
            self._connection.execute("BEGIN IMMEDIATE")
            for statement in filter(str.strip, TABLES.split(";")):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {VERSION}")
            self._connection.execute("COMMIT")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Say in a line what the database cannot do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            why = "another run has it" if "locked" in str(error) else str(error)
            raise SymbackpropError(f"{self.path}: cannot be written: {why}; what was judged so far is kept") from error
        except sqlite3.DatabaseError as error:
            raise SymbackpropError(f"{self.path}: is no gradebook; delete it to judge everything again") from error

    def known(self, context: str) -> Mapping[str, str]:
        """Return the hashes of the files that were judged in a context, by their paths."""
        with self._said():
            rows = self._connection.execute("SELECT path, hash FROM files WHERE context = ?", (context,))
            return dict(rows.fetchall())

    def keep(self, judged: Judged, hashed: str, context: str) -> None:
        """Keep what was found in a file, in place of what is known of it.

        Args:
            judged: What was found.
            hashed: The hash of the file.
            context: All else that it depends on.
        """
        row = (judged.path, hashed, context, judged.student, judged.remark, judged.problem, judged.record)
        with self._said():
            self._connection.execute(KEEP, row)

    def judged(self, path: str) -> Judged | None:
        """Return what was found in a file; None where it was not judged."""
        with self._said():
            row = self._connection.execute(
                "SELECT path, student, remark, problem, record FROM files WHERE path = ?", (path,)
            ).fetchone()
            return Judged(*row) if row is not None else None

    def times(self) -> Mapping[str, int]:
        """Return how often each file was judged as it is."""
        with self._said():
            return dict(self._connection.execute("SELECT path, times FROM files").fetchall())

    def changed(self, points: Mapping[str, str]) -> frozenset[str]:
        """Keep the points of students, and return those whose points were others before.

        Args:
            points: By the ids of the students.
        """
        with self._said():
            before = dict(self._connection.execute("SELECT student, points FROM grades").fetchall())
            new = {student: earned for student, earned in points.items() if before.get(student) != earned}
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT INTO grades VALUES (?, ?) ON CONFLICT (student) DO UPDATE SET points = excluded.points",
                new.items(),
            )
            self._connection.execute("COMMIT")
            return frozenset(student for student in new if student in before)


KEEP = """
INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (path) DO UPDATE SET
    times = CASE WHEN hash = excluded.hash AND context = excluded.context THEN times + 1 ELSE 1 END,
    hash = excluded.hash, context = excluded.context, student = excluded.student,
    remark = excluded.remark, problem = excluded.problem, record = excluded.record
"""
