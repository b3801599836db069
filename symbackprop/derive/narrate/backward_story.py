"""The backward pass, each quantity once: from the error back, and then each weight in one line from what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial as applied
from itertools import islice, product
from math import prod

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Row, Together
from ...expression.tree import Index, Partial, Symbol
from ...graph.equations import Equation, bare
from ...graph.expand import At
from ...models.network import Layer
from ..first_round import lines
from ..steps import Shortcut
from ..unrolled import AdjointStep, ReversePass, wanted_elements
from . import sentences
from .alike import similarly
from .derivations import local_rows, parameter_groups, question, round_of, shortcut_blocks, why_shared
from .influence import without_influence
from .lecture import Lecture
from .recurrences import MOST_COLUMNS, Found, at_any, run, shown_positions, steps
from .tables import MOST_TABLED, element_table
from .words import called, inlines, listed, paragraph, row, sentence, sides

MOST_ELEMENTS = 4
"""Of the elements of a quantity at one position, or of one that is in no recurrence, at most so many are shown."""


@dataclass
class _Reverse:
    """What the sections of the backward pass share.

    Args:
        lecture: The lecture.
        reverse: The adjoints.
        wanted: The elements on which the derived parameters depend; None for an index of a recurrence.
        runs: Which positions of the index of a recurrence are shown.
        only_new: Whether what is derived like something before is left to a table.
    """

    lecture: Lecture
    reverse: ReversePass
    wanted: Mapping[Symbol, tuple[tuple[int | None, ...], ...]]
    runs: Mapping[Index, tuple[int, ...]]
    only_new: bool = False


def backward_story(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that derives all adjoints from the loss back, and the chosen parameters from them."""
    network = lecture.network
    yield Heading(1, sentence(sentences.BACKWARD))
    yield paragraph(
        sentences.BACKWARDS, error=lecture.error, parameter=lecture.parameter, parameters=lecture.parameters
    )
    yield paragraph(sentences.ONCE_EACH, error=lecture.error, parameters=lecture.parameters)
    reached = [weight for weight in lecture.outline.weights if network.single.place(weight) is not None]
    state = _Reverse(
        lecture,
        ReversePass(lecture.backward),
        wanted_elements(network, reached),
        {
            equation.along.index: shown_positions(equation.along)
            for equation in network.graph.equations
            if equation.along is not None
        },
    )
    yield from _by_layers(state) if lecture.layers else _by_equations(state)
    yield from without_influence(lecture)


def _by_equations(state: _Reverse) -> Iterator[Block]:
    lecture, network = state.lecture, state.lecture.network
    yield Heading(2, sentence(sentences.QUANTITIES_BACK, loss=network.loss, parameters=lecture.parameters))
    for block in network.backward.graph.blocks:
        yield from _block(state, block)
    for _, elements in parameter_groups(lecture):
        yield from _weights(state, elements, 2)


def _by_layers(state: _Reverse) -> Iterator[Block]:
    """Yield the quantities of each layer and then its weights, from the last layer back to the first."""
    waiting = list(state.lecture.network.backward.graph.blocks)
    for layer, (title, elements) in zip(reversed(state.lecture.layers), parameter_groups(state.lecture), strict=True):
        own = [bare(symbol) for symbol in (layer.net, layer.out, *layer.between)]
        last = max((at for at, block in enumerate(waiting) if _quantity_of(block[0]) in own), default=-1)
        ours, waiting = waiting[: last + 1], waiting[last + 1 :]
        blocks = [found for block in ours for found in _block(state, block)]
        if not blocks and not any(weight in elements for weight in state.lecture.outline.weights):
            continue
        yield Heading(2, inlines(title))
        yield from blocks
        yield from _weights(state, elements, 3, layer)


def _quantity_of(equation: Equation) -> Symbol:
    return bare(equation.target).marked("")


