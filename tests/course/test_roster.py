"""Rosters are refused or read whole; no id leads out of a folder or into another student's file."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.course.roster import MOST_STUDENTS, Student, numbered, read_roster
from symbackprop.errors import UsageError

ADA = (Student("a1", "Ada"), Student("b2", "Bo"))


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\na1,Ada\nb2,Bo\n",
        b"\xef\xbb\xbfid;name\r\na1;Ada\r\nb2;Bo\r\n",
        "name\tID\nAda\ta1\nBo\tb2".encode("utf-16"),
        b'\n"Student ID","Full name"\n a1 , Ada \n\nb2,Bo\n',
    ],
    ids=["commas", "mark-and-semicolons", "utf-16-tabs", "titles-of-others"],
)
def test_a_roster_is_read_however_it_was_saved(content: bytes) -> None:
    assert read_roster(content, "roster.csv") == ADA


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"id,name\n", "has titles and no students"),
        (b"name,mail\nAda,a@x\n", "has no column 'id'; its titles are 'name', 'mail'"),
        (b"id,name\na1,Ada\n,Bo\n", "r.csv:3: has no id"),
        (b"id\na1\nb2\nA1\n", "r.csv:4: has the id 'A1' of r.csv:2"),
        (b"id\n\xff\xfe\xfd\n", "is not UTF-8"),
        (b'id\n"a\n', "is not CSV"),
        (b"id\n" + b"x" * 65, "is too long"),
        (b"id\n" + b"\n".join(b"%d" % at for at in range(100_000)), f"more than {MOST_STUDENTS:,} students"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused_in_a_line(content: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=r"^r\.csv") as found:
        read_roster(content, "r.csv")
    assert message in str(found.value)
    assert "\n" not in str(found.value)


@given(st.lists(st.text(min_size=1, max_size=80), min_size=2, max_size=2, unique=True))
def test_names_of_files_stay_in_their_folder_and_differ(ids: list[str]) -> None:
    one, other = (Student(at).file_name for at in ids)
    for name in (one, other):
        assert name
        assert not set(name) & set("/\\.:\0\n ")
        assert len(name.encode()) <= 60
    assert one != other


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=5))
def test_any_table_is_read_or_refused(cells: list[str]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["id", "name"], *([cell, cell] for cell in cells)])
    try:
        students = read_roster(file.getvalue().encode("utf-8", "surrogatepass"), "r.csv")
    except UsageError:
        return
    assert all(student.id.isprintable() for student in students)


def test_students_without_a_roster_are_counted() -> None:
    assert [student.id for student in numbered(3)] == ["1", "2", "3"]
    with pytest.raises(UsageError, match="from 1 to"):
        numbered(0)
