from __future__ import annotations

from string import Formatter

import numpy as np
import pytest

from symbackprop.export.python.libraries import LIBRARIES, Library

PLACES = {
    "transposed": {"name", "axes"},
    "summed": {"value", "axes"},
    "greatest": {"value", "axes"},
    "filled": {"shape", "value"},
    "given": {"values"},
    "result": {"value"},
    "joined": {"parts"},
}


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.parametrize("entry", PLACES)
def test_every_entry_of_a_row_has_the_places_that_are_filled_in(name: str, entry: str) -> None:
    text = getattr(LIBRARIES[name], entry)
    assert {place for _, place, _, _ in Formatter().parse(text) if place} == PLACES[entry]


def numpy() -> Library:
    return LIBRARIES["numpy"]


def test_what_numpy_is_told_is_what_is_meant() -> None:
    here = {"np": np, "DTYPE": np.float64, "a": np.arange(6.0).reshape(2, 3), "parts": [np.ones(2), np.zeros(1)]}

    def value(entry: str, **places: str) -> object:
        return eval(getattr(numpy(), entry).format(**places), dict(here))

    assert np.shape(value("transposed", name="a", axes="1, 0")) == (3, 2)
    assert np.array_equal(value("summed", value="a", axes="0,"), [3, 5, 7])
    assert np.array_equal(value("greatest", value="a", axes="1,"), [2, 5])
    assert np.array_equal(value("filled", shape="(2,)", value="7"), [7, 7])
    assert np.array_equal(value("given", values="[1, 2]"), [1, 2])
    assert np.array_equal(value("joined", parts="parts"), [1, 1, 0])


def test_each_library_has_a_file_and_functions_of_its_own() -> None:
    assert len({row.file for row in LIBRARIES.values()}) == len(LIBRARIES)
    assert all(row.summed.startswith(row.module) for row in LIBRARIES.values())
    assert all(library.printer.primitives for library in LIBRARIES.values())