def _block(state: _Reverse, block: Sequence[Equation]) -> Iterator[Block]:
    own = [equation for equation in block if _is_shown(state, _quantity_of(equation))]
    if not own:
        return
    along = own[0].along
    if along is None:
        for equation in own:
            yield from _elements(state, equation, {})
        return
    names = [equation.target.marked("") for equation in own]
    text = sentences.BACK_THROUGH_ONE if len(names) == 1 else sentences.BACK_THROUGH
    yield paragraph(text, quantities=listed(names), positions=run(along.index, along.order))
    at = applied(_position, state, own, along.index)
    found = applied(_found, state, own, along.index)
    yield from steps(along, at, found, f"tab-d-{bare(names[0]).ascii}")


def _is_shown(state: _Reverse, quantity: Symbol) -> bool:
    """Say whether an adjoint is derived: it is needed, and no short form goes past it."""
    return quantity in state.wanted and not state.reverse.is_passed_over(quantity)


def _found(state: _Reverse, block: Sequence[Equation], index: Index, position: int) -> list[Found]:
    """Return the adjoints at one position: of all elements of each quantity, or of large ones of those shown."""
    network, found = state.lecture.network, list[Found]()
    for equation in block:
        quantity = _quantity_of(equation)
        indices = [at for at in equation.target.indices if isinstance(at, Index)]
        every = list(product(*([position] if at == index else range(1, at.size + 1) for at in indices)))
        shown = every if len(every) <= MOST_ELEMENTS else _shown(state, quantity, indices, {index: position})
        for at in shown:
            name = at_any(equation.target.marked(""), at, index)
            found.append((Partial(network.loss, name), state.reverse.value(network.named(quantity, at))))
    return found


def _position(state: _Reverse, block: Sequence[Equation], index: Index, position: int) -> Iterator[Block]:
    """Yield the adjoints at one position; of many quantities, after the first one those that are new there."""
    along = block[0].along
    assert along is not None
    state.only_new = len(block) > MOST_COLUMNS and position != along.order[0]
    for equation in block:
        yield from _elements(state, equation, {index: position})
    state.only_new = False


def _elements(state: _Reverse, equation: Equation, here: Mapping[Index, int]) -> Iterator[Block]:
    """Yield the adjoints of some elements of a quantity, all with the given positions: those alike in a table."""
    network, quantity = state.lecture.network, _quantity_of(equation)
    indices = [index for index in equation.target.indices if isinstance(index, Index)]
    sizes = [range(here[index], here[index] + 1) if index in here else range(1, index.size + 1) for index in indices]
    count = prod(map(len, sizes))
    shown = list(product(*sizes)) if count <= MOST_ELEMENTS else list(_shown(state, quantity, indices, here))
    for at in shown:
        yield from _adjoint(state, network.named(quantity, at))
    if len(shown) < count:
        # Of a large quantity only what the table shows is named and computed.
        places = [*islice(product(*sizes), MOST_TABLED)]
        if count > MOST_TABLED:
            places[-1] = tuple(size[-1] for size in sizes)
        names = [network.named(quantity, at) for at in places]
        values = [state.reverse.value(name) for name in names]
        yield from element_table(state.lecture, names, values, count - len(names))


def _shown(state: _Reverse, quantity: Symbol, indices: Sequence[Index], here: Mapping[Index, int]) -> Iterator[At]:
    """Yield the elements of a large quantity that are shown: those wanted, at few positions of recurrences."""
    found: dict[At, None] = {}
    for wanted in state.wanted[quantity]:
        runs = [
            (place,) if place is not None else (here[index],) if index in here else state.runs.get(index, (1,))
            for index, place in zip(indices, wanted, strict=True)
        ]
        found.update(dict.fromkeys(product(*runs)))
    yield from list(found)[:MOST_ELEMENTS]


def _adjoint(state: _Reverse, name: Symbol) -> Iterator[Block]:
    short = state.reverse.shortcut(name)
    if short is not None:
        yield from _short(state, short, name)
        return
    step = state.reverse.adjoint(name)
    if state.only_new and not step.derived and step.direct is None:
        return
    label = f"eq-d-{name.ascii}"
    if step.derived or step.direct is not None:
        yield Paragraph(question(step.partial))
    if len(step.derived) == 1 and step.direct is None:
        # A local derivative and what is made of it are one thought.
        (local,) = step.derived
        state.lecture.derived_at[local.partial] = label
        yield Display((*local_rows(local), *_rows(state, step, name)), label)
        return
    yield from _derived(state, step, name)
    yield from _added(state, step, name, label)


