"""`symbackprop quiz` writes what is asked for, and says what it cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli import quiz as module
from symbackprop.cli.program import run
from symbackprop.course.questions import Asked
from symbackprop.course.quizzes import QUIZ_FORMATS


def test_the_help_names_what_there_is() -> None:
    assert list(module.FORMATS) == list(QUIZ_FORMATS)
    assert set(module.KINDS) == {kind for row in QUIZ_FORMATS.values() for kind in row.kinds}
    assert list(module.ASKED) == [at.value for at in Asked]


def test_a_bank_of_variants_has_other_numbers_in_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["quiz", "--variants", "2", "--ask", "gradients", "--kind", "numerical", "--output", str(tmp_path)]
    assert run(arguments) == 0
    assert str(tmp_path / "quiz-moodle.xml") in capsys.readouterr().out.replace("\n", "")
    text = (tmp_path / "quiz-moodle.xml").read_text(encoding="utf-8")
    assert text.count("<category>") == 2
    assert text.count('type="numerical"') == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "docx"], "docx"),
        (["--kind", "essay"], "essay"),
        (["--ask", "moon"], "moon"),
        (["--format", "canvas", "--kind", "cloze"], "--format canvas holds numerical and choice, and no cloze"),
        (["--variants", "2", "--random", "3"], "--random draws values once"),
        (["--seed", "-1"], "--seed must be from 0"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["quiz", *arguments, "--output", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert words in said.replace("\n", " ")
    assert not (tmp_path / "out").exists()
