"""The command that grades a class: its files, its exit statuses, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli.program import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    (submissions / "a.md").write_text("net_h1 = 0.15·0.05 + 0.20·0.10 + 0.35 = 0.3775")
    (tmp_path / "roster.csv").write_text("id,name\na,Ada\n")
    return tmp_path


def grade(folder: Path, *options: str) -> int:
    return run(["grade", f"{folder / 'submissions'}", "--output", f"{folder / 'graded'}", *options])


def test_everybody_graded_gives_0_and_somebody_missing_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grade(folder, "--roster", f"{folder / 'roster.csv'}", "--lms", "canvas") == 0
    assert "1 graded; points 1 to 1 of 26" in capsys.readouterr().out
    written = sorted(path.relative_to(folder / "graded").as_posix() for path in (folder / "graded").rglob("*.*"))
    tables = ["attention.csv", "class.html", "feedback/a.html", "feedback/a.md"]
    assert written == [*tables, "gradebook.sqlite", "grades-canvas.csv", "grades.csv"]
    (folder / "roster.csv").write_text("id,name\na,Ada\nb,Bo\n")
    rubric = folder / "rubric.toml"
    rubric.write_text("[points]\nvalue = 3\n")
    assert grade(folder, "--roster", f"{folder / 'roster.csv'}", "--rubric", f"{rubric}") == 1
    told = capsys.readouterr().out
    assert "The points of 1 student changed." in told
    assert "missing: b (Bo)" in told


REFUSED = {
    "no system": (["--lms", "blackboard"], "no system for courses is called 'blackboard'"),
    "two rosters": (["--variants", "3", "--roster", "x.csv"], "leave out --roster"),
    "a seed": (["--seed", "-1"], "--seed must be from 0"),
    "a limit": (["--time-limit", "-1"], "--time-limit must be from 0"),
    "no rubric": (["--rubric", "none.toml"], "none.toml: cannot be read: No such file or directory"),
    "no spec": (["--spec", "none.toml"], "none.toml"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_one_line_and_2(
    options: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade(folder, *options) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not (folder / "graded").exists()


def test_the_folder_of_the_submissions_is_not_written_into(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["grade", f"{folder / 'submissions'}", "--output", f"{folder / 'submissions'}"]) == 2
    assert "write to another one with --output" in capsys.readouterr().err
    assert [path.name for path in (folder / "submissions").iterdir()] == ["a.md"]
