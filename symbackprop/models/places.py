"""Where in a TOML text a key stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeAlias

from ..errors import SpecError

Place: TypeAlias = Callable[[str], str]
"""From a key to `file:line`."""

HEADER = re.compile(r"\s*\[+\s*([\w-]+)\s*\]+")
DEFINED = re.compile(r"([^=]*)=")


def place_of(text: str, where: str, key: str) -> str:
    r"""Return `file:line` for the line on which a key stands, or the file where it is not known.

    >>> place_of("[values]\nw = 1", "net.toml", "values.w"), place_of("[values]", "net.toml", "values.w")
    ('net.toml:2', 'net.toml')
    """
    section, _, last = key.rpartition(".")
    lines = _lines(text)
    line = lines.get((section, last)) or lines.get((section, last.split("[")[0]))
    return where if line is None else f"{where}:{line}"


@contextmanager
def located(place: Place, key: str) -> Iterator[None]:
    """Make a SpecError of a ValueError, with the place and the key.

    >>> with located(lambda key: "net.toml:2", "values.w"):
    ...     raise ValueError("expected a number")
    Traceback (most recent call last):
        ...
    symbackprop.errors.SpecError: net.toml:2: values.w: expected a number
    """
    try:
        yield
    except ValueError as error:
        raise SpecError(f"{place(key)}: {key}: {error}") from error


def _unquoted(key: str) -> str:
    return key[1:-1].replace("\\\\", "\\") if key[:1] in ('"', "'") and key[-1:] == key[:1] else key


@lru_cache(maxsize=2)
def _lines(text: str) -> Mapping[tuple[str, str], int]:
    """Return the first line of each section and of each key in it; made once, since a file may hold many keys."""
    found: dict[tuple[str, str], int] = {}
    here, quoted = "", False
    for number, line in enumerate(text.split("\n"), start=1):
        was_quoted = quoted
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
        if was_quoted:
            continue
        header = HEADER.match(line)
        if header:
            here = header[1]
            found.setdefault(("", here), number)
            continue
        defined = DEFINED.match(line)
        if defined:
            found.setdefault((here, _unquoted(defined[1].strip())), number)
    return found
