"""Schemes: what the names of one pattern stand for, and how their indices count.

`w_3` may be the third weight counted through all layers, or the third of its layer; `a_{12}` neuron 2 of layer 1 or
neuron 1 of layer 2; δ the derivative by a net input or by an output, with either sign. Each such way to read is a value
here. No sentence is made of one in this stage; what a report says of a scheme, it says itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TypeAlias

from .atoms import Meaning


class FastEnum(Enum):
    """An enumeration that is hashed by identity, as names are looked up by their schemes all the time."""

    __hash__ = object.__hash__


class Subject(FastEnum):
    """What a name stands for."""

    BIAS = auto()
    DECLARED = auto()
    """What the spec, or the notation that is spoken, calls so."""
    ERROR = auto()
    """The error of one output, or those of all where the name is marked as such."""
    ERRORS = auto()
    """The errors of all outputs under the letter of the loss."""
    GRADIENT = auto()
    INPUT = auto()
    LOSS = auto()
    NET = auto()
    NOTHING = auto()
    """Nothing in the network."""
    OUT = auto()
    RATE = auto()
    SAMPLES = auto()
    TARGET = auto()
    WEIGHT = auto()


@dataclass(frozen=True, slots=True)
class Signal:
    """An error signal δ.

    Args:
        by: What the loss is differentiated by: NET or OUT.
        negative: Whether δ is minus that derivative.
    """

    by: Subject
    negative: bool = False


class Change(FastEnum):
    """What a mark makes of the quantity that it stands before or over."""

    BAR = auto()
    """x̄: the derivative of the loss by x."""
    DELTA_DERIVATIVE = auto()
    """Δx: the same."""
    DIFFERENTIAL = auto()
    """dx, or δx: the same."""
    NEGATIVE_STEP = auto()
    """Δx: what an update subtracts from x."""
    STEP = auto()
    """Δx: what an update adds to x."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A quantity under a mark, and how the name without the mark is read."""

    change: Change
    scheme: Scheme


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
        told_by: What tells it.
        offset: How many layers it comes after the one that is told.
    """

    told_by: LayerFrom
    offset: int = 0

    @property
    def is_shifted(self) -> bool:
        """Whether layers are counted from another one than the first after the inputs."""
        return self.offset != 0 and self.told_by is not LayerFrom.LETTER


@dataclass(frozen=True, slots=True)
class Place:
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
    Place
    | Numbering
    | Element
    | Matrix
    | WeightThrough
    | WeightOfLayer
    | WeightPair
    | WeightBetween
    | WeightJoining
    | None
)
"""How indices count; None where there is nothing to count."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to read all names of a pattern.

    Args:
        subject: What they stand for.
        counting: How their indices count.
        guessed: Whether only numbers can bear it out, as nobody else uses the letter so.
    """

    subject: Subject | Signal | Changed
    counting: Counting = None
    guessed: bool = False
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.subject, self.counting, self.guessed)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def part(self) -> tuple[object, ...]:
        """What names stand for, however they are counted; of weights also what tells their layer."""
        subject = self.subject.change if isinstance(self.subject, Changed) else self.subject
        match self.counting:
            case Matrix(layer) | WeightOfLayer(layer) | WeightPair(layer):
                return subject, layer.told_by, layer.offset if layer.told_by is LayerFrom.ABOVE else 0
            case WeightThrough() | WeightBetween() | WeightJoining():
                return subject, type(self.counting)
            case _:
                return (subject,)

    def is_of_part(self, other: Scheme) -> bool:
        """Say whether another scheme reads the same part, so that they only differ in how indices count."""
        return self.part == other.part and self.guessed == other.guessed

    @property
    def is_declared(self) -> bool:
        """Whether the spec or the notation that is spoken says what is meant."""
        return self.subject is Subject.DECLARED

    @property
    def is_shifted(self) -> bool:
        """Whether it counts as no single letter does: from another number on, through all layers, or layers below."""
        match self.counting:
            case Place(layer, neurons):
                return layer.is_shifted or layer.told_by is LayerFrom.BELOW or neurons in SHIFTED_NUMBERINGS
            case Numbering():
                # A vector may be counted from 0 by a letter as well.
                return self.counting in THROUGH
            case Element(from_zero):
                return from_zero
            case Matrix(layer):
                return layer.is_shifted
            case WeightOfLayer(layer, _, from_zero) | WeightPair(layer, _, from_zero):
                return from_zero or layer.is_shifted
            case WeightThrough() | WeightBetween():
                return True
            case WeightJoining():
                return False
            case None:
                return isinstance(self.subject, Changed) and self.subject.scheme.is_shifted

    @property
    def layers_before(self) -> int:
        """How many layers are counted before the first after the inputs, by the number above a name."""
        match self.counting:
            case Place(layer) | Matrix(layer) | WeightOfLayer(layer) | WeightPair(layer):
                return -layer.offset if layer.told_by is LayerFrom.ABOVE else 0
            case _:
                return self.subject.scheme.layers_before if isinstance(self.subject, Changed) else 0

    @property
    def signal(self) -> Signal | None:
        """The error signal that names stand for, also under a mark, or None."""
        match self.subject:
            case Signal():
                return self.subject
            case Changed(_, scheme):
                return scheme.signal
            case _:
                return None

    def with_sign(self, negative: bool) -> Scheme:
        """Return the scheme of an error signal with a sign; any other scheme as it is."""
        if not isinstance(self.subject, Signal):
            return self
        return replace(self, subject=replace(self.subject, negative=negative))

    def with_comma(self) -> Scheme:
        """Return how `w_{1,2}` is read where `w_{12}` is read by this; as nothing where the digits are no pair."""
        if isinstance(self.subject, Changed):
            inner = self.subject.scheme.with_comma()
            return replace(self, subject=replace(self.subject, scheme=inner)) if inner != NOTHING else NOTHING
        if isinstance(self.counting, WeightPair) and not self.counting.comma:
            return replace(self, counting=replace(self.counting, comma=True))
        return NOTHING

    @property
    def of_array(self) -> Scheme | None:
        """How `a_1` is read where `a_1[2]` is read by this and is one of its entries, or None where it is not."""
        match self.counting:
            case Place(Layer(LayerFrom.ABOVE | LayerFrom.FIRST_INDEX, 0), Numbering.FROM_ONE | Numbering.FROM_ZERO):
                return replace(self, counting=Place(Layer(LayerFrom.NUMBER), Numbering.WHOLE))
            case _:
                return None


@dataclass(frozen=True, slots=True)
class SchemeReading:
    """A meaning and the scheme that gives it."""

    scheme: Scheme
    meaning: Meaning


THROUGH = frozenset({Numbering.THROUGH_INPUTS, Numbering.THROUGH_LAYERS})
SHIFTED_NUMBERINGS = THROUGH | {Numbering.FROM_ZERO}

DECLARED = Scheme(Subject.DECLARED)
"""What is declared under the very name, or as an element of what is, counted from 1."""

NOTHING = Scheme(Subject.NOTHING)
"""The scheme of names that stand for nothing in the network; no name has it among its options."""

LEARNING_RATE = Scheme(Subject.RATE)
"""The learning rate under one of its own letters."""
