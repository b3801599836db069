"""The notes: turns the steps of a derivation into a document. All sentences stand in `sentences`."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ...document.blocks import Block, Document, Inlines
from ...errors import UsageError
from ...expression.tree import Expression, Symbol, rebuilt
from ...graph.descent import Tick
from ...graph.equations import bare
from ...models.network import Network
from ..numbers import Numbers
from . import general, sentences
from .appendix import appendix
from .comparison import two_runs
from .fragments import fragment
from .indexed import indexed
from .lecture import Comparison, Form, FreshDraw, Lecture, Outline, Story, weight_in_general
from .length import MOST_PAGES, demand_short_equations, within
from .matrices import matrices
from .opening import forward_pass, introduction
from .parts.table import DEFAULT_PARTS, PARTS, Place
from .parts.table import sections as parts_at
from .results import all_weights, many_rounds
from .stories import BACKWARD_PASSES, follow_story, story_of
from .total import total_error
from .words import sentence
from .writing import written

MOST_DEFAULT = 4
"""Of a model in equations with more parameters, one of each of the first four quantities is derived."""

__all__ = [
    "DEFAULT_PARTS",
    "MOST_PAGES",
    "PARTS",
    "Comparison",
    "Form",
    "FreshDraw",
    "Outline",
    "Story",
    "default_weights",
    "derived",
    "fragment",
    "given_and_computed",
    "notes",
    "weight_in_general",
]


def default_weights(network: Network) -> tuple[Symbol, ...]:
    """Return the weights to derive where nobody asks: one of each layer, the last one first."""
    if network.layers:
        return tuple(network.first(layer.weights) for layer in reversed(network.layers))
    if len(network.parameters) <= MOST_DEFAULT:
        return network.parameters
    unread = set(network.unread)
    kinds: dict[object, Symbol] = {}
    for symbol in network.trained:
        kinds.setdefault(_kind(network, symbol), symbol)
    return tuple(_first_read(network, symbol, unread) for symbol in [*kinds.values()][:MOST_DEFAULT])


def _kind(network: Network, parameter: Symbol) -> object:
    """Return what makes the derivations of two parameters alike: how equations read them, whatever they are called."""
    trained = {bare(symbol) for symbol in network.trained}

    def named(part: Expression) -> Expression:
        if not isinstance(part, Symbol):
            return rebuilt(part, named)
        if bare(part) == bare(parameter):
            return Symbol("own", indices=part.indices)
        return Symbol("other", indices=part.indices) if bare(part) in trained else part

    readers = network.graph.readers(parameter)
    if not readers:
        return parameter
    return tuple(
        (tuple((named(term.body), term.over, term.within) for term in reader.terms), reader.target.indices)
        for reader in readers
    )


def _first_read(network: Network, symbol: Symbol, unread: Set[Symbol]) -> Symbol:
    """Return the first element of a parameter that something reads, or the first of all."""
    first = network.first(symbol)
    return next(name for name in network.elements(symbol) if name not in unread) if first in unread else first


def notes(numbers: Numbers, outline: Outline, tick: Tick | None = None, most_pages: float | None = None) -> Document:
    """Return the lecture notes of a network.

    Args:
        numbers: The network and how its numbers are shown.
        outline: What to show.
        tick: Is called with the rounds of descent that are done.
        most_pages: About how many pages there may be; without, as many as there are.

    Raises:
        DerivationError: A step does not hold; a bug, never hidden.
        UsageError: The scalar form is wanted of a network without values, an equation is too long to be shown, or there
            would be more pages.
    """
    lecture = Lecture(numbers, outline, most_pages=most_pages)
    if lecture.is_scalar and not lecture.has_numbers:
        raise UsageError("the scalar form needs values; give them, or choose among the forms index and matrix")
    demand_short_equations(lecture)
    follow_story(lecture)
    blocks = tuple(within(_sections(lecture, tick), lecture))
    document = Document(lecture.network.title, _subtitle(lecture), blocks)
    return written(document, lecture.network)


def _subtitle(lecture: Lecture) -> Inlines:
    if not lecture.layers:
        return sentence(sentences.SUBTITLE_CERTAIN if lecture.has_numbers else sentences.SUBTITLE)
    text = sentences.SUBTITLE_LAYERS_CERTAIN if lecture.has_numbers else sentences.SUBTITLE_LAYERS
    return sentence(text, sizes="-".join(map(str, lecture.sizes)))


def given_and_computed(lecture: Lecture) -> Iterator[Block]:
    """Yield what the notes begin with: the network, and of the scalar form the forward pass up to the loss."""
    yield from introduction(lecture) if lecture.layers else general.introduction(lecture)
    if lecture.is_scalar:
        lecture.network.certified.check_all()
        if lecture.layers:
            yield from forward_pass(lecture)
            yield from total_error(lecture)
        else:
            yield from general.forward_pass(lecture)


def derived(lecture: Lecture) -> Iterator[Block]:
    """Yield the backward pass of the scalar form, by the story of the lecture."""
    yield from BACKWARD_PASSES[story_of(lecture)](lecture)


def _sections(lecture: Lecture, tick: Tick | None) -> Iterator[Block]:
    yield from given_and_computed(lecture)
    if lecture.is_scalar:
        yield from parts_at(lecture, Place.BEFORE_BACKWARD)
        yield from derived(lecture)
        if lecture.outline.gradients:
            yield from all_weights(lecture)
        yield from parts_at(lecture, Place.AFTER_GRADIENTS)
    if Form.INDEX in lecture.outline.forms:
        yield from indexed(lecture)
    if Form.MATRIX in lecture.outline.forms:
        yield from matrices(lecture)
    yield from parts_at(lecture, Place.BEFORE_TRAINING)
    if lecture.is_scalar and lecture.outline.rounds and lecture.network.update is not None:
        found = yield from many_rounds(lecture, tick)
        yield from two_runs(lecture, found)
    yield from parts_at(lecture, Place.AT_END)
    if lecture.is_scalar:
        yield from appendix(lecture)
