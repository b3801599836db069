"""How the indices of a name count: neurons by layer and number, weights in an order or by their two neurons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias


class FastEnum(Enum):
    """An enumeration that is hashed by identity, as names are looked up by their schemes all the time."""

    __hash__ = object.__hash__


class Numbering(FastEnum):
    """How single quantities are counted."""

    FROM_ONE = auto()
    FROM_ZERO = auto()
    THROUGH_INPUTS = auto()
    """Through all layers, the inputs first."""
    THROUGH_LAYERS = auto()
    """Through all layers, from the first after the inputs."""
    WHOLE = auto()
    """Not at all: all of them are meant."""
    WHOLE_WITH_ONE = auto()
    """Not at all: all of them are meant, and before them the constant input that biases weigh."""


class LayerFrom(FastEnum):
    """What tells the layer."""

    ABOVE = auto()
    """A number above the name."""
    BELOW = auto()
    """A number below the name, where that above it counts the neurons."""
    COUNT = auto()
    """The number of a neuron, counted through all layers."""
    FIRST = auto()
    """Nothing; it is the first after the inputs."""
    FIRST_INDEX = auto()
    HIDDEN = auto()
    """A letter among the indices that stands for hidden neurons."""
    INPUT = auto()
    """A letter among the indices that stands for inputs."""
    LAST = auto()
    """Nothing; it is the last."""
    LETTER = auto()
    """The letter of the name itself, as v comes after w."""
    NUMBER = auto()
    """The number that the name has, or one of three."""
    OUTPUT = auto()
    """A letter among the indices that stands for outputs."""
    SECOND_INDEX = auto()


@dataclass(frozen=True, slots=True)
class Layer:
    """Which layer is meant.

    Args:
        read_from: What tells it.
        offset: How many layers it comes after the one that is named.
    """

    read_from: LayerFrom
    offset: int = 0

    @property
    def is_shifted(self) -> bool:
        """Whether layers are counted from another one than the first after the inputs."""
        return self.offset != 0 and self.read_from is not LayerFrom.LETTER


@dataclass(frozen=True, slots=True)
class NeuronPlace:
    """Neurons by their layer and their number in it."""

    layer: Layer
    neurons: Numbering


@dataclass(frozen=True, slots=True)
class Element:
    """An element of what is declared.

    Args:
        from_zero: Whether elements are counted from 0.
        transposed: Whether the two indices are exchanged.
    """

    from_zero: bool = False
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Matrix:
    """All weights of a layer; `with_biases` where the biases are their first column."""

    layer: Layer
    with_biases: bool = False


class WeightOrder(FastEnum):
    """In which order weights are counted by one number."""

    BY_SOURCE = auto()
    BY_SOURCE_THEN_TARGET = auto()
    """By source in the first layer, by target in the others."""
    BY_TARGET = auto()
    BY_TARGET_THEN_SOURCE = auto()
    """By target in the first layer, by source in the others."""
    FROM_THE_OUTPUTS = auto()
    """By target, the last layer first."""


@dataclass(frozen=True, slots=True)
class WeightThrough:
    """A weight by one number that counts through all layers."""

    order: WeightOrder


@dataclass(frozen=True, slots=True)
class WeightOfLayer:
    """A weight by one number that counts within its layer."""

    layer: Layer
    order: WeightOrder
    from_zero: bool = False


class Ends(FastEnum):
    """Which of two indices of a weight is the neuron that it leads to."""

    SOURCE_FIRST = auto()
    TARGET_FIRST = auto()


@dataclass(frozen=True, slots=True)
class Numberless:
    """The one of several that a document is about and gives no number, by its place among them."""

    place: int


@dataclass(frozen=True, slots=True)
class WeightPair:
    """A weight by the numbers of its two neurons in their layers.

    Args:
        layer: The layer.
        ends: Which number comes first.
        from_zero: Whether neurons are counted from 0.
        comma: Whether a comma stands between them.
    """

    layer: Layer
    ends: Ends
    from_zero: bool = False
    comma: bool = False


@dataclass(frozen=True, slots=True)
class WeightBetween:
    """A weight by the numbers of its two neurons, counted through all layers."""

    ends: Ends
    neurons: Numbering


@dataclass(frozen=True, slots=True)
class WeightJoining:
    """A weight by the names of its two neurons."""

    ends: Ends


Counting: TypeAlias = (
    NeuronPlace
    | Numbering
    | Element
    | Matrix
    | Numberless
    | WeightThrough
    | WeightOfLayer
    | WeightPair
    | WeightBetween
    | WeightJoining
    | None
)
"""How indices count; None where there is nothing to count."""


THROUGH = frozenset({Numbering.THROUGH_INPUTS, Numbering.THROUGH_LAYERS})
SHIFTED_NUMBERINGS = THROUGH | {Numbering.FROM_ZERO}


def layer_of(counting: Counting) -> Layer | None:
    """Return the layer that is named, or None where none is."""
    match counting:
        case NeuronPlace(layer) | Matrix(layer) | WeightOfLayer(layer) | WeightPair(layer):
            return layer
        case _:
            return None


def way_of(counting: Counting) -> tuple[object, ...]:
    """Return what ways to count weights have in common that are taken for one: what tells the layer."""
    match counting:
        case Matrix(layer) | WeightOfLayer(layer) | WeightPair(layer):
            return layer.read_from, layer.offset if layer.read_from is LayerFrom.ABOVE else 0
        case WeightThrough() | WeightBetween() | WeightJoining():
            return (type(counting),)
        case _:
            return ()


def is_shifted(counting: Counting) -> bool:
    """Say whether no single letter counts so: from another number on, through all layers, or layers below a name."""
    match counting:
        case NeuronPlace(layer, neurons):
            return layer.is_shifted or layer.read_from is LayerFrom.BELOW or neurons in SHIFTED_NUMBERINGS
        case Numbering():
            # A vector may be counted from 0 by a letter as well.
            return counting in THROUGH
        case Element(from_zero):
            return from_zero
        case Matrix(layer):
            return layer.is_shifted
        case WeightOfLayer(layer, _, from_zero) | WeightPair(layer, _, from_zero):
            return from_zero or layer.is_shifted
        case WeightThrough() | WeightBetween():
            return True
        case Numberless() | WeightJoining() | None:
            return False
