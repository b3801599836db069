"""Names in code: those of the notes, changed only where a language cannot have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from unicodedata import name as name_of_character

from ...expression.tree import Symbol


@dataclass
class Names:
    """The names of one program, each given once.

    Args:
        reserved: The words that the language or the page around the code uses.
        is_case_blind: Whether `W` and `w` are one name, as in Fortran.
        beginnings: What no name may begin with, in small letters.

    >>> names = Names({"double"})
    >>> names.of(Symbol("double")), names.of(Symbol("net", "h1")), names.fresh("net_h1")
    ('double_', 'net_h1', 'net_h1_')
    """

    reserved: Collection[str] = ()
    is_case_blind: bool = False
    beginnings: tuple[str, ...] = ()
    _given: dict[Symbol, str] = field(default_factory=dict)
    _taken: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = {self._folded(word) for word in self.reserved}

    def of(self, symbol: Symbol) -> str:
        """Return the name of a quantity."""
        if symbol not in self._given:
            self._given[symbol] = self.fresh(symbol.ascii)
        return self._given[symbol]

    def called(self, function: str) -> str:
        """Return the name of a function of our own."""
        return self._called(function, "function")

    def table(self, symbol: Symbol) -> str:
        """Return the name of the whole numbers that a quantity says positions by."""
        return self._called(symbol.ascii, "table")

    def derived(self, name: str, ending: str) -> str:
        """Return the name of what belongs to a thing that has a name, the same each time."""
        symbol = Symbol(name, ending, mark="derived")
        if symbol not in self._given:
            self._given[symbol] = self.fresh(f"{name}_{ending}")
        return self._given[symbol]

    def fix(self, symbol: Symbol, name: str) -> None:
        """Let a quantity have a name that is taken: a word of the page that stands for it."""
        self._given[symbol] = name

    def fresh(self, wanted: str) -> str:
        """Return a name that nothing has yet, as near as can be to the one wanted."""
        found = shortened(plain(wanted))
        if found.lower().startswith(self.beginnings):
            found = f"own_{found}"
        while self._folded(found) in self._taken:
            found += "_"
        self._taken.add(self._folded(found))
        return found

    def add(self, symbols: Iterable[Symbol]) -> None:
        """Give quantities their names, in order of precedence."""
        for symbol in symbols:
            self.of(symbol)

    def _called(self, name: str, kind: str) -> str:
        symbol = Symbol(name, mark=kind)
        if symbol not in self._given:
            self._given[symbol] = self.fresh(name)
        return self._given[symbol]

    def _folded(self, name: str) -> str:
        return name.lower() if self.is_case_blind else name


def plain(name: str) -> str:
    """Return a name in the letters that every language reads.

    >>> plain("θ_1"), plain("é")
    ('theta_1', 'e_with_acute')
    """
    if name.isascii():
        return name
    return "".join(c if c.isascii() and (c.isalnum() or c == "_") else _spelled(c) for c in name)


def shortened(name: str) -> str:
    """Return a name that is not too long for any language, of a long one the beginning and the end.

    >>> shortened("a" * 40 + "b" * 40)
    'aaaaaaaaaaaaaaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbb'
    """
    return name if len(name) <= LONGEST else f"{name[:24]}_{name[-24:]}"


LONGEST = 50
"""Fortran has names of 63 letters at most, and some are tried with more behind them until one is free."""


def _spelled(character: str) -> str:
    name = name_of_character(character, "").lower()
    if not name or "ideograph" in name:
        return f"u{ord(character):x}"
    words = name.replace("-", " ").split()
    return "_".join(word for word in words if word not in ("latin", "greek", "small", "letter", "cyrillic"))
