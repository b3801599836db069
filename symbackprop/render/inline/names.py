"""Names of quantities in pieces: what stands below and above them, and the names of Greek letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from ...expression.tree import Affine, Index, Lookup, Position, Symbol

SMALL_DIGITS = "₀₁₂₃₄₅₆₇₈₉"


def function_pieces(symbol: str) -> tuple[str, str]:
    """Return the name of a function and what stands below it, as the base of a logarithm does.

    >>> function_pieces("log₁₀"), function_pieces("tanh")
    (('log', '10'), ('tanh', ''))
    """
    word = symbol.rstrip(SMALL_DIGITS)
    return word, symbol.removeprefix(word).translate(str.maketrans(SMALL_DIGITS, "0123456789"))


@lru_cache(maxsize=4096)
def pieces(below: str) -> tuple[str, ...]:
    """Return a subscript as words, letters, numbers and commas.

    >>> pieces("h1"), pieces("total"), pieces("2,3")
    (('h', '1'), ('total',), ('2', ',', '3'))
    """
    return tuple(re.findall(r"[^\W\d_]+|\d+|.", below))


def joined(positions: Sequence[str], between: str = "") -> str:
    """Return positions as they stand in a subscript: kj, or with a comma where one is computed or has more digits.

    >>> joined(("k", "j")), joined(("k", "i-1")), joined(("k", "2i")), joined(("50", "j"))
    ('kj', 'k,i-1', 'k,2i', '50,j')
    """
    is_long = any(any(sign in at for sign in "+-_[") or at[:-1].isdigit() for at in positions)
    return ("," if is_long else between).join(positions)


def above(symbol: Symbol) -> tuple[str, ...]:
    """Return what stands above a quantity after its base: its superscript, its sample, the plus of an update.

    >>> above(Symbol("a", "1", superscript="[2]", sample="3"))
    ('[2]', '(3)')
    """
    sample = f"({symbol.sample})" if symbol.sample else ""
    return tuple(part for part in (symbol.superscript, sample, "+" if symbol.mark == "+" else "") if part)


def below(symbol: Symbol) -> tuple[str, ...]:
    """Return a subscript's pieces; two numbers of one digit each stand together where a superscript says the layer.

    >>> below(Symbol("w", "1,2", superscript="(1)")), below(Symbol("w", "1,12", superscript="(1)"))
    (('1', '2'), ('1', ',', '12'))
    """
    found = pieces(symbol.subscript)
    together = symbol.superscript and all(len(piece) == 1 for piece in found)
    return tuple(piece for piece in found if piece != ",") if together else found


def counting(
    symbol: Symbol, letters: Callable[[str], str] = str, shown: Callable[[Symbol], str] | None = None
) -> tuple[str, ...]:
    """Return the indices that stand below a quantity, in the letters of a format; that of the samples stands above.

    Args:
        symbol: The quantity.
        letters: How the name of an index is written.
        shown: How a quantity is written that says a position, as `word_t`; without, by its plain name.
    """
    names = tuple(_position(position, letters, shown) for position in symbol.indices)
    return names[1:] if symbol.sample else names


def _position(position: Position, letters: Callable[[str], str], shown: Callable[[Symbol], str] | None) -> str:
    match position:
        case Index(name):
            return letters(name)
        case Affine(parts, offset):
            named = tuple((count, replace(index, name=_index(index, letters, shown))) for count, index in parts)
            return str(Affine(named, offset)).replace("−", "-")
        case int():
            return str(position)


def _index(index: Index, letters: Callable[[str], str], shown: Callable[[Symbol], str] | None) -> str:
    if isinstance(index, Lookup):
        return index.name if shown is None else shown(index.of.read_at(index.where))
    return letters(index.name)
