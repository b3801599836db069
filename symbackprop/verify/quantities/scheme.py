"""Schemes: what the names of one pattern stand for, and how their indices count.

`w_3` may be the third weight counted through all layers, or the third of its layer; `a_{12}` neuron 2 of layer 1 or
neuron 1 of layer 2; δ the derivative by a net input or by an output, with either sign. Each such way to read is a value
here. No sentence is made of one in this stage; what a report says of a scheme, it says itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import auto

from .atoms import Meaning
from .counting import (
    Counting,
    FastEnum,
    Layer,
    LayerFrom,
    NeuronPlace,
    Numbering,
    WeightOfLayer,
    WeightPair,
    WeightThrough,
    is_shifted,
    layer_of,
    way_of,
)


class Quantity(FastEnum):
    """What a name stands for."""

    BIAS = auto()
    DECLARED = auto()
    """What the spec, or the notation of the document, calls so."""
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
    STATE = auto()
    """What the optimiser keeps, before the round."""
    TARGET = auto()
    UPDATE = auto()
    """A constant of the optimiser, or what a round computes."""
    WEIGHT = auto()


@dataclass(frozen=True, slots=True)
class Signal:
    """An error signal δ.

    Args:
        by: What the loss is differentiated by: NET or OUT.
        negative: Whether δ is minus that derivative.
    """

    by: Quantity
    negative: bool = False


class Change(FastEnum):
    """What a mark makes of the quantity that it stands before or over."""

    BAR = auto()
    """x̄: the derivative of the loss by x."""
    DELTA_DERIVATIVE = auto()
    """Δx: the same."""
    DIFFERENTIAL = auto()
    """dx, or δx: the same."""
    FIRST_ROUND = auto()
    """x⁽¹⁾: x after the first update."""
    NEGATIVE_STEP = auto()
    """Δx: what an update subtracts from x."""
    STEP = auto()
    """Δx: what an update adds to x."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A quantity under a mark, and how the name without the mark is read."""

    change: Change
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to read all names of a pattern.

    Args:
        subject: What they stand for.
        counting: How their indices count.
        guessed: Whether only numbers that fit can support it, as nobody else uses the letter so.
    """

    subject: Quantity | Signal | Changed
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
        return subject, *way_of(self.counting)

    def is_of_part(self, other: Scheme) -> bool:
        """Say whether another scheme reads the same part, so that they only differ in how indices count."""
        return self.part == other.part and self.guessed == other.guessed

    @property
    def is_declared(self) -> bool:
        """Whether the spec or the notation of the document says what names stand for."""
        return self.subject is Quantity.DECLARED

    @property
    def is_numbered(self) -> bool:
        """Whether it counts weights by one number, so that two numbers are not those of its ends."""
        if isinstance(self.subject, Changed):
            return self.subject.scheme.is_numbered
        return isinstance(self.counting, WeightOfLayer | WeightThrough)

    @property
    def is_shifted(self) -> bool:
        """Whether it counts as no single letter does: from another number on, through all layers, or layers below."""
        if isinstance(self.subject, Changed):
            return self.subject.scheme.is_shifted
        return is_shifted(self.counting)

    @property
    def layers_before(self) -> int:
        """How many layers are counted before the first after the inputs, by the number above a name."""
        if isinstance(self.subject, Changed):
            return self.subject.scheme.layers_before
        layer = layer_of(self.counting)
        return -layer.offset if layer is not None and layer.read_from is LayerFrom.ABOVE else 0

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
        return self if self == DECLARED else NOTHING

    @property
    def of_array(self) -> Scheme | None:
        """How `a_1` is read where `a_1[2]` is read by this and is one of its entries, or None where it is not."""
        match self.counting:
            case NeuronPlace(
                Layer(LayerFrom.ABOVE | LayerFrom.FIRST_INDEX, 0), Numbering.FROM_ONE | Numbering.FROM_ZERO
            ):
                return replace(self, counting=NeuronPlace(Layer(LayerFrom.NUMBER), Numbering.WHOLE))
            case _:
                return None


@dataclass(frozen=True, slots=True)
class SchemeReading:
    """A meaning and the scheme that gives it."""

    scheme: Scheme
    meaning: Meaning


DECLARED = Scheme(Quantity.DECLARED)
"""What is declared under the very name, or as an element of what is, counted from 1."""

NOTHING = Scheme(Quantity.NOTHING)
"""The scheme of names that stand for nothing in the network; no name has it among its options."""

LEARNING_RATE = Scheme(Quantity.RATE)
"""The learning rate under one of its own letters."""
