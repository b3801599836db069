"""TOML with long arrays of numbers, which the standard parser reads a character at a time.

An array of nothing but decimal numbers and brackets means in JSON what it means in TOML, and JSON is read in C. What
JSON does not read, or where anything is unusual, is left to the standard parser.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from .literals import Literal

LONG = 20_000
"""A shorter text gains nothing."""

ARRAY = re.compile(r"^([ \t]*[A-Za-z]+[ \t]*=[ \t]*)(\[[-0-9.,eE\s\[\]]{1000,}\])[ \t]*$", re.MULTILINE)
MARK = "\ue000"
"""A letter that stands for no other, before the number of an array that was cut out."""


def read_toml(text: str) -> dict[str, Any]:
    """Return what a TOML text holds, its floating-point numbers as Literals.

    Raises:
        tomllib.TOMLDecodeError: It is not TOML.
    """
    if len(text) < LONG or MARK in text or '"""' in text or "'''" in text:
        return tomllib.loads(text, parse_float=Literal)
    arrays: list[Any] = []

    def cut(found: re.Match[str]) -> str:
        arrays.append(json.loads(found[2], parse_float=Literal))
        return f'{found[1]}"{MARK}{len(arrays) - 1}"'

    try:
        shorter = ARRAY.sub(cut, text)
        content = tomllib.loads(shorter, parse_float=Literal)
    except ValueError:
        # For the right message, with the line in the text as it is.
        return tomllib.loads(text, parse_float=Literal)
    return {key: _filled(value, arrays) for key, value in content.items()}


def _filled(value: Any, arrays: list[Any]) -> Any:
    """Put the arrays back: they stand in the file itself or in one of its tables."""
    if isinstance(value, dict):
        return {key: _filled(inner, arrays) for key, inner in value.items()}
    return arrays[int(value[1:])] if isinstance(value, str) and value.startswith(MARK) else value
