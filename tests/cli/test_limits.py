"""The limit of processor time ends a command with one line, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from symbackprop.cli import export, inputs, limits, notes, run, train
from symbackprop.cli import verify as verifying
from symbackprop.document.look import Look
from symbackprop.render import engine

from .running import DOCUMENTS

pytestmark = pytest.mark.slow
"""Each test waits for a limit."""


def spin(*_: object, **__: object) -> None:
    """Work without end; the signal that the limit is reached comes at once."""
    os.kill(os.getpid(), signal.SIGPROF)
    while True:
        pass


def in_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_read", spin)


def in_the_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()

    def endless(_: str, __: Look) -> engine.Typeset:
        os.kill(os.getpid(), signal.SIGPROF)
        while not done.is_set():
            pass
        return engine.Typeset(b"")

    monkeypatch.setattr(engine, "ENGINES", {"typst": engine.Engine("typ", endless)})
    original = limits.stop
    monkeypatch.setattr(limits, "stop", lambda: (done.set(), original()))


def in_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (export, notes, verifying):
        monkeypatch.setattr(module, "write_files", spin)


def in_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "rounding_of", lambda *_: spin())


LECTURE = ["verify", str(DOCUMENTS / "lecture.txt"), "--spec", "mazur-2-2-2", "-f", "json", "-o", "out/report.json"]
ROWS = [
    (["check"], in_reading, "reading mazur-2-2-2; see --time-limit; a smaller network takes less"),
    (["export", "-o", "out"], in_writing, "writing c; see --time-limit; a smaller network takes less"),
    (["notes", "-o", "out"], in_reading, "reading mazur-2-2-2; see --time-limit; fewer --weights, --rounds"),
    (["notes", "-o", "out"], in_the_pdf, "; see --time-limit; fewer --weights, --rounds"),
    (["notes", "-o", "out"], in_writing, "setting the PDF with typst; see --time-limit; fewer --weights, --rounds"),
    (["train"], in_training, "reading the arguments; see --time-limit; fewer --rounds or --digits take less"),
    (LECTURE, in_writing, "writing the report; see --time-limit; a part of the document takes less"),
]


@pytest.mark.parametrize(("arguments", "where", "says"), ROWS)
def test_a_command_ends_at_its_limit_wherever_it_is(
    arguments: list[str],
    where: Callable[[pytest.MonkeyPatch], None],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    where(monkeypatch)
    assert run([*arguments, "--time-limit", "30"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("symbackprop: took longer than 30 s of processor time while ")
    assert says in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_the_limit_is_one_of_processor_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[float] = []

    def work(*_: object) -> None:
        time.sleep(0.5)
        begun.append(time.process_time())
        while True:
            pass

    monkeypatch.setattr(inputs, "_read", work)
    assert run(["check", "--time-limit", "0.3"]) == 2
    assert 0.1 < time.process_time() - begun[0] < 1
    assert "took longer than 0.3 s" in capsys.readouterr().err


def test_a_command_that_ends_in_time_leaves_no_limit_behind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--time-limit", "30"]) == 0
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert signal.getsignal(signal.SIGPROF) is signal.SIG_DFL
    assert capsys.readouterr().err == ""


def test_no_limit_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []
    monkeypatch.setattr(inputs, "_read", lambda *_: asked.append(signal.getitimer(signal.ITIMER_PROF)))
    run(["check", "--time-limit", "0"])
    run(["check"])
    assert asked[0] == (0, 0)
    assert 50 < asked[1][0] < 61


@pytest.mark.parametrize("given", ["-1", "nan", "inf", "1e10"])
def test_a_limit_that_is_none_is_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"--time-limit={given}"]) == 2
    assert "--time-limit must be from 0 (no limit) to 1,000,000,000 seconds, not" in capsys.readouterr().err


def test_a_document_that_is_judged_in_part_is_no_document_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from symbackprop.verify.limits import steps as guard

    monkeypatch.setattr(guard.Watch, "is_over", lambda *_: True)
    document = tmp_path / "right.md"
    document.write_text("$w_1 = 0.15$", encoding="utf-8")
    assert run(["verify", str(document), "--spec", "mazur-2-2-2", "--time-limit", "9"]) == 2
    out, err = capsys.readouterr()
    assert err == "symbackprop: took longer than 9 s of processor time; 1 claims were not judged; see --time-limit\n"
    assert "right.md:1:" in out
    assert "the time limit was reached before it was judged" in out


def test_the_limit_is_in_the_help_of_each_command_that_computes(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "export", "notes", "train", "verify"):
        run([command, "--help"])
        assert "Stop after N seconds of processor time" in " ".join(capsys.readouterr().out.split())
