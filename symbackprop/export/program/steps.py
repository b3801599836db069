"""The update as code can carry it out: what is computed once a round, and what for each parameter.

Constants are folded exactly before they are rounded: `1 − β` of β = 0.999 has four digits in single precision. For the
same reason `1 − βⁿ` becomes −expm1(n·ln β).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction
from math import log
from typing import TYPE_CHECKING, Any, TypeAlias

from ...expression.differentiate import rational, tidied
from ...expression.tree import (
    ONE,
    Call,
    Constant,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    rebuilt,
    substitute,
    symbols_of,
)
from ...graph.equations import Equation, Term
from ...graph.update import DESCENT, NORM, RATE, ROUND, Update
from ..saturation.stabilise import prepared

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

Known: TypeAlias = dict[Expression, Symbol]
FACTOR = "factor"
"""What is named so is taken out of the loop over the parameters."""


@dataclass(frozen=True)
class Steps:
    """What one round does.

    Args:
        once: Equations of quantities that are the same for all parameters.
        each: Equations for one parameter, from its value, slope and state; those with a plus are the new values.
        state: The parts of the state, with their values before the first round.
        has_rate: Whether the learning rate is read, which callers give.
        has_round: Whether the number of the round is read.
        has_norm: Whether the length of the whole gradient is read.
    """

    once: tuple[Equation, ...]
    each: tuple[Equation, ...]
    state: Mapping[Symbol, Fraction] = field(default_factory=dict)
    has_rate: bool = False
    has_round: bool = False
    has_norm: bool = False

    @property
    def words(self) -> frozenset[str]:
        """What the arguments of functions are called that the update needs besides, and the loop of training."""
        return (frozenset({"state"}) if self.state else frozenset()) | (
            frozenset({"first", "round"}) if self.has_round else frozenset()
        )

    @property
    def is_descent(self) -> bool:
        """Whether this is plain gradient descent, which needs no more than the learning rate."""
        return self == steps_of(DESCENT)


@dataclass(frozen=True, slots=True)
class Control:
    """What an update is given besides parameters and data; what its optimiser does not have stands for nothing.

    Args:
        state: What it keeps from round to round, changed in place.
        rate: The learning rate.
        round: The number of the round, or of the first one.
    """

    state: Array | None = None
    rate: float = 0.0
    round: int = 1


NO_STEPS = Steps((), ())
"""Of a program that is no one's to train."""


def steps_of(update: Update) -> Steps:
    """Return what one round of an update does; a learning rate that it lacks is given by who calls."""
    uniform = {ROUND, NORM, RATE}
    once: list[Equation] = []
    each: list[Equation] = []
    factors: Known = {}
    for equation in update.equations:
        body = _written(substitute(equation.body, dict(update.constants)))
        # What is left of a formula decides: w^0 is the same for all.
        if uniform.issuperset(symbols_of(body)):
            uniform.add(equation.target)
            once.append(Equation(equation.target, (Term(body),)))
        else:
            each.append(Equation(equation.target, (Term(_hoisted(body, uniform, factors)),)))
    once += [Equation(name, (Term(body),)) for body, name in factors.items()]
    reads = {read for equation in (*once, *each) for read in symbols_of(equation.body)}
    return Steps(
        once=tuple(once),
        each=tuple(each),
        state={name: start.value for name, start in update.state.items()},
        has_rate=update.lacks_rate,
        has_round=ROUND in reads,
        has_norm=NORM in reads,
    )


def _written(expression: Expression) -> Expression:
    """Return an expression with numbers folded, powers as code has them, and corrections that keep their digits."""
    match expression:
        case Sum((first, Negative(Power(base, exponent)))) if first == ONE and exponent == ROUND:
            decay = rational(tidied(base))
            if decay is not None and 0 < decay < 1:
                return Negative(Call("expm1", Product((ROUND, _number(Fraction(log(decay)))))))
        case Power(base, exponent) if symbols_of(exponent):
            return Power(_written(base), _written(exponent))
        case Number():
            return expression
        case Negative(body):
            return Negative(_written(body))
        case _:
            pass
    value = None if symbols_of(expression) else rational(tidied(expression))
    if value is not None:
        return _number(value)
    simpler = rebuilt(expression, _written)
    return prepared(simpler) if isinstance(simpler, Constant | Power) else simpler


def _number(value: Fraction) -> Number:
    return Number(value, repr(float(value)))


def _hoisted(expression: Expression, uniform: Set[Symbol], factors: Known) -> Expression:
    """Return an expression with its largest parts that all parameters share named."""
    reads = symbols_of(expression)
    if isinstance(expression, Symbol | Number) or not reads:
        return expression
    if all(read in uniform for read in reads):
        if expression not in factors:
            factors[expression] = Symbol(FACTOR, str(len(factors) + 1))
        return factors[expression]
    return rebuilt(expression, lambda part: _hoisted(part, uniform, factors))
