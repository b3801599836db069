"""The table of pointwise functions: one row is all that evaluation, algebra, derivation and every format need.

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

from .tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Choice,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    substitute,
    whole,
)

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
        ball: Computes it on a ball: a primitive, or a function that is rational more often than its definition shows.
        exact: The one rational argument at which a primitive is rational, and its value there
            (Lindemann-Weierstrass for exp, log and tanh).
        kinks: Where it has no derivative; by convention the slope there is the number nearest to 0 between those on
            both sides, and the definition takes the branch that has it.
        jumps: Where it jumps, and has no derivative either; by convention the slope there is 0.
        activation: Whether it can stand after a pre-activation.
        spellings: Other words by which people call it, in lower case.
    """

    symbol: str
    spoken: str
    title: str
    slope: Expression
    definition: Expression | None = None
    ball: Callable[[arb], arb] | None = None
    exact: tuple[Fraction, Fraction] | None = None
    kinks: tuple[Fraction, ...] = ()
    jumps: tuple[Fraction, ...] = ()
    activation: bool = False
    spellings: tuple[str, ...] = ()


HUNDREDTH = Quotient(ONE, whole(100))
SIXTH = Quotient(ONE, whole(6))
TEN = whole(10)
WITHIN = Sum((whole(9), Negative(Power(X, TWO))))
"""Positive between −3 and 3, the ends of the hard sigmoid's slope."""


def _normal_cdf(x: arb) -> arb:
    return (-x / arb(2).sqrt()).erfc() / 2


