from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbackprop.cli import run

DOCUMENTS = Path(__file__).parent / "documents"


def test_a_document_in_order_leaves_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(DOCUMENTS / "exact.md"), "--spec", str(DOCUMENTS / "exact.toml")]) == 0
    assert "wrong" not in capsys.readouterr().out


def test_a_document_with_a_slip_leaves_with_1_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(DOCUMENTS / "lecture.txt"), "--spec", "mazur-2-2-2"]) == 1
    out = capsys.readouterr().out
    assert "lecture.txt:37:" in out
    assert "output weights updated before the hidden error signals are computed" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.md"], "cannot be read"),
        ([str(DOCUMENTS / "lecture.txt"), "--spec", "nothing"], "no example is called"),
        ([str(DOCUMENTS / "lecture.txt"), "--format", "doc"], "no format is called"),
        ([str(DOCUMENTS / "classes.md")], "does not state its network in full"),
    ],
)
def test_what_cannot_be_judged_leaves_with_2_and_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_json_is_printed_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["verify", str(DOCUMENTS / "tiny.md"), "--spec", str(DOCUMENTS / "tiny.toml"), "--format", "json"]
    assert run(arguments) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["summary"]["wrong"] == 8


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE html>"), ("markdown", b"# "), ("pdf", b"%PDF")])
def test_annotated_documents_are_written(form: str, start: bytes, tmp_path: Path) -> None:
    target = tmp_path / f"out.{form}"
    arguments = ["verify", str(DOCUMENTS / "chinese.md"), "-s", str(DOCUMENTS / "chinese.toml"), "-f", form]
    assert run([*arguments, "-o", str(target), "-q"]) == 1
    assert target.read_bytes().startswith(start)
