"""The licence that exported files name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from symbackprop.cli.program import run
from symbackprop.errors import UsageError
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.gradient import gradient_module
from symbackprop.export.licence import COMMENTS, DEFAULT, checked_licence
from symbackprop.models.spec import example

from .networks import layered

pytestmark = pytest.mark.slow
"""Each test writes every export."""

SOUND = (
    "MIT-0",
    "0BSD",
    "GPL-2.0-or-later WITH Bison-exception-2.2",
    "GPL-2.0+",
    "Apache-2.0 OR (MIT AND BSD-3-Clause)",
    "LicenseRef-Proprietary",
    "DocumentRef-spdx.tool-1.2:LicenseRef-MIT.style-2",
    "NONE",
)
BAD = (
    "",
    " ",
    "MIT ",
    "MIT OR",
    "OR MIT",
    "MIT Apache-2.0",
    "(MIT",
    "MIT)",
    "()",
    "MIT WITH (GPL-2.0)",
    "MIT */ int broken;",
    "MIT\nint broken;",
    "MIT\\",
    'MIT"""',
    "MIT?",
    "Mït",
    "a:b",
    "M" * 201,
)


@pytest.mark.parametrize("licence", SOUND)
def test_an_expression_of_spdx_is_taken_as_it_is(licence: str) -> None:
    assert checked_licence(licence) == licence


@pytest.mark.parametrize("licence", BAD)
def test_what_is_no_expression_of_spdx_is_refused_in_one_line(licence: str) -> None:
    with pytest.raises(UsageError, match="expected an expression of SPDX") as raised:
        checked_licence(licence)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("licence", [DEFAULT, "Apache-2.0 OR MIT"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_the_first_line_of_every_file_names_the_licence(backend: str, licence: str) -> None:
    for name, text in exported(example(), backend, licence=licence).items():
        kind = name.rpartition("/")[2] if name.endswith("Makefile") else name.rpartition(".")[2]
        first, second, *_ = text.split("\n")
        assert first == COMMENTS[kind].format(f"SPDX-License-Identifier: {licence}"), name
        assert "SPDX" not in second
        if kind == "toml":
            tomllib.loads(text)


def test_the_module_beside_the_notes_names_it_too() -> None:
    for network in (example(), layered(60, 60, 2)):
        assert gradient_module(network).startswith(f"# SPDX-License-Identifier: {DEFAULT}\n")


def test_license_says_what_the_output_may_be_used_for() -> None:
    root = Path(__file__).parents[2]
    assert DEFAULT in (root / "LICENSE").read_text()
    assert "without restriction" in (root / "LICENSE-OUTPUT").read_text()


def test_the_program_asks_for_the_licence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "-t", "rust", "--license", "Apache-2.0", "-o", str(tmp_path / "r"), "-q"]) == 0
    assert (tmp_path / "r" / "gradient.rs").read_text().startswith("// SPDX-License-Identifier: Apache-2.0\n")
    assert run(["export", "--license", "mine */", "-o", str(tmp_path / "c")]) == 2
    assert "expected an expression of SPDX" in capsys.readouterr().err
    assert not (tmp_path / "c").exists()
