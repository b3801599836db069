"""The short form of an error signal: the output minus the target, wherever an activation and a loss go together so.

It holds for the sigmoid with the binary cross-entropy, and for the identity with half the squared error (Bishop,
Pattern Recognition and Machine Learning (2006), section 4.3.6). Here it is found by algebra and not by name: the
derivative of the loss by an output times the slope of its activation is compared with the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from ..expression.differentiate import as_number
from ..expression.tree import (
    ONE,
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    factors_of,
    plus,
    substitute,
    symbols_of,
    times,
)
from ..graph.equations import Equation, Term, bare
from ..graph.proofs import is_identical
from ..graph.values import number_of
from ..models.network import Network

TRIED = {"out": Fraction(1, 3), "target": Fraction(2, 5)}
"""Where the two sides are compared before they are compared everywhere."""


@dataclass(frozen=True, slots=True)
class ShortSignal:
    """The error signal of a quantity in its short form, as declared quantities.

    Args:
        net: The pre-activation.
        out: The activation.
        target: What it should be.
        forms: The derivative by `net`: as the chain rule gives it, with its denominators cancelled where it has some,
            and as the difference.
    """

    net: Symbol
    out: Symbol
    target: Symbol
    forms: tuple[Expression, ...]

    def of(self, net: Symbol, out: Symbol, target: Symbol) -> tuple[Expression, ...]:
        """Return the forms for single quantities."""
        by: Mapping[Symbol, Expression] = {self.out: out, self.target: target, self.net: net}
        return tuple(substitute(form, by) for form in self.forms)


def short_signals(network: Network) -> Mapping[Symbol, ShortSignal]:
    """Return the error signals that have a short form, by the bare pre-activations."""
    found = (_short(network, quantity) for quantity in network.backward.contributions)
    return {bare(signal.net): signal for signal in found if signal is not None}


def _short(network: Network, quantity: Symbol) -> ShortSignal | None:
    """Return the short form of the derivative with respect to a bare quantity, or None where it has none."""
    graph, mark = network.graph, network.loss.base
    net = graph.declared[quantity]
    readers, signal = graph.readers(net), network.backward.graph.equation(net.marked(mark))
    if graph.equation(net) is None or len(readers) != 1 or signal is None:
        return None
    if not _is_activation(readers[0], net):
        return None
    out = readers[0].target
    slope = network.backward.graph.equation(out.marked(mark))
    if slope is None or out.indices != net.indices or graph.readers(out) == []:
        return None
    match signal.terms, slope.terms:
        case (Term(whole, (), ()),), (Term(seed, (), ()),):
            product = substitute(whole, {out.marked(mark): seed})
        case _:
            return None
    reads = set(symbols_of(product)) - {out}
    if len(reads) != 1 or out not in symbols_of(product) or _has_choice(product):
        return None
    (target,) = reads
    if target.indices != out.indices or target.mark or graph.equation(target) is not None:
        return None
    factor = _factor(product, out, target)
    if factor is None:
        return None
    short = _scaled(factor, Sum((out, Negative(target))))
    if not is_identical(product, short):
        return None
    cancelled = _cancelled(seed, whole, out.marked(mark))
    is_shown = cancelled is not None and len(symbols_of(cancelled)) < len(_all_reads(cancelled))
    forms = (product, cancelled, short) if cancelled is not None and is_shown else (product, short)
    return ShortSignal(net, out, target, forms) if all(is_identical(form, product) for form in forms) else None


def _is_activation(equation: Equation, net: Symbol) -> bool:
    """Say whether an equation is a function of a pre-activation, or the pre-activation itself."""
    match equation.terms:
        case (Term(Call(_, argument), (), ()),):
            return argument == net
        case (Term(body, (), ()),):
            return body == net
        case _:
            return False


def _factor(product: Expression, out: Symbol, target: Symbol) -> Fraction | None:
    """Return the number by which the difference would have to be multiplied, judged at one place."""
    at = {out: as_number(TRIED["out"]), target: as_number(TRIED["target"])}
    value = number_of(substitute(product, at))
    if not isinstance(value, fmpq):
        return None
    factor = Fraction(int(value.p), int(value.q)) / (TRIED["out"] - TRIED["target"])
    return factor if factor > 0 else None


def _has_choice(expression: Expression) -> bool:
    """Say whether an expression has cases, of which a point tells nothing about the others."""
    return isinstance(expression, Choice) or any(map(_has_choice, children(expression)))


def _all_reads(expression: Expression) -> list[Symbol]:
    """Return the symbols of an expression as often as they stand there."""
    if isinstance(expression, Symbol):
        return [expression]
    return [read for part in children(expression) for read in _all_reads(part)]


def _scaled(factor: Fraction, body: Expression) -> Expression:
    return body if factor == 1 else times(as_number(factor), body)


def _cancelled(seed: Expression, whole: Expression, read: Symbol) -> Expression | None:
    """Return a sum of fractions times a slope, each denominator cancelled by a factor of the slope; or None."""
    slope = [factor for factor in factors_of(whole) if factor != read]
    terms = [_without_denominator(term, slope) for term in _terms(seed)]
    kept = [term for term in terms if term is not None]
    return plus(*kept) if len(kept) == len(terms) else None


def _terms(expression: Expression, is_negative: bool = False) -> list[Expression]:
    """Return the terms of a sum, signs multiplied out."""
    match expression:
        case Negative(body):
            return _terms(body, not is_negative)
        case Sum(terms):
            return [part for term in terms for part in _terms(term, is_negative)]
        case _:
            return [Negative(expression) if is_negative else expression]


def _without_denominator(term: Expression, slope: list[Expression]) -> Expression | None:
    match term:
        case Negative(body):
            inner = _without_denominator(body, slope)
            return None if inner is None else Negative(inner)
        case Quotient(numerator, denominator) if denominator in slope:
            rest = [*slope]
            rest.remove(denominator)
            if isinstance(numerator, Number) and numerator.value == 1:
                return times(*rest)
            return times(*(factor for factor in (numerator, *rest) if factor != ONE))
        case Product() | Quotient():
            return None
        case _:
            return times(term, *slope) if not slope else None