def _normal_pdf(x: arb) -> arb:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "abs": Function(
            symbol="abs",
            spoken="the absolute value of",
            title="the absolute value",
            slope=Choice(X, ONE, Choice(Negative(X), Negative(ONE), ZERO)),
            # Zero has a branch of its own, so that the slope there is 0, as subgradient methods take it.
            definition=Choice(X, X, Choice(Negative(X), Negative(X), ZERO)),
            kinks=(Fraction(0),),
        ),
        "cos": Function(
            symbol="cos",
            spoken="the cosine of",
            title="the cosine",
            slope=Negative(Call("sin", X)),
            ball=arb.cos,
            exact=(Fraction(0), Fraction(1)),
        ),
        "elu": Function(
            symbol="ELU",
            spoken="E L U of",
            title="the exponential linear unit",
            slope=Choice(X, ONE, Sum((Y, ONE))),
            definition=Choice(X, X, Sum((Call("exp", X), Negative(ONE)))),
            activation=True,
        ),
        "exp": Function(
            symbol="exp",
            spoken="the exponential of",
            title="the exponential function",
            slope=Y,
            ball=arb.exp,
            exact=(Fraction(0), Fraction(1)),
        ),
        "gelu": Function(
            symbol="GELU",
            spoken="G E L U of",
            title="the Gaussian error linear unit",
            slope=Sum((Call("normal_cdf", X), Product((X, Call("normal_pdf", X))))),
            definition=Product((X, Call("normal_cdf", X))),
            activation=True,
        ),
        "hard_sigmoid": Function(
            symbol="hardsig",
            spoken="hard sigma of",
            title="the hard sigmoid function",
            slope=Choice(WITHIN, SIXTH, ZERO),
            definition=Choice(WITHIN, Sum((Quotient(X, whole(6)), HALF)), Choice(X, ONE, ZERO)),
            kinks=(Fraction(-3), Fraction(3)),
            activation=True,
            spellings=("hardsigmoid", "hsigmoid"),
        ),
        "leaky_relu": Function(
            symbol="LReLU",
            spoken="leaky re L U of",
            title="the leaky rectified linear unit",
            slope=Choice(X, ONE, HUNDREDTH),
            definition=Choice(X, X, Quotient(X, whole(100))),
            kinks=(Fraction(0),),
            activation=True,
            spellings=("leakyrelu",),
        ),
        "log": Function(
            symbol="ln",
            spoken="the natural logarithm of",
            title="the natural logarithm",
            slope=Quotient(ONE, X),
            ball=arb.log,
            exact=(Fraction(1), Fraction(0)),
            spellings=("log",),
        ),
        "log10": Function(
            symbol="log₁₀",
            spoken="the logarithm to base ten of",
            title="the logarithm to base 10",
            slope=Quotient(ONE, Product((X, Call("log", TEN)))),
            definition=Quotient(Call("log", X), Call("log", TEN)),
            ball=lambda x: x.log_base(10),
            spellings=("log10",),
        ),
        "log2": Function(
            symbol="log₂",
            spoken="the logarithm to base two of",
            title="the logarithm to base 2",
            slope=Quotient(ONE, Product((X, Call("log", TWO)))),
            definition=Quotient(Call("log", X), Call("log", TWO)),
            ball=lambda x: x.log_base(2),
            spellings=("log2",),
        ),
        "normal_cdf": Function(
            symbol="Φ",
            spoken="capital phi of",
            title="the distribution function of the standard normal distribution",
            slope=Call("normal_pdf", X),
            ball=_normal_cdf,
            exact=(Fraction(0), Fraction(1, 2)),
        ),
        "normal_pdf": Function(
            symbol="φ",
            spoken="phi of",
            title="the density of the standard normal distribution",
            slope=Negative(Product((X, Y))),
            ball=_normal_pdf,
        ),
        "relu": Function(
            symbol="ReLU",
            spoken="re L U of",
            title="the rectified linear unit",
            slope=Choice(X, ONE, ZERO),
            definition=Choice(X, X, ZERO),
            kinks=(Fraction(0),),
            activation=True,
        ),
        "sigmoid": Function(
            symbol="σ",
            spoken="sigma of",
            title="the sigmoid function",
            slope=Product((Y, Sum((ONE, Negative(Y))))),
            definition=Quotient(ONE, Sum((ONE, Call("exp", Negative(X))))),
            activation=True,
            spellings=("logistic", "sig", "sigm", "sigmoid", "sigmoide"),
        ),
        "sign": Function(
            symbol="sgn",
            spoken="the sign of",
            title="the sign",
            slope=ZERO,
            definition=Choice(X, ONE, Choice(Negative(X), Negative(ONE), ZERO)),
            jumps=(Fraction(0),),
            spellings=("sgn",),
        ),
        "silu": Function(
            symbol="SiLU",
            spoken="si L U of",
            title="the sigmoid linear unit",
            slope=Sum((Y, Product((Call("sigmoid", X), Sum((ONE, Negative(Y))))))),
            definition=Product((X, Call("sigmoid", X))),
            activation=True,
            spellings=("swish",),
        ),
        "sin": Function(
            symbol="sin",
            spoken="the sine of",
            title="the sine",
            slope=Call("cos", X),
            ball=arb.sin,
            exact=(Fraction(0), Fraction(0)),
        ),
        "softplus": Function(
            symbol="softplus",
            spoken="soft plus of",
            title="the softplus function",
            slope=Call("sigmoid", X),
            definition=Call("log", Sum((ONE, Call("exp", X)))),
            activation=True,
        ),
        "step": Function(
            symbol="heaviside",
            spoken="the step function of",
            title="the step function",
            slope=ZERO,
            definition=Choice(X, ONE, ZERO),
            jumps=(Fraction(0),),
            spellings=("heaviside",),
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


def computed_as(call: Call) -> Expression | None:
    """Return the expression by which a call is computed, or None where its row has a function of balls."""
    return None if FUNCTIONS[call.function].ball else definition_of(call)


NO_SLOPES: Mapping[str, Expression] = MappingProxyType({})


def slope_of(call: Call, output: Symbol | None, slopes: Mapping[str, Expression] = NO_SLOPES) -> Expression:
    """Return the derivative of a call by its argument, over `output` where that symbol equals the call.

    Args:
        call: The call.
        output: A symbol that equals it, or None.
        slopes: Over X and Y, the slopes of functions that are written otherwise than in the table.
    """
    found = slopes.get(call.function) or FUNCTIONS[call.function].slope
    return substitute(found, {X: call.argument, Y: output or call})
