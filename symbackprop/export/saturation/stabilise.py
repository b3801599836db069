"""Forms of a graph that neither overflow nor take the logarithm of zero, with the same meaning in real numbers.

A textbook writes `ln(σ(net))` and `exp(z)/Σ exp(z)`; computed as they stand, both fail for a saturated neuron.
The forward equations are rewritten before they are differentiated, so the adjoints are stable as well: the error
signal of cross-entropy after a sigmoid comes out as `out − target`, with no quotient left to divide by zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ...expression.differentiate import as_number, rational, tidied
from ...expression.functions import FUNCTIONS, X
from ...expression.tree import (
    HALF,
    ONE,
    PI,
    ZERO,
    Call,
    Choice,
    Constant,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    rebuilt,
    symbols_of,
)
from ...graph.equations import Equation, Graph, bare, blocks_of, closed
from .normalise import Made, Maximum, renamed
from .rewrite import Rewriter


@dataclass(frozen=True, slots=True)
class Stable:
    """A graph in its stable form.

    Args:
        graph: What is differentiated; quantities that the adjoints hold fixed are leaves of it.
        forward: All statements in order, those that make these quantities among them.
    """

    graph: Graph
    forward: tuple[Equation | Maximum, ...]


CONSTANTS: Mapping[str, Number] = MappingProxyType({PI.letter: decimal("3.14159265358979323846264338327950288")})
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

STABLE_SLOPES: Mapping[str, Expression] = MappingProxyType(
    {
        # Of a large x, the difference of y and y·σ(x) in y + σ(x)(1 − y) has no digit left.
        "silu": Product(
            (
                Call("sigmoid", X),
                Sum((ONE, Product((X, Sum((ONE, Negative(Call("sigmoid", X)))))))),
            )
        ),
    }
)
"""Over X and their output Y, how to compute slopes that lose digits or overflow as the table writes them."""


def stabilised(graph: Graph, *wanted: Symbol) -> Stable:
    """Return the stable form of a forward graph.

    Args:
        graph: The equations as they are written.
        wanted: What they are written for, a loss or outputs; an equation that none of it reads is left out.
    """
    rewriter = Rewriter(graph)
    made = [made for block in graph.blocks for made in rewriter.block(block)]
    read = _read(made, wanted)
    kept = [one for one in made if bare(one.statement.target) in read]
    names: dict[Symbol, Symbol] = {}
    for one in kept:
        old = one.instead_of and bare(one.instead_of)
        if old and old not in read and old not in names.values():
            names[bare(one.statement.target)] = old
    statements = tuple(renamed(one.statement, names) if names else one.statement for one in kept)
    held = {bare(statement.target) for one, statement in zip(kept, statements, strict=True) if one.is_held}
    leaves = [statement.target for statement in statements if bare(statement.target) in held]
    equations = [
        statement for statement in statements if isinstance(statement, Equation) and bare(statement.target) not in held
    ]
    return Stable(Graph((*graph.leaves, *leaves), tuple(equations)), statements)


def _read(made: Sequence[Made], wanted: Iterable[Symbol]) -> set[Symbol]:
    """Return the bare quantities that some depend on, themselves included."""
    found = set(map(bare, wanted))

    def is_wanted(statement: Equation | Maximum) -> bool:
        return bare(statement.target) in found

    for block in reversed(blocks_of([one.statement for one in made])):
        for statement in closed(block, is_wanted):
            bodies = [statement.body] if isinstance(statement, Maximum) else [term.body for term in statement.terms]
            found |= {bare(read) for body in bodies for read in symbols_of(body)}
    return found


def prepared(expression: Expression) -> Expression:
    """Return an expression whose powers are products, roots and calls that every language has, and π a number.

    `square(x)` and `power_3(x)` are functions of our own, `sqrt` is the language's; a power that is neither
    whole nor a half stays.
    """
    simpler = rebuilt(expression, prepared)
    if isinstance(simpler, Constant):
        return CONSTANTS[simpler.letter]
    if not isinstance(simpler, Power):
        return simpler
    power = rational(tidied(simpler.exponent))
    if power is None:
        return simpler
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
