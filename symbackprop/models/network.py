"""A network with its numbers: the graph, what is trained, and the values of all that is given.

The module is long because each view of a model is made once and kept with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import prod

from flint import arb, ctx, fmpq

from ..errors import ExpressionError, MissingValuesError, unknown
from ..expression.tree import ONE, ZERO, Expression, Index, Number, Symbol, Table, symbols_of
from ..graph.adjoint import Backward, reverse_accumulation
from ..graph.descent import Descent
from ..graph.equations import Graph, bare
from ..graph.expand import At, Expansion, Labels, element, expand
from ..graph.names import parse_name
from ..graph.rounding import LADDER
from ..graph.update import DESCENT, LENGTH, NORM, RATE, ROUND, Update, length_of_gradient
from ..graph.values import Values, certified_values, fractions, merged, number_of
from .axes import is_read_whole, parts_read
from .writing import Writing


class Layout(Enum):
    """How vectors and weights stand in matrix form: vectors as columns, `W x` or `Wᵀx`, or as rows, `x W`."""

    COLUMNS = "W x"
    ROWS = "x W"
    TURNED = "W^T x"

    @property
    def has_columns(self) -> bool:
        """Whether a vector is a column."""
        return self is not Layout.ROWS

    @property
    def leads_away(self) -> bool:
        """Whether a row of weights leads away from a neuron, and not to one."""
        return self is not Layout.COLUMNS


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of neurons, as indexed quantities.

    Args:
        title: How a heading names it: "hidden layer".
        weights: W, indexed by the neuron that the weight leads to, then by where it comes from; in the row layout
            the other way round.
        bias: None, a scalar shared by the layer, or one per neuron.
        source: What the layer reads.
        net: Its pre-activation.
        out: Its activation.
        function: The name of the activation.
        between: What is computed between the two, in order: the exponentials of a softmax and their sum.
    """

    title: str
    weights: Symbol
    bias: Symbol | None
    source: Symbol
    net: Symbol
    out: Symbol
    function: str
    between: tuple[Symbol, ...] = ()


RATE_DIGITS, RATE_BITS = 15, 128


