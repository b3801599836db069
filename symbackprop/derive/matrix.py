"""The matrix form: the equations of a network that are products of matrices and vectors, with their entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..expression.tree import (
    Braced,
    Dots,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Number,
    Partial,
    Symbol,
    Transposed,
    rebuilt,
    symbols_of,
)
from ..graph.equations import Equation, Term, bare
from ..graph.expand import element
from ..graph.shifts import reindexed
from ..models.network import Layout, Network
from .entries import ONES, NoMatrixForm
from .error_signal import short_signals
from .numbers import Numbers
from .recognition import Recognition
from .signals import signals
from .softmax import index_forms, softmax_losses
from .steps import Chain, equal
from .stepwise import Stepwise

MOST_ENTRIES = 4
"""A longer row or column is shown with dots."""

MOST_DIGITS = 66
"""A matrix whose entries are wider together shows fewer of its columns, and two of them are not put side by side."""


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
    reading = Recognition(network.layout, named, timed=steps.timed, runs=steps.runs)
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
            forward.append(MatrixEquation(Chain(name, equal(body)), _numbers(stepped.target, name, (), numbers)))
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
            put_in = _put_in(body, reading.shown, numbers)
            backward.append(MatrixEquation(Chain(left, links), _numbers(stepped.target, left, put_in, numbers)))
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


def _numbers(target: Symbol, left: Expression, put_in: Sequence[Expression], numbers: Numbers) -> Chain:
    """Return a quantity with its numbers; what stands for one at any position of a recurrence has none."""
    if numbers.network.missing or bare(target).marked("") not in numbers.network.graph.declared:
        return Chain(left, ())
    return Chain(left, equal(*put_in, _entries(target, numbers)))


def _put_in(body: Expression, shown: Mapping[Symbol, Symbol], numbers: Numbers) -> list[Expression]:
    """Return a product of two named vectors or matrices with their entries, and else nothing."""
    if not isinstance(body, MatrixProduct) or len(body.factors) != 2 or numbers.network.missing:
        return []
    found: list[Matrix] = []
    for factor in body.factors:
        inner = factor.body if isinstance(factor, Braced) else factor
        name = inner.body if isinstance(inner, Transposed) else inner
        if not isinstance(name, Symbol) or name == ONES or name.indices:
            return []
        entries = _entries(shown[name], numbers)
        if not isinstance(entries, Matrix):
            return []
        turned = Matrix(tuple(zip(*entries.rows, strict=True))) if isinstance(inner, Transposed) else entries
        found.append(turned)
    return [MatrixProduct(tuple(found))] if sum(map(_digits, found)) <= MOST_DIGITS else []


def _entries(symbol: Symbol, numbers: Numbers) -> Expression:
    """Return the numbers of a column, a row or a matrix, with dots where there are many."""
    labels = numbers.network.labels
    sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
    if not sizes:
        return numbers.of(bare(symbol))

    def entry(*at: int | None) -> Expression:
        places = tuple(place for place in at if place is not None)
        return numbers.of(element(bare(symbol), places, labels)) if len(places) == len(at) else Dots()

    if len(sizes) == 1 and numbers.network.layout is Layout.COLUMNS:
        return Matrix(tuple((entry(at),) for at in _kept(sizes[0])))

    def shown(columns: Sequence[int | None]) -> Matrix:
        if len(sizes) == 1:
            return Matrix((tuple(map(entry, columns)),))
        return Matrix(tuple(tuple(entry(row, column) for column in columns) for row in _kept(sizes[0])))

    full = shown(_kept(sizes[-1]))
    return full if _digits(full) <= MOST_DIGITS or sizes[-1] < MOST_ENTRIES else shown((1, None, sizes[-1]))


def _kept(size: int) -> Sequence[int | None]:
    return range(1, size + 1) if size <= MOST_ENTRIES else (1, 2, None, size)


def _digits(matrix: Matrix) -> int:
    """Return how wide the entries of a matrix are together."""
    widths = [[len(entry.text) if isinstance(entry, Number) else 1 for entry in row] for row in matrix.rows]
    return sum(max(column) + 2 for column in zip(*widths, strict=True))
