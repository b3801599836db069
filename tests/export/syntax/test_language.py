"""A language's row: every template can be filled with what it is promised, and blocks begin and end."""

from __future__ import annotations

from dataclasses import fields

import pytest

from symbackprop.export.python.numba import PYTHON
from symbackprop.export.python.page import COMPLEX_PYTHON
from symbackprop.export.single_file.fortran import FORTRAN
from symbackprop.export.single_file.javascript import JAVASCRIPT
from symbackprop.export.single_file.julia import JULIA
from symbackprop.export.single_file.rust import language
from symbackprop.export.syntax.language import Language

ROWS = {
    "complex Python": COMPLEX_PYTHON,
    "Fortran": FORTRAN,
    "JavaScript": JAVASCRIPT,
    "Julia": JULIA,
    "Numba": PYTHON,
    "Rust": language("f64"),
}
BLANKS = {
    **dict.fromkeys(("loop", "back", "run"), ("name", "size", "last")),
    "range": ("name", "low", "high"),
    "condition": ("value",),
    "counter": ("name",),
    "more": ("a", "b"),
    "less": ("a", "b"),
    "quotient": ("a", "b"),
    "end_run": ("name",),
    "end_back": ("name",),
}


@pytest.mark.parametrize("name", ROWS)
def test_every_template_is_filled_with_what_it_is_promised(name: str) -> None:
    row = ROWS[name]
    assert {field.name for field in fields(Language)} >= BLANKS.keys()
    for template, blanks in BLANKS.items():
        text = getattr(row, template).format(**{blank: f"<{blank}>" for blank in blanks})
        assert "{name}" not in text
        assert not getattr(row, template) or any(f"<{blank}>" in text for blank in blanks)


@pytest.mark.parametrize("name", ROWS)
def test_a_loop_that_begins_with_a_brace_ends_with_one(name: str) -> None:
    row = ROWS[name]
    for head, end in (
        (row.loop, row.end),
        (row.range, row.end),
        (row.back, row.end),
        (row.condition, row.end_condition),
    ):
        assert head.endswith("{{") == (end == "}")
