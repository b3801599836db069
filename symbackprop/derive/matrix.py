"""The matrix form: the equations of a network that are products of matrices and vectors, with their entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..expression.tree import Expression, Index, Partial, Symbol, rebuilt, symbols_of
from ..graph.equations import Equation, Term, bare
from ..graph.shifts import reindexed
from ..models.network import Network
from .entries import NoMatrixForm
from .error_signal import short_signals
from .matrix_numbers import with_entries
from .numbers import Numbers
from .recognition import Recognition
from .signals import signals
from .softmax import index_forms, softmax_losses
from .steps import Chain, equal
from .stepwise import Stepwise


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """One equation in matrix form.

    Args:
        symbols: The equation with the shape under each factor.
        numbers: The same with its entries; no links where the network has no values.
    """

    symbols: Chain
    numbers: Chain


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """The equations of a network that have a matrix form.

    Args:
        signals: The names of the error signals, from the quantities whose adjoints they are.
        forward: In evaluation order.
        backward: The error signals, the other adjoints and the gradients, from the loss back.
        left_out: The quantities whose equations, or whose adjoints' equations, have no matrix form.
    """

    signals: Mapping[Symbol, Symbol]
    forward: tuple[MatrixEquation, ...]
    backward: tuple[MatrixEquation, ...]
    left_out: tuple[Symbol, ...]


def matrix_form(network: Network, numbers: Numbers) -> MatrixForm:
    """Return the forward equations and the adjoint equations of a network in matrix form.

    Returns:
        Nothing but empty tuples for a network of single numbers.
    """
    named = signals(network)
    steps = Stepwise(network)
    if not any(steps.standing(symbol).indices for symbol in network.graph.declared.values()):
        return MatrixForm({}, (), (), ())
    reading = Recognition(network.layout, named, timed=steps.timed, runs=steps.runs, labels=network.labels)
    forward: list[MatrixEquation] = []
    backward: list[MatrixEquation] = []
    left_out: list[Symbol] = []
    for equation in network.graph.equations:
        stepped = steps.forward(equation)
        try:
            name, body = reading.name(stepped.target), reading.recognised(stepped)
        except NoMatrixForm:
            left_out.append(equation.target)
        else:
            entries = with_entries(stepped.target, name, body, reading.shown, numbers)
            forward.append(MatrixEquation(Chain(name, equal(body)), entries))
    trained = {bare(symbol) for symbol in network.trained}
    # Merged adjoints would hide the recurrence that they are.
    equations = _stepped(network, steps) if steps.runs else {at: at for at in _backward(network, named)}
    short = {} if steps.runs else _short(network)
    for equation, stepped in equations.items():
        quantity = replace(bare(equation.target), mark="")
        is_parameter = quantity in trained
        try:
            partial = Partial(network.loss, reading.name(steps.standing(network.graph.declared[quantity])))
            left: Expression = partial if is_parameter else reading.name(stepped.target)
            body = reading.recognised(stepped)
        except NoMatrixForm:
            left_out.append(equation.target)
        else:
            links = equal(body) if is_parameter else equal(partial, body)
            if quantity in short:
                links += equal(reading.recognised(replace(stepped, terms=(Term(short[quantity]),))))
            entries = with_entries(stepped.target, left, body, reading.shown, numbers)
            backward.append(MatrixEquation(Chain(left, links), entries))
    return MatrixForm(named, tuple(forward), tuple(backward), tuple(left_out))


def _short(network: Network) -> Mapping[Symbol, Expression]:
    """Return the error signals that are the output minus the target, by the bare pre-activations."""
    found = {quantity: signal.forms[-1] for quantity, signal in short_signals(network).items()}
    for quantity, softmax in softmax_losses(network).items():
        forms = index_forms(network, softmax)
        found |= {quantity: forms[-1]} if len(forms) > 1 else {}
    return found


def _stepped(network: Network, steps: Stepwise) -> Mapping[Equation, Equation]:
    """Return the adjoint equations at one position of the recurrences, in order, by those that they come from."""
    made = {steps.backward(equation): equation for equation in network.backward.graph.equations}
    return {made[stepped]: stepped for stepped in _interleaved(list(made), network)}


def _backward(network: Network, signals: Mapping[Symbol, Symbol]) -> list[Equation]:
    """Return the adjoint equations from the loss back, each gradient after the last error signal that it needs.

    An adjoint that only an error signal reads is put into it.
    """
    loss = network.loss.base
    equations = {bare(equation.target): equation for equation in network.backward.graph.equations}
    readers = Counter(read for equation in equations.values() for read in _marked(equation))
    for net in signals:
        signal = equations.get(replace(net, mark=loss))
        if signal is None:
            continue
        for read in [read for term in signal.terms for read in symbols_of(term.body) if read.mark]:
            inner = equations.get(bare(read))
            if inner is not None and readers[bare(read)] == 1 and len(signal.terms) == 1 and len(inner.terms) == 1:
                merged = Equation(signal.target, (_put_into(signal.terms[0], read, inner),))
                readers.subtract(_marked(signal) | _marked(inner))
                readers.update(_marked(merged))
                del equations[bare(read)]
                equations[bare(signal.target)] = signal = merged
    return _interleaved(list(equations.values()), network)


def _interleaved(equations: Sequence[Equation], network: Network) -> list[Equation]:
    parameters = {replace(bare(symbol), mark=network.loss.base) for symbol in network.trained}
    gradients = [equation for equation in equations if bare(equation.target) in parameters]
    wanting = [_marked(gradient) for gradient in gradients]
    wanted: dict[Symbol, list[int]] = {}
    for at, names in enumerate(wanting):
        for name in names:
            wanted.setdefault(name, []).append(at)
    ready = [at for at, names in enumerate(wanting) if not names]
    ordered: list[Equation] = []
    for equation in (other for other in equations if bare(other.target) not in parameters):
        placed = [equation]
        while placed:
            ordered += placed
            for target in [bare(other.target) for other in placed]:
                for at in wanted.get(target, ()):
                    wanting[at].discard(target)
                    ready += [at] * (not wanting[at])
            placed, ready = [gradients[at] for at in sorted(ready)], []
    seen = {bare(equation.target) for equation in ordered}
    return ordered + [equation for equation in gradients if bare(equation.target) not in seen]


def _marked(equation: Equation) -> set[Symbol]:
    return {bare(read) for term in equation.terms for read in symbols_of(term.body) if read.mark}


def _put_into(term: Term, read: Symbol, inner: Equation) -> Term:
    """Return a term with what an equation of one term defines put in place of a read."""
    (inserted,) = inner.terms
    taken = {index for symbol in symbols_of(term.body) for index in symbol.indices if isinstance(index, Index)}
    renamed = dict(zip(inner.target.indices, read.indices, strict=True))
    by = {own: given for own, given in renamed.items() if isinstance(own, Index) and isinstance(given, Index)}
    for index in inserted.over:
        fresh = index
        while fresh in taken:
            fresh = Index(fresh.name + "'", fresh.size)
        by[index] = fresh
        taken.add(fresh)
    body = reindexed(inserted.body, by)

    def put(part: Expression) -> Expression:
        return body if part == read else rebuilt(part, put)

    return Term(put(term.body), (*term.over, *(by[index] for index in inserted.over)))
