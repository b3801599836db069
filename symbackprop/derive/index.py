"""The index form: reverse accumulation equation by equation, as papers write it, without numbers.

Its cost does not depend on the width of the layers: nothing here instantiates an index or reads a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import DerivationError
from ..expression.differentiate import derivative, rational, tidied
from ..expression.tree import (
    ONE,
    Bracket,
    Expression,
    Index,
    Negative,
    Partial,
    Product,
    Sum,
    Symbol,
    Total,
    plus,
    substitute,
    symbols_of,
    times,
    updated,
)
from ..graph.adjoint import Contribution
from ..graph.equations import Equation, Term, bare
from ..graph.proofs import is_derivative, is_identical
from ..graph.shifts import combined, indices_of
from ..graph.update import PARAMETER, SLOPE
from ..graph.windows import Window
from ..models.network import Network
from .boundaries import (
    brackets,
    fixed_places,
    inner_brackets,
    inner_ranges,
    left_windows,
    local_brackets,
    looked_up_places,
    range_brackets,
    starts_with,
)
from .boundaries import contributions as as_written
from .error_signal import short_signals
from .first_round import general_lines
from .reverse import ReverseRecurrence, reverse_recurrences
from .softmax import index_forms, softmax_losses
from .steps import Chain, equal


@dataclass(frozen=True, slots=True)
class Share:
    """What one equation adds to the adjoint of a quantity that it reads.

    Args:
        reader: What the equation defines.
        over: The indices of the reader that the quantity does not have, and where no partial names it all others.
        local: The local partial, its rule and its tidied form; None where no partial names it: where the equation
            reads the quantity in terms of different indices, or is one of several readers and defines the loss.
        read_in: The terms of the equation in which it stands.
        added: The adjoint of the reader times the local partial, summed.
        within: Where it counts; everywhere if there is no window.
        start: Its name where the quantity is the start of a recurrence, h_0, and the equation reads it elsewhere too.
    """

    reader: Symbol
    over: tuple[Index, ...]
    local: Chain | None
    read_in: Expression
    added: Expression
    within: tuple[Window, ...] = ()
    start: Symbol | None = None


@dataclass(frozen=True, slots=True)
class IndexAdjoint:
    """How the derivative of the loss by one quantity follows from those of its readers.

    Args:
        quantity: With the indices that it is declared with.
        shares: What is added up, one an equation that reads the quantity where one partial can name it.
        start: Where the quantity is nothing but the start of a recurrence, h[0]; else None.
        rule: The derivative as the sum of the shares; no links where the loss alone reads the quantity.
        result: The same, tidied.
        short: How it becomes the output minus the target, where it does.
    """

    quantity: Symbol
    shares: tuple[Share, ...]
    rule: Chain
    result: Expression
    start: Symbol | None = None
    short: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexForm:
    """A derivation in index notation.

    Args:
        equations: The forward equations on a path from a parameter to the loss, and those that they read.
        adjoints: Of the quantities between the parameters and the loss, from the loss back.
        gradients: Of the parameters that reach the loss.
        unreached: The parameters that do not.
        updates: What a round makes of each parameter that reaches the loss, or of any one where it is no plain descent;
            nothing without a learning rate.
        recurrences: Those of the adjoints, in the order of the backward pass.
    """

    equations: tuple[Equation, ...]
    adjoints: tuple[IndexAdjoint, ...]
    gradients: tuple[IndexAdjoint, ...]
    unreached: tuple[Symbol, ...]
    updates: tuple[Chain, ...]
    recurrences: tuple[ReverseRecurrence, ...] = ()


def index_form(network: Network) -> IndexForm:
    """Return the derivation of a network's gradient in index notation.

    Raises:
        DerivationError: A step does not hold; a bug, never hidden.
    """
    found = {quantity: _adjoint(network, quantity) for quantity in network.backward.contributions}
    for quantity, signal in short_signals(network).items():
        found[quantity] = replace(found[quantity], short=signal.forms)
    for quantity, softmax in softmax_losses(network).items():
        found[quantity] = replace(found[quantity], short=index_forms(network, softmax))
    parameters = {bare(symbol): symbol for symbol in network.trained}
    gradients = tuple(found[quantity] for quantity in parameters if quantity in found)
    return IndexForm(
        equations=network.graph.equations,
        adjoints=tuple(adjoint for quantity, adjoint in found.items() if quantity not in parameters),
        gradients=gradients,
        unreached=tuple(symbol for quantity, symbol in parameters.items() if quantity not in found),
        updates=_updates(network, gradients),
        recurrences=reverse_recurrences(network, {quantity: at.result for quantity, at in found.items()}),
    )


def _adjoint(network: Network, quantity: Symbol) -> IndexAdjoint:
    contributions = as_written(network, quantity)
    declared = network.graph.declared[quantity]
    groups = _grouped(contributions)
    readers = [group[0].target for group in groups]
    shares = tuple(_share(network, group, readers) for group in groups)
    result = _result(network, declared, contributions)
    left = _named(network, declared)
    counts = brackets(contributions[0]) or inner_brackets(contributions[0])
    direct = len(shares) == 1 and shares[0].reader == network.loss and not counts
    rule = Chain(left, () if direct else equal(plus(*(share.added for share in shares))))
    return IndexAdjoint(declared, shares, rule, result, _start(network, declared))


def _start(network: Network, declared: Symbol) -> Symbol | None:
    """Return what a quantity is called that is read as the start of a recurrence alone."""
    starts = list(starts_with(network, bare(declared)).values())
    if len(starts) != 1 or any(equation.reads_as_written(bare(declared)) for equation in network.graph.equations):
        return None
    (start,) = starts
    own = iter(declared.indices)
    return start.read_at(tuple(at if isinstance(at, int) else next(own) for at in start.indices))


def _grouped(contributions: Sequence[Contribution]) -> list[tuple[Contribution, ...]]:
    """Return the contributions that are parts of one local partial together."""
    groups: dict[tuple[Symbol, tuple[Index, ...], tuple[Window, ...]], list[Contribution]] = {}
    for contribution in contributions:
        term = contribution.term
        groups.setdefault((contribution.target, term.over, term.within), []).append(contribution)
    return [tuple(group) for group in groups.values()]


def _share(network: Network, group: Sequence[Contribution], readers: Sequence[Symbol]) -> Share:
    first = group[0]
    target, over, within, where = first.target, first.term.over, left_windows(first), brackets(first)
    inside, ranges = inner_brackets(first), range_brackets(first)
    outer = tuple(index for index in over if index in indices_of(target))
    inner = tuple(index for index in over if index not in outer)
    # A quantity that is read at one place is shown there: h[3] and not h[t] where t is 3.
    here = fixed_places(first) or looked_up_places(first)
    raws = [substitute(_checked(contribution), here) for contribution in group]
    local_ones = local_brackets(first)
    inside = tuple(bracket for bracket in inside if bracket not in local_ones)
    raw = _summed(inner, _bracketed(local_ones, plus(*raws)))
    slope = _summed(inner, _bracketed(local_ones, tidied(plus(*map(tidied, raws)))))
    read_in = substitute(plus(*(contribution.body for contribution in group)), here)
    between = inner_ranges(first)
    if not _is_named_by_partial(network, first, readers):
        inside = (*inside, *between)
        added = _bracketed((*where, *ranges), _summed(outer, _bracketed(inside, _weighted(first.seed, slope))))
        if inside:
            # Where the bracket holds, the quantity is read where the term reads it: h[2n] for h[j].
            added = plus(*map(_counted, group))
        start = first.read if bare(first.read) not in network.graph.declared else None
        return Share(target, over, None, read_in, added, within, start)
    partial = Partial(target, here.get(first.read, first.read), local=True)
    raw, slope = (_bracketed((*ranges, *between), side) for side in (raw, slope))
    local = Chain(partial, equal(*([raw] if raw != slope else []), slope))
    factor = slope if target == network.loss else partial
    added = _bracketed(where, _summed(outer, _bracketed(inside, _weighted(first.seed, factor))))
    return Share(target, outer, local, read_in, added, within)


def _is_named_by_partial(network: Network, contribution: Contribution, readers: Sequence[Symbol]) -> bool:
    """Say whether all that the reader takes from the quantity is in one local partial, and no sum has its name.

    Where the loss reads a quantity itself and other equations do too, ∂E/∂w is the sum and not the share of the loss.
    """
    if contribution.target == network.loss:
        return len(readers) == 1
    return sum(bare(target) == bare(contribution.target) for target in readers) == 1


def _checked(contribution: Contribution) -> Expression:
    """Return the derivative of a term before it is tidied, held against SymPy's and against the contribution."""
    body, read, output = contribution.body, contribution.read, contribution.output
    raw = derivative(body, read, output)
    slope = tidied(raw)
    known = {} if output is None else {output: body}
    where = f"∂{contribution.target.ascii}/∂{read.ascii}"
    for claim in (raw, slope):
        if not is_derivative(substitute(claim, known), body, read):
            raise DerivationError(
                f"{where}: SymPy does not confirm the derivative; this is a bug of ours, please report it"
            )
    there = {place: read for read, place in fixed_places(contribution).items()}
    there |= {at: read for at in symbols_of(contribution.term.body) if at != read and _is_there(at, contribution)}
    if not is_identical(substitute(contribution.term.body, there), Product((contribution.seed, slope))):
        raise DerivationError(f"{where}: what it contributes is not the adjoint times the partial; please report this")
    return raw


