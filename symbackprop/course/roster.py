"""The students of a course, from a table in CSV that comes from people whom nobody knows."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from ..document.escape import printable
from ..errors import UsageError

MOST_STUDENTS = 10_000
MOST_BYTES = 20_000_000
LONGEST_ID, LONGEST_NAME = 64, 200

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "student id", "student_id", "id number", "idnumber", "sis user id", "matriculation number"),
        "name": ("name", "student", "full name", "fullname", "student name"),
    }
)
"""What the columns are called, as systems for courses write them; the first one is what a message names."""

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""The marks at the beginning of a file and the encodings that they announce."""

LONGEST_FILE_NAME = 48
PLAIN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Student:
    """One student.

    Args:
        id: What tells the student from all others.
        name: What the student is called, or nothing.
    """

    id: str
    name: str = ""

    @property
    def file_name(self) -> str:
        """A name for files, which leads into no other folder; two students never share one.

        >>> Student("s-17").file_name, Student("../../x").file_name
        ('s-17', 'x-9cdf6a')
        """
        plain = "-".join(PLAIN.findall(unicodedata.normalize("NFC", self.id)))
        kept = plain.encode()[:LONGEST_FILE_NAME].decode("utf-8", "ignore").strip("-")
        mark = sha256(self.id.encode()).hexdigest()[:6] if kept != self.id else ""
        return "-".join(filter(None, (kept, mark)))


def numbered(count: int) -> tuple[Student, ...]:
    """Return students who are only counted.

    Raises:
        UsageError: There are none, or too many.

    >>> [student.id for student in numbered(10)][::9]
    ['01', '10']
    """
    if not 1 <= count <= MOST_STUDENTS:
        raise UsageError(f"--variants must be from 1 to {MOST_STUDENTS:,}, not {count:,}")
    return tuple(Student(f"{at:0{len(str(count))}d}") for at in range(1, count + 1))


def read_roster(content: bytes, name: str) -> tuple[Student, ...]:
    """Return the students of a roster, in its order.

    Args:
        content: The file: CSV with a row of titles, one of which is `id` and one may be `name`; parted by commas,
            semicolons or tabs.
        name: What messages call it.

    Raises:
        UsageError: It is no such file, or its ids are not one of a kind.
    """
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name}: is too large; a roster has at most {MOST_BYTES:,} bytes")
    text = _decoded(content, name)
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        return tuple(_students(rows, name))
    except csv.Error as error:
        raise UsageError(f"{name}:{rows.line_num}: is not CSV: {error}") from error


def _decoded(content: bytes, name: str) -> str:
    encoding = next((encoding for mark, encoding in MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: is not UTF-8; save it as CSV in UTF-8") from error


def _students(rows: Iterator[list[str]], name: str) -> Iterator[Student]:
    titles = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if titles is None:
        raise UsageError(f"{name}: is empty; expected rows below the titles id, name")
    at = {column: _column(titles, spellings) for column, spellings in COLUMNS.items()}
    id_at = at["id"]
    if id_at is None:
        found = ", ".join(repr(_short(title)) for title in titles[:6])
        raise UsageError(f"{name}: has no column 'id'; its titles are {found}")
    seen: dict[str, str] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        # Line numbers are those of the file: a cell may hold several lines.
        where = f"{name}:{getattr(rows, 'line_num', 0)}"
        student = Student(_cell(row, id_at, LONGEST_ID, where), _cell(row, at["name"], LONGEST_NAME, where))
        if not student.id:
            raise UsageError(f"{where}: has no id; each student needs one")
        # Some systems take names of files for the same that differ in capitals alone.
        key = unicodedata.normalize("NFC", student.id).casefold()
        if key in seen:
            raise UsageError(
                f"{where}: has the id {_short(student.id)!r} of {seen[key]}; each student needs another one"
            )
        seen[key] = where
        if len(seen) > MOST_STUDENTS:
            raise UsageError(f"{name}: has more than {MOST_STUDENTS:,} students; part it into several rosters")
        yield student
    if not seen:
        raise UsageError(f"{name}: has titles and no students")


def _column(titles: Sequence[str], spellings: Sequence[str]) -> int | None:
    plain = [" ".join(title.lower().split()) for title in titles]
    return next((plain.index(spelling) for spelling in spellings if spelling in plain), None)


def _cell(row: Sequence[str], at: int | None, most: int, where: str) -> str:
    text = " ".join(printable(row[at]).split()) if at is not None and at < len(row) else ""
    if len(text) > most:
        raise UsageError(f"{where}: {_short(text)!r} is too long; at most {most} letters")
    return text


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
