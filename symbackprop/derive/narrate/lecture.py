"""What all sections of the notes share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from ...document.blocks import Diagram, Figure, Inlines
from ...expression.tree import Index, Partial, Symbol
from ...graph.equations import Equation, bare
from ...graph.expand import element, positions
from ...models.network import Layer, Network
from ..backward import BackwardPass
from ..diagram import diagram
from ..mistakes import Mistakes
from ..numbers import Numbers
from . import sentences
from .pictures import model_in_words, network_in_words
from .words import inlines, sentence

MOST_NEURONS = 4
"""In a wider layer, the forward pass shows only the neurons on the derived paths, and one more."""


class Form(Enum):
    """The three forms in which a gradient is derived."""

    SCALAR = "scalar"
    INDEX = "index"
    MATRIX = "matrix"


class Story(Enum):
    """How the backward pass is told in the scalar form."""

    PATHS = "paths"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another run of training that is set beside that of the notes.

    Args:
        network: What is trained in the other run.
        name: What tells the run of the notes from the other one, as `learning_rate = 0.5`.
        other_name: The same of the other one.
    """

    network: Network
    name: str
    other_name: str


@dataclass(frozen=True, slots=True)
class FreshDraw:
    """The same network with other numbers, for the exercises.

    Args:
        network: The network with its new values.
        seed: The seed that they were drawn with.
        mistakes: Who knows the usual mistakes in a line about it.
    """

    network: Network
    seed: int
    mistakes: Mistakes | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """What the notes are to hold.

    Args:
        weights: The weights derived in full in the scalar form, each a parameter of the network.
        rounds: How many rounds of descent the last section shows; without any, there is no such section.
        forms: The forms of the derivation; the scalar one needs values.
        similarly: Whether the weights that go like those derived in full follow them in short.
        gradients: Whether all gradients and the new weights are shown after the derivation.
        story: How the backward pass is told; without, as `stories.story_of` says.
        parts: The names of the parts that teach beside the derivation, each a row of `parts.table.PARTS`.
        show_rounds: How many rounds the part on the first rounds sets side by side.
        mistakes: Who knows the usual mistakes in a line; without, the parts that need them are left out.
        comparison: Another run that the section on training sets beside that of the notes.
        fresh_draw: The numbers of the exercises, where they are not those of the notes.
    """

    weights: tuple[Symbol, ...]
    rounds: int = 10_000
    forms: tuple[Form, ...] = (Form.SCALAR, Form.MATRIX)
    similarly: bool = True
    gradients: bool = True
    story: Story | None = None
    parts: tuple[str, ...] = ()
    show_rounds: int = 3
    mistakes: Mistakes | None = None
    comparison: Comparison | None = None
    fresh_draw: FreshDraw | None = None


def weight_in_general(network: Network) -> Symbol:
    """Return what any weight of a network is called."""
    if not network.layers:
        return Symbol("w")
    return Symbol(element(bare(network.layers[0].weights), (1, 1), network.labels).base)


@dataclass
class Lecture:
    """The state of one narration.

    Args:
        numbers: The network and how its numbers are shown.
        outline: What to show.
        derived_at: Where each factor was derived, by the label of its equation.
        bar_explained: Whether it was said what the bar behind a derivative means.
        printed: The elements of quantities whose numbers stand in the notes by now, for the appendix.
        begun: How many weights have been derived, or are being derived.
        most_pages: About how many pages there may be; None for as many as there are.
        pages: About how many pages there are by now.
    """

    numbers: Numbers
    outline: Outline
    backward: BackwardPass = field(init=False)
    derived_at: dict[Partial, str] = field(init=False, default_factory=dict)
    printed: set[Symbol] = field(init=False, default_factory=set)
    begun: int = field(init=False, default=0)
    bar_explained: bool = field(init=False, default=False)
    most_pages: float | None = None
    pages: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.backward = BackwardPass(self.network, self.numbers)

    @property
    def network(self) -> Network:
        """The network that the notes are about."""
        return self.numbers.network

    @property
    def has_numbers(self) -> bool:
        """Whether the network has values, so that numbers can be shown."""
        return not self.network.missing

    @property
    def is_scalar(self) -> bool:
        """Whether the scalar form is shown, with its numbers."""
        return Form.SCALAR in self.outline.forms

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Its layers."""
        return self.network.layers

    def elements(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """Return the scalar quantities of an indexed one."""
        return self.network.elements(symbol)

    def equation(self, symbol: Symbol) -> Equation:
        """Return the scalar equation of a quantity that has one."""
        found = self.network.single.equation(symbol)
        assert found is not None, f"{symbol.ascii} has no equation"
        return found

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, inputs first."""
        counting = (symbol.indices[-1] for symbol in (self.layers[0].source, *(at.out for at in self.layers)))
        return tuple(index.size for index in counting if isinstance(index, Index))

    @property
    def error(self) -> Inlines:
        """What a sentence calls the loss."""
        return sentence(sentences.TOTAL_ERROR) if self.layers else inlines(self.network.loss)

    @property
    def parameter(self) -> str:
        """What a sentence calls what is trained."""
        return sentences.WEIGHT if self.layers else sentences.PARAMETER

    @property
    def parameters(self) -> str:
        """What a sentence calls all that is trained."""
        return sentences.WEIGHTS if self.layers else sentences.PARAMETERS

    @property
    def targets(self) -> tuple[Symbol, ...]:
        """What the outputs should be; nothing where no layer has outputs."""
        return self.elements(self.network.target) if self.network.target is not None else ()

    def of_sample(self, symbol: Symbol, sample: int) -> tuple[Symbol, ...]:
        """Return the scalar quantities of an indexed one that belong to a sample, counted from 1; all of one sample."""
        if not symbol.sample:
            return self.elements(symbol)
        at = positions((sample, *symbol.indices[1:]))
        return tuple(element(bare(symbol), position, self.network.labels) for position in at)

    @property
    def weight(self) -> Symbol:
        """What a sentence calls any weight."""
        return weight_in_general(self.network)

    def figure(self, path: frozenset[Symbol], caption: Inlines, label: str, more: str = "") -> Iterator[Figure]:
        """Yield the picture of the network with a path highlighted, unless it is too large to be drawn."""
        drawing = diagram(self.numbers, path, values=self.has_numbers)
        if drawing is None:
            return
        if drawing.ticks:
            is_whole = any(tick.value for tick in drawing.ticks)
            caption = sentence(sentences.TIME_FIGURE if is_whole else sentences.CELL_FIGURE)
        yield Figure(drawing, caption, " ".join(filter(None, (self.in_words(drawing), more))), label)

    def in_words(self, drawing: Diagram) -> str:
        """Return what a drawing shows, for those who cannot see it."""
        return network_in_words(drawing, self.sizes) if self.layers else model_in_words(drawing)
