"""The lowering: a network as a program that every backend writes, straight-line or as loops over arrays.

Both forms are lists of equations, scalar ones or ones in index notation, so one backend writes both. A quantity
is *per sample* where it depends on the data, and *shared* where it does not; a batch repeats what is per
sample and takes the mean of the losses.
The module is long because a program and what is asked of it stand together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from math import prod
from typing import Protocol, TypeAlias

from ...errors import ExportError, UsageError, repeated, unknown
from ...expression.tree import (
    Call,
    Choice,
    Expression,
    Index,
    Number,
    Position,
    Symbol,
    Table,
    children,
    functions_of,
    symbols_of,
)
from ...graph.adjoint import reverse_accumulation
from ...graph.equations import Equation, bare, blocks_of, closed
from ...graph.expand import elements
from ...graph.points import count_of
from ...graph.shifts import lookups_in
from ...models.network import Network
from ..saturation.normalise import Maximum
from ..saturation.stabilise import STABLE_SLOPES, definition_in_code, prepared, stabilised
from .elements import adjoints_of_elements, written_out
from .steps import NO_STEPS, Steps, steps_of

MOST_STRAIGHT_OPERATIONS = 200
"""Above so many operations a network is written as loops: see docs/adr/0010-two-forms-of-code.md."""

Statement: TypeAlias = Equation | Maximum


class Targeted(Protocol):
    """What has a target: a statement, or the parts of one."""

    @property
    def target(self) -> Symbol: ...


PREFIX = "backprop"


class Form(Enum):
    """How a program is written."""

    STRAIGHT = "straight-line code"
    LOOPS = "loops over arrays"


@dataclass(frozen=True)
class Program:
    """A network, lowered.

    Args:
        network: What it was made from.
        form: STRAIGHT, where all statements are scalar, or LOOPS.
        parameters: The trained quantities as declared, in the order of the parameter vector.
        data: The quantities that each sample has its own of, as declared.
        constants: All else that is given, as declared.
        forward: From them to the loss.
        backward: From there to the gradient.
        loss: The scalar that is minimised.
        adjoints: From each bare trained quantity, or in straight-line code each of its elements, to its adjoint.
        forms: Over X, how functions are computed where not as `stabilise.definition_in_code` says.
        numbers: Of the equations of the notes, by the bare targets of the statements that they are about.
        prefix: What names begin with that all files of a program share, where a language has one place for them.
        steps: What a round of training does to the parameters; nothing where a program is no one's to train.
        outputs: What a prediction returns, as declared; nothing where there is none. See `prediction`.
        predicted: From what is given to the outputs.
        more: The names of other derivatives that a module has functions for; see `python.derivative_functions`.
    """

    network: Network
    form: Form
    parameters: tuple[Symbol, ...]
    data: tuple[Symbol, ...]
    constants: tuple[Symbol, ...]
    forward: tuple[Statement, ...]
    backward: tuple[Statement, ...]
    loss: Symbol
    adjoints: Mapping[Symbol, Expression]
    forms: Mapping[str, Expression] = field(default_factory=dict)
    numbers: Mapping[Symbol, int] = field(default_factory=dict)
    prefix: str = PREFIX
    steps: Steps = NO_STEPS
    outputs: tuple[Symbol, ...] = ()
    predicted: tuple[Statement, ...] = ()
    more: tuple[str, ...] = ()

    @cached_property
    def per_sample(self) -> frozenset[Symbol]:
        """The bare quantities that depend on the data."""
        found = {bare(symbol) for symbol in self.data}
        if self.form is Form.STRAIGHT:
            found |= {name for symbol in self.data for name in elements(symbol, self.network.labels)}
        for block in (*blocks_of(self.forward), *blocks_of(self.predicted)):
            for statement in closed(block, lambda statement: any(bare(read) in found for read in reads(statement))):
                found.add(bare(statement.target))
        forward = {bare(at.target) for at in self.forward}
        sampled = {symbol for symbol in found if symbol in forward}
        for statement in self.backward:
            if _primal(statement.target) in sampled:
                found.add(bare(statement.target))
        return frozenset(found)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements."""
        return (*self.forward, *self.backward)

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """The functions that are called, each after those that it calls itself."""
        called: dict[str, None] = {}
        for statement in (*self.statements, *self.predicted, *self.steps.once, *self.steps.each):
            for body in bodies(statement):
                for name in sorted(functions_of(body)):
                    called.update(dict.fromkeys(self._with_callees(name)))
        return tuple(called)

    def number_of(self, statement: Targeted) -> str:
        """Return the number of a statement's equation in the notes, in brackets, or nothing where it has none."""
        number = self.numbers.get(bare(statement.target))
        return f"({number})" if number else ""

    def definition(self, name: str) -> Expression | None:
        """Return how a function is computed, over X, or None for one that each language has itself."""
        return self.forms.get(name) or definition_in_code(name)

    def _with_callees(self, name: str) -> Iterator[str]:
        definition = self.definition(name)
        if definition is not None:
            for inner in sorted(functions_of(prepared(definition))):
                yield from self._with_callees(inner)
        yield name

    @cached_property
    def operations(self) -> int:
        """How many operations one loss-and-gradient call of one sample takes."""
        return sum(map(operations_of, self.statements))

    @cached_property
    def declared(self) -> Mapping[Symbol, Symbol]:
        """From each bare quantity of the loop form to its indices."""
        leaves = (*self.parameters, *self.data, *self.constants)
        targets = (at.target for at in (*self.predicted, *self.statements))
        return {bare(symbol): symbol for symbol in (*leaves, *targets)}

    @cached_property
    def tables(self) -> Mapping[Symbol, Table]:
        """From each bare quantity in which positions are looked up to its numbers."""
        found: dict[Symbol, Table] = {}
        waiting = [at for statement in (*self.statements, *self.predicted) for at in _positions(statement)]
        for position in waiting:
            for lookup in lookups_in(position):
                assert lookup.table is not None
                found[lookup.of] = lookup.table
                waiting += lookup.where
        return found

    @property
    def count(self) -> int:
        """How many parameters there are."""
        return sum(map(size_of, self.parameters))

    def needed(self, results: Iterable[Expression]) -> tuple[Statement, ...]:
        """Return the statements that some results depend on, in order."""
        return needed(self.statements, results)


