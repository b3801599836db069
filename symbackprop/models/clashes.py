"""Quantities whose names could be taken for one another: kept apart where that can be done, and else refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import GraphError
from ..expression.greek import greek
from ..expression.tree import MARK_NAMES, Expression, Index, Symbol, rebuilt
from ..graph.equations import Equation, bare
from ..graph.expand import NO_LABELS, At, element, is_position
from ..graph.update import RATE
from .order import reads_of

BAR = "bar"


def without_bars(equations: Sequence[Equation]) -> tuple[Equation, ...]:
    """Return equations in which `x_bar` has its bar below where there is an `x` too.

    A bar over the name of a quantity says in the notes that the derivative of the loss with respect to it is meant.
    """
    symbols = {bare(symbol) for equation in equations for symbol in (equation.target, *reads_of(equation))}
    clashing = {symbol for symbol in symbols if symbol.accent == BAR and replace(symbol, accent="") in symbols}
    if not clashing:
        return tuple(equations)

    def lowered(symbol: Symbol) -> Symbol:
        below = ",".join(part for part in (BAR, symbol.subscript) if part)
        return replace(symbol, accent="", subscript=below) if bare(symbol) in clashing else symbol

    def rewritten(expression: Expression) -> Expression:
        return lowered(expression) if isinstance(expression, Symbol) else rebuilt(expression, rewritten)

    return tuple(
        replace(
            equation,
            target=lowered(equation.target),
            terms=tuple(replace(term, body=rewritten(term.body)) for term in equation.terms),
        )
        for equation in equations
    )


def check_apart(declared: Iterable[Symbol]) -> None:
    """Refuse quantities of which two, or an element of one and the other, would be called alike.

    Args:
        declared: All quantities, with their indices.

    Raises:
        GraphError: With the two names.
    """
    spelled: dict[str, Symbol] = {}
    shown: dict[Symbol, Symbol] = {}
    every = tuple(declared)
    families: dict[str, list[Symbol]] = {}
    for symbol in every:
        if symbol.indices:
            families.setdefault(_beginning(symbol), []).append(symbol)
    for symbol in every:
        quantity = bare(symbol)
        other = spelled.setdefault(quantity.ascii, quantity)
        if other != quantity:
            raise GraphError(f"{_shown(other)} and {_shown(quantity)} are both {quantity.ascii!r} in code; rename one")
        look = replace(quantity, base=greek(quantity.base) or quantity.base)
        other = shown.setdefault(look, quantity)
        if other != quantity:
            raise GraphError(f"{other.ascii!r} and {quantity.ascii!r} are the same letter; expected one of them")
        _check_elements(symbol, families)


def check_beside_the_rate(declared: Iterable[Symbol]) -> None:
    """Refuse a quantity that is called as the learning rate of the updates.

    Args:
        declared: All quantities of a model that is trained.

    Raises:
        GraphError: There is one.
    """
    for symbol in map(bare, declared):
        if symbol == Symbol(symbol.base) and greek(symbol.base) == greek(RATE.base):
            raise GraphError(f"{symbol.ascii!r} is the learning rate of the updates; rename the quantity, as 'eta_0'")


def _first(symbol: Symbol) -> Symbol:
    """Return the name of a quantity's first element, or of a quantity without indices."""
    return element(bare(symbol), tuple(1 for _ in symbol.indices), NO_LABELS)


def _beginning(symbol: Symbol) -> str:
    """Return what the names of all elements begin with, before their positions."""
    return _first(symbol).ascii.removesuffix("_".join("1" for _ in symbol.indices))


def _check_elements(symbol: Symbol, families: Mapping[str, Sequence[Symbol]]) -> None:
    """Refuse a quantity that is called as an element of another one, `net_h1` beside `net_h[j]`.

    Other elements of it than the first can only be called so where the first one is.
    """
    first = _first(symbol).ascii
    for end in range(1, len(first)):
        for family in families.get(first[:end], ()):
            at = None if family == symbol else _place(family, first, end)
            if at is not None:
                names = f"{_shown(symbol, [1 for _ in symbol.indices])} and {_shown(family, at)}"
                raise GraphError(f"{names} would both be called {first!r}; rename one of the two quantities")


def _place(family: Symbol, name: str, end: int) -> At | None:
    """Return at which position of a quantity an element has a name, or None where none has."""
    parts = name[end:].split("_")
    if len(parts) != len(family.indices) or not all(map(is_position, parts)):
        return None
    at = tuple(map(int, parts))
    sizes = [index.size for index in family.indices if isinstance(index, Index)]
    inside = all(1 <= here <= size for here, size in zip(at, sizes, strict=True))
    return at if inside and element(bare(family), at, NO_LABELS).ascii == name else None


def _shown(symbol: Symbol, at: Sequence[int] = ()) -> str:
    """Return a name for a message, with what stands above it told apart, and with the position of an element."""
    if symbol.superscript:
        above = symbol.superscript if symbol.superscript in MARK_NAMES else f"^{{{symbol.superscript}}}"
        below = f"_{{{symbol.subscript}}}" if symbol.subscript else ""
        name = f"{symbol.base}{above}{below}"
    else:
        name = bare(symbol).ascii
    return repr(f"{name}[{','.join(map(str, at))}]" if at else name)
