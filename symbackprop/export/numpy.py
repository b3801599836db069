"""NumPy: functions made by SymPy's lambdify, and the same as a module that the user keeps."""

from __future__ import annotations

from ast import FunctionDef, parse
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import fill
from typing import TYPE_CHECKING, Any, TypeAlias
from unicodedata import bidirectional, normalize

from ..document.escape import in_code
from ..document.page import filled
from ..errors import ExpressionError
from ..expression.differentiate import rational, tidied
from ..expression.tree import (
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
from ..models.network import Network
from .certify import certified
from .keywords import reserved
from .naming import plain
from .program import Program, Statement, program

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Array: TypeAlias = NDArray[np.float64]

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of one network.

    Args:
        loss: From parameters, shape (…, n), to the loss, shape (…).
        gradient: From parameters, shape (…, n), to the gradient, shape (…, n).
        loss_and_gradient: Both at once.
    """

    loss: Callable[[ArrayLike], Array]
    gradient: Callable[[ArrayLike], Array]
    loss_and_gradient: Callable[[ArrayLike], tuple[Array, Array]]


def lambdified(network: Network) -> Functions:
    """Return NumPy functions of the parameters, made by SymPy's lambdify.

    The graph's own quantities serve lambdify as the common subexpressions, so the cost of making and of
    calling the functions grows with the number of operations and not with the length of closed formulas.
    """
    import numpy as np
    import sympy

    from ..expression.algebra import to_sympy
    from . import stable

    # The function that SymPy writes reads the names of NumPy.
    lowered = _in_python(program(network), dir(np))
    count = len(lowered.parameters)
    arguments = [to_sympy(symbol) for symbol, _ in lowered.parameters]
    constants = [(to_sympy(symbol), sympy.Float(str(float(value.value)), 17)) for symbol, value in lowered.constants]
    modules = [{name: getattr(stable, name) for name in _stable_functions()}, "numpy"]

    def compiled(statements: Sequence[Statement], results: Sequence[Expression]) -> Callable[..., Any]:
        opaque = _stable_functions()
        replacements = constants + [(to_sympy(at.target), to_sympy(at.value, opaque=opaque)) for at in statements]
        reduced = [to_sympy(result) for result in results]
        return sympy.lambdify(arguments, reduced, modules=modules, cse=lambda _: (replacements, reduced))  # type: ignore[no-any-return]

    forward = compiled(lowered.forward, [lowered.loss])
    both = compiled((*lowered.forward, *lowered.backward), [lowered.loss, *lowered.gradient])

    def columns(w: ArrayLike) -> Sequence[Array]:
        array = np.asarray(w, dtype=np.float64)
        if array.ndim == 0 or array.shape[-1] != count:
            raise ValueError(f"w has shape {array.shape}; its last axis must hold the {count} parameters")
        return tuple(np.moveaxis(array, -1, 0))

    def loss(w: ArrayLike) -> Array:
        given = columns(w)
        return _like(given[0], forward(*given)[0])

    def loss_and_gradient(w: ArrayLike) -> tuple[Array, Array]:
        given = columns(w)
        first, *slopes = both(*given)
        return _like(given[0], first), np.stack([_like(given[0], slope) for slope in slopes], axis=-1)

    def gradient(w: ArrayLike) -> Array:
        return loss_and_gradient(w)[1]

    return Functions(loss, gradient, loss_and_gradient)


def _like(model: Array, value: Any) -> Array:
    """Return a value in the shape of the batch, which a constant does not have by itself."""
    import numpy as np

    return np.broadcast_to(np.asarray(value, dtype=np.float64), model.shape)[()]


def module(network: Network) -> str:
    """Return a NumPy module that computes the loss and gradient of a network and needs nothing of ours."""
    lowered = _in_python(program(network))
    names = [symbol.ascii for symbol, _ in lowered.parameters]
    loss, *gradient = certified(network)
    functions = _sources({name for at in (*lowered.forward, *lowered.backward) for name in functions_of(at.value)})
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


def _in_python(lowered: Program, others: Iterable[str] = ()) -> Program:
    """Return a program in which each quantity has a name of its own in Python, and none is a word of the page.

    Args:
        lowered: The program.
        others: Further words that none may be.
    """
    fixed = dict(lowered.constants)
    targets = (at.target for at in (*lowered.forward, *lowered.backward))
    taken = {*reserved("module"), *_stable_functions(), *others}
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


@cache
def _stable_functions() -> Mapping[str, str]:
    """Return the sources of the stable functions, without annotations, which would need imports."""
    text = (files("symbackprop.export") / "stable.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    found = [node for node in parse(text).body if isinstance(node, FunctionDef)]
    bodies = {node.name: lines[node.body[0].lineno - 1 : node.end_lineno] for node in found}
    return {name: "\n".join([f"def {name}(x):", *body]) for name, body in bodies.items()}


def _sources(called: Collection[str]) -> list[str]:
    """Return the sources of the stable functions that are called, directly or by one another, in one order."""
    sources = _stable_functions()
    needed = {name for name in called if name in sources}
    for name in tuple(needed):
        needed |= {other for other in sources if f"{other}(" in sources[name]}
    return [sources[name] for name in sorted(needed)]


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
            called = name if name in _stable_functions() else f"np.{name}"
            return f"{called}({code(argument)})", ATOM
        case _:
            raise ExpressionError(f"{type(expression).__name__} has no value")


def _at_least(expression: Expression, level: int) -> str:
    written, own = _code(expression)
    return written if own >= level else f"({written})"
