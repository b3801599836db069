"""Options and fixtures that all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest

from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update") and os.environ.get("CI"):
        raise pytest.UsageError("--update is refused where CI is set: golden files are read there, never written")


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
