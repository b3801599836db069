"""Whatever the standard streams lead to, there is a line or silence, a true status, and no traceback."""

from __future__ import annotations

import codecs
import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.cli import run
from symbackprop.cli.streams import READABLE, _readable, complain, utf8

from .running import DOCUMENTS, program, symbackprop

pytestmark = pytest.mark.slow
"""Each test starts the program."""

VERIFY = ["verify", str(DOCUMENTS / "lecture.txt"), "--spec", "mazur-2-2-2"]
BAD_NUMBER = b"symbackprop: standard output: cannot be written: Bad file descriptor\n"
FULL = b"symbackprop: standard output: cannot be written: No space left on device\n"


def closed(*numbers: int) -> Callable[[], None]:
    def close() -> None:
        for number in numbers:
            os.close(number)

    return close


def full(*numbers: int) -> Callable[[], None]:
    def lead() -> None:
        device = os.open("/dev/full", os.O_WRONLY)
        for number in numbers:
            os.dup2(device, number)

    return lead


def unread() -> None:
    """Have nobody read standard output."""
    reads, writes = os.pipe()
    os.dup2(writes, 1)
    os.close(reads)
    os.close(writes)


@pytest.mark.parametrize(
    ("arguments", "prepare", "status", "line"),
    [
        (["--version"], closed(1), 2, BAD_NUMBER),
        (["--version"], full(1), 2, FULL),
        (["--version"], unread, 141, b""),
        (["--help"], unread, 141, b""),
        (["check"], full(1), 2, FULL),
        (["check"], unread, 141, b""),
        (["check", "--quiet"], closed(0, 1, 2), 0, b""),
        (["check", "--quiet"], full(1, 2), 0, b""),
        (["check", "nothing"], closed(2), 2, b""),
        (["check", "nothing"], full(2), 2, b""),
        (VERIFY, closed(0, 1, 2), 2, b""),
        ([*VERIFY, "-f", "json"], full(1), 2, FULL),
        (VERIFY, full(2), 1, b""),
    ],
)
def test_output_that_cannot_be_written_is_one_line_or_silence(
    arguments: list[str], prepare: Callable[[], None], status: int, line: bytes
) -> None:
    done = symbackprop(arguments, prepare=prepare)
    assert (done.returncode, done.stderr) == (status, line)


def test_no_file_takes_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    arguments = ["notes", "-f", "md,py", "--rounds", "10", "-o", str(tmp_path / "closed")]
    assert symbackprop(arguments, prepare=closed(0, 1, 2)).returncode == 2
    assert run(["notes", "-f", "md,py", "--rounds", "10", "-q", "-o", str(tmp_path / "open")]) == 0
    for path in (tmp_path / "open").rglob("*.*"):
        assert (tmp_path / "closed" / path.relative_to(tmp_path / "open")).read_bytes() == path.read_bytes()


def in_encoding(name: str) -> Mapping[str, str]:
    return {**os.environ, "PYTHONIOENCODING": name}


@pytest.mark.parametrize(
    ("encoding", "row"), [("ascii", "dE_total/dw"), ("cp1252", "dE_total/dw"), ("cp932", "∂E_total/∂w")]
)
def test_signs_that_an_encoding_lacks_are_spelt(encoding: str, row: str) -> None:
    act = "from symbackprop.cli.terminal import terminal\nterminal().print('∂E_total/∂w ✓ ≈ σ₁')\nreturn 0"
    done = subprocess.run(program(act), check=True, capture_output=True, env=in_encoding(encoding))
    assert done.stdout.decode(encoding).startswith(row)
    assert done.stderr == b""


def test_a_report_for_programs_is_utf_8_whatever_the_terminal_shows() -> None:
    arguments = ["verify", str(DOCUMENTS / "chinese.md"), "-s", str(DOCUMENTS / "chinese.toml"), "-f"]
    printed = symbackprop([*arguments, "json"], environment=in_encoding("cp1252")).stdout
    assert json.loads(printed.decode("utf-8"))["claims"]
    assert not printed.isascii()


def homework_without_text_for_a_name(folder: Path) -> bytes:
    name = os.fsencode(folder) + b"/homework\xff.md"
    Path(os.fsdecode(name)).write_text("$w_1 = 0.15$", encoding="utf-8")
    return name


def test_a_file_name_that_is_no_text_is_printed(tmp_path: Path) -> None:
    done = symbackprop(["verify", homework_without_text_for_a_name(tmp_path), "-s", "mazur-2-2-2"])
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"homework" in done.stdout


@pytest.mark.parametrize("form", ["json", "html", "markdown"])
def test_a_report_about_such_a_file_is_utf_8(
    form: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    document = os.fsdecode(homework_without_text_for_a_name(tmp_path))
    assert run(["verify", document, "-s", "mazur-2-2-2", "-f", form]) == 0
    assert "homework\ufffd.md" in capsysbinary.readouterr().out.decode("utf-8")


def test_an_argument_that_is_no_text_is_printed_as_it_is(tmp_path: Path) -> None:
    done = symbackprop(["check", b"no\xffthing.toml"], folder=tmp_path)
    assert done.stderr == b"symbackprop: no\xffthing.toml: cannot be read: No such file or directory\n"
    title = ["notes", "-f", "md,tex,py,typ", "--rounds", "10", "-q", "-o", b"out\xff", "--title", b"caf\xe9"]
    assert symbackprop(title, folder=tmp_path).returncode == 0
    for path in tmp_path.glob("out*/*.*"):
        path.read_text(encoding="utf-8")


@given(st.text(st.characters()), st.sampled_from(["ascii", "cp1252", "cp437", "latin-1", "utf-8"]))
def test_any_text_is_written_in_any_encoding_and_what_it_has_stays(text: str, encoding: str) -> None:
    codecs.register_error(READABLE, _readable)
    written = text.encode(encoding, READABLE)
    plain = "".join(character for character in text if character.encode(encoding, "ignore"))
    left = iter(written.decode(encoding, "surrogateescape"))
    assert all(character in left for character in plain)
    assert utf8(text).decode("utf-8") == "".join(
        "\ufffd" if 0xD800 <= ord(character) < 0xE000 else character for character in text
    )


@given(st.text(st.characters()))
def test_a_message_is_one_line_with_nothing_that_a_terminal_obeys(text: str) -> None:
    import io
    from contextlib import redirect_stderr

    with redirect_stderr(io.StringIO()) as stream:
        complain(text)
    line = stream.getvalue()
    assert line.startswith("symbackprop: ")
    assert line.count("\n") == 1
    assert "\x1b" not in line
    assert "\r" not in line


def test_a_reader_that_leaves_early_ends_the_run_in_silence() -> None:
    endless = program("number = 0\nwhile True:\n    print(number := number + 1)")
    with subprocess.Popen(["head", "-n", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as head:
        done = subprocess.run(endless, check=False, stdout=head.stdin, stderr=subprocess.PIPE, timeout=60)
        assert head.communicate()[0] == b"1\n"
    assert (done.returncode, done.stderr) == (141, b"")