def reads(statement: Statement) -> Iterator[Symbol]:
    """Yield what a statement reads."""
    for body in bodies(statement):
        yield from symbols_of(body)


def _positions(statement: Statement) -> Iterator[Position]:
    """Yield the positions at which a statement reads and counts."""
    for read in reads(statement):
        yield from read.indices
    if not isinstance(statement, Maximum):
        yield from (window.position for term in statement.terms for window in term.within)


def bodies(statement: Statement) -> tuple[Expression, ...]:
    """Return the expressions of a statement."""
    return (statement.body,) if isinstance(statement, Maximum) else tuple(term.body for term in statement.terms)


def needed(statements: Iterable[Statement], results: Iterable[Expression]) -> tuple[Statement, ...]:
    """Return the statements that some results depend on, in order."""
    wanted = {bare(read) for result in results for read in symbols_of(result)}
    kept: list[Statement] = []
    for block in reversed(blocks_of(statements)):
        for statement in closed(block, lambda statement: bare(statement.target) in wanted):
            wanted.update(bare(read) for read in reads(statement))
        kept += [statement for statement in reversed(block) if bare(statement.target) in wanted]
    return tuple(reversed(kept))


def sizes_of(symbol: Symbol) -> tuple[int, ...]:
    """Return the shape of a quantity as declared."""
    return tuple(index.size if isinstance(index, Index) else 1 for index in symbol.indices)


def size_of(symbol: Symbol) -> int:
    """Return how many elements a quantity has."""
    return prod(sizes_of(symbol))


def operations_of(statement: Statement) -> int:
    """Return how many operations a statement takes, over all its indices."""
    free = size_of(statement.target)
    if isinstance(statement, Maximum):
        return free * prod(index.size for index in statement.over) * (1 + _operations(statement.body))
    total = free * (len(statement.terms) - 1)
    for term in statement.terms:
        points = count_of(statement.target, term)
        total += points * _operations(term.body) + max(points - free, 0)
    return total


