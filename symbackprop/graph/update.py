"""How a round of training changes a parameter: equations over the parameter, its gradient, the state and the round.

    m_new = β1*m + (1 - β1)*g
    w_new = w - η*m_new

`w` is a parameter and `g` the derivative of the loss with respect to it, `n` the number of the round, from 1, and
`norm` the length of the whole gradient, √(Σ g²) over all parameters. A quantity that has a start is part of the state,
of which each parameter has its own: `m` is its value before the round, `m_new` its value after it. Every other name is
a constant, or is defined by an equation above.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..errors import GraphError
from ..expression.tree import (
    HALF,
    ONE,
    TWO,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Symbol,
    plus,
    substitute,
    symbols_of,
    updated,
)
from .equations import Equation, Term
from .tape import Ball, Tape

PARAMETER, SLOPE, ROUND, NORM = Symbol("w"), Symbol("g"), Symbol("n"), Symbol("norm")
LENGTH = Symbol("‖∇‖")
"""The length of the gradient as a quantity of a network, whose own names are made of letters."""

RATE = Symbol("η")
GIVEN = (PARAMETER, SLOPE, ROUND, NORM)
"""What every update may read."""


@dataclass(frozen=True)
class Update:
    """The equations of one round of training, for any one parameter.

    Args:
        equations: In evaluation order; the targets with a plus are the new values of the parameter and of the state.
        constants: What they read besides; the learning rate may be missing, where something else gives it.
        state: From each quantity that a parameter keeps from round to round to its value before the first one.
        title: What a sentence calls it: "Adam".
        source: Where it was published, or nothing.

    Raises:
        GraphError: An equation reads what nothing defines, or something has no new value.
    """

    equations: tuple[Equation, ...]
    constants: Mapping[Symbol, Number] = field(default_factory=dict, hash=False)
    state: Mapping[Symbol, Number] = field(default_factory=dict, hash=False)
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        for name in (*self.constants, *self.state):
            if name in GIVEN:
                raise GraphError(f"{name.ascii!r} has a meaning of its own in an update; expected another name")
        for name in self.state:
            if name in self.constants:
                raise GraphError(f"{name.ascii!r} is a constant and a part of the state; expected one of them")
        _check(self.equations, {*GIVEN, *self.constants, *self.state}, {PARAMETER, *self.state})

    @cached_property
    def reads(self) -> frozenset[Symbol]:
        """All that the equations read."""
        return frozenset(read for equation in self.equations for read in symbols_of(equation.body))

    @property
    def lacks_rate(self) -> bool:
        """Whether the learning rate is read, and has no value here."""
        return RATE in self.reads and RATE not in self.constants and RATE not in {at.target for at in self.equations}

    @property
    def is_descent(self) -> bool:
        """Whether this is plain gradient descent, `w⁺ = w − η·g`."""
        return self.equations == DESCENT.equations and not self.state

    def at_rate(self, rate: Number | None) -> Update | None:
        """Return the same update with a learning rate, where it lacks one; None where there is none either."""
        if not self.lacks_rate:
            return self
        return None if rate is None else replace(self, constants={**self.constants, RATE: rate})

    def values(self, by: Mapping[Symbol, Expression]) -> dict[Symbol, Expression]:
        """Return what each target is, written out over other quantities.

        Args:
            by: What stands for the parameter, the gradient, the round, the norm, and the state; of what is left out of
                it, the state is at its start, and constants have their values.
        """
        known: dict[Symbol, Expression] = {**self.constants, **self.state, **by}
        for equation in self.equations:
            known[equation.target] = substitute(equation.body, known)
        return {equation.target: known[equation.target] for equation in self.equations}

    @property
    def moves(self) -> tuple[Symbol, ...]:
        """What a round gives new values: the parameter, then the state."""
        return (PARAMETER, *self.state)

    @property
    def shared(self) -> frozenset[Symbol]:
        """What is given and the same for all parameters."""
        return frozenset({ROUND, NORM})

    @property
    def uniform(self) -> frozenset[Symbol]:
        """The targets that are the same for all parameters, such as a learning rate that depends on the round."""
        own = {PARAMETER, SLOPE, *self.state}
        for equation in self.equations:
            if own.intersection(symbols_of(equation.body)):
                own.add(equation.target)
        return frozenset(equation.target for equation in self.equations) - own


def _check(equations: Sequence[Equation], known: set[Symbol], moved: set[Symbol]) -> None:
    defined: set[Symbol] = set()
    # The learning rate may be given elsewhere.
    elsewhere = {RATE} - {equation.target for equation in equations}
    for equation in equations:
        target = equation.target
        if target.indices:
            raise GraphError(f"{equation.name} has an index; an update is written for one parameter")
        if target in moved:
            raise GraphError(
                f"{equation.name} gives a new value to {target.ascii!r}; expected {updated(target).ascii!r} for the "
                "value after the round"
            )
        if target in known or target in defined:
            raise GraphError(f"{equation.name} defines what is there already; each quantity has one definition")
        if target.mark and replace(target, mark="") not in moved:
            state = replace(target, mark="").ascii
            raise GraphError(
                f"{equation.name} gives a new value to {state!r}, a state that is not defined; expected its value "
                f"before the first round, as in state = {{ {state} = 0 }}"
            )
        for read in symbols_of(equation.body):
            if read not in known | defined | elsewhere:
                raise GraphError(
                    f"{equation.name} reads {read.ascii!r}, which is not defined; expected w, g, n, norm, a constant, "
                    f"what an equation above defines, or a state with a start, as in state = {{ {read.ascii} = 0 }}"
                )
        defined.add(target)
    for old in sorted(moved, key=lambda symbol: symbol.ascii):
        if updated(old) not in defined:
            raise GraphError(f"no equation gives {old.ascii!r} a new value; expected one of {updated(old).ascii!r}")


DESCENT = Update(
    (Equation(updated(PARAMETER), (Term(PARAMETER), Term(Negative(Product((RATE, SLOPE)))))),),
    title="gradient descent",
)
"""Gradient descent, whose learning rate is given with the network: `w⁺ = w − η·g`."""


def descent(rate: Number) -> Update:
    """Return gradient descent by a rate."""
    return replace(DESCENT, constants={RATE: rate})


def squared_length(slopes: Iterable[Expression]) -> Expression:
    """Return Σ g² of some slopes, each once."""
    return plus(*(Power(slope, TWO) for slope in slopes))


def length_of_gradient(slopes: Mapping[Symbol, Expression], named: Symbol) -> tuple[Equation, ...]:
    """Return the equations of the length of the whole gradient, in index notation.

    Args:
        slopes: From each parameter as it is declared to its adjoint, a symbol with the same indices or a number.
        named: What the length is called.
    """
    squares = replace(named, subscript="squared")
    terms = []
    for parameter, slope in slopes.items():
        over = tuple(index for index in parameter.indices if isinstance(index, Index))
        terms.append(Term(Power(slope, TWO), over))
    return (Equation(squares, tuple(terms)), Equation(named, (Term(Power(squares, HALF)),)))


def first_round(update: Update, parameter: Ball, slope: Ball, norm: Ball) -> dict[Symbol, Ball]:
    """Return the value of each target of an update in the first round of one parameter.

    Args:
        update: With its learning rate.
        parameter: The parameter.
        slope: The derivative of the loss with respect to it.
        norm: The length of the whole gradient.
    """
    tape = Tape()
    for name, value in {**update.constants, **update.state, ROUND: ONE}.items():
        tape.define(name, value)
    registers = {at.target: tape.define(at.target, at.body) for at in update.equations}
    given = {PARAMETER: parameter, SLOPE: slope, NORM: norm}
    values = tape.registers([given[name] for name in tape.inputs])
    tape.run(values)
    return {target: values[register] for target, register in registers.items()}
