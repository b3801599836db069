"""The options of the notes that say how numbers and products are written, as users give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from symbackprop.cli.program import run

NOTES = ("notes", "single-neuron", "--rounds", "0", "--parts", "none", "--form", "scalar", "--format", "md", "--quiet")

WRITTEN: dict[str, tuple[str, str, str]] = {
    "--times cross": (r"= 0.3 \times 1 - 0.1 \times (-2) + 0.2 = 0.7", r"\cdot", r"\times"),
    "--ones": (r"+ 0.2 \cdot 1 = 0.7", r"(-2) + 0.2 = 0.7", r"b_ {o1} \cdot 1"),
    "--rounding carried": (r"0.67 \cdot 0.22 \cdot (-2) = -0.29 ", r"(-2) \approx -0.30 ", "| $-0.29$ |"),
    "--rounding truncate": ("{1 + e^{-0.7}} = 0.66", "{1 + e^{-0.7}} = 0.67", "cut off after 2 decimals"),
    "--approximate": (r"{1 + e^{-0.7}} \approx 0.67", "{1 + e^{-0.7}} = 0.67", r"+ 0.2 = 0.7"),
}
"""By an option: what it writes, what the notes have in its place without it, and what it writes elsewhere."""

REFUSED = {
    "--times dots": "no sign of products is called 'dots'; allowed: dot, cross",
    "--rounding up": "no rounding is called 'up'; allowed: full, carried, truncate",
}


def notes(folder: Path, option: str = "") -> str:
    assert run([*NOTES, "--decimals", "2", "--output", str(folder), *option.split()]) == 0
    return (folder / "notes.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    return notes(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("option", WRITTEN)
def test_an_option_says_how_numbers_and_products_are_written(option: str, plain: str, tmp_path: Path) -> None:
    new, old, elsewhere = WRITTEN[option]
    found = notes(tmp_path, option)
    assert new not in plain
    assert old in plain
    assert new in found
    assert old not in found
    assert elsewhere in found


@pytest.mark.parametrize("option", REFUSED)
def test_a_name_that_an_option_does_not_know_is_refused(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*NOTES, "--output", str(tmp_path), *option.split()]) == 2
    assert REFUSED[option] in capsys.readouterr().err
