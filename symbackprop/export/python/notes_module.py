"""NumPy: functions made by SymPy's lambdify, and the same as a module that the user keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import bidirectional, normalize

from ...document.escape import in_code
from ...document.page import filled
from ...errors import ExpressionError
from ...expression.differentiate import rational, tidied
from ...expression.tree import (
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    functions_of,
    substitute,
)
from ...models.network import Network
from ..check.certified_call import certified
from ..program.statements import Program, Statement, program
from ..syntax.keywords import reserved
from ..syntax.naming import plain
from .stable_sources import all_stable_sources, called_sources

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]


WIDTH = 100


def module(network: Network) -> str:
    """Return a NumPy module that computes the loss and gradient of a network and needs nothing of ours."""
    lowered = in_python(program(network))
    names = [symbol.ascii for symbol, _ in lowered.parameters]
    loss, *gradient = certified(network)
    functions = called_sources(
        {name for at in (*lowered.forward, *lowered.backward) for name in functions_of(at.value)}
    )
    return filled(
        "python/gradient.py",
        title=in_code(network.title),
        count=len(names),
        order=_wrapped(names, "    ").rstrip(","),
        functions=functions,
        needs_math=any("math." in source for source in functions),
        constants=_lines(Statement(symbol, value) for symbol, value in lowered.constants),
        initial=_wrapped([value.text for _, value in lowered.parameters], "    "),
        unpacked=_unpacked(names),
        forward=_lines(lowered.forward),
        backward=_lines(lowered.backward),
        loss=lowered.loss.ascii,
        slopes=_wrapped([code(expression) for expression in lowered.gradient], "        "),
        learning_rate=network.learning_rate.text,
        expected_loss=loss,
        expected_gradient=_wrapped(gradient, "    "),
    )


def in_python(lowered: Program, others: Iterable[str] = ()) -> Program:
    """Return a program in which each quantity has a name of its own in Python, and none is a word of the page.

    Args:
        lowered: The program.
        others: Further words that none may be.
    """
    fixed = dict(lowered.constants)
    targets = (at.target for at in (*lowered.forward, *lowered.backward))
    taken = {*reserved("module"), *all_stable_sources(), *others}
    by: dict[Symbol, Expression] = {}
    for symbol in (*(symbol for symbol, _ in lowered.parameters), *fixed, *targets):
        name = symbol.ascii if _is_read(symbol.ascii) else plain(symbol.ascii)
        # The parameters of a call are `w`, so nothing that is fixed can be.
        while name in taken or (symbol in fixed and name == "w"):
            name += "_"
        taken.add(name)
        if name != symbol.ascii:
            by[symbol] = Symbol(name)
    if not by:
        return lowered

    def changed(symbol: Symbol) -> Symbol:
        found = by.get(symbol, symbol)
        assert isinstance(found, Symbol)
        return found

    def renamed(steps: Iterable[Statement]) -> tuple[Statement, ...]:
        return tuple(Statement(changed(at.target), substitute(at.value, by)) for at in steps)

    return Program(
        constants=tuple((changed(symbol), value) for symbol, value in lowered.constants),
        parameters=tuple((changed(symbol), value) for symbol, value in lowered.parameters),
        forward=renamed(lowered.forward),
        backward=renamed(lowered.backward),
        loss=changed(lowered.loss),
        gradient=tuple(substitute(slope, by) for slope in lowered.gradient),
    )


def _is_read(name: str) -> bool:
    """Say whether Python and its readers read a name as it is written.

    Python takes `ﬁ` for `fi`, say, and letters from right to left turn the rest of their line round.
    """
    turned = any(bidirectional(letter) in ("R", "AL") for letter in name)
    return name.isidentifier() and normalize("NFKC", name) == name and not turned


def _unpacked(names: Sequence[str]) -> str:
    line = f"    {', '.join(names)}{',' if len(names) == 1 else ''} = _columns(w)"
    return line if len(line) <= WIDTH else f"    (\n{_wrapped(names, '        ')}\n    ) = _columns(w)"


def _lines(statements: Iterable[Statement]) -> list[str]:
    return [f"{statement.target.ascii} = {code(statement.value)}" for statement in statements]


def _wrapped(words: Sequence[str], indent: str) -> str:
    joined = ",\0".join(word.replace(" ", "\1") for word in words) + ","
    text = fill(
        joined.replace("\0", " "), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
    return text.replace("\1", " ")


SUM, PRODUCT, UNARY, POWER, ATOM = range(5)


def code(expression: Expression) -> str:
    """Return an expression in Python, in the order in which it is written.

    >>> code(Product((Symbol("out", "h1"), Sum((Symbol("a"), Negative(Symbol("b")))))))
    'out_h1 * (a - b)'
    """
    return _code(expression)[0]


def _code(expression: Expression) -> tuple[str, int]:
    match expression:
        case Number(_, text):
            return text, UNARY if text.startswith("-") else ATOM
        case Symbol():
            return expression.ascii, ATOM
        case Sum(terms):
            written = _at_least(terms[0], SUM)
            for term in terms[1:]:
                if isinstance(term, Negative):
                    written += f" - {_at_least(term.body, PRODUCT)}"
                else:
                    written += f" + {_at_least(term, PRODUCT)}"
            return written, SUM
        case Product(factors):
            first, *rest = factors
            return " * ".join([_at_least(first, PRODUCT), *(_at_least(factor, UNARY) for factor in rest)]), PRODUCT
        case Quotient(numerator, denominator):
            return f"{_at_least(numerator, PRODUCT)} / {_at_least(denominator, POWER)}", PRODUCT
        case Negative(body):
            return f"-{_at_least(body, UNARY)}", UNARY
        case Power(base, exponent):
            power = rational(tidied(exponent))
            if power is None:
                raise ExpressionError("an exponent must be a number")
            return (
                f"{_at_least(base, ATOM)} ** {power if power.denominator == 1 and power >= 0 else f'({power})'}",
                POWER,
            )
        case Choice(positive, then, otherwise):
            return f"np.where({code(positive)} > 0, {code(then)}, {code(otherwise)})", ATOM
        case Call(name, argument):
            called = name if name in all_stable_sources() else f"np.{name}"
            return f"{called}({code(argument)})", ATOM
        case _:
            raise ExpressionError(f"{type(expression).__name__} has no value")


def _at_least(expression: Expression, level: int) -> str:
    written, own = _code(expression)
    return written if own >= level else f"({written})"
