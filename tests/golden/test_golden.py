"""Golden files: what the example's notes and module say, to the letter.

`make golden` rewrites them; a change of theirs is read like a change of code.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from symbackprop.derive.narrate import DEFAULT_PARTS, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.export.python.notes_module import module
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network

from ..formats import TEXTS, files_of

FOLDER = Path(__file__).parent / "mazur-2-2-2"
NAMES = ("gradient.py", "notes.md", "notes.tex", "notes.typ", "notes-figures/fig-w1.svg")


@pytest.fixture(scope="module")
def made(mazur: Network) -> dict[str, str]:
    document = notes(Numbers(mazur, Rounding(9)), Outline(default_weights(mazur), parts=DEFAULT_PARTS))
    files = {name: content.decode() for output in TEXTS for name, content in files_of(output, document).items()}
    return {**files, "gradient.py": module(mazur)}


@pytest.mark.parametrize("name", NAMES)
def test_the_output_is_as_it_was(name: str, made: dict[str, str], request: pytest.FixtureRequest) -> None:
    path = FOLDER / (name + ".golden" if name.endswith(".py") else name)
    if request.config.getoption("--update"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[name], encoding="utf-8")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = "".join(
        difflib.unified_diff(before.splitlines(True), made[name].splitlines(True), f"golden/{name}", f"now/{name}")
    )
    assert not difference, f"\n{difference[:4000]}"


def test_a_changed_digit_is_seen(made: dict[str, str]) -> None:
    golden = (FOLDER / "notes.md").read_text(encoding="utf-8")
    assert made["notes.md"].replace("0.298371109", "0.298371108", 1) != golden
