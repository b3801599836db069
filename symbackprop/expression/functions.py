"""The table of pointwise functions: one row serves evaluation, algebra, derivation and every format.

A row with a definition needs nothing else to be evaluated or converted to SymPy; the primitive rows say how
balls and SymPy compute them. `slope` is the derivative as textbooks write it, over the argument x and,
where that is shorter, the output y; the tests hold each row against SymPy's derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from flint import arb

from .tree import ONE, TWO, Call, Expression, Negative, Power, Product, Quotient, Sum, Symbol, substitute

X = Symbol("x")
Y = Symbol("y")


@dataclass(frozen=True, slots=True)
class Function:
    """One pointwise function of one argument.

    Args:
        symbol: How it is written before its argument.
        spoken: How it is read aloud.
        title: What a sentence calls it.
        slope: Its derivative, over X and its output Y.
        definition: Over X; None for a primitive.
        ball: Computes a primitive on a ball.
        exact: The one rational argument at which a primitive is rational, and its value there
            (Lindemann-Weierstrass for exp, log and tanh).
        activation: Whether it can stand after a pre-activation.
    """

    symbol: str
    spoken: str
    title: str
    slope: Expression
    definition: Expression | None = None
    ball: Callable[[arb], arb] | None = None
    exact: tuple[Fraction, Fraction] | None = None
    activation: bool = False


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "exp": Function(
            symbol="exp",
            spoken="the exponential of",
            title="the exponential function",
            slope=Y,
            ball=arb.exp,
            exact=(Fraction(0), Fraction(1)),
        ),
        "log": Function(
            symbol="ln",
            spoken="the natural logarithm of",
            title="the natural logarithm",
            slope=Quotient(ONE, X),
            ball=arb.log,
            exact=(Fraction(1), Fraction(0)),
        ),
        "sigmoid": Function(
            symbol="σ",
            spoken="sigma of",
            title="the sigmoid function",
            slope=Product((Y, Sum((ONE, Negative(Y))))),
            definition=Quotient(ONE, Sum((ONE, Call("exp", Negative(X))))),
            activation=True,
        ),
        "tanh": Function(
            symbol="tanh",
            spoken="the hyperbolic tangent of",
            title="the hyperbolic tangent",
            slope=Sum((ONE, Negative(Power(Y, TWO)))),
            ball=arb.tanh,
            exact=(Fraction(0), Fraction(0)),
            activation=True,
        ),
    }
)


def definition_of(call: Call) -> Expression | None:
    """Return what a call stands for, or None for a primitive.

    >>> definition_of(Call("tanh", X)) is None
    True
    """
    definition = FUNCTIONS[call.function].definition
    return None if definition is None else substitute(definition, {X: call.argument})


def slope_of(call: Call, output: Symbol | None) -> Expression:
    """Return the derivative of a call by its argument, over `output` where that symbol equals the call."""
    return substitute(FUNCTIONS[call.function].slope, {X: call.argument, Y: output or call})