@dataclass(frozen=True)
class Network:
    """A model with values.

    Args:
        title: What it is called.
        graph: The forward equations in index notation.
        loss: The scalar that is minimised.
        errors: The quantity whose elements the loss adds up, or None.
        trained: The parameters that descent updates, as declared; their order is the order of all gradients.
        values: The value of each element of each leaf that has values; `missing` names the others.
        learning_rate: η, or None where the update has its own or only the gradient is wanted.
        labels: The field's names of elements that have one.
        layers: From input to output; empty for a model that is not made of layers.
        loss_title: How a sentence names the loss.
        source: Where the example was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
        layout: How its vectors stand in matrix form.
        target: What the outputs should be, or None for a model that is not made of layers.
        penalty: What large weights add to the loss, or None.
        samples: How many samples it adds up; None where it has a single one and no index for it.
        mean: Whether the loss is the mean over the samples and not their sum.
        signal: The letter of the error signals, or nothing where they are written as derivatives.
        decimal_comma: Whether numbers are shown with a comma.
        looked_up: By name, the whole numbers that say which rows are read; they stand in the equations.
        optimiser: What a round of training does to a parameter.
        predicted: What its outputs are, where it is not made of layers and says so.
        sampled: What each sample has its own of, where it says so.
        writing: How its notes are written, where it says so.
    """

    title: str
    graph: Graph
    loss: Symbol
    errors: Symbol | None
    trained: tuple[Symbol, ...]
    values: Mapping[Symbol, Number]
    learning_rate: Number | None
    labels: Labels
    layers: tuple[Layer, ...] = ()
    loss_title: str = ""
    source: str = ""
    rounds_remark: str = ""
    layout: Layout = Layout.COLUMNS
    target: Symbol | None = None
    penalty: Symbol | None = None
    samples: int | None = None
    mean: bool = False
    signal: str = ""
    decimal_comma: bool = False
    looked_up: Mapping[str, Table] = field(default_factory=dict)
    optimiser: Update = DESCENT
    predicted: tuple[Symbol, ...] = ()
    sampled: tuple[Symbol, ...] = ()
    writing: Writing = field(default_factory=Writing)

    def at(self, values: Mapping[Symbol, Number]) -> Network:
        """Return the same network with other values; what does not depend on them is shared and not made again."""
        made = replace(self, values=values)
        for name, shared in (("single", self.single), ("backward", self.backward), ("scalar", self.scalar)):
            # A cached property keeps what it returned under its own name.
            vars(made)[name] = shared
        return made

    @cached_property
    def missing(self) -> tuple[Symbol, ...]:
        """The given quantities, without indices, of which values are missing."""
        sizes = [prod(index.size for index in leaf.indices if isinstance(index, Index)) for leaf in self.graph.leaves]
        if len(self.values) < sum(sizes):
            return tuple(bare(leaf) for leaf in self.graph.leaves if not self._has_values(leaf))
        firsts = (
            (bare(leaf), element(bare(leaf), (1,) * len(leaf.indices), self.labels)) for leaf in self.graph.leaves
        )
        return tuple(leaf for leaf, first in firsts if first not in self.values)

    def _has_values(self, leaf: Symbol) -> bool:
        """Say whether all of what is given has a value; the first and the last tell it of most."""
        ends = (tuple(1 for _ in leaf.indices), tuple(index.size for index in leaf.indices if isinstance(index, Index)))
        if any(self.named(leaf, at) not in self.values for at in ends):
            return False
        return all(name in self.values for name in self.elements(leaf))

    def demand_values(self, needed: Iterable[Symbol] | None = None) -> None:
        """Check that there is a value of everything that is given.

        Args:
            needed: The quantities that must have values; without, all that is given.

        Raises:
            MissingValuesError: There is not; the message names what lacks values.
        """
        wanted = None if needed is None else {bare(symbol) for symbol in needed}
        missing = [symbol for symbol in self.missing if wanted is None or symbol in wanted]
        if missing:
            names = ", ".join(symbol.ascii for symbol in missing)
            how = "add them, or have them drawn: --random SEED, and in Python model.drawn(SEED)"
            raise MissingValuesError(f"{self.title}: no values are given of {names}; {how}")

    @cached_property
    def update(self) -> Update | None:
        """What a round of training does, with its learning rate; None where there is no rate."""
        return self.optimiser.at_rate(self.learning_rate)

    @property
    def rate(self) -> Number:
        """The learning rate of the first round, to 15 digits where it is no fraction; 0 where there is none."""
        if self.learning_rate is not None:
            return self.learning_rate
        first = self.optimiser.values({ROUND: ONE}).get(RATE, ZERO)
        with ctx.workprec(RATE_BITS):
            value = number_of(first) if not symbols_of(first) else None
        if isinstance(value, arb) and value.is_finite():
            value = fmpq(*Fraction(value.str(RATE_DIGITS, radius=False)).as_integer_ratio())
        if not isinstance(value, fmpq):
            return ZERO
        exact = Fraction(int(value.p), int(value.q))
        return Number(exact, str(float(exact)))

    def demand_update(self) -> Update:
        """Return what a round of training does.

        Raises:
            MissingValuesError: No learning rate is given.
        """
        if self.update is None:
            raise MissingValuesError(
                f"{self.title}: no learning rate is given, so that there is a gradient and no training; "
                "add learning_rate = …"
            )
        return self.update

    @property
    def rates(self) -> tuple[Symbol, ...]:
        """What the penalty multiplies, λ; set and not measured, so it is never drawn."""
        equation = self.graph.equation(self.penalty) if self.penalty is not None else None
        if equation is None:
            return ()
        read = {bare(at) for term in equation.terms for at in symbols_of(term.body)}
        trained = {bare(at) for at in self.trained}
        return tuple(leaf for leaf in self.graph.leaves if bare(leaf) in read - trained)

    @property
    def parameter_count(self) -> int:
        """How many single parameters are trained, counted without naming them."""
        return sum(prod(index.size for index in at.indices if isinstance(index, Index)) for at in self.trained)

    @cached_property
    def scalar(self) -> Graph:
        """The forward equations of the single neurons."""
        return expand(self.graph, self.labels)

    @cached_property
    def backward(self) -> Backward:
        """The adjoint equations in index notation."""
        return reverse_accumulation(self.graph, self.loss, self.trained)

    @cached_property
    def parameters(self) -> tuple[Symbol, ...]:
        """The trained parameters, one by one."""
        return tuple(name for symbol in self.trained for name in self.elements(symbol))

    @cached_property
    def both(self) -> Graph:
        """The scalar forward equations and the scalar adjoint equations after them, all of them written out."""
        return merged(self.scalar, [expand(self.backward.graph, self.labels)])

    @cached_property
    def single(self) -> Expansion:
        """The single quantities of both passes, of which only that is made which is asked for."""
        graph = merged(self.graph, [self.backward.graph])
        if NORM in self.optimiser.reads:
            slopes = {symbol: self.backward.adjoint[bare(symbol)] for symbol in self.trained}
            read = {s: a.read_at(s.indices) if isinstance(a, Symbol) else a for s, a in slopes.items()}
            graph = Graph(graph.leaves, (*graph.equations, *length_of_gradient(read, LENGTH)))
        return Expansion(graph, self.labels)

    @cached_property
    def certified(self) -> Values:
        """The certified values of all quantities, forward ones and adjoints."""
        self.demand_values()
        return certified_values(self.single, self.leaves)

    def elements(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """Return the single quantities of a declared one, the last index fastest."""
        return self.single.elements(symbol)

    def listed(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """Return the single quantities of a declared one as notes list them: weights in the order of their numbers."""
        names = self.elements(symbol)
        sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
        if self.layout is not Layout.TURNED or len(sizes) != 2:
            return names
        return tuple(names[row * sizes[1] + column] for column in range(sizes[1]) for row in range(sizes[0]))

    def named(self, symbol: Symbol, at: At) -> Symbol:
        """Return the single quantity at a position of a declared one."""
        return element(bare(symbol), at, self.labels)

    def agree(self, left: Expression, right: Expression) -> bool:
        """Say whether two expressions over single quantities have balls that meet."""
        with ctx.workprec(LADDER[0]):
            return bool(
                arb(self.certified.evaluate(left, LADDER[0])).overlaps(arb(self.certified.evaluate(right, LADDER[0])))
            )

    def first(self, symbol: Symbol) -> Symbol:
        """Return the first of the single quantities of a declared one."""
        return self.named(symbol, tuple(1 for _ in symbol.indices))

    @cached_property
    def leaves(self) -> Mapping[Symbol, Fraction]:
        """The exact values of all that is given."""
        return fractions(self.values)

    @property
    def adjoints(self) -> Mapping[Symbol, Expression]:
        """From each scalar quantity between parameters and loss to its adjoint: a symbol, or a number."""
        return _Adjoints(self)

    @property
    def gradient(self) -> Mapping[Symbol, Expression]:
        """From each scalar parameter to its adjoint, in the order of `parameters`."""
        return _Gradient(self)

    @property
    def outward(self) -> tuple[Symbol, ...]:
        """What it predicts, as declared: what it says itself, or the outputs of the last layer."""
        return self.predicted or tuple(layer.out for layer in self.layers[-1:])

    @cached_property
    def outputs(self) -> tuple[Symbol, ...]:
        """The outputs of the network, one by one."""
        return self.elements(self.layers[-1].out) if self.layers else ()

    def parameter(self, name: str) -> Symbol:
        """Return the parameter with a given name.

        Raises:
            UnknownNameError: There is none.
        """
        guess = self._guessed(name)
        if guess is not None:
            return guess
        named = {symbol.ascii: symbol for symbol in self.parameters}
        if name not in named:
            raise unknown("weight", name, list(named))
        return named[name]

    def _guessed(self, name: str) -> Symbol | None:
        """Return a parameter whose name says at once which it is; a wide network has too many to look at each."""
        try:
            place = self.single.place(symbol := parse_name(name))
        except ExpressionError:
            return None
        return symbol if place and self.graph.declared[place[0]] in self.trained else None

    def reaches_loss(self, quantity: Symbol) -> bool:
        """Say whether a single quantity influences the loss at all."""
        known = self._reaching
        waiting = [quantity]
        while waiting:
            name = waiting[-1]
            readers = () if name == self.loss else self.single.readers(name)
            missing = [reader for reader in readers if reader not in known]
            if name == self.loss or any(known.get(reader) for reader in readers):
                known[name] = True
            elif missing:
                waiting.append(missing[0])
                continue
            else:
                known[name] = False
            waiting.pop()
        return known[quantity]

    @cached_property
    def _reaching(self) -> dict[Symbol, bool]:
        return {}

    def readers(self, quantity: Symbol) -> tuple[Symbol, ...]:
        """Return the single quantities of the forward pass that read one and influence the loss."""
        return tuple(reader for reader in self.single.readers(quantity) if self.reaches_loss(reader))

    @cached_property
    def unreached(self) -> tuple[Symbol, ...]:
        """The parameters, as declared, that do not influence the loss at all."""
        reached = self.graph.ancestors([self.loss])
        return tuple(symbol for symbol in self.trained if bare(symbol) not in reached)

    @cached_property
    def unread(self) -> tuple[Symbol, ...]:
        """The single parameters that do not influence the loss although others of their quantity do."""
        if not parts_read(self.graph) and all(is_read_whole(self.graph, bare(symbol)) for symbol in self.trained):
            return ()
        from .read_places import never_read

        adjoints = {symbol: self.backward.adjoint[bare(symbol)] for symbol in self.trained}
        marked = {symbol: bare(adjoint) for symbol, adjoint in adjoints.items() if isinstance(adjoint, Symbol)}
        masks = never_read(marked.values(), self.backward)
        return tuple(
            name
            for symbol, adjoint in marked.items()
            if masks[adjoint].any()
            for name, unread in zip(self.elements(symbol), masks[adjoint].reshape(-1).tolist(), strict=True)
            if unread
        )

    def descent(self) -> Descent:
        """Return training from the given values, which reports the loss and the outputs.

        Raises:
            MissingValuesError: Something that is given has no values, or there is no learning rate.
        """
        self.demand_values()
        adjoint = {bare(symbol): self.backward.adjoint[bare(symbol)] for symbol in self.trained}
        return Descent(self.single, self.leaves, adjoint, self.demand_update(), (self.loss, *self.outputs))


class _Adjoints(Mapping[Symbol, "Expression"]):
    """The adjoints by the names of single quantities; a name is made when it is asked for."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def __getitem__(self, name: Symbol) -> Expression:
        place = self._network.single.place(name)
        if place is None:
            raise KeyError(name)
        adjoint = self._network.backward.adjoint[place[0]]
        return element(adjoint, place[1], self._network.labels) if isinstance(adjoint, Symbol) else adjoint

    def __iter__(self) -> Iterator[Symbol]:
        network = self._network
        for quantity in network.backward.adjoint:
            yield from network.elements(network.graph.declared[quantity])

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Gradient(_Adjoints):
    """The adjoints of the parameters alone."""

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._network.parameters)
