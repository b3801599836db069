"""The names that an export shows to the program around it, where a language has one place for those of all files.

The pages are written with PREFIX; where another one is asked for, their words are renamed. No name of a network begins
with it, so that no other word is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...errors import UsageError
from ..program.lowering import PREFIX
from .keywords import KEYWORDS, reserved, words
from .naming import plain

LONGEST = 32
FALLBACK = "net"
OPTIONS = frozenset({"BACKPROP_FAST_EXP", "BACKPROP_NATIVE", "BACKPROP_OPENMP", "BACKPROP_SIMD"})
"""Options of a build, which are the same for all that is built together."""

BUILDS = ("CMakeLists.txt", "Makefile")
GLOBALS = words(
    """
    Array Boolean Date Error Float32Array Float64Array Function JSON Map Math Number Object Promise Proxy RangeError
    Reflect RegExp Set String Symbol TypeError console document exports global history location name navigator parent
    process self status top window
    """
)
"""What browsers and node have as globals."""


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


def prefix_for(backend: str, asked: str, name: str) -> str:
    """Return the prefix of an export.

    Args:
        backend: What the network is exported to.
        asked: The prefix that somebody asks for, or nothing.
        name: The name of the network.

    Raises:
        UsageError: It cannot be one, or the backend has no use for it.
    """
    if backend in RENAMED:
        return checked(asked) if asked else prefix_of(name)
    if asked:
        raise UsageError(f"{backend} takes no prefix: each of its files is a module, which is named where it is read")
    return PREFIX


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
    if prefix in KEYWORDS["javascript"] | GLOBALS:
        return "is a word of JavaScript; expected another"
    taken = sorted(shown_words(prefix) & (reserved("c") - shown_words(PREFIX)))
    return f"gives {taken[0]!r}, which the code calls something else; expected another" if taken else ""


def shown_words(prefix: str) -> frozenset[str]:
    """Return the words of the C page that begin with a prefix."""
    return frozenset(_in_c(word, prefix) for word in reserved("c") if word.lower().startswith(f"{PREFIX}_"))


def renamed(backend: str, files: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Return the files of an export with a prefix for PREFIX, in their names, too."""
    rename = RENAMED.get(backend, _itself) if prefix != PREFIX else _itself
    return {rename(name, prefix, name): rename(text, prefix, name) for name, text in files.items()}


def _in_c(text: str, prefix: str, name: str = "gradient.c") -> str:
    def changed(found: re.Match[str]) -> str:
        library, word, ending = found.groups(default="")
        if found[0] in OPTIONS or not (ending or name in BUILDS):
            return found[0]
        return library + (prefix if word == PREFIX else prefix.upper()) + ending

    return re.sub(rf"(?<![A-Za-z0-9_])(lib)?({PREFIX}|{PREFIX.upper()})(_\w*)?(?![A-Za-z0-9])", changed, text)


def _in_fortran(text: str, prefix: str, _name: str) -> str:
    return re.sub(r"\bgradient_of_network\b", f"{prefix}_gradient", text)


def _in_julia(text: str, prefix: str, _name: str) -> str:
    camel = "".join(part[:1].upper() + part[1:] for part in prefix.split("_"))
    return re.sub(r"\bGradient\b", f"{camel}Gradient", text)


def _in_package(text: str, prefix: str, name: str) -> str:
    if name.endswith((".c", ".h")):
        return text
    dashed = prefix.replace("_", "-")
    text = re.sub(rf"\b{PREFIX}_gradient\b", f"{prefix}_gradient", text)
    return re.sub(rf"\b{PREFIX}-gradient\b", f"{dashed}-gradient", text)


def _itself(text: str, _prefix: str, _name: str) -> str:
    return text


RENAMED: Mapping[str, Callable[[str, str, str], str]] = MappingProxyType(
    {
        "c": _in_c,
        "fortran": _in_fortran,
        # Its template has a blank for the name of the global.
        "javascript": _itself,
        "julia": _in_julia,
        "python-extension": _in_package,
    }
)
"""How the files of each backend are renamed that has names for all to see."""
