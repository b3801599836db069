"""A folder of submissions: which files there are, and by their names whose they are; nothing is guessed."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from .codes import CODE, Code, code_of, read_code
from .roster import Student

MOST_FILES = 200_000
MOST_DEPTH = 8
WORDS = re.compile(r"[^\W_]+")
LONGEST_NAME = 12
"""An id or a name of more words than that is looked for by its first ones, and then whole."""

PASSED_OVER = frozenset({"Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that was handed in.

    Args:
        path: Where it is below the folder, with `/`.
        size: How many bytes it has.
        problem: Why it cannot be read; empty where it can.
    """

    path: str
    size: int
    problem: str = ""


def submissions_in(folder: Path, output: Path | None = None) -> tuple[Submission, ...]:
    """Return the files of a folder and of those in it, in the order of their names.

    Links are listed and not followed, so that nothing outside the folder is read; files that systems leave are passed
    over, as are those whose names begin with a dot.

    Args:
        folder: The folder.
        output: A folder that may be in it and holds what we have written ourselves.

    Raises:
        UsageError: The folder cannot be read, or holds too much.
    """
    found: list[Submission] = []
    ours = output.resolve() if output is not None else None
    if ours == folder.resolve():
        raise UsageError(f"{folder}: is the folder of the submissions; write to another one with --output")
    for one in _walk(folder, folder, MOST_DEPTH, ours):
        found.append(one)
        if len(found) > MOST_FILES:
            raise UsageError(f"{folder}: holds more than {MOST_FILES:,} files; grade parts of it")
    return tuple(sorted(found, key=lambda one: one.path))


def _walk(folder: Path, top: Path, depth: int, ours: Path | None) -> Iterator[Submission]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if folder == top:
            raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from error
        yield Submission(folder.relative_to(top).as_posix(), 0, f"cannot be read: {error.strerror or error}")
        return
    for entry in entries:
        if entry.name.startswith((".", "~$", "__MACOSX")) or entry.name in PASSED_OVER:
            continue
        path = Path(entry.path).relative_to(top).as_posix()
        if not _is_text(path):
            yield Submission(path.encode(errors="backslashreplace").decode(), 0, "its name is no text; rename it")
        elif entry.is_symlink():
            yield Submission(path, 0, "is a link, which is not followed")
        elif entry.is_dir(follow_symlinks=False):
            if ours is not None and Path(entry.path).resolve() == ours:
                continue
            if depth:
                yield from _walk(Path(entry.path), top, depth - 1, ours)
            else:
                yield Submission(path, 0, f"stands in more than {MOST_DEPTH} folders")
        elif entry.is_file(follow_symlinks=False):
            yield Submission(path, _size(entry))
        else:
            yield Submission(path, 0, "is no plain file")


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class Found:
    """Whose a submission is.

    Args:
        student: The student, or None where that is not known or not sure.
        remark: What is to be looked at by somebody; may be empty.
    """

    student: Student | None
    remark: str = ""


class Owners:
    """Finds out whose submissions are.

    Args:
        students: All of them.
        seed: Of their variants; None where there are none, and so no codes.
    """

    def __init__(self, students: Sequence[Student], seed: int | None) -> None:
        self.seed = seed
        self._by_mark: dict[str, Student | None] = {}
        self._by_words: dict[tuple[str, ...], set[Student]] = {}
        for student in students:
            if seed is not None:
                mark = code_of(seed, student.id).mark
                # Two students may share a mark, of a billion; then it says nothing.
                self._by_mark[mark] = None if mark in self._by_mark else student
            for written in {student.id, student.file_name, student.name, " ".join(reversed(student.name.split()))}:
                words = _words(written)[:LONGEST_NAME]
                if words:
                    self._by_words.setdefault(words, set()).add(student)

    def of(self, path: str, text: str) -> Found:
        """Return whose a submission is.

        Args:
            path: Where it is below the folder of all submissions.
            text: What stands in it.
        """
        named = self.by_name(path)
        code, problem = self._code(text)
        if problem:
            return Found(named.student, problem)
        coded = self._by_mark.get(code.mark) if code is not None else None
        if coded is None or named.student is None or coded == named.student:
            # A code says for sure what a name with two ids in it leaves open.
            return Found(coded) if coded is not None else named
        return Found(None, f"has the code of {coded.id}, and the name of {named.student.id}")

    def _code(self, text: str) -> tuple[Code | None, str]:
        """Return the code on a sheet, and what is wrong with it."""
        if self.seed is None:
            return None, ""
        codes = {found[0].upper() for found in CODE.finditer(text)}
        if len(codes) > 1:
            return None, f"has several codes: {', '.join(sorted(codes)[:4])}"
        try:
            code = read_code(text)
        except UsageError as error:
            return None, str(error)
        if code is None:
            return None, ""
        expected = code_of(self.seed, "")
        if (code.seed, code.drawing) != (expected.seed, expected.drawing):
            return None, f"the code {code} is of seed {code.seed}, not of {self.seed}"
        if code.mark not in self._by_mark:
            return None, f"the code {code} is of nobody in the roster"
        return code, ""

    def by_name(self, path: str) -> Found:
        """Return whose a submission is by the name of the file, else by those of the folders, the nearest first."""
        *folders, name = path.split("/")
        for part in (name.rpartition(".")[0] or name, *reversed(folders)):
            found = self._named(part)
            if len(found) == 1:
                return Found(next(iter(found)))
            if found:
                names = ", ".join(sorted(student.id for student in found)[:4])
                return Found(None, f"its name may be of {names}")
        return Found(None, "nothing says whose it is")

    def _named(self, part: str) -> set[Student]:
        """Return the students whose ids or names stand in a name of a file, but for those within longer ones."""
        words = _words(part)
        at = 0
        found: set[Student] = set()
        while at < len(words):
            length = next(
                (
                    length
                    for length in range(min(LONGEST_NAME, len(words) - at), 0, -1)
                    if words[at : at + length] in self._by_words
                ),
                0,
            )
            found |= self._by_words[words[at : at + length]] if length else set()
            at += length or 1
        return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORDS.findall(unicodedata.normalize("NFC", text).casefold()))


def several(found: Mapping[str, Found]) -> Mapping[Student, tuple[str, ...]]:
    """Return the paths of each student's files, in their order."""
    paths: dict[Student, list[str]] = {}
    for path, owner in found.items():
        if owner.student is not None:
            paths.setdefault(owner.student, []).append(path)
    return {student: tuple(of_student) for student, of_student in paths.items()}
