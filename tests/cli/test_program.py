"""A status of 1 says that `verify` has found something; whatever goes wrong is one line and a status of 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli import inputs, run
from symbackprop.cli.limits import OutOfTime
from symbackprop.document.look import Look
from symbackprop.errors import ElsewhereError, GraphError
from symbackprop.verify.judging import judge

from .running import DOCUMENTS

pytestmark = pytest.mark.slow
"""Each test starts the program."""

LECTURE = ["verify", str(DOCUMENTS / "lecture.txt"), "--spec", "mazur-2-2-2"]
WHILE = "while reading mazur-2-2-2"
ROWS = {
    AssertionError(): f"internal error {WHILE}: AssertionError at ",
    BufferError("b"): f"internal error {WHILE}: BufferError: b at ",
    ElsewhereError(
        "KeyError: 'w'", "derive/x.py:1", "trace"
    ): f"internal error {WHILE}: KeyError: 'w' at derive/x.py:1",
    GraphError("no graph"): "no graph\n",
    KeyError("w"): f"internal error {WHILE}: KeyError: 'w' at ",
    KeyError("w" * 1000): "…",
    MemoryError(): f"there is not enough memory, {WHILE}\n",
    OSError(5, "Input/output error"): f"Input/output error, {WHILE}\n",
    OSError(28, "No space left on device", "a.toml"): "a.toml: No space left on device\n",
    OutOfTime(): f"of processor time {WHILE}; see --time-limit; a smaller network takes less\n",
    OverflowError("too large\nto convert"): f"internal error {WHILE}: OverflowError: too large to convert at ",
    RecursionError("maximum recursion depth exceeded"): f"internal error {WHILE}: RecursionError: maximum recursion ",
    SystemError("a library"): f"internal error {WHILE}: SystemError: a library at ",
    UnicodeEncodeError("ascii", "é", 0, 1, "not in range"): f"{WHILE}: UnicodeEncodeError: 'ascii' codec",
}


def failing(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(inputs, "_read", fail)


@pytest.mark.parametrize("error", ROWS, ids=lambda error: type(error).__name__)
def test_every_error_is_one_line_and_a_status_of_2(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(error, monkeypatch)
    assert run(["check"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("symbackprop: ")
    assert ROWS[error] in err
    assert err.count("\n") == 1
    assert len(err) < 400


@pytest.mark.parametrize("arguments", [["--debug", "check"], ["check", "--debug"]], ids=" ".join)
def test_the_traceback_is_shown_where_it_is_asked_for(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(KeyError("w"), monkeypatch)
    assert run(arguments) == 2
    err = capsys.readouterr().err
    assert "Traceback (most recent call last)" in err
    assert "in fail" in err


def test_what_stands_after_two_dashes_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--", "--debug"]) == 2
    assert "no example is called '--debug'" in capsys.readouterr().err


@pytest.mark.parametrize("error", [AssertionError(), KeyError("w"), RecursionError("deep")])
@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_in_the_process_that_judges_is_one_too(
    error: Exception, debug: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(judge.Judge, "__post_init__", fail)
    assert run([*LECTURE, *["--debug"] * debug]) == 2
    out, err = capfd.readouterr()
    line = err.splitlines()[-1]
    assert out == ""
    assert line.startswith(f"symbackprop: internal error while judging {LECTURE[1]}: {type(error).__name__}")
    assert " at verify/" in line
    assert ("in fail" in err) is debug
    assert debug or err.count("\n") == 1


def test_an_interrupt_is_the_status_and_no_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(KeyboardInterrupt(), monkeypatch)
    assert run(["check"]) == 130
    assert capsys.readouterr().err == ""


def test_a_pdf_that_fails_in_its_thread_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from symbackprop.render import engine

    def fail(_: str, __: Look) -> engine.Typeset:
        raise KeyError("font")

    monkeypatch.setattr(engine, "ENGINES", {"typst": engine.Engine("typ", fail)})
    assert run(["notes", "--rounds", "10", "-q", "-o", str(tmp_path)]) == 2
    err = capfd.readouterr().err
    assert err.startswith("symbackprop: internal error while setting the PDF with typst: KeyError: 'font'")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())
