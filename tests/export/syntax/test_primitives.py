"""Primitives: every language has a spelling of whatever a program can call in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from importlib import import_module
from inspect import getsource
from pkgutil import iter_modules

import pytest

from symbackprop.export import c, llvm, python, single_file
from symbackprop.export.c.project import COMPLEX_SOURCES
from symbackprop.export.check.complex_step import STEPPED_FORMS
from symbackprop.export.python.libraries import LIBRARIES
from symbackprop.export.python.stable_sources import all_stable_sources
from symbackprop.export.saturation.stabilise import STABLE_SLOPES, definition_in_code, prepared
from symbackprop.export.syntax.primitives import CARRIED, Primitives
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Expression, functions_of

LANGUAGES: Mapping[str, Primitives] = {
    f"{module.__name__.removeprefix('symbackprop.export.')}.{name}": value
    for package in (c, llvm, python, single_file)
    for found in iter_modules(package.__path__, f"{package.__name__}.")
    for module in [import_module(found.name)]
    for name, value in vars(module).items()
    if isinstance(value, Primitives) and f"\n{name} = Primitives(" in getsource(module)
}
"""What each language calls the primitives, by the module and the name there."""

STEPPED = {name for name in LANGUAGES if ".COMPLEX_" in name} | {"single_file.julia.PRIMITIVES"}
"""Languages whose functions take complex numbers, for which some are defined otherwise."""

CARRIED_BY: Mapping[str, Collection[str]] = {
    "c.project.COMPLEX_PRIMITIVES": COMPLEX_SOURCES,
    "python.libraries.JAX": LIBRARIES["jax"].sources,
    "python.libraries.NUMPY": all_stable_sources(),
    "python.libraries.TORCH": LIBRARIES["torch"].sources,
}
"""Functions that are written by hand in a language, and call nothing that the table has to know."""


def defined(name: str, language: str) -> Expression | None:
    stepped = STEPPED_FORMS.get(name) if language in STEPPED else None
    return stepped or definition_in_code(name)


def unspelled(name: str, language: str) -> set[str]:
    """Return the primitives without a spelling that a function comes down to in a language."""
    if name in CARRIED_BY.get(language, ()) or name in LANGUAGES[language].names:
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
    assert "power" in LANGUAGES[language].names


def test_what_has_no_spelling_is_found() -> None:
    assert unspelled("gelu", "python.libraries.NUMPY") == set()
    assert unspelled("erfc", "python.libraries.NUMPY") == {"erfc"}


def test_every_primitive_is_spelled_in_some_language() -> None:
    for field in fields(Primitives):
        assert {getattr(names, field.name) for names in LANGUAGES.values()} - {CARRIED}, field.name


def test_all_languages_are_found() -> None:
    assert {name.partition(".")[2].partition(".")[0] for name in LANGUAGES} >= {
        *("fortran", "javascript", "julia", "libraries", "page", "project", "rust", "text")
    }
