"""The names that an export shows to the program around it, where a language has one place for those of all files.

The pages are written with PREFIX; where another one is asked for, their words are renamed. No name of a network begins
with it, so that no other word is.
"""

from __future__ import annotations

import re

from ..errors import UsageError
from .c.names import shown_words
from .program.lowering import PREFIX
from .single_file.javascript import PAGES as JAVASCRIPT_PAGES
from .syntax.keywords import C_PAGES, reserved, words
from .syntax.naming import plain

LONGEST = 32
FALLBACK = "net"
GLOBALS = words(
    """
    Array Boolean Date Error Float32Array Float64Array Function JSON Map Math Number Object Promise Proxy RangeError
    Reflect RegExp Set String Symbol TypeError console document exports global history location name navigator parent
    process self status top window
    """
)
"""What browsers and node have as globals."""
CPP_SPACES = words("std posix")
"""What C++ keeps for its own library."""


def prefix_of(name: str) -> str:
    """Return the prefix for a network with a name, for instance that of its file.

    >>> prefix_of("mazur-2-2-2"), prefix_of("2 layers"), prefix_of("...")
    ('mazur_2_2_2', 'net_2_layers', 'net')
    """
    found = re.sub(r"[^A-Za-z0-9]+", "_", plain(name)).strip("_").lower()
    if not found[:1].isalpha():
        found = f"{FALLBACK}_{found}".strip("_")
    found = found[:LONGEST].rstrip("_")
    return f"{found}_{FALLBACK}" if _fault(found) else found


def longer(prefix: str, ending: str) -> str:
    """Return a prefix with an ending, of a long one only as much as there is room for.

    >>> longer("net", "input_gradient"), longer("a" * 30, "input_gradient")
    ('net_input_gradient', 'aaaaaaaaaaaaaaaaa_input_gradient')
    """
    return f"{prefix[: LONGEST - len(ending) - 1].rstrip('_')}_{ending}"


def checked(prefix: str) -> str:
    """Return a prefix that can be one.

    Raises:
        UsageError: It cannot be.
    """
    fault = _fault(prefix)
    if fault:
        raise UsageError(f"prefix {prefix[: LONGEST + 8]!r}: {fault}")
    return prefix


def _fault(prefix: str) -> str:
    if prefix == PREFIX:
        return ""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", prefix) or len(prefix) > LONGEST:
        return f"expected a letter, and then letters, digits and _, at most {LONGEST} in all"
    if prefix in JAVASCRIPT_PAGES.keywords | GLOBALS:
        return "is a word of JavaScript; expected another"
    if prefix in C_PAGES.keywords | CPP_SPACES:
        return "is a word of C or C++; expected another"
    taken = sorted(shown_words(prefix) & (reserved(C_PAGES) - shown_words(PREFIX)))
    return f"gives {taken[0]!r}, which the code calls something else; expected another" if taken else ""
