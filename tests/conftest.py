"""Options and fixtures that all tests share."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import pytest
from hypothesis import settings

from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from .mirrors import is_mirror

QUICK = 2.0
"""Seconds of processor time that a test of the quick ones may take, on a machine that is busy."""

MOST_SLOW_CASES = 6
"""Cases of a slow test that are tried, where it does not say how many."""

MOST_QUICK_CASES = 3
"""Cases that are tried of any test among the quick ones."""

MOST_RESIDENT = 1_500_000_000
"""Bytes of a worker above which it gives memory back."""

MORE_RESIDENT = 400_000_000
"""Bytes that must have come since a worker gave memory back, before it does so again: that takes a second."""

RESIDENT_LIMIT = pytest.StashKey[int]()

settings.register_profile("quick", max_examples=20)
"""Of a law few examples; whoever asks for another number gets it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files")
    parser.addoption("--quick", action="store_true", help="only tests that mirror a module, without the slow ones")
    parser.addoption("--thorough", action="store_true", help="all cases of the tests that try some of theirs")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--quick"):
        settings.load_profile("quick")
    config.addinivalue_line(
        "markers", "some(count): so many of its cases are tried, of a slow test six; with --thorough all"
    )
    config.addinivalue_line("markers", "slow: takes longer than a second or needs another program; not in make quick")
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update is refused where CI is set: golden files are read there, never written")


def pytest_unconfigure() -> None:
    """Remove what tests shared; a worker of pytest-xdist ends without the functions that Python calls at its end."""
    made = sys.modules.get("tests.verify.fixtures")
    if made is not None:
        made.remove_unmarked()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out, among the quick tests, the files that mirror no module."""
    is_file = collection_path.suffix == ".py"
    return True if config.getoption("--quick") and is_file and not is_mirror(collection_path) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out slow tests among the quick ones, and then cases of long tests from what is left of any choice."""
    if config.getoption("--quick"):
        slow = [item for item in items if is_slow(item)]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not is_slow(item)]
    is_named = any("::" in argument for argument in config.args)
    if not (config.getoption("--thorough") or is_named):
        kept = set(some_of(items, MOST_QUICK_CASES if config.getoption("--quick") else len(items)))
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]


def some_of(items: list[pytest.Item], of_any: int) -> Iterator[pytest.Item]:
    """Yield the tests, and of those with many cases as many as they say, spread evenly over them.

    Args:
        items: The tests.
        of_any: Cases that are tried at most, whatever a test says.
    """
    cases: dict[tuple[Path, str], list[pytest.Item]] = {}
    for item in items:
        cases.setdefault((item.path, item.nodeid.partition("[")[0]), []).append(item)
    for own in cases.values():
        some = own[0].get_closest_marker("some")
        most = some.args[0] if some is not None else MOST_SLOW_CASES if is_slow(own[0]) else len(own)
        count = min(most, of_any, len(own))
        yield from (own[at * len(own) // count] for at in range(count))


def is_slow(item: pytest.Item) -> bool:
    """Whether a test says so, or starts a program that need not be there."""
    return item.get_closest_marker("slow") is not None or "tool" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Refuse, among the quick tests, one that is not quick."""
    began = process_time()
    yield
    taken = process_time() - began
    if item.config.getoption("--quick") and taken > QUICK:
        pytest.fail(f"takes {taken:.1f} s: mark it as slow, or make it faster", pytrace=False)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Let JAX forget what it has compiled once a worker is large: no test needs what another one has compiled."""
    stash = item.config.stash
    if "jax" in sys.modules and _resident() > stash.get(RESIDENT_LIMIT, MOST_RESIDENT):
        sys.modules["jax"].clear_caches()
        gc.collect()
        stash[RESIDENT_LIMIT] = max(MOST_RESIDENT, _resident() + MORE_RESIDENT)


def _resident() -> int:
    """Return how many bytes of memory this process has, where the system says so."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def missing(what: str) -> None:
    """Skip a test for want of a tool, and fail where nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing; .ci/run must install it")
    pytest.skip(f"{what} is missing")


@pytest.fixture
def tool() -> Callable[[str], str]:
    """Return the path of a program, or skip."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            missing(name)
        assert path is not None
        return path

    return find


@pytest.fixture(scope="session")
def mazur() -> Network:
    """The published 2-2-2 example."""
    return example()


@pytest.fixture
def numbers(mazur: Network) -> Numbers:
    """The example at 15 significant digits."""
    return Numbers(mazur, Rounding(15))
