"""What a compiler would see of an export: its tokens without comments, and with nothing in its strings."""

from __future__ import annotations

import ast
import io
import tokenize
import tomllib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

from .drivers import DRIVERS
from .lexer import C

LEXERS: Mapping[str, Callable[[str], Any]] = {".c": C, ".h": C, ".hpp": C} | {
    ending: lexer for driver in DRIVERS.values() for ending, lexer in driver.lexers.items()
}


def _python(text: str) -> list[str]:
    ast.parse(text.encode())
    skipped = (tokenize.COMMENT, tokenize.NL)
    found = [token for token in tokenize.tokenize(io.BytesIO(text.encode()).readline) if token.type not in skipped]
    return ['""' if token.type == tokenize.STRING else token.string for token in found]


def _toml(text: str) -> Any:
    return _without_words(tomllib.loads(text))


def _without_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "" if key == "description" else _without_words(inner) for key, inner in value.items()}
    return value


def tokens(name: str, text: str) -> Any:
    """Return what decides what a file does."""
    found: dict[str, Callable[[str], Any]] = {**LEXERS, ".py": _python, ".toml": _toml}
    return found.get(PurePath(name).suffix, str)(text)


def nameless(found: Any) -> Any:
    """Return tokens with one word for all names, so that two files that differ in their names alone become the same.

    Brackets and commas are left out: Python breaks a long line inside of brackets.
    """
    if not isinstance(found, list):
        return found
    return ["name" if token.isidentifier() else token for token in found if token not in ("(", ",", ")")]
