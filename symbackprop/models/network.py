"""A network with its numbers: the graph, what is trained, and the values of all that is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import prod

from ..errors import MissingValuesError, unknown
from ..expression.tree import Expression, Index, Number, Symbol
from ..graph.adjoint import Backward, reverse_accumulation
from ..graph.descent import Descent
from ..graph.equations import Graph, bare
from ..graph.expand import Labels, element, elements, expand, positions
from ..graph.values import Values, fractions, merged


class Layout(Enum):
    """How vectors stand in matrix form: as columns, `W x`, or as rows, `x W`."""

    COLUMNS = "W x"
    ROWS = "x W"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of neurons, as indexed quantities.

    Args:
        title: How a heading names it: "hidden layer".
        weights: W, indexed by the neuron that the weight leads to, then by where it comes from; in the row layout
            the other way round.
        bias: None, a scalar shared by the layer, or one a neuron.
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
        learning_rate: η.
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
    """

    title: str
    graph: Graph
    loss: Symbol
    errors: Symbol | None
    trained: tuple[Symbol, ...]
    values: Mapping[Symbol, Number]
    learning_rate: Number
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

    @property
    def missing(self) -> tuple[Symbol, ...]:
        """The given quantities, without indices, of which no values are there."""
        firsts = (
            (bare(leaf), element(bare(leaf), (1,) * len(leaf.indices), self.labels)) for leaf in self.graph.leaves
        )
        return tuple(leaf for leaf, first in firsts if first not in self.values)

    def demand_values(self) -> None:
        """Check that there is a value of everything that is given.

        Raises:
            MissingValuesError: There is not; the message names what lacks values.
        """
        if self.missing:
            names = ", ".join(symbol.ascii for symbol in self.missing)
            raise MissingValuesError(f"{self.title}: no values are given of {names}; add them, or use --random SEED")

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
        return tuple(name for symbol in self.trained for name in elements(symbol, self.labels))

    @cached_property
    def both(self) -> Graph:
        """The scalar forward equations and the scalar adjoint equations after them."""
        return merged(self.scalar, [expand(self.backward.graph, self.labels)])

    @cached_property
    def certified(self) -> Values:
        """The certified values of all quantities, forward ones and adjoints."""
        self.demand_values()
        return Values(self.both, self.leaves)

    @property
    def leaves(self) -> dict[Symbol, Fraction]:
        """The exact values of all that is given."""
        return fractions(self.values)

    @cached_property
    def adjoints(self) -> Mapping[Symbol, Expression]:
        """From each scalar quantity between parameters and loss to its adjoint: a symbol, or a number."""
        found: dict[Symbol, Expression] = {}
        for quantity, adjoint in self.backward.adjoint.items():
            for at in positions(self.graph.declared[quantity].indices):
                named = element(adjoint, at, self.labels) if isinstance(adjoint, Symbol) else adjoint
                found[element(quantity, at, self.labels)] = named
        return found

    @cached_property
    def gradient(self) -> Mapping[Symbol, Expression]:
        """From each scalar parameter to its adjoint, in the order of `parameters`."""
        return {parameter: self.adjoints[parameter] for parameter in self.parameters}

    @cached_property
    def outputs(self) -> tuple[Symbol, ...]:
        """The outputs of the network, one by one."""
        return elements(self.layers[-1].out, self.labels) if self.layers else ()

    def parameter(self, name: str) -> Symbol:
        """Return the parameter with a given name.

        Raises:
            UnknownNameError: There is none.
        """
        named = {symbol.ascii: symbol for symbol in self.parameters}
        if name not in named:
            raise unknown("weight", name, list(named))
        return named[name]

    def reaches_loss(self, parameter: Symbol) -> bool:
        """Say whether a parameter influences the loss at all."""
        return parameter in self.scalar.ancestors([self.loss])

    def descent(self) -> Descent:
        """Return gradient descent from the given values, which reports the loss and the outputs."""
        self.demand_values()
        return Descent(self.both, self.leaves, self.gradient, self.learning_rate.value, (self.loss, *self.outputs))