def _short(state: _Reverse, step: Shortcut, name: Symbol) -> Iterator[Block]:
    """Yield the short form of softmax with cross-entropy: derived line by line once, and then in one line each."""
    label = f"eq-d-{name.ascii}"
    if state.reverse.is_first_short(name):
        yield Paragraph(question(step.partial))
        yield from shortcut_blocks(state.lecture, step, label)
        return
    last = sides(step.short) if step.short is not None else sides(step.forms[-1])
    yield Display((row(step.partial, *last, *sides(step.numbers)),), label)


def _derived(state: _Reverse, step: AdjointStep, name: Symbol) -> Iterator[Block]:
    """Yield what is derived for the first time: the local derivatives of the equations that read a quantity."""
    if step.direct is not None:
        loss = state.lecture.network.loss
        yield paragraph(sentences.DIRECTLY, loss=loss, body=step.direct.body, slope=step.direct.slope)
    for local in step.derived:
        label = f"eq-d-{local.partial.of.ascii}-{name.ascii}"
        state.lecture.derived_at[local.partial] = label
        yield Display(tuple(local_rows(local)), label)


def _added(state: _Reverse, step: AdjointStep, name: Symbol, label: str) -> Iterator[Display]:
    """Yield an adjoint as the sum of what its readers contribute."""
    rows = _rows(state, step, name)
    if rows:
        yield Display(rows, label)


def _rows(state: _Reverse, step: AdjointStep, name: Symbol) -> tuple[Row, ...]:
    if not step.together.links:
        return ()
    rows = [row(step.rule.left, *sides(step.rule))] if step.rule.links else []
    short = state.lecture.backward.short_signal(name)
    if short:
        # What is known of another element has been derived line by line for the first one.
        shown = short if step.rule.links else short[-1:]
        lines_of = [row(None, *sides(chain)) for chain in shown]
        return tuple(rows + lines_of) if rows else (row(step.together.left, *sides(shown[0])), *lines_of[1:])
    first, *others = sides(step.together)
    rows.append(row(None if rows else step.together.left, first))
    if others:
        rows.append(row(None, *others))
    return tuple(rows)


def _weights(state: _Reverse, elements: Sequence[Symbol], level: int, layer: Layer | None = None) -> Iterator[Block]:
    lecture = state.lecture
    chosen = [weight for weight in lecture.outline.weights if weight in elements]
    rest = [weight for weight in elements if weight not in lecture.outline.weights]
    if layer is not None and chosen:
        yield Heading(level, sentence(sentences.WEIGHTS_OF_LAYER, layer=called(layer)))
    for weight in chosen:
        if layer is None:
            yield Heading(level, sentence(sentences.HOW_MUCH_AFFECTS, weight=weight, error=lecture.error))
        yield from _weight(state, weight)
    if chosen and rest and lecture.outline.similarly:
        yield from similarly(lecture, rest, state.reverse.similar)


def _weight(state: _Reverse, weight: Symbol) -> Iterator[Block]:
    lecture = state.lecture
    lecture.begun += 1
    readers = state.reverse.readers(weight)
    if not readers:
        yield paragraph(sentences.NOT_AT_ALL, weight=weight, error=lecture.error)
        return
    step = state.reverse.adjoint(weight)
    yield Paragraph(_where(lecture, weight, readers))
    yield from _derived(state, step, weight)
    update = tuple(round_of(lecture, weight, lines(lecture.numbers, weight)))
    together = tuple(_added(state, step, weight, f"eq-{weight.ascii}"))
    if together:
        yield Together(sentences.TOGETHER, (*together, *update))
    else:
        yield from update


def _where(lecture: Lecture, weight: Symbol, readers: Sequence[Symbol]) -> Inlines:
    if lecture.network.samples is not None:
        return why_shared(lecture, weight)
    if len(readers) == 1:
        return sentence(sentences.READ_BY_ONE, quantity=weight, reader=readers[0])
    return sentence(sentences.READ_BY_MANY, quantity=weight, readers=listed(readers, 3))
