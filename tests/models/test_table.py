"""The [values] table that a network is pasted from."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from symbackprop.models.draw import drawn, emptied
from symbackprop.models.spec import example, parse
from symbackprop.models.table import WIDEST, values_table

from .test_draw import open_dense
from .test_examples import NAMES


def spec(name: str, values: str) -> str:
    """Return the spec of an example with another table of values, which must stand last but for remarks."""
    text = (files("symbackprop.models") / "examples" / f"{name}.toml").read_text(encoding="utf-8")
    return f"{text.partition('[values]')[0]}{values}\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_draw_pasted_into_the_spec_is_the_draw(name: str) -> None:
    known = drawn(emptied(example(name)), 2)

    assert parse(spec(name, values_table(known)), "pasted.toml").values == known.values


@pytest.mark.parametrize("name", NAMES)
def test_the_values_of_an_example_are_those_it_gives(name: str) -> None:
    assert parse(spec(name, values_table(example(name))), "pasted.toml").values == example(name).values


def test_one_changed_digit_is_another_network() -> None:
    changed = values_table(example()).replace("0.45", "0.46")

    assert parse(spec("mazur-2-2-2", changed), "pasted.toml").values != example().values


def test_no_line_of_a_wide_layer_holds_more_than_a_row() -> None:
    known = drawn(open_dense((12, 20, 2), ("tanh", "sigmoid"), "half-squared"), 0)

    text = values_table(known)

    assert len(tomllib.loads(text)["values"]["weights"][0]) == 20
    assert max(map(len, text.splitlines())) < 2 * WIDEST
