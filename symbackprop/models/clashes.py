"""Quantities whose names could be taken for one another: kept apart where that can be done, and else refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..errors import GraphError
from ..expression.greek import greek
from ..expression.tree import Expression, Symbol, rebuilt
from ..graph.equations import Equation, bare
from ..graph.expand import NO_LABELS, element, place_in
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
    families = {bare(symbol): symbol for symbol in every if symbol.indices}
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


def _check_elements(symbol: Symbol, families: Mapping[Symbol, Symbol]) -> None:
    """Refuse a quantity that is called as an element of another one, `net_h1` beside `net_h[j]`."""
    first = element(bare(symbol), tuple(1 for _ in symbol.indices), NO_LABELS)
    for end in range(len(first.subscript)):
        family = families.get(replace(bare(symbol), subscript=first.subscript[:end].removesuffix(",")))
        at = None if family is None or family == symbol else place_in(family, first, NO_LABELS)
        if family is not None and at is not None:
            position = ",".join(map(str, at))
            raise GraphError(
                f"{bare(symbol).ascii!r} and {bare(family).ascii}[{position}] would both be called {first.ascii!r}; "
                "rename one of the two quantities"
            )


def _shown(symbol: Symbol) -> str:
    above = f"^{{{symbol.superscript}}}" if symbol.superscript else ""
    below = f"_{symbol.subscript}" if symbol.subscript else ""
    return repr(f"{symbol.base}{below}{above}")
