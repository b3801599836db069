"""The table of losses: one row each, pointwise over an output and its target; the total is their sum.

A row may bring the last activation with it, as softmax does, which is not pointwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..expression.tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Choice,
    Expression,
    Index,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    whole,
)
from ..graph.equations import Equation, Term


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss.

    Args:
        title: How a sentence names it.
        of: Builds the error of one output from its target, the output, and the number of outputs.
        head: The equations between the last pre-activations and the outputs, where the loss brings them; nothing
            for a loss that takes the outputs of any activation.
        activation: How a sentence names what the head computes.
    """

    title: str
    of: Callable[[Symbol, Symbol, int], Expression]
    head: Callable[[Symbol, Symbol, Symbol, Symbol], tuple[Equation, ...]] | None = None
    activation: str = ""


def _difference(target: Symbol, out: Symbol) -> Expression:
    return Sum((target, Negative(out)))


def _square(target: Symbol, out: Symbol) -> Expression:
    return Power(_difference(target, out), TWO)


def _cross_entropy(target: Symbol, out: Symbol) -> Expression:
    hit = Product((target, Call("log", out)))
    miss = Product((Sum((ONE, Negative(target))), Call("log", Sum((ONE, Negative(out))))))
    return Negative(Sum((hit, miss)))


def _hinge(target: Symbol, out: Symbol) -> Expression:
    margin = Sum((ONE, Negative(Product((target, out)))))
    return Choice(margin, margin, ZERO)


def _huber(target: Symbol, out: Symbol) -> Expression:
    difference = _difference(target, out)
    near = Sum((ONE, Negative(_square(target, out))))
    above = Sum((target, Negative(out), Negative(HALF)))
    below = Sum((out, Negative(target), Negative(HALF)))
    return Choice(near, Product((HALF, _square(target, out))), Choice(difference, above, below))


def _softmax(net: Symbol, exponential: Symbol, normalizer: Symbol, out: Symbol) -> tuple[Equation, ...]:
    """Return softmax by way of the exponentials and their sum; the last index of `net` counts the outputs."""
    *others, own = net.indices
    assert isinstance(own, Index)
    power = replace(exponential, indices=net.indices)
    total = replace(normalizer, indices=tuple(others))
    return (
        Equation(power, (Term(Call("exp", net)),)),
        Equation(total, (Term(power, (own,)),)),
        Equation(out, (Term(Quotient(power, total)),)),
    )


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "binary-cross-entropy": Loss("the binary cross-entropy", lambda t, o, _: _cross_entropy(t, o)),
        "half-squared": Loss("half the squared error", lambda t, o, _: Product((HALF, _square(t, o)))),
        "hinge": Loss("the hinge loss", lambda t, o, _: _hinge(t, o)),
        "huber": Loss("the Huber loss", lambda t, o, _: _huber(t, o)),
        "mean-squared": Loss(
            "the squared error divided by the number of outputs",
            lambda t, o, count: Product((Quotient(ONE, whole(count)), _square(t, o))),
        ),
        "softmax-cross-entropy": Loss(
            "the cross-entropy",
            lambda t, o, _: Negative(Product((t, Call("log", o)))),
            head=_softmax,
            activation="softmax",
        ),
        "squared": Loss("the squared error", lambda t, o, _: _square(t, o)),
    }
)
