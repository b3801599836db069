"""A network with its numbers: the graph, what is trained, and the values of all that is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property

from ..errors import unknown
from ..expression.tree import Expression, Number, Symbol
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
    """

    title: str
    weights: Symbol
    bias: Symbol | None
    source: Symbol
    net: Symbol
    out: Symbol
    function: str


@dataclass(frozen=True)
class Network:
    """A model with values.

    Args:
        title: What it is called.
        graph: The forward equations in index notation.
        loss: The scalar that is minimised.
        errors: The quantity whose elements the loss adds up, or None.
        trained: The parameters that descent updates, as declared; their order is the order of all gradients.
        values: The value of each element of each leaf.
        learning_rate: η.
        labels: The field's names of elements that have one.
        layers: From input to output; empty for a model that is not made of layers.
        loss_title: How a sentence names the loss.
        source: Where the example was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
        layout: How its vectors stand in matrix form.
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

    @cached_property
    def unreached(self) -> tuple[Symbol, ...]:
        """The parameters, as declared, that do not influence the loss at all."""
        reached = self.graph.ancestors([self.loss])
        return tuple(symbol for symbol in self.trained if bare(symbol) not in reached)

    def descent(self) -> Descent:
        """Return gradient descent from the given values, which reports the loss and the outputs."""
        return Descent(self.both, self.leaves, self.gradient, self.learning_rate.value, (self.loss, *self.outputs))
