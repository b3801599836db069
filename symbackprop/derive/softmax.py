"""The short form for softmax with cross-entropy: ∂L/∂z is the output minus the target, derived line by line.

Softmax ties all outputs together, so the plain chain rule from one logit runs through the sum and through every
output. All of it collapses to `p − t` (Bridle, Training Stochastic Model Recognition Algorithms (1990)); here each
line before that is checked by algebra, and the last one against reverse accumulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ..errors import DerivationError
from ..expression.differentiate import as_number, rational, tidied
from ..expression.tree import (
    ONE,
    TWO,
    Call,
    Expression,
    Index,
    Negative,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    factors_of,
    plus,
    substitute,
    symbols_of,
    times,
)
from ..graph.equations import Equation, Term, bare
from ..graph.expand import At
from ..graph.proofs import is_derivative, is_identical
from ..models.network import Network
from .numbers import Numbers
from .steps import Chain, Shortcut, elided, equal


@dataclass(frozen=True, slots=True)
class SoftmaxLoss:
    """A softmax whose outputs only a cross-entropy uses, as declared quantities of the index graph.

    Args:
        logits: z.
        exponentials: exp(z).
        total: Their sum over the classes.
        outputs: p, the exponentials divided by it.
        targets: t.
        classes: Which dimension of the logits the softmax runs over.
        factor: What multiplies −Σ t·ln p in the loss, 1 unless it is a mean.
    """

    logits: Symbol
    exponentials: Symbol
    total: Symbol
    outputs: Symbol
    targets: Symbol
    classes: int
    factor: Fraction


def softmax_losses(network: Network) -> Mapping[Symbol, SoftmaxLoss]:
    """Return what softmax and cross-entropy are in a network, by the bare symbol of the logits."""
    found = (_recognised(network, equation) for equation in network.graph.equations)
    return {bare(loss.logits): loss for loss in found if loss is not None}


def _recognised(network: Network, quotient: Equation) -> SoftmaxLoss | None:
    """Return the softmax loss whose outputs an equation computes, or None if it computes something else."""
    graph = network.graph
    match quotient.terms:
        case (Term(Quotient(Symbol() as above, Symbol() as below), (), ()),):
            exponentials, total = graph.equation(above), graph.equation(below)
        case _:
            return None
    if exponentials is None or total is None or above.indices != quotient.target.indices:
        return None
    match exponentials.terms, total.terms:
        case (Term(Call("exp", Symbol() as logits), (), ()),), (Term(Symbol() as summed, (Index() as over,), ()),):
            pass
        case _:
            return None
    left = tuple(index for index in above.indices if index not in below.indices)
    own = len(summed.indices) == len(above.indices) and bare(summed) == bare(above)
    if len(left) != 1 or not own or logits.indices != exponentials.target.indices:
        return None
    classes = above.indices.index(left[0])
    if summed.indices[classes] != over or _without(summed, classes) != total.target.indices:
        return None
    if below.indices != _without(above, classes):
        return None
    readers = [graph.readers(symbol) for symbol in (logits, above, below)]
    if [len(found) for found in readers] != [1, 2, 1] or graph.equation(logits) is None:
        return None
    outputs = quotient.target
    return _with_loss(network, SoftmaxLoss(logits, above, below, outputs, outputs, classes, Fraction(1)))


def _without(symbol: Symbol, dimension: int) -> tuple[object, ...]:
    return symbol.indices[:dimension] + symbol.indices[dimension + 1 :]


def _with_loss(network: Network, softmax: SoftmaxLoss) -> SoftmaxLoss | None:
    """Return a softmax with its targets if −t·ln p is all that becomes of its outputs, or None."""
    readers = network.graph.readers(softmax.outputs)
    if len(readers) != 1:
        return None
    (reader,) = readers
    seed = rational(network.backward.adjoint.get(bare(reader.target), reader.target))
    terms = [term for term in reader.terms if any(bare(s) == bare(softmax.outputs) for s in symbols_of(term.body))]
    if seed is None or len(terms) != 1 or terms[0].within:
        return None
    factor, targets, logarithm = seed, None, None
    for part in factors_of(terms[0].body):
        number = rational(part)
        if number is not None:
            factor *= number
        elif isinstance(part, Symbol) and targets is None:
            targets = part
        elif isinstance(part, Call) and part.function == "log" and isinstance(part.argument, Symbol):
            if logarithm is not None:
                return None
            logarithm = part.argument
        else:
            return None
    if targets is None or logarithm is None or bare(logarithm) != bare(softmax.outputs):
        return None
    if targets.indices != logarithm.indices or network.graph.equation(targets) is not None:
        return None
    return SoftmaxLoss(
        softmax.logits, softmax.exponentials, softmax.total, softmax.outputs, targets, softmax.classes, -factor
    )


def shortcut(network: Network, numbers: Numbers, softmax: SoftmaxLoss, logit: Symbol) -> Shortcut:
    """Return the derivation of ∂L/∂z for one logit.

    Raises:
        DerivationError: A line does not hold; a bug, never hidden.
    """
    place = network.single.place(logit)
    assert place is not None, f"{logit.ascii} is no quantity of the network"
    at, dimension = place[1], softmax.classes
    size = softmax.logits.indices[dimension]
    assert isinstance(size, Index)

    def named(symbol: Symbol, position: At) -> Symbol:
        return network.named(symbol, position)

    places = [(*at[:dimension], n, *at[dimension + 1 :]) for n in range(1, size.size + 1)]
    outputs = [named(softmax.outputs, position) for position in places]
    targets = [named(softmax.targets, position) for position in places]
    raised = [named(softmax.exponentials, position) for position in places]
    total = named(softmax.total, at[:dimension] + at[dimension + 1 :])
    own = at[dimension] - 1
    output, target = outputs[own], targets[own]
    other = 0 if own else 1
    slopes = [_own_slope(output, raised[own], total, logit)]
    if len(outputs) > 1:
        slopes.append(_other_slope(outputs[other], output, raised[other], raised[own], total, logit))
    forms = _forms(softmax.factor, outputs, targets, own)
    unit = sum((network.leaves[at] for at in targets), Fraction(0)) == 1
    short = tidied(_scaled(softmax.factor, Sum((output, Negative(target)))))
    for before, after in pairwise(forms):
        if not is_identical(before, after):
            raise DerivationError(f"∂{network.loss.ascii}/∂{logit.ascii}: two forms of one line differ; please report")
    last = short if unit else forms[-1]
    put_in = numbers.put_in(last)
    value = numbers.result(put_in, network.adjoints[logit])
    if not network.agree(last, network.adjoints[logit]):
        raise DerivationError(f"∂{network.loss.ascii}/∂{logit.ascii}: p − t is not the gradient; please report this")
    whole = Partial(network.loss, logit)
    return Shortcut(
        partial=whole,
        output=output,
        total=total,
        slopes=tuple(slopes),
        forms=tuple(Chain(whole, equal(elided(form))) for form in forms),
        short=Chain(whole, equal(short)) if unit else None,
        last=last,
        numbers=Chain(whole, numbers.result_links(put_in, value)),
        value=value,
    )


def index_forms(network: Network, softmax: SoftmaxLoss) -> tuple[Expression, ...]:
    """Return ∂L/∂z in index notation where the outputs have cancelled, and p − t where all targets add up to 1.

    Raises:
        DerivationError: They are not the derivative; a bug, never hidden.
    """
    declared = network.graph.declared[bare(softmax.logits)]
    own = declared.indices
    assert all(isinstance(index, Index) for index in own)
    running = own[softmax.classes]
    assert isinstance(running, Index)
    other = Index(running.name + "'", running.size)
    output, target = (symbol.read_at(own) for symbol in (softmax.outputs, softmax.targets))
    every = softmax.targets.read_at((*own[: softmax.classes], other, *own[softmax.classes + 1 :]))
    together = Sum((Product((output, Total((other,), every))), Negative(target)))
    forms = (_scaled(softmax.factor, together), _scaled(softmax.factor, Sum((output, Negative(target)))))
    return forms if _adds_up_to_one(network, softmax) else forms[:1]


def _adds_up_to_one(network: Network, softmax: SoftmaxLoss) -> bool:
    """Say whether the targets of each position add up to 1, as far as they have values."""
    names = network.elements(softmax.targets)
    if network.missing or any(name not in network.leaves for name in names):
        return False
    sums: dict[At, Fraction] = {}
    for name in names:
        place = network.single.place(name)
        assert place is not None
        rest = place[1][: softmax.classes] + place[1][softmax.classes + 1 :]
        sums[rest] = sums.get(rest, Fraction(0)) + network.leaves[name]
    return all(total == 1 for total in sums.values())


def _scaled(factor: Fraction, body: Expression) -> Expression:
    return body if factor == 1 else times(as_number(factor), body)


def _own_slope(output: Symbol, raised: Symbol, total: Symbol, logit: Symbol) -> Chain:
    """Return ∂p/∂z for the output of the same class: the logit is in the numerator and in the denominator."""
    first = Quotient(Sum((Product((raised, total)), Negative(Product((raised, raised))))), Power(total, TWO))
    short = Product((output, Sum((ONE, Negative(output)))))
    return _slope(
        Partial(output, logit, local=True), first, short, {output: Quotient(raised, total)}, raised, total, logit
    )


def _other_slope(
    other: Symbol, output: Symbol, raised_other: Symbol, raised: Symbol, total: Symbol, logit: Symbol
) -> Chain:
    """Return ∂p/∂z for the output of another class: the logit is only in the sum in the denominator."""
    first = Negative(Quotient(Product((raised_other, raised)), Power(total, TWO)))
    short = Negative(Product((other, output)))
    meaning = {other: Quotient(raised_other, total), output: Quotient(raised, total)}
    return _slope(Partial(other, logit, local=True), first, short, meaning, raised, total, logit)


REST = Symbol("R")
"""The exponentials of the other classes, whatever their number."""


def _slope(
    partial: Partial,
    first: Expression,
    short: Expression,
    meaning: Mapping[Symbol, Expression],
    raised: Symbol,
    total: Symbol,
    logit: Symbol,
) -> Chain:
    exponential = Call("exp", logit)
    given: Mapping[Symbol, Expression] = {raised: exponential, total: plus(exponential, REST)}
    of = substitute(meaning[partial.of], given)
    for claim in (first, substitute(short, meaning)):
        if not is_derivative(substitute(claim, given), of, logit):
            raise DerivationError(
                f"∂{partial.of.ascii}/∂{partial.by.ascii}: SymPy does not confirm the derivative; please report this"
            )
    return Chain(partial, equal(first, short))


def _forms(factor: Fraction, outputs: list[Symbol], targets: list[Symbol], own: int) -> list[Expression]:
    """Return ∂L/∂z before and after the outputs cancel, and with the targets taken together."""
    output, target = outputs[own], targets[own]
    full: list[Expression] = []
    cancelled: list[Expression] = []
    for at, (p, t) in enumerate(zip(outputs, targets, strict=True)):
        if at == own:
            rest = Sum((ONE, Negative(p)))
            full.append(Negative(Product((Quotient(t, p), p, rest))))
            cancelled.append(Negative(Product((t, rest))))
        else:
            full.append(Product((Quotient(t, p), p, output)))
            cancelled.append(Product((t, output)))
    together = Sum((Product((output, plus(*targets))), Negative(target)))
    return [_scaled(factor, plus(*full)), _scaled(factor, plus(*cancelled)), _scaled(factor, together)]