def _operations(expression: Expression) -> int:
    parts = children(expression)
    if isinstance(expression, Number | Symbol):
        return 0
    own = 1 if isinstance(expression, Call | Choice) else max(1, len(parts) - 1)
    return own + sum(map(_operations, parts))


def _primal(target: Symbol) -> Symbol:
    """Return the quantity whose adjoint a symbol is."""
    return replace(bare(target), mark="")


def data_of(network: Network, names: Iterable[str] = ()) -> tuple[Symbol, ...]:
    """Return the quantities of which each sample has its own.

    Args:
        network: The network.
        names: What they are called; without, what the model says of itself: the inputs and targets of layers, and of a
            model in equations all that is given and not trained, unless it names some.

    Raises:
        UnknownNameError: There is no such quantity that is given and not trained.
        UsageError: A name stands there twice.
    """
    trained = {bare(symbol) for symbol in network.trained}
    given = {bare(leaf).ascii: leaf for leaf in network.graph.leaves if bare(leaf) not in trained}
    wanted = tuple(names)
    if (twice := repeated(wanted)) is not None:
        raise UsageError(f"data: {twice!r} stands there twice; name each quantity once")
    for name in wanted:
        if name not in given:
            raise unknown("given quantity", name, list(given))
    if wanted:
        return tuple(given[name] for name in wanted)
    if network.sampled:
        return network.sampled
    biases = {bare(layer.bias) for layer in network.layers if layer.bias}
    return tuple(leaf for leaf in given.values() if bare(leaf) not in biases)


def lowered(
    network: Network, data: Iterable[str] = (), form: Form | None = None, keeps_powers: bool = False
) -> Program:
    """Return the program of a network.

    Args:
        network: The network.
        data: The names of what each sample has its own of; see `data_of`.
        form: The form wanted; without, straight-line code up to MOST_STRAIGHT_OPERATIONS operations.
        keeps_powers: Whether powers stay as the notes write them, and do not become products, roots and calls.

    Raises:
        ExportError: There is nothing to train.
        UnknownNameError: A name in `data` is of nothing that is given.
    """
    if not network.trained:
        raise ExportError("the network has no trained parameters, so it has no gradient to export")
    stable = stabilised(network.graph, network.loss)
    backward = reverse_accumulation(stable.graph, network.loss, network.trained, STABLE_SLOPES)
    trained = {bare(symbol) for symbol in network.trained}
    sampled = data_of(network, data)
    given = {bare(symbol) for symbol in sampled}
    declared = stable.graph.declared
    written: Callable[[Expression], Expression] = _itself if keeps_powers else prepared
    loops = Program(
        network=network,
        form=Form.LOOPS,
        parameters=tuple(declared[bare(symbol)] for symbol in network.trained),
        data=sampled,
        constants=tuple(leaf for leaf in network.graph.leaves if bare(leaf) not in trained | given),
        forward=tuple(changed(statement, written) for statement in stable.forward),
        backward=tuple(changed(statement, written) for statement in backward.graph.equations),
        loss=network.loss,
        adjoints={bare(symbol): written(backward.adjoint[bare(symbol)]) for symbol in network.trained},
        steps=steps_of(network.optimiser),
    )
    if form is None:
        form = Form.STRAIGHT if loops.operations <= MOST_STRAIGHT_OPERATIONS else Form.LOOPS
    return loops if form is Form.LOOPS else straightened(loops)


def changed(statement: Statement, change: Callable[[Expression], Expression]) -> Statement:
    """Return a statement with another expression in place of each of its own."""
    if isinstance(statement, Maximum):
        return replace(statement, body=change(statement.body))
    return replace(statement, terms=tuple(replace(term, body=change(term.body)) for term in statement.terms))


def _itself(expression: Expression) -> Expression:
    return expression


def straightened(loops: Program) -> Program:
    """Return a program with all indices written out."""
    labels = loops.network.labels
    return replace(
        loops,
        form=Form.STRAIGHT,
        forward=written_out(loops.forward, labels),
        backward=written_out(loops.backward, labels),
        adjoints=adjoints_of_elements(loops.parameters, loops.adjoints, labels),
    )
