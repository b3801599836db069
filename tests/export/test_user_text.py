"""A text of a user never becomes code: not in an export, not in what is compiled here, not in what checks itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, reject, settings
from hypothesis import strategies as st

from symbackprop.errors import GraphError, SpecError
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.check.certified_call import check_of
from symbackprop.export.gradient import gradient_module
from symbackprop.export.program.lowering import lowered
from symbackprop.export.program.numbering import equation_numbers
from symbackprop.model import Model
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..hostile import RUNS_WHEN_COMPILED, RUNS_WHEN_LOADED, TITLES, names, texts
from .drivers import DRIVERS, written
from .reading import julia_syntax_faults
from .tokens import nameless, tokens

LAYERS = """
[network]
sizes = [1, 1]
activation = "tanh"
loss = "half-squared"
bias = "none"
learning_rate = 0.5
[values]
inputs = [0.5]
targets = [1.0]
weights = [[[0.25]]]
"""
EQUATIONS = """
equations = \"\"\"
{a} = sum({i}, {w}[{i}]*{x}[{i}])
{b} = tanh({a})
{l} = 1/2*({t} - {b})^2
\"\"\"
loss = "{l}"
parameters = ["{w}"]
learning_rate = 0.1
[sizes]
"{i}" = 2
[values]
"{x}" = [0.5, 1]
"{t}" = 1
"{w}" = [0.3, 0.2]
"""
PLAIN = {"a": "a", "b": "b", "i": "i", "l": "E", "t": "t", "w": "w", "x": "x"}


def titled(title: str, source: str = "") -> Network:
    """Return the smallest network there is, with a title and a source."""
    return replace(layers(), title=title, source=source)


@lru_cache(maxsize=1)
def layers() -> Network:
    return parse(LAYERS, "layers.toml")


def emitted(network: Network) -> dict[str, str]:
    """Return all files of all backends, and the module beside the notes."""
    found = {"notes/gradient.py": gradient_module(network)}
    for name, row in BACKENDS.items():
        program = lowered(network, (), row.form)
        check = check_of(program)
        files = row.emit(replace(program, numbers=equation_numbers(program)), check, False)
        found |= {f"{name}/{file}": text for file, text in files.items()}
    return found


@lru_cache(maxsize=1)
def plain_tokens() -> Mapping[str, object]:
    return {name: tokens(name, text) for name, text in emitted(titled("A network")).items()}


@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(texts(40), texts(4))
@example("\n".join(TITLES), TITLES[0])
def test_no_title_and_no_source_changes_a_token_of_an_export(title: str, source: str) -> None:
    for name, text in emitted(titled(title or "x", source)).items():
        assert tokens(name, text) == plain_tokens()[name], name
        text.encode("utf-8")


@lru_cache(maxsize=1)
def plainly_named() -> Mapping[str, object]:
    files = emitted(parse(EQUATIONS.format(**PLAIN), "plain.toml"))
    return {name: nameless(tokens(name, without_abi(text))) for name, text in files.items()}


def without_abi(text: str) -> str:
    """Return a file without the number that is made of names, of which callers know those of data."""
    return re.sub(r"((?:_ABI|\bABI =|\bSOVERSION) )\d+", r"\1", text, flags=re.MULTILINE)


@settings(
    max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(names(), min_size=len(PLAIN), max_size=len(PLAIN), unique=True))
@example(["yʰ", "ª", "列", "θ", "ﬁ", "误差", "fi"])
@example(["a", "ａ", "i", "E", "ｗ", "w", "W"])
@example(["x_误2", "جمع", "frac", "n" * 70, "n" * 69 + "m", "𝐧𝐩", "ß"])
def test_no_name_changes_more_than_names(found: list[str]) -> None:
    try:
        network = parse(EQUATIONS.format(**dict(zip(PLAIN, found, strict=True))), "named.toml")
        files = emitted(network)
    except (GraphError, SpecError):
        reject()
    for name, text in files.items():
        assert nameless(tokens(name, without_abi(text))) == plainly_named()[name], name
        longest = max(map(len, re.findall(r"\w+", re.sub(r"#.*|!.*", "", text))))
        assert not name.endswith(".f90") or longest <= 63, "Fortran has names of 63 letters at most"
    assert not {bidirectional(letter) for letter in files["notes/gradient.py"]} & {"R", "AL"}
    module: dict[str, Any] = {"__name__": "gradient"}
    exec(compile(gradient_module(network), "gradient.py", "exec"), module)
    assert float(module["loss"](module["INITIAL"])) == pytest.approx(module["EXPECTED_LOSS"], rel=1e-12)


COMPILERS = {name: (driver.needs_to_read, driver.reads) for name, driver in DRIVERS.items() if driver.reads}
"""What reads the file of a backend without making a program of it; JavaScript is run."""


@pytest.mark.parametrize("backend", COMPILERS)
def test_exports_with_hostile_titles_compile(backend: str, tmp_path: Path, tool: Callable[[str], str]) -> None:
    program, command = COMPILERS[backend]
    tool(program)
    for at, title in enumerate((*TITLES[:2], "\n".join(TITLES))):
        folder = tmp_path / str(at)
        written(exported(titled(title), backend), folder)
        done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert not list(tmp_path.rglob("MARKER"))


@pytest.mark.parametrize("title", TITLES)
def test_julia_reads_an_export_with_a_hostile_title(title: str) -> None:
    assert not julia_syntax_faults(exported(titled(title), "julia")["gradient.jl"])


@pytest.mark.parametrize("title", TITLES[:3])
def test_compiling_here_runs_nothing_of_a_title(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: Callable[[str], str]
) -> None:
    tool("gcc")
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    functions = Model(titled(title)).compile("c")
    assert functions.loss_and_gradient(np.array([0.25]), np.zeros(1)) > 0
    assert not (tmp_path / "MARKER").exists()


def test_the_laws_see_a_title_that_gets_through() -> None:
    files = exported(titled("A network"), "c") | exported(titled("A network"), "javascript")
    for name, words, begins in (("gradient.c", RUNS_WHEN_COMPILED, "/* "), ("gradient.js", "*/ evil(); /*", "\n * ")):
        raw = files[name].replace(begins, f"{begins}{words}\n", 1)
        assert tokens(name, raw) != tokens(name, files[name])
    # What the first of the two pages once did, a backslash at a time.
    careless = RUNS_WHEN_LOADED.replace("*/", "* /").replace("\\", "/")
    raw = files["gradient.js"].replace("\n * A network", f"\n * {careless}", 1)
    assert tokens("gradient.js", raw) != tokens("gradient.js", files["gradient.js"])
