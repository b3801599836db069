"""The command writes a sheet and its key, or a sheet for each student, and refuses in one line what cannot be asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from symbackprop.cli.program import run
from symbackprop.cli.worksheet import BLANKS
from symbackprop.document.blanks import Blanks


def test_the_help_names_all_kinds_of_blanks() -> None:
    assert tuple(kind.value for kind in Blanks) == BLANKS


def test_a_sheet_and_its_key_are_written_and_only_the_key_has_the_answers(tmp_path: Path) -> None:
    assert run(["worksheet", "single-neuron", "--format", "md,typ,tex,html", "-q", "-o", str(tmp_path)]) == 0
    for ending in ("md", "typ", "tex", "html"):
        sheet, key = ((tmp_path / f"{name}.{ending}").read_text(encoding="utf-8") for name in ("worksheet", "key"))
        assert "0.2232" not in sheet
        assert "0.2232" in key


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--blanks", "nothing"], "no kind of blanks is called 'nothing'"),
        (["--slips", "9"], "--slips must be from 1 to 5, not 9"),
        (["--slips", "2", "--fade", "2"], "--slips stands alone"),
        (["--variants", "0"], "--variants must be from 1 to 10,000, not 0"),
        (["--variants", "-3"], "--variants must be from 1 to 10,000, not -3"),
        (["--variants", "9" * 40], "--variants must be from 1 to 10,000"),
        (["--variants", "nobody.csv"], "neither a number nor a file"),
        (["--variants", "3", "--format", "md"], "--variants writes PDFs that typst sets"),
        (["--variants", "3", "--random", "1"], "--random draws values for one sheet"),
        (["--seed", "-1"], "--seed must be from 0"),
        (["--format", "json"], "no format is called 'json'"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["worksheet", "single-neuron", *arguments, "-q", "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_hostile_roster_writes_a_file_for_each_and_none_elsewhere(tmp_path: Path) -> None:
    roster, output = tmp_path / "roster.csv", tmp_path / "a" / "b"
    roster.write_text("id,name\n../../x,=cmd()\nΓιώργος,#panic()\n", encoding="utf-8-sig")
    assert run(["worksheet", "single-neuron", "--variants", str(roster), "-q", "-o", str(output)]) == 0
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 6
    assert [name for name in made if not name.startswith("a/b/")] == ["roster.csv"]
    table = (output / "answers.csv").read_text(encoding="utf-8-sig")
    assert "\n../../x,'=cmd()," in table.replace("\r", "")
    assert (output / "sheets" / "worksheet-Γιώργος.pdf").exists()


@pytest.mark.slow
def test_an_interrupt_ends_all_copies_of_the_process_and_leaves_no_file(tmp_path: Path) -> None:
    told = [sys.executable, "-m", "symbackprop", "worksheet", "single-neuron", "--variants", "2000"]
    with subprocess.Popen(
        [*told, "-o", str(tmp_path / "out")], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        while not _in_group(process.pid) > 2:
            assert process.poll() is None
            time.sleep(0.1)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(30) == 130
        for _ in range(100):
            if not _in_group(process.pid):
                break
            time.sleep(0.1)
        assert not _in_group(process.pid)
    assert not (tmp_path / "out").exists()


def _in_group(group: int) -> int:
    """Return how many processes of a group there are."""
    listed = subprocess.run(["ps", "-eo", "pgid="], capture_output=True, text=True, check=True).stdout
    return listed.split().count(str(group))
