"""Networks that a writer may have meant: the same one with another factor before its error, or with trained biases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from ...expression.tree import Expression, Number, Power, Product, Quotient, Symbol, symbols_of, whole
from ...graph.equations import Graph, Term, bare
from ...graph.expand import elements
from ...models.network import Network
from .remarks import Remark, RemarkCode

HALF = Fraction(1, 2)
HALVES = (Fraction(2), HALF)
"""What a half that is missing makes of an error, and one that is too many."""


def means(network: Network) -> tuple[Fraction, ...]:
    """Return what makes a mean of a sum over the outputs of a network or over its samples, and a sum of a mean."""
    samples = network.samples or 1
    outputs = len(elements(network.errors, network.labels)) // samples if network.errors is not None else 1
    counts = sorted({outputs, samples} - {0, 1})
    return tuple(factor for count in counts for factor in (Fraction(1, count), Fraction(count)))


def factors(network: Network) -> tuple[Fraction, ...]:
    """Return by what the error of a document usually differs from that of a network, the likeliest first."""
    both = (mean * half for mean in means(network) for half in HALVES)
    return tuple(factor for factor in dict.fromkeys((*HALVES, *means(network), *both)) if factor != 1)


def other_losses(network: Network, by: Iterable[Fraction] = HALVES) -> Iterator[tuple[Network, Remark]]:
    """Yield a network with another factor before its errors or its loss, and what a document then does.

    Args:
        network: The network.
        by: By what its error may be multiplied.
    """
    errors = network.errors
    for factor in by:
        yield from _times(network, errors if errors is not None else network.loss, factor)
        if errors is not None and bare(errors) != bare(network.loss) and factor in means(network):
            yield from _times(network, network.loss, factor)


def _times(network: Network, of: Symbol, factor: Fraction) -> Iterator[tuple[Network, Remark]]:
    equation = network.graph.equation(of)
    if equation is None:
        return
    scaled = [_is_scaled(term, network) for term in equation.terms]
    terms = tuple(
        replace(term, body=_product(factor * _own(term.body), _rest(term.body))) if is_error else term
        for term, is_error in zip(equation.terms, scaled, strict=True)
    )
    errors = [term.body for term, is_error in zip(terms, scaled, strict=True) if is_error]
    if errors:
        new = replace(equation, terms=terms)
        equations = tuple(new if one is equation else one for one in network.graph.equations)
        other = replace(network, graph=Graph(network.graph.leaves, equations))
        yield other, _remark(network, errors, factor)


def _remark(network: Network, errors: Iterable[Expression], factor: Fraction) -> Remark:
    """Return what a document does whose errors are written so, a factor times those of the network."""
    own = {_own(body) if isinstance(_rest(body), Power) else None for body in errors}
    if own == {HALF}:
        return Remark(RemarkCode.HALF_OF_THE_SQUARE)
    if own == {Fraction(1)}:
        return Remark(RemarkCode.NO_FACTOR_OF_THE_SQUARE)
    if factor in means(network):
        return Remark(RemarkCode.MEAN_OF_ERRORS if factor < 1 else RemarkCode.SUM_OF_ERRORS)
    return Remark(RemarkCode.LOSS_TIMES, used=Number(factor, str(factor)))


def _is_scaled(term: Term, network: Network) -> bool:
    """Say whether a term is of the error, and none of what large weights add."""
    penalties = {bare(network.penalty)} if network.penalty is not None else set[Symbol]()
    return penalties.isdisjoint(map(bare, symbols_of(term.body)))


def _own(body: Expression) -> Fraction:
    """Return the number before an expression."""
    first = body.factors[0] if isinstance(body, Product) else None
    match first:
        case Number(value=value):
            return value
        case Quotient(Number(value=above), Number(value=below)) if below:
            return above / below
        case _:
            return Fraction(1)


def _rest(body: Expression) -> Expression:
    """Return an expression without the number before it."""
    if not isinstance(body, Product) or symbols_of(body.factors[0]) or _own(body) == 1:
        return body
    return body.factors[1] if len(body.factors) == 2 else Product(body.factors[1:])


def _product(number: Fraction, rest: Expression) -> Expression:
    if number == 1:
        return rest
    above, below = whole(number.numerator), whole(number.denominator)
    first = above if number.denominator == 1 else Quotient(above, below)
    return Product((first, *rest.factors)) if isinstance(rest, Product) else Product((first, rest))


def with_trained_biases(network: Network) -> Network | None:
    """Return the network with its biases trained, or None where there are none or they are."""
    biases = [layer.bias for layer in network.layers if layer.bias is not None and layer.bias not in network.trained]
    return replace(network, trained=(*network.trained, *biases)) if biases else None
