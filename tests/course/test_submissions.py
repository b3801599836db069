"""Whose a submission is: by the code, the name of the file or the folder; what does not agree is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from symbackprop.course.codes import code_of
from symbackprop.course.roster import Student
from symbackprop.course.submissions import Owners, submissions_in
from symbackprop.errors import UsageError

STUDENTS = (
    Student("s-17", "Ada Lovelace"),
    Student("s-1", "Emmy Noether"),
    Student("../../x", "Γιώργος Σεφέρης"),
    Student("04", "Ada Byron"),
)
OWNERS = Owners(STUDENTS, 7)

NAMED = {
    "s-17.md": "s-17",
    "homework_s_17_final.md": "s-17",
    "S-17/homework.md": "s-17",
    "week 2/S-17/part 2/homework.md": "s-17",
    "s-1.md": "s-1",
    "Lovelace Ada_88123_assignsubmission_file_/homework.md": "s-17",
    "Γιώργος Σεφέρης.md": "../../x",
    "04-homework.md": "04",
}


@pytest.mark.parametrize(("path", "student"), NAMED.items(), ids=NAMED)
def test_a_name_says_whose_it_is(path: str, student: str) -> None:
    assert getattr(OWNERS.of(path, "").student, "id", None) == student


@pytest.mark.parametrize("path", ["homework.md", "s-170.md", "ada.md", "s-17 and s-1.md", "2024.md"])
def test_what_is_not_sure_is_not_guessed(path: str) -> None:
    found = OWNERS.of(path, "")
    assert found.student is None
    assert found.remark


def test_a_code_says_whose_it_is_where_the_name_does_not() -> None:
    assert OWNERS.of("homework.md", f"Worksheet {code_of(7, 's-1')}").student == STUDENTS[1]
    assert OWNERS.of("s-17 and s-1.md", f"Worksheet {code_of(7, 's-1')}").student == STUDENTS[1]


def test_the_code_of_one_and_the_name_of_another_are_said() -> None:
    found = OWNERS.of("s-17.md", f"Worksheet {code_of(7, 's-1')}")
    assert found.student is None
    assert found.remark == "has the code of s-1, and the name of s-17"


WRONG = {
    "another seed": (str(code_of(8, "s-1")), "is of seed 8, not of 7"),
    "nobody": (str(code_of(7, "nobody")), "is of nobody in the roster"),
    "a wrong sign": (f"{str(code_of(7, 's-1'))[:-1]}?".replace("?", "0"), "a sign of it is wrong"),
    "two": (f"{code_of(7, 's-1')} {code_of(7, 's-17')}", "has several codes"),
}


@pytest.mark.parametrize(("code", "why"), WRONG.values(), ids=WRONG)
def test_a_wrong_code_is_said_and_the_name_counts(code: str, why: str) -> None:
    found = OWNERS.of("s-17.md", f"Worksheet {code}")
    assert why in found.remark
    assert found.student == STUDENTS[0]
    assert OWNERS.of("homework.md", f"Worksheet {code}").student is None


def test_a_name_that_is_no_text_is_listed(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.md")).write_text("x")
    (found,) = submissions_in(tmp_path)
    assert found.path == r"\udcff.md"
    assert found.problem == "its name is no text; rename it"


def test_links_are_not_followed_and_our_own_folder_is_no_submission(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.md").write_text("x")
    (tmp_path / "out").symlink_to("/etc")
    (tmp_path / "graded").mkdir()
    (tmp_path / "graded" / "grades.csv").write_text("x")
    found = submissions_in(tmp_path, tmp_path / "graded")
    assert [one.path for one in found] == ["a.md", "b/c.md", "out"]
    assert [bool(one.problem) for one in found] == [False, False, True]
    with pytest.raises(UsageError, match="write to another one"):
        submissions_in(tmp_path, tmp_path)
