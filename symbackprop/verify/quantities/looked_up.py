"""Positions that a document looks up: `word_n` is a number that the spec gives, and may stand where positions do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...expression.tree import Table
from ..lexicon.words import is_digits

AT = re.compile(r"[a-z]|\d+")
REST = re.compile(r"((?:[a-z]'*|\d)+)((?:[+-]\d{1,3})?)")


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A position that is looked up.

    Args:
        table: The numbers.
        at: Where: a letter of an index or a number, one for each dimension.
        shift: What is added.
    """

    table: Table
    at: tuple[str, ...]
    shift: int

    @property
    def letters(self) -> Mapping[str, int]:
        """The letters of its indices, with how far they run."""
        return {text: size for text, size in zip(self.at, self.table.sizes, strict=True) if text.isalpha()}

    def number(self, chosen: Mapping[str, int]) -> int | None:
        """Return the position where indices have values, or None where one is still open."""
        found = [int(text) if is_digits(text) else chosen.get(text) for text in self.at]
        places = [place for place in found if place is not None]
        return self.table.at(places) + self.shift if len(places) == len(found) else None


def looked_up(text: str, tables: Mapping[str, Table]) -> LookedUp | None:
    """Return what a position is that begins with the name of a table, as `wordn+1`; or None."""
    for name, table in tables.items():
        rest = REST.fullmatch(text[len(name) :]) if text.startswith(name) else None
        at = AT.findall(rest[1]) if rest is not None else []
        if rest is not None and len(at) == len(table.sizes):
            return LookedUp(table, tuple(at), int(rest[2] or 0))
    return None
