"""The steps that derivations are made of, as values: what is shown, line by line, and why it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from ..expression.tree import Dots, Expression, Number, Partial, Sum, Symbol
from .step_labels import StepLabel


class Relation(Enum):
    """How a side of a line follows from the one before it."""

    EQUAL = "="
    ABOUT = "≈"


@dataclass(frozen=True, slots=True)
class Link:
    """A relation and the side after it."""

    relation: Relation
    side: Expression


@dataclass(frozen=True, slots=True)
class Chain:
    """`left = side = side ≈ side`."""

    left: Expression
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One equation of the forward pass: symbols, numbers, result."""

    target: Symbol
    symbols: Chain
    numbers: Chain
    value: Number


@dataclass(frozen=True, slots=True)
class LocalDerivative:
    """One factor of a chain rule, derived: the equation, its derivative, the numbers, the result."""

    partial: Partial
    statement: Chain
    derivative: Chain
    numbers: Chain
    value: Number


@dataclass(frozen=True, slots=True)
class Reused:
    """One factor of a chain rule that an earlier step has derived, perhaps under another name."""

    partial: Partial
    earlier: Partial
    value: Number


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several paths from a quantity to the error.

    Args:
        head: The name of the branch's share, or None where the product of its factors is its only name.
        factors: Nearest to the error first.
        steps: How each factor is found; empty where the branch goes like an earlier one.
    """

    head: Partial | None
    factors: tuple[Expression, ...]
    steps: tuple[FactorStep, ...]
    numbers: Chain
    value: Number


@dataclass(frozen=True, slots=True)
class PathSum:
    """The adjoint of a quantity from which several paths lead to the error."""

    partial: Partial
    rule: Chain
    branches: tuple[Branch, ...]
    together: Chain
    value: Number


@dataclass(frozen=True, slots=True)
class Nested:
    """An adjoint with a name of its own, an error signal, derived by a chain rule within the chain rule."""

    partial: Partial
    rule: Chain
    steps: tuple[FactorStep, ...]
    together: Chain
    value: Number


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The adjoint of a logit under softmax and cross-entropy.

    Args:
        partial: ∂L/∂z.
        output: The output of the same class.
        total: The sum of the exponentials.
        slopes: ∂p/∂z for that output, and for one of another class.
        forms: The sum over all outputs, before and after they cancel, and with the targets taken together.
        short: What is left where the targets add up to 1, or None.
        last: The shortest of them.
        numbers: The numbers put in, and the result.
        value: The result.
    """

    partial: Partial
    output: Symbol
    total: Symbol
    slopes: tuple[Chain, ...]
    forms: tuple[Chain, ...]
    short: Chain | None
    last: Expression
    numbers: Chain
    value: Number


Factor: TypeAlias = LocalDerivative | Nested | PathSum | Reused | Shortcut


@dataclass(frozen=True, slots=True)
class FactorStep:
    """A factor as a step of a derivation, or of a step of one."""

    label: StepLabel
    factor: Factor


@dataclass(frozen=True, slots=True)
class WeightDerivation:
    """The whole derivation of ∂E/∂w and of the updated weight.

    Args:
        weight: The weight.
        path: All quantities on the paths from it to the loss.
        before: Adjoints that are derived first, where they would be nested too deeply; the nearest to the loss first.
        rule: The chain rule.
        steps: How each factor is found.
        together: The product of the factors.
        value: The gradient.
        update: The lines of the update, the last of the new weight; nothing without a learning rate.
        updated: The new value, or None.
    """

    weight: Symbol
    path: frozenset[Symbol]
    before: tuple[FactorStep, ...]
    rule: Chain
    steps: tuple[FactorStep, ...]
    together: Chain
    value: Number
    update: tuple[Chain, ...]
    updated: Number | None


@dataclass(frozen=True, slots=True)
class Similar:
    """A weight whose derivation goes like an earlier one.

    Args:
        weight: The weight.
        rule: The chain rule with its numbers.
        update: The new weight, if any.
        factors: The factors that no equation before has, each with its formula and its number.
    """

    weight: Symbol
    rule: Chain
    update: tuple[Chain, ...]
    factors: tuple[tuple[Partial, Chain], ...] = ()


def equal(*sides: Expression) -> tuple[Link, ...]:
    """Return links that all say "="."""
    return tuple(Link(Relation.EQUAL, side) for side in sides)


MOST_TERMS = 5
"""A longer sum is shown with dots: its first term, the interesting ones and its last."""

MOST_INTERESTING = 3
"""So many of the interesting terms of a longer sum are shown."""


def elided(expression: Expression, interesting: Callable[[Expression], bool] = lambda _: False) -> Expression:
    """Return a sum with dots in place of most of its terms, if it is long."""
    if not isinstance(expression, Sum) or len(expression.terms) <= MOST_TERMS:
        return expression
    terms = expression.terms
    first = 2 if not any(map(interesting, terms)) else 1
    chosen = [at for at, term in enumerate(terms) if interesting(term)]
    if len(chosen) > MOST_INTERESTING:
        # Dots beside a zero stand for zeros, so the last of those that count is shown.
        chosen = [*chosen[: MOST_INTERESTING - 1], chosen[-1]]
    kept = sorted({*range(first), *chosen, len(terms) - 1})
    shown: list[Expression] = []
    for before, at in zip([-1, *kept], kept, strict=False):
        if at - before > 1:
            shown.append(terms[before + 1] if at - before == 2 else Dots())
        shown.append(terms[at])
    return Sum(tuple(shown))
