"""The table that the extension reads: any number of kinds of data, with any number of indices."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.export.backends import exported
from symbackprop.export.c import Page, Source
from symbackprop.export.compiled import compiler
from symbackprop.export.program.lowering import lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...conftest import missing
from ..drivers import written

pytestmark = pytest.mark.slow
"""Each test compiles."""

COUNTS = (0, 1, 16, 17, 33, 100)
"""Of kinds of data: none, few, and more than are viewed without asking for memory."""


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    if compiler.compiler() is None:
        missing("a C compiler")
    before = os.environ.get("SYMBACKPROP_CACHE")
    os.environ["SYMBACKPROP_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.pop("SYMBACKPROP_CACHE")
    if before is not None:
        os.environ["SYMBACKPROP_CACHE"] = before


def network(count: int) -> Network:
    """Return a model whose loss is w² times the sum of its data, so many of them, plus w."""
    names = [f"x{at}" for at in range(1, count + 1)]
    values = "\n".join(f"{name} = {at + 1}" for at, name in enumerate(names))
    return parse(
        f'equations = "E = {" + ".join(f"w^2*{name}" for name in names) or "w^2"} + w"\nloss = "E"\n'
        f'parameters = ["w"]\nlearning_rate = 0.1\n[values]\nw = 0.5\n{values}\n',
        "data.toml",
    )


def holds(functions: Any, count: int) -> None:
    """Check every call of some functions against the formula."""
    w, g = np.array([0.5]), np.zeros(1)
    own = [np.array(float(at + 1)) for at in range(count)]
    batch = [np.array([float(at + 1), float(at + 3)]) for at in range(count)]
    # A compiler takes seconds over a batch of as many kinds as a hundred, and nothing but the views differs.
    calls = [(own, sum(range(1, count + 1)) or 1), (batch, sum(range(2, count + 2)))][: 1 + (0 < count < 50)]
    for data, total in calls:
        loss, slope = 0.25 * total + 0.5, total + 1.0
        assert functions.loss(w, *data) == pytest.approx(loss)
        assert functions.loss_and_gradient(w, *data, g) == pytest.approx(loss)
        assert g[0] == pytest.approx(slope)
        g[:] = 0
        bound = functions.bind(w, *data, g)
        assert (bound(), bound(), g[0]) == pytest.approx((loss, loss, slope))
        changed = w.copy()
        assert functions.update(changed, *data, 0.125) == pytest.approx(loss)
        assert changed[0] == pytest.approx(0.5 - 0.125 * slope)
        functions.train(w.copy(), *data, 0.125, 3)
    if count > 1:
        with pytest.raises(ValueError, match=f"x{count}: expected"):
            functions.loss(w, *own[:-1], batch[-1])
        with pytest.raises(ValueError, match=f"x{count}: expected numbers, given nan"):
            functions.loss(w, *own[:-1], np.array(np.nan))
        with pytest.raises(TypeError, match=f"expected {count} arrays of data"):
            functions.loss(w, *own[:-1])


@pytest.mark.parametrize("count", COUNTS)
def test_any_number_of_kinds_of_data_can_be_compiled(count: int) -> None:
    model = Model(network(count))
    functions = model.compile("c")
    holds(functions, count)
    w, g = np.array([0.5]), np.zeros(1)
    expected = 0.25 * (sum(range(1, count + 1)) or 1) + 0.5
    assert functions.loss_and_gradient(w, g) == functions.bind(w, g)() == pytest.approx(expected)


@pytest.mark.parametrize("count", [0, 40])
def test_any_number_of_kinds_of_data_can_be_exported(count: int, tmp_path: Path, tool: Callable[[str], str]) -> None:
    written(exported(network(count), "python-extension"), tmp_path)
    include = sysconfig.get_paths()["include"]
    command = f"{tool('gcc')} -Wall -Wextra -Werror -O0 -shared -fPIC -I{include} -Isrc src/extension.c src/gradient.c"
    subprocess.run([*command.split(), "-o", "backprop_gradient/_gradient.so", "-lm"], cwd=tmp_path, check=True)
    checked = subprocess.run(
        [sys.executable, "-m", "backprop_gradient"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    sys.path.insert(0, str(tmp_path))
    for name in ("backprop_gradient", "backprop_gradient._gradient"):
        sys.modules.pop(name, None)
    try:
        import backprop_gradient  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(tmp_path))
        for name in ("backprop_gradient", "backprop_gradient._gradient"):
            sys.modules.pop(name, None)
    holds(backprop_gradient, count)


def test_data_can_have_more_than_eight_indices() -> None:
    letters = "abcdefghi"
    sizes = "\n".join(f"{letter} = {1 + (letter == 'i')}" for letter in letters)
    text = (
        f'equations = "E = sum({", ".join(letters)}, w^2*x[{",".join(letters)}])"\nloss = "E"\nparameters = ["w"]\n'
        f"learning_rate = 0.1\n[sizes]\n{sizes}\n"
    )
    functions = Model(parse(text, "indices.toml")).compile("c")
    x = np.array([3.0, 4.0]).reshape([1] * 8 + [2])
    assert functions.loss(np.array([2.0]), x) == 28.0
    with pytest.raises(ValueError, match=r"x: expected shape \(1, 1, 1, 1, 1, 1, 1, 1, 2\), or"):
        functions.loss(np.array([2.0]), x[0])


def test_views_are_given_back() -> None:
    functions = Model(network(33)).compile("c")
    data = [np.zeros(1) for _ in range(33)]
    before = [sys.getrefcount(array) for array in data]
    w, g = np.array([0.5]), np.zeros(1)
    for _ in range(3):
        functions.bind(w, *data, g)()
        functions.loss_and_gradient(w, *data, g)
        functions.train(w, *data, 0.1, 2)
        with pytest.raises(ValueError, match="x33: expected"):
            functions.loss(w, *data[:-1], np.zeros((2, 2)))
    assert [sys.getrefcount(array) for array in data] == before


def test_the_memory_of_one_sample_is_no_more_than_one_sample_needs() -> None:
    text = (
        'equations = """\na[f,i] = sum(k, W[f,k]*x[i+k-1])\nh[f,i] = tanh(a[f,i])\nE = sum(f, i, h[f,i]^2)\n"""\n'
        'loss = "E"\nparameters = ["W"]\n[sizes]\nf = 8\ni = 20000\nk = 3\n'
    )
    made = parse(text, "convolution.toml")
    w, g, x = np.full(24, 0.5), np.zeros(24), np.full(20_002, 0.25)
    tracemalloc.start()
    try:
        functions = Model(made).compile("c")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    work = Source(Page(lowered(made)), "").body.shared_work
    assert 8 * work <= held <= 8 * work + 5_000_000
    assert functions.loss_and_gradient(w, x, g) == pytest.approx(160_000 * np.tanh(0.375) ** 2)
