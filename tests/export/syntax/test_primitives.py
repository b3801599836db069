"""The table of primitives: every language has a spelling of whatever a program can call in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from symbackprop.export.c.project import COMPLEX_SOURCES
from symbackprop.export.check.complex_step import STEPPED_FORMS
from symbackprop.export.python.libraries import LIBRARIES
from symbackprop.export.python.stable_sources import all_stable_sources
from symbackprop.export.saturation.stabilise import STABLE_SLOPES, definition_in_code, prepared
from symbackprop.export.syntax.primitives import CARRIED, LANGUAGES, PRIMITIVES, spelled
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Expression, functions_of

STEPPED = {name for name in LANGUAGES if name.startswith("complex_")} | {"julia"}
"""Languages whose functions take complex numbers, for which some are defined otherwise."""

CARRIED_BY: Mapping[str, Collection[str]] = {
    "complex_c": COMPLEX_SOURCES,
    "jax": LIBRARIES["jax"].sources,
    "numpy": all_stable_sources(),
    "torch": LIBRARIES["torch"].sources,
}
"""Functions that are written by hand in a language, and call nothing that the table has to know."""


def defined(name: str, language: str) -> Expression | None:
    stepped = STEPPED_FORMS.get(name) if language in STEPPED else None
    return stepped or definition_in_code(name)


def unspelled(name: str, language: str) -> set[str]:
    """Return the primitives without a spelling that a function comes down to in a language."""
    if name in CARRIED_BY.get(language, ()) or name in spelled(language):
        return set()
    definition = defined(name, language)
    if definition is None:
        return {name}
    return {lacking for inner in functions_of(prepared(definition)) for lacking in unspelled(inner, language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_of_the_table_can_be_written(language: str) -> None:
    called = {*FUNCTIONS, "sqrt", "square", "expm1", "log1p", *(f"power_{count}" for count in (3, 4))}
    slopes = [*(row.slope for row in FUNCTIONS.values()), *STABLE_SLOPES.values()]
    called |= {name for slope in slopes for name in functions_of(prepared(slope))}
    assert not {name: found for name in sorted(called) if (found := unspelled(name, language))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_power_that_is_not_whole_can_be_written(language: str) -> None:
    assert "power" in spelled(language)


def test_what_has_no_spelling_is_found() -> None:
    assert unspelled("gelu", "numpy") == set()
    assert unspelled("erfc", "numpy") == {"erfc"}


def test_every_row_is_spelled_in_some_language() -> None:
    for name in PRIMITIVES:
        assert {getattr(PRIMITIVES[name], language) for language in LANGUAGES} - {CARRIED}, name
