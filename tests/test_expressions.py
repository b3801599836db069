"""Regular expressions take time in proportion to the text, whatever it is: none backtracks for seconds."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

import symbackprop
from symbackprop.verify.lexicon.prose import Spoken

PIECES = (
    *" \t\n\u00a0[]{}()$`*_^,，；;&%#|<>=→∂σ·×/-+.:：'\"\\!aeéx1₁",
    *("x_1, ", "x_1", "w_{1}", "h_1 ", "W^{[1]}", "x^{(1)}", "1.5, ", "1e5", "a = ", "is ", "and ", "1 and ", "a b "),
    *("| a ", "|---", "[1, ", "<!--", "```", "\\frac", "\\mathbf{", "\\text{a}", "\\begin{a}", "\\\\", "#x\n", "%a\n"),
    *("input ", "learning rate ", "page 1 ", "http://a/", "2026-11-30 ", "∂x/", "w₁", "x.", "1.", "(1)", ":= "),
)
LONG = 4_000
"""Characters of a text that one piece fills: what goes by the square of them takes a quarter of a second."""

MOST_SECONDS = 0.15
PAIRS = 60
REPEATED = 16
"""Times that two pieces stand one after the other: what goes by two to the power of them does not end."""

SEED = 20_261_130
USES = r"\b(\w+)(?:\[\w+\])?\.(match|search|fullmatch|finditer|findall|sub|split)\b"
ALL_USES = ("finditer", "fullmatch", "match", "search")


class TookTooLong(BaseException):
    """An expression has had its time."""


def expressions() -> dict[str, re.Pattern[str]]:
    """Return the expressions that modules hold, alone or in tables, by their place."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(symbackprop.__path__, "symbackprop."):
        if module.name.rpartition(".")[2] != "__main__":
            for name, value in list(vars(importlib.import_module(module.name)).items()):
                for pattern in held(value):
                    if isinstance(pattern.pattern, str) and pattern not in found.values():
                        found[f"{module.name}.{name}:{len(found)}"] = pattern
    return found


def held(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Spoken):
        yield value.compiled
    elif depth and not isinstance(value, type):
        if isinstance(value, Mapping):
            inner = list(value.values())
        elif isinstance(value, (tuple, list, frozenset)):
            inner = list(value)
        else:
            inner = [getattr(value, field.name, None) for field in fields(value)] if is_dataclass(value) else []
        for each in inner:
            yield from held(each, depth - 1)


@cache
def used() -> Mapping[str, set[str]]:
    """Return the methods by which each name in the package is used."""
    found: dict[str, set[str]] = {}
    for path in Path(symbackprop.__path__[0]).rglob("*.py"):
        for name, method in re.findall(USES, path.read_text()):
            found.setdefault(name, set()).add(method)
    return found


def uses(place: str) -> tuple[str, ...]:
    """Return the methods by which an expression is used; all of them where it is used under another name."""
    name = place.rpartition(".")[2].partition(":")[0]
    found = used().get(name, set())
    return tuple({"findall": "finditer", "sub": "finditer", "split": "finditer"}.get(use, use) for use in found)


def seconds(pattern: re.Pattern[str], ways: tuple[str, ...], text: str) -> float:
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, 2 * MOST_SECONDS, 0.2)
    try:
        for way in ways:
            if way == "finditer":
                for _ in pattern.finditer(text):
                    pass
            else:
                getattr(pattern, way)(text)
    except TookTooLong:
        return 2 * MOST_SECONDS
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


def end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise TookTooLong


@pytest.fixture(autouse=True)
def _ended_in_time() -> Iterator[None]:
    before = signal.signal(signal.SIGPROF, end)
    yield
    signal.signal(signal.SIGPROF, before)


def slow(pattern: re.Pattern[str], ways: tuple[str, ...], draw: random.Random) -> Iterator[str]:
    for piece in PIECES:
        if seconds(pattern, ways, piece * (LONG // len(piece)) + "!") > MOST_SECONDS:
            yield f"{piece!r} again and again"
    for _ in range(PAIRS):
        first, second = draw.choices(PIECES, k=2)
        if seconds(pattern, ways, (first + second) * REPEATED + "!") > MOST_SECONDS:
            yield f"{first!r} and {second!r}, {REPEATED} times"


def test_no_expression_takes_longer_than_its_text() -> None:
    draw = random.Random(SEED)
    every = expressions()
    assert len(every) > 100
    found = [
        f"{place} by {way}" for place, pattern in every.items() for way in slow(pattern, uses(place) or ALL_USES, draw)
    ]
    assert not found


@pytest.mark.parametrize("text", [r"(?:x(?:_1)*|x\w*)+,", r"\s*(\S*?)\s*=\s*=", r"a*a*a*b"])
def test_one_that_does_is_noticed(text: str) -> None:
    assert next(slow(re.compile(text), ALL_USES, random.Random(SEED)), None)
