"""Tests stand where the modules stand that they are about; every test can fail; the quick ones are such tests."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from .conftest import is_slow, pytest_ignore_collect
from .mirrors import PACKAGE, TESTS, is_mirror, mirror_of, modules

ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "export/c/loops.py": "puts a page together; tests/export/c/test_project compiles and runs the pages",
        "export/c/place.py": "a record that decides nothing",
        "export/c/tile.py": "writes a part of a page; tests/export/c/test_project compiles and runs the pages",
        "verify/grammar/style.py": "a record that decides nothing; tests/verify/reading/test_style fills it in",
        "verify/reading/pieces.py": "a record that decides nothing",
    }
)
"""By the module, why no test of its own stands where it stands. This table may only become shorter."""

MOST_ELSEWHERE = 5


@pytest.mark.parametrize("module", modules("export", "verify"), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_has_its_test_where_it_stands_or_a_reason(module: Path) -> None:
    has_reason = module.relative_to(PACKAGE).as_posix() in ELSEWHERE
    has_test = mirror_of(module).exists()
    assert has_test or has_reason, f"write {mirror_of(module)}"
    assert not (has_test and has_reason), "strike it out of the table: it has a test now"


def test_the_reasons_are_those_of_modules_that_are_there_and_become_no_more() -> None:
    assert [name for name in ELSEWHERE if not (PACKAGE / name).exists()] == []
    assert len(ELSEWHERE) <= MOST_ELSEWHERE


SOURCES = sorted(TESTS.rglob("*.py"))


def functions(source: str) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a file."""
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))


def can_fail(function: ast.FunctionDef, helpers: Collection[str]) -> bool:
    """Whether a function asserts something, waits for an error, or calls a helper that does."""
    for node in ast.walk(function):
        match node:
            case ast.Assert() | ast.Raise():
                return True
            case ast.Call(ast.Attribute(_, name)) if name in ("fail", "raises") or name.startswith("assert"):
                return True
            case ast.Call(ast.Name(name)) if name in helpers:
                return True
    return False


@cache
def helpers() -> frozenset[str]:
    """Return the names of the functions beside tests that can fail, also by calling one another."""
    beside = [function for path in SOURCES for function in functions(path.read_text(encoding="utf-8"))]
    beside = [function for function in beside if not function.name.startswith("test")]
    known: set[str] = set()
    while found := {function.name for function in beside if can_fail(function, known)} - known:
        known |= found
    return frozenset(known)


def that_cannot_fail(source: str) -> list[str]:
    """Return the tests of a file in which nothing is held."""
    tests = [function for function in functions(source) if function.name.startswith("test")]
    return [test.name for test in tests if not can_fail(test, helpers())]


def test_every_test_can_fail() -> None:
    assert len(SOURCES) > 150
    assert {path.name: idle for path in SOURCES if (idle := that_cannot_fail(path.read_text(encoding="utf-8")))} == {}


def test_a_test_that_cannot_fail_is_found() -> None:
    idle = "def test_a():\n    for x in f():\n        print(x)\n\ndef test_b():\n    assert f()\n"
    assert that_cannot_fail(idle) == ["test_a"]
    assert that_cannot_fail("def test_c():\n    with pytest.raises(ValueError):\n        f()\n") == []
    assert that_cannot_fail("def test_d():\n    assert_growth_is_linear(f, 10)\n") == []


class Asked:
    """A run in which the quick tests were asked for."""

    def getoption(self, name: str) -> bool:
        return name == "--quick"


def test_the_quick_tests_are_those_that_mirror_a_module() -> None:
    files = sorted(TESTS.rglob("test_*.py"))
    taken = [path for path in files if not pytest_ignore_collect(path, Asked())]
    assert TESTS / "graph" / "test_tape.py" in taken
    assert {TESTS / "golden" / "test_golden.py", TESTS / "verify" / "test_documents.py"}.isdisjoint(taken)
    assert [path for path in taken if not is_mirror(path)] == []


class Item:
    """A test as pytest knows it."""

    def __init__(self, *marks: str, fixtures: tuple[str, ...] = ()) -> None:
        self.marks, self.fixturenames = marks, fixtures

    def get_closest_marker(self, name: str) -> str | None:
        return next((mark for mark in self.marks if mark == name), None)


def test_a_test_is_slow_that_says_so_or_needs_another_program() -> None:
    assert [is_slow(Item()), is_slow(Item("slow")), is_slow(Item(fixtures=("tmp_path", "tool")))] == [False, True, True]
