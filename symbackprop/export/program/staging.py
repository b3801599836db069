"""When each statement of a batch runs: once before the samples, for every sample, or once after them.

An adjoint that is shared by the samples has parts that are per sample, whose mean over the samples is taken, and
parts that are shared themselves, which count once: the loss of a batch is the mean of the losses of its samples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...expression.tree import Expression, Negative, Sum, Symbol, symbols_of
from ...graph.equations import Equation, Recurrence, Term, bare
from .lowering import Program, Statement, needed


@dataclass(frozen=True, slots=True)
class Sampled:
    """A shared adjoint: the parts whose mean is taken over the samples, and those that count once."""

    target: Symbol
    mean: tuple[Term, ...]
    once: tuple[Term, ...]
    along: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class Stages:
    """The statements of a batch.

    Args:
        before: Shared ones of the forward pass.
        each: Those of every sample.
        sums: The shared adjoints that add up over the samples.
        after: All shared adjoints, in order; one that is among `sums` has its mean already.
        is_loss_sampled: Whether the loss differs from sample to sample.
    """

    before: tuple[Statement, ...]
    each: tuple[Statement, ...]
    sums: tuple[Sampled, ...]
    after: tuple[Sampled, ...]
    is_loss_sampled: bool


def stages(program: Program, results: Iterable[Expression]) -> Stages:
    """Return the stages of the statements that some results need."""
    kept = needed(program.statements, results)
    backward = {bare(statement.target) for statement in program.backward}
    before: list[Statement] = []
    each: list[Statement] = []
    after: list[Sampled] = []
    for statement in kept:
        if bare(statement.target) in program.per_sample:
            each.append(statement)
        elif bare(statement.target) in backward:
            assert isinstance(statement, Equation)
            after.append(_split(program, statement))
        else:
            before.append(statement)
    sums = tuple(shared for shared in after if shared.mean)
    return Stages(tuple(before), tuple(each), sums, tuple(after), bare(program.loss) in program.per_sample)


def _split(program: Program, equation: Equation) -> Sampled:
    mean: list[Term] = []
    once: list[Term] = []
    for term in equation.terms:
        for part in _parts(term.body):
            is_sampled = any(bare(read) in program.per_sample for read in symbols_of(part))
            (mean if is_sampled else once).append(replace(term, body=part))
    return Sampled(equation.target, tuple(mean), tuple(once), equation.along)


def _parts(body: Expression) -> tuple[Expression, ...]:
    match body:
        case Sum(terms):
            return tuple(part for term in terms for part in _parts(term))
        case Negative(Sum(terms)):
            return tuple(part for term in terms for part in _parts(Negative(term)))
        case _:
            return (body,)
