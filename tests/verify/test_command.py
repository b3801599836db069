from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbackprop.cli import run
from symbackprop.verify.judging import identities

from .fixtures import unmarked

DOCUMENTS = unmarked("documents")


def test_a_document_in_order_leaves_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(DOCUMENTS / "exact.md"), "--spec", str(DOCUMENTS / "exact.toml")]) == 0
    assert "wrong" not in capsys.readouterr().out


def test_a_document_with_a_slip_leaves_with_1_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(DOCUMENTS / "lecture.txt"), "--spec", "mazur-2-2-2", "--all"]) == 1
    out = capsys.readouterr().out
    assert "lecture.txt:37:" in out
    assert "output weights updated before the hidden error signals are computed" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.md"], "cannot be read"),
        ([str(DOCUMENTS / "lecture.txt"), "--spec", "nothing"], "no example is called"),
        ([str(DOCUMENTS / "lecture.txt"), "--format", "doc"], "no format is called"),
    ],
)
def test_what_cannot_be_judged_leaves_with_2_and_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_document_of_no_known_network_is_judged_by_its_arithmetic_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["verify", str(DOCUMENTS / "classes.md")]) == 0
    out = capsys.readouterr().out
    assert "No network is known: does not state its network in full" in out
    assert "Each line is judged by its own arithmetic." in out
    assert "26 judged: 20 right" in out


STATUSES: dict[str, tuple[str, int, int]] = {
    "a code block": ("$w_1 = 0.15$\n\n```python\nw = init(1)\n```\n", 0, 1),
    "a comment": ("$w_1 = 0.15$ <!-- 0.3 -->", 0, 0),
    "a fault": ("$w_1 = 0.16$", 1, 1),
    "a fault and a number that is not read": ("$w_1 = 0.16$ and 0.7", 1, 1),
    "a formula that cannot be read": ("$w_1 = 0.15$ and $\\foo = 2$", 0, 1),
    "a number in a sentence": ("$w_1 = 0.15$ and 0.7", 0, 1),
    "a number that is not checkable": ("$w_1 = 0.15$ and $9^{9^{99}} = 5$", 0, 1),
    "all in a code block": ("```bash\nexport w1=0.15\n```\n", 2, 2),
    "all is read": ("$w_1 = 0.15$ in 3 steps, see Figure 2", 0, 0),
    "nothing": ("", 2, 2),
    "nothing that can be checked": ("$9^{9^{99}} = 5$", 2, 2),
    "nothing that is read": ("the loss is 0.7 and $u = 3$", 2, 2),
}
"""By what a document holds, the document, and its exit status without and with --strict."""


@pytest.mark.parametrize("what", STATUSES)
@pytest.mark.parametrize("strict", [False, True])
def test_the_exit_status_says_whether_all_was_judged(
    what: str, strict: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, *statuses = STATUSES[what]
    document = tmp_path / "x.md"
    document.write_text(text, encoding="utf-8")
    status = run(["verify", str(document), "--spec", "mazur-2-2-2", *["--strict"] * strict])
    out, err = capsys.readouterr()
    assert status == statuses[strict]
    assert f"{document}:" in out.replace("\n", "")
    assert err.count("\n") == (status == 2)
    assert ("nothing could be judged" in err) == (status == 2)


def test_where_nothing_is_judged_it_is_said_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "x.md"
    document.write_text("of 0.7 and $u = 3$\n\n```bash\ntrain --z=0.6\n```\n", encoding="utf-8")
    assert run(["verify", str(document), "--spec", "mazur-2-2-2", "--format", "json"]) == 2
    out, err = capsys.readouterr()
    words = "2 numbers and 1 formula not read; passed over: a code block (bash), lines 3–5"
    assert err == f"symbackprop: {document}: nothing could be judged: {words}\n"
    assert json.loads(out)["coverage"]["numbers"] == {"judged": 0, "no_claim": 0, "not_read": 2}


@pytest.mark.parametrize(("arguments", "shown"), [([], False), (["--debug"], True)])
def test_what_was_contained_leaves_with_2_and_is_shown_where_that_is_asked_for(
    arguments: list[str],
    shown: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(identities.Identities, "special", broken)
    document = tmp_path / "x.md"
    document.write_text("$w_1 = 0.15$ and $\\delta_{o1} = out_{o1}$", encoding="utf-8")
    assert run([*arguments, "verify", str(document), "--spec", "mazur-2-2-2"]) == 2
    out, err = capsys.readouterr()
    assert "not checkable" in out
    assert "internal error (ZeroDivisionError)" in out
    assert "1 internal error; what they were about is listed." in out.replace("\n", "")
    assert ("planted" in err) == shown


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
