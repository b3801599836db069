"""A run that is killed at any moment, or held up by a file, loses nothing and does nothing twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from symbackprop.course.gradebook import NAME, Gradebook, Judged, packed
from symbackprop.course.judging import judge_all
from symbackprop.course.marking import Course, File
from symbackprop.course.roster import Student
from symbackprop.course.submissions import submissions_in
from symbackprop.errors import SymbackpropError

from .simulated import variants

COUNT = 40


class Slow(Course):
    """A class whose submissions take a moment each; what is judged is written down.

    A submission that says so kills the process that judges it.
    """

    log: Path
    pause = 0.004
    context = "context"  # type: ignore[assignment]

    def judged(self, files: list[File]) -> list[Judged]:
        return [self._one(path, content) for path, content in files]

    def _one(self, path: str, content: bytes) -> Judged:
        time.sleep(self.pause)
        with self.log.open("a") as log:
            log.write(f"{path}\n")
        if content == b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if content == b"fail":
            raise ZeroDivisionError
        return Judged(path, path, "", "", packed({"content": content.decode()}))


def slow(folder: Path) -> Slow:
    made = Slow(variants(), (), False, 1.0)
    made.log = folder / "log"
    made.log.touch()
    return made


def handed_in(folder: Path, count: int = COUNT) -> Path:
    submissions = folder / "submissions"
    submissions.mkdir()
    for at in range(count):
        (submissions / f"s{at:03}.md").write_text(f"number {at}")
    return submissions


def run(course: Course, folder: Path, submissions: Path) -> dict[str, Judged]:
    with Gradebook(folder / NAME) as gradebook:
        found = judge_all(course, submissions, submissions_in(submissions), gradebook, count=2)
    return {judged.path: judged for judged, _ in found}


def killed(course: Slow, folder: Path, submissions: Path, lines: int) -> None:
    """Begin a run, and kill it without a word once so many files have been judged."""
    process = multiprocessing.get_context("fork").Process(target=run, args=(course, folder, submissions))
    process.start()
    while process.is_alive() and course.log.read_text().count("\n") < lines:
        time.sleep(0.001)
    process.kill()
    process.join()


@pytest.mark.parametrize("moment", [0, 9, 30, 39])
def test_a_run_that_is_killed_goes_on_where_it_was(moment: int, tmp_path: Path) -> None:
    course, submissions = slow(tmp_path), handed_in(tmp_path)
    killed(course, tmp_path, submissions, moment)
    killed(course, tmp_path, submissions, moment + 5)
    found = run(course, tmp_path, submissions)
    assert {path: one.content["content"] for path, one in found.items()} == {
        f"s{at:03}.md": f"number {at}" for at in range(COUNT)
    }
    with Gradebook(tmp_path / NAME) as gradebook:
        assert set(gradebook.times().values()) == {1}
    before = course.log.read_text()
    run(course, tmp_path, submissions)
    assert course.log.read_text() == before


def test_the_processes_of_a_run_that_is_killed_end_with_it(tmp_path: Path) -> None:
    course, submissions = slow(tmp_path), handed_in(tmp_path, 200)
    killed(course, tmp_path, submissions, 10)
    time.sleep(0.3)
    before = course.log.read_text()
    time.sleep(0.1)
    assert course.log.read_text() == before
    assert before.count("\n") < 150


def test_only_a_file_that_has_changed_is_judged_again(tmp_path: Path) -> None:
    course, submissions = slow(tmp_path), handed_in(tmp_path, 5)
    run(course, tmp_path, submissions)
    (submissions / "s001.md").write_text("corrected")
    found = run(course, tmp_path, submissions)
    assert found["s001.md"].content["content"] == "corrected"
    judged = Counter(course.log.read_text().split())
    assert [path for path, times in judged.items() if times > 1] == ["s001.md"]


@pytest.mark.parametrize("content", [b"kill", b"fail"])
def test_a_file_that_ends_its_judge_stops_no_other_one(content: bytes, tmp_path: Path) -> None:
    course, submissions = slow(tmp_path), handed_in(tmp_path, 20)
    (submissions / "s003.md").write_bytes(content)
    found = run(course, tmp_path, submissions)
    assert [path for path, one in found.items() if one.problem] == ["s003.md"]
    assert len(found) == 20


def test_a_full_disk_loses_nothing_that_was_judged(tmp_path: Path) -> None:
    record, kept = packed({"content": os.urandom(3000).hex()}), list[str]()

    def fill(gradebook: Gradebook) -> None:
        for at in range(100):
            gradebook.keep(Judged(f"{at}", f"{at}", "", "", record), "hash", "context")
            kept.append(f"{at}")

    with Gradebook(tmp_path / NAME) as gradebook:
        gradebook._connection.execute("PRAGMA max_page_count = 12")
        with pytest.raises(SymbackpropError, match=r"full; what was judged so far is kept"):
            fill(gradebook)
    assert kept
    with Gradebook(tmp_path / NAME) as gradebook:
        assert sorted(gradebook.known("context")) == sorted(kept)


def test_two_runs_do_not_share_a_gradebook(tmp_path: Path) -> None:
    with Gradebook(tmp_path / NAME) as gradebook:
        gradebook.keep(Judged("a", "a", "", ""), "hash", "context")
        with pytest.raises(SymbackpropError, match="another run has it"):
            Gradebook(tmp_path / NAME, patience=0.01)


@pytest.mark.parametrize("content", [b"SQLite format 3\0garbage", b"id,name\n" * 200])
def test_another_file_is_no_gradebook(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(SymbackpropError, match="is no gradebook"):
        Gradebook(tmp_path / NAME)


def test_hostile_submissions_are_listed_and_stop_nobody(tmp_path: Path) -> None:
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    (submissions / "good.md").write_text("net_h1 = 0.3775")
    (submissions / "deep.md").write_text("$" + "(" * 30_000 + "$")
    (submissions / "power.md").write_text("net_h1 = 9^{9^{9^9}} = 3")
    (submissions / "bytes.docx").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    (submissions / "sheet.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")
    (submissions / "link.md").symlink_to("/etc/passwd")
    course = Course(variants(), (), False, 5.0)
    found = run(course, tmp_path, submissions)
    assert not found["good.md"].problem
    assert {path for path, one in found.items() if one.problem} >= {"bytes.docx", "sheet.pdf", "link.md"}
    assert "PDF" in found["sheet.pdf"].problem
    assert found["good.md"].student == Student("good").id