def _is_there(symbol: Symbol, contribution: Contribution) -> bool:
    """Say whether a symbol is what a contribution is to, as its windows say: h[2m-1] is h[i] for i = 2m-1."""
    read = contribution.read
    if bare(symbol) != bare(read) or len(symbol.indices) != len(read.indices):
        return False
    zeros = [combined((1, window.position), (-1, 1)) for window in contribution.term.within if window.size == 1]
    known = (0, *zeros, *(combined((-1, zero)) for zero in zeros))
    return all(combined((1, at), (-1, own)) in known for at, own in zip(symbol.indices, read.indices, strict=True))


def _weighted(seed: Expression, factor: Expression) -> Expression:
    if rational(seed) == 1:
        return factor
    if factor == ONE:
        return seed
    return Negative(Product((seed, factor.body))) if isinstance(factor, Negative) else times(seed, factor)


def _summed(over: tuple[Index, ...], body: Expression) -> Expression:
    """Return a sum over indices, with a sign before it and not in it."""
    if not over:
        return body
    return Negative(Total(over, body.body)) if isinstance(body, Negative) else Total(over, body)


def _named(network: Network, quantity: Symbol) -> Expression:
    """Return how the derivative by a quantity is written on the left: in full for a parameter, with a bar else."""
    if bare(quantity) in {bare(symbol) for symbol in network.trained}:
        return Partial(network.loss, quantity)
    return replace(quantity, mark=network.loss.base)


