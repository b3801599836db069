"""The names that a C export shows to the program around it, with the prefix that is asked for."""

from __future__ import annotations

import re

from ..program.lowering import PREFIX
from ..syntax.keywords import C_PAGES, reserved

OPTIONS = frozenset({"BACKPROP_FAST_EXP", "BACKPROP_NATIVE", "BACKPROP_OPENMP", "BACKPROP_SIMD"})
"""Options of a build, which are the same for all that is built together."""

BUILDS = ("CMakeLists.txt", "Makefile")


def shown_words(prefix: str) -> frozenset[str]:
    """Return the words of the C page that begin with a prefix."""
    return frozenset(in_c(word, prefix) for word in reserved(C_PAGES) if word.lower().startswith(f"{PREFIX}_"))


def in_c(text: str, prefix: str, name: str = "gradient.c") -> str:
    """Return a file of a C export, or its name, with another prefix."""

    def changed(found: re.Match[str]) -> str:
        library, word, ending = found.groups(default="")
        if found[0] in OPTIONS or not (ending or name in BUILDS):
            return found[0]
        return library + (prefix if word == PREFIX else prefix.upper()) + ending

    return re.sub(rf"(?<![A-Za-z0-9_])(lib)?({PREFIX}|{PREFIX.upper()})(_\w*)?(?![A-Za-z0-9])", changed, text)
