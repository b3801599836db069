"""`train --data`: a row an epoch, files written whole, and one line where something does not fit."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symbackprop.cli import run as command
from symbackprop.training.rounds import Training

from ..training.models import SPEC, table


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, str]:
    (folder / "ring.toml").write_text(SPEC, encoding="utf-8")
    table(folder / "ring.csv", 200)
    given = ["train", str(folder / "ring.toml"), "--data", str(folder / "ring.csv"), "--backend", "numpy", *arguments]
    code = command(given)
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_each_epoch_is_a_row_and_files_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: str(tmp_path / name) for name in ("w.npz", "curve.svg", "curve.csv")}
    code, text = run(
        capsys, tmp_path, "--epochs", "3", "--validation", "0.2", "--save", files["w.npz"], "--plot", files["curve.svg"]
    )
    assert code == 0
    head, *rows, written = text.splitlines()
    assert head.split() == ["epoch", "loss", "right", "validation", "loss", "right", "of", "them"]
    assert [row.split()[0] for row in rows] == ["1", "2", "3"]
    assert written.startswith("Written:")
    with np.load(files["w.npz"]) as kept:
        assert kept["W1"].shape == (16, 2)
    assert ElementTree.parse(files["curve.svg"]).getroot().tag.endswith("svg")
    code, text = run(
        capsys, tmp_path, "--epochs", "5", "--resume", files["w.npz"], "--plot", files["curve.csv"], "--quiet"
    )
    assert (code, text) == (0, "")
    with Path(files["curve.csv"]).open(encoding="utf-8") as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["4", "5"]


def test_names_of_classes_are_printed_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ring.toml").write_text(SPEC, encoding="utf-8")
    rows = "".join(f"0.5,{at},kind [{name}]\n" for at, name in enumerate("decab"))
    (tmp_path / "named.csv").write_text(rows, encoding="utf-8")
    given = ["train", str(tmp_path / "ring.toml"), "--data", str(tmp_path / "named.csv"), "--backend", "numpy"]
    assert command([*given, "--epochs", "1"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "Classes, in sorted order: 1 kind [a], 2 kind [b], 3 kind [c], 4 kind [d], 5 kind [e]"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--optimiser", "adma"], "no optimiser is called 'adma'; allowed: adagrad, adam"),
        (["--save", "w.pt"], "weights are kept as .npz"),
        (["--plot", "curve.png"], "expected a name that ends in .svg or .csv"),
        (["--inputs", "z"], "no column is called 'z'; there are x, y, class"),
        (["--epochs", "0"], "--epochs must be 1 or more"),
        (["--outputs", "hidden"], "no computed quantity is called 'hidden'"),
        (["--outputs", "out_h"], "out_h and target_o are no classes: expected vectors of one length"),
        (["--learning-rate", "1e308"], "training diverges in epoch 1"),
    ],
)
def test_what_does_not_fit_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    code, text = run(capsys, tmp_path, *arguments)
    assert code == 2
    assert says in text
    assert len(text.strip().splitlines()) <= 2


def test_an_early_stop_shows_its_last_row_and_what_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights, curve = tmp_path / "w.npz", tmp_path / "curve.svg"
    given = ["--epochs", "400", "--patience", "2", "--validation", "0.3", "--save", str(weights), "--plot", str(curve)]
    code, text = run(capsys, tmp_path, *given)
    assert code == 0
    *rows, kept, _ = text.splitlines()
    found = re.fullmatch(r"The lowest loss is that of epoch (\d+), whose weights are kept\.", kept)
    assert found is not None
    assert int(rows[-1].split()[0]) == int(found[1]) + 2
    with np.load(weights) as held:
        assert held["optimiser.progress"][0] == int(found[1])
    picture = curve.read_text(encoding="utf-8")
    assert "training" in picture
    assert "stroke-dasharray" in picture


def test_an_interrupted_training_has_kept_an_epoch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Training.run

    def broken(self: Training, tick: Any = None) -> Any:
        yield next(whole(self, tick))
        raise KeyboardInterrupt

    monkeypatch.setattr(Training, "run", broken)
    code, _ = run(capsys, tmp_path, "--epochs", "9", "--save", str(tmp_path / "w.npz"))
    assert code == 130
    with np.load(tmp_path / "w.npz") as held:
        assert held["optimiser.progress"][0] == 1
    monkeypatch.undo()
    code, text = run(capsys, tmp_path, "--epochs", "1", "--resume", str(tmp_path / "w.npz"))
    assert (code, "has 1 done; --epochs counts these, and must be more" in text) == (2, True)
