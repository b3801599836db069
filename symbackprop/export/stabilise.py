"""Forms of a graph that neither overflow nor take the logarithm of zero, with the same meaning in real numbers.

A textbook writes `ln(σ(net))` and `exp(z)/Σ exp(z)`; computed as they stand, both fail for a saturated neuron.
The forward equations are rewritten before they are differentiated, so the adjoints are stable as well: the error
signal of cross-entropy after a sigmoid comes out as `out − target`, with no quotient left to divide by zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..errors import ExpressionError
from ..expression.differentiate import as_number, rational, tidied
from ..expression.functions import FUNCTIONS, X
from ..expression.tree import (
    HALF,
    ONE,
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
    children,
    decimal,
    rebuilt,
)
from ..graph.adjoint import reindexed
from ..graph.equations import Equation, Graph, Term, bare


@dataclass(frozen=True, slots=True)
class Maximum:
    """`target = max of body over some indices`; the adjoints hold it fixed, since nothing depends on its value."""

    target: Symbol
    body: Expression
    over: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Stable:
    """A graph in its stable form.

    Args:
        graph: What is differentiated; the maxima are leaves of it.
        maxima: By the bare quantity before whose equation each has to stand.
    """

    graph: Graph
    maxima: Mapping[Symbol, Maximum]


ROOT_OF_TWO = decimal("1.41421356237309504880168872420969808")
ROOT_OF_TWO_PI = decimal("2.50662827463100050241576528481104525")
STABLE_FORMS: Mapping[str, Expression] = MappingProxyType(
    {
        "elu": Choice(X, X, Call("expm1", Choice(X, ZERO, X))),
        "normal_cdf": Product((HALF, Call("erfc", Negative(Quotient(X, ROOT_OF_TWO))))),
        "normal_pdf": Quotient(Call("exp", Negative(Product((HALF, X, X)))), ROOT_OF_TWO_PI),
        "softplus": Sum((Choice(X, X, ZERO), Call("log1p", Call("exp", Negative(Call("abs", X)))))),
    }
)
"""Over X, how to compute the functions whose definition loses digits or overflows."""


def stabilised(graph: Graph) -> Stable:
    """Return the stable form of a forward graph."""
    shifted, maxima = _shifted(graph)
    definitions = _definitions(shifted)
    equations = tuple(
        Equation(
            equation.target,
            tuple(Term(_without_logarithms(term.body, definitions), term.over) for term in equation.terms),
        )
        for equation in shifted.equations
    )
    return Stable(Graph(shifted.leaves, equations), maxima)


def _definitions(graph: Graph) -> dict[Symbol, Equation]:
    return {
        bare(equation.target): equation
        for equation in graph.equations
        if len(equation.terms) == 1 and not equation.terms[0].over
    }


def _defined(read: Expression, definitions: Mapping[Symbol, Equation]) -> Expression | None:
    """Return what a symbol stands for, over the indices with which it is read."""
    if not isinstance(read, Symbol) or bare(read) not in definitions:
        return None
    equation = definitions[bare(read)]
    renamed: dict[Index, Index] = {}
    for own, given in zip(equation.target.indices, read.indices, strict=True):
        if not isinstance(own, Index) or not isinstance(given, Index):
            return None
        renamed[own] = given
    return reindexed(equation.terms[0].body, renamed)


def _without_logarithms(expression: Expression, definitions: Mapping[Symbol, Equation]) -> Expression:
    """Return an expression without logarithms of a sigmoid, of its complement, or of a softmax."""
    if isinstance(expression, Call) and expression.function == "log":
        match expression.argument:
            case Symbol() as read:
                match _defined(read, definitions):
                    case Call("sigmoid", net):
                        return Negative(Call("softplus", Negative(net)))
                    case Quotient(above, below):
                        power = _defined(above, definitions)
                        if isinstance(power, Call) and power.function == "exp":
                            return Sum((power.argument, Negative(Call("log", below))))
            case Sum((one, Negative(read))) if one == ONE:
                match _defined(read, definitions):
                    case Call("sigmoid", net):
                        return Negative(Call("softplus", net))
    return rebuilt(expression, lambda part: _without_logarithms(part, definitions))


def _shifted(graph: Graph) -> tuple[Graph, dict[Symbol, Maximum]]:
    """Return the graph with the greatest exponent subtracted in every softmax, which changes no quotient."""
    definitions = _definitions(graph)
    leaves, equations = list(graph.leaves), list(graph.equations)
    maxima: dict[Symbol, Maximum] = {}
    for total in graph.equations:
        powers = _powers_of(total)
        if powers is None or not _is_normaliser(graph, bare(total.target), bare(powers)):
            continue
        exponent = _defined(powers, definitions)
        if not isinstance(exponent, Call) or exponent.function != "exp":
            continue
        greatest = replace(total.target, base=f"{total.target.base}_max")
        while bare(greatest) in graph.declared:
            greatest = replace(greatest, base=greatest.base + "_")
        maxima[bare(powers)] = Maximum(greatest, exponent.argument, total.terms[0].over)
        leaves.append(greatest)
        at = next(at for at, equation in enumerate(equations) if bare(equation.target) == bare(powers))
        shifted = Call("exp", Sum((exponent.argument, Negative(greatest))))
        equations[at] = Equation(powers, (Term(shifted),))
    return Graph(tuple(leaves), tuple(equations)), maxima


def _powers_of(total: Equation) -> Symbol | None:
    """Return what an equation adds up, if that is one quantity over some of its indices, each once."""
    if len(total.terms) != 1 or not total.terms[0].over or not isinstance(total.terms[0].body, Symbol):
        return None
    read = total.terms[0].body
    return read if set(read.indices) == {*total.target.indices, *total.terms[0].over} else None


def _is_normaliser(graph: Graph, total: Symbol, powers: Symbol) -> bool:
    """Say whether two quantities are used in nothing but quotients of one by the other."""
    for equation in graph.equations:
        for term in equation.terms:
            if bare(equation.target) == total:
                continue
            for part in _outside_quotients(term.body, total, powers):
                if bare(part) in (total, powers):
                    return False
    return True


def _outside_quotients(expression: Expression, total: Symbol, powers: Symbol) -> Iterator[Symbol]:
    match expression:
        case Quotient(Symbol() as above, Symbol() as below) if bare(above) == powers and bare(below) == total:
            return
        case Symbol():
            yield expression
        case _:
            for part in children(expression):
                yield from _outside_quotients(part, total, powers)


def prepared(expression: Expression) -> Expression:
    """Return an expression whose powers are products, roots and calls that every language has.

    `square(x)` and `power_3(x)` are functions of our own, `sqrt` is the language's; a power that is neither
    whole nor a half stays.
    """
    simpler = rebuilt(expression, prepared)
    if not isinstance(simpler, Power):
        return simpler
    power = rational(tidied(simpler.exponent))
    if power is None:
        raise ExpressionError("an exponent must be a number")
    if power < 0:
        return Quotient(ONE, prepared(Power(simpler.base, as_number(-power))))
    if power.denominator == 2 and power.numerator == 1:
        return Call("sqrt", simpler.base)
    if power.denominator != 1:
        return Power(simpler.base, as_number(power))
    match int(power):
        case 0:
            return ONE
        case 1:
            return simpler.base
        case 2:
            return Call("square", simpler.base)
        case count:
            return Call(f"power_{count}", simpler.base)


def definition_in_code(name: str) -> Expression | None:
    """Return how a function is computed, over X, or None for one that each language has itself."""
    if name == "square":
        return Product((X, X))
    if name.startswith("power_"):
        return Product((X,) * int(name.removeprefix("power_")))
    if name in STABLE_FORMS:
        return STABLE_FORMS[name]
    # Every language has an absolute value of its own, where the notes write cases.
    return FUNCTIONS[name].definition if name in FUNCTIONS and name != "abs" else None
