"""The command line with specs of every kind: notations, commas, missing values, batches."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli import run

BARE = """[network]
sizes = [2, 1]
activation = "tanh"
loss = "squared"
bias = "none"
learning_rate = 0.5
"""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_a_notation_changes_every_output_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--notation", "z-a", "--rounds", "2")
    table = printed(capsys, "notes", *arguments, "-f", "md,tex,typ,py", "-o", str(tmp_path))

    assert "w2_1_1" in table
    assert "∂C/∂w" in table
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.is_file()}
    assert "w2_1_1" in texts["gradient.py"]
    assert r"\partial C" in texts["notes.tex"]
    assert "a superscript 2 subscript 1" in texts["notes.typ"]
    for text in texts.values():
        assert not any(name in text for name in ("net_h1", r"\mathrm{net}", '"net"', "E_total", "target_o1"))
    assert "a2_1" in printed(capsys, "train", *arguments)
    assert "z1" in printed(capsys, "check", "--notation", "z-a")


def test_weights_are_asked_for_by_the_names_of_the_notation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("notes", "--notation", "h-y", "--weights", "w1_2_1", "-f", "md", "-o", str(tmp_path), "--rounds", "2")

    assert run([*arguments, "-q"]) == 0
    assert "w_ {21}^{(1)}$ affect" in (tmp_path / "notes.md").read_text(encoding="utf-8")
    assert "no weight is called 'w1'" in refused(capsys, "notes", "--notation", "h-y", "--weights", "w1")


@pytest.mark.parametrize("command", ["notes", "train", "check"])
def test_an_unknown_notation_is_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(capsys, command, "--notation", "z/a")

    assert "no notation is called 'z/a'" in message
    assert "nearest: z-a" in message
    assert "file name" not in message


def test_a_notation_for_equations_is_refused_but_for_delta(capsys: pytest.CaptureFixture[str]) -> None:
    assert "only delta" in refused(capsys, "check", "softmax", "--notation", "h-y")
    assert "trained" in printed(capsys, "check", "softmax", "--notation", "delta")


def test_a_decimal_comma_stands_in_what_is_printed_and_not_in_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = printed(capsys, "notes", "--decimal-comma", "-f", "md,py", "-o", str(tmp_path), "--rounds", "2")

    assert "0,0821670406" in table
    assert "0.08" not in table
    assert "0{,}0821670406" in (tmp_path / "notes.md").read_text(encoding="utf-8")
    assert "0.082167040564" in (tmp_path / "gradient.py").read_text(encoding="utf-8")
    training = printed(capsys, "train", "--decimal-comma", "--rounds", "2000")
    assert "0,01" in training
    assert "2\u202f000 rounds" in training


@pytest.mark.parametrize("command", [("notes", "--form", "scalar"), ("train",)], ids=" ".join)
def test_what_needs_numbers_names_those_that_are_missing(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.toml").write_text(BARE)

    message = refused(capsys, *command, "net.toml")

    assert "no values are given of i, target_o, W1" in message
    assert "--random SEED" in message
    assert [path.name for path in tmp_path.iterdir()] == ["net.toml"]


def test_check_says_what_has_no_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.toml").write_text(BARE)

    assert printed(capsys, "check", str(tmp_path / "net.toml")).count("no values") == 3


def test_a_large_network_is_checked_without_naming_its_parameters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.toml").write_text(BARE.replace("[2, 1]", "[1024, 1024, 1024, 10]"))

    assert "2,107,392 trained parameters" in printed(capsys, "check", str(tmp_path / "net.toml"))


def test_training_a_batch_shows_each_output_beside_its_target(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "train", "layers-batch", "--rounds", "5").splitlines()

    targets = {line.split("│")[1].strip(): line.split("│")[3].strip() for line in lines if "out_o1" in line}
    assert targets == {"out_o1_s1": "1", "out_o1_s2": "1", "out_o1_s3": "0"}
