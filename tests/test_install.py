"""The wheel, installed into an empty environment and run from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import missing

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_carries_templates_examples_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "symbackprop/py.typed",
        "symbackprop/templates/latex/notes.tex",
        "symbackprop/templates/typst/notes.typ",
        "symbackprop/templates/markdown/notes.md",
        "symbackprop/templates/python/gradient.py",
        "symbackprop/models/examples/mazur-2-2-2.toml",
        "symbackprop/verify/lexicon/languages/de.toml",
    } <= names


def test_it_runs_from_another_folder_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    binaries = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    # The pip that is here installs there: half of the time would go into an own one and into compiling all modules.
    install = [sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--no-compile", "-q"]
    install += ["-c", ROOT / "constraints.txt", wheel]
    if subprocess.run(install, check=False, capture_output=True, cwd=tmp_path).returncode != 0:
        missing("a package index to install from")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run(
        [binaries / "symbackprop", "notes", "--quiet", "--rounds", "10"], cwd=elsewhere, env=environment, check=True
    )
    written = {path.name for path in (elsewhere / "output").iterdir()}
    assert written == {"gradient.py", "notes-figures", "notes.md", "notes.pdf", "notes.tex"}