def _result(network: Network, quantity: Symbol, contributions: Sequence[Contribution]) -> Expression:
    """Return the tidied adjoint, held against the equation that reverse accumulation gives."""
    equation = network.backward.graph.equation(replace(quantity, mark=network.loss.base))
    known = equation.terms if equation is not None else (Term(network.backward.adjoint[bare(quantity)]),)
    of_graph = network.backward.contributions[bare(quantity)]
    if known != tuple(contribution.term for contribution in of_graph):
        raise DerivationError(f"∂{network.loss.ascii}/∂{quantity.ascii}: the shares do not give it; please report this")
    return plus(*map(_counted, contributions))


def _counted(contribution: Contribution) -> Expression:
    """Return what a contribution adds, behind brackets where it counts at some positions only."""
    term = contribution.term
    where = (*brackets(contribution), *range_brackets(contribution))
    inside = (*inner_brackets(contribution), *inner_ranges(contribution))
    return _bracketed(where, _summed(term.over, _bracketed(inside, term.body)))


def _bracketed(where: tuple[Bracket, ...], body: Expression) -> Expression:
    """Return what is added at one position only, behind the brackets that say so."""
    if not where:
        return body
    if isinstance(body, Negative):
        return Negative(_bracketed(where, body.body))
    if body == ONE:
        return times(*where)
    return Product((*where, *(body.factors if isinstance(body, Product) else (body,))))


def _updates(network: Network, gradients: Sequence[IndexAdjoint]) -> tuple[Chain, ...]:
    if network.optimiser.is_descent:
        rated = network.learning_rate is not None
        return tuple(_update(network, gradient) for gradient in gradients) if rated else ()
    return tuple(general_lines(network, network.update)) if network.update is not None else ()


def _update(network: Network, gradient: IndexAdjoint) -> Chain:
    """Return the update of descent, `w⁺ = w − η ∂E/∂w`, and with the gradient put in where it is one term."""
    weight = gradient.quantity
    (equation,) = network.optimiser.equations

    def by(slope: Expression) -> Expression:
        return substitute(equation.body, {PARAMETER: weight, SLOPE: slope})

    named = by(Partial(network.loss, weight))
    if isinstance(gradient.result, Sum):
        return Chain(updated(weight), equal(named))
    put_in = by(gradient.result)
    assert isinstance(put_in, Sum)
    return Chain(updated(weight), equal(named, Sum(tuple(map(tidied, put_in.terms)))))
