"""What names share that are read alike: the letter, and how many indices of which form stand where."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..tree import Name


class NamePattern(NamedTuple):
    """A name with its digits left open: `w_{12}` and `w_{21}` have the same pattern, `w_{1,2}` has another.

    Args:
        base: The letter or word.
        accent: What stands over it.
        below: The parts of its subscript, `#` for each digit.
        above: The parts of its superscript, `#` for each digit.
        brackets: How many indices stand in brackets after it.
    """

    base: str
    accent: str
    below: tuple[str, ...]
    above: tuple[str, ...]
    brackets: int

    @property
    def letter(self) -> tuple[str, str]:
        """The letter with what stands over it, whatever its indices are."""
        return self.base, self.accent


def pattern_of(name: Name) -> NamePattern:
    """Return the pattern of a name."""
    return NamePattern(name.base, name.accent, _open(name.below), _open(name.above), len(name.at))


@lru_cache(maxsize=4096)
def _open(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(re.sub(r"\d", "#", part) for part in parts)
