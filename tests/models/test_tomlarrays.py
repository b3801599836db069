"""Long arrays are read as the standard parser reads them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable

import pytest

from symbackprop.models import tomlarrays
from symbackprop.models.literals import Literal
from symbackprop.models.tomlarrays import read_toml


def long_text(rows: int = 60, columns: int = 60, entry: str = "") -> str:
    draw = random.Random(1)
    kinds = (lambda: f"{draw.uniform(-1, 1):.2f}", lambda: str(draw.randint(-9, 9)))
    matrix = [[draw.choice(kinds)() for _ in range(columns)] for _ in range(rows)]
    if entry:
        matrix[3][4] = entry
    lines = ",\n  ".join(f"[{', '.join(row)}]" for row in matrix)
    return f'title = "long"\n[values]\nweights = [\n  {lines}\n]\nbiases = [[0.5], [1]]  # few\n'


def test_a_long_array_is_what_the_standard_parser_makes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = long_text()
    expected = tomllib.loads(text, parse_float=Literal)
    monkeypatch.setattr(tomlarrays, "LONG", 1000)
    found = read_toml(text)

    assert found == expected
    kinds = [[type(value) for value in row] for row in found["values"]["weights"]]
    assert kinds == [[type(value) for value in row] for row in expected["values"]["weights"]]
    assert {kind for row in kinds for kind in row} == {int, Literal}


ENTRIES = ("+1", "0x10", "1_000", ".5", "1.", "nan", "'a'", "01", "1e400", "-0", "2E-3", "", "[1]")


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_json_reads_otherwise_is_left_to_the_standard_parser(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tomlarrays, "LONG", 1000)
    text = long_text(entry=entry)

    assert outcome(read_toml, text) == outcome(lambda given: tomllib.loads(given, parse_float=Literal), text)


def outcome(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except tomllib.TOMLDecodeError as error:
        return str(error)


def test_a_key_that_stands_twice_is_still_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tomlarrays, "LONG", 1000)
    text = long_text()
    with pytest.raises(tomllib.TOMLDecodeError):
        read_toml(text + text.partition("[values]")[2])
