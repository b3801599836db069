"""The backward pass where quantities act along many paths, as in a recurrence: each adjoint once, from the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial as applied
from itertools import product

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Relate, Together
from ...expression.tree import Index, Partial, Symbol
from ...graph.equations import Equation, bare
from ...graph.expand import At
from ..first_round import lines
from ..unrolled import AdjointStep, ReversePass, wanted_elements
from . import sentences
from .derivations import local_rows, parameter_groups, question, round_of, similarly
from .general import others_like
from .influence import without_influence
from .lecture import Lecture
from .recurrences import run, shown_positions, steps
from .words import listed, paragraph, row, sentence, sides

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
    """

    lecture: Lecture
    reverse: ReversePass
    wanted: Mapping[Symbol, tuple[tuple[int | None, ...], ...]]
    runs: Mapping[Index, tuple[int, ...]]


def through_time(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that derives all adjoints from the loss back, and then the chosen parameters."""
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
            equation.along.index: tuple(
                at for group in shown_positions(equation.along) if len(group) == 1 for at in group
            )
            for equation in network.graph.equations
            if equation.along is not None
        },
    )
    yield Heading(2, sentence(sentences.QUANTITIES_BACK, loss=network.loss, parameters=lecture.parameters))
    for block in network.backward.graph.blocks:
        own = [equation for equation in block if bare(equation.target).marked("") in state.wanted]
        if own:
            yield from _block(state, own)
    for _, elements in parameter_groups(lecture):
        chosen = [weight for weight in lecture.outline.weights if weight in elements]
        rest = [weight for weight in elements if weight not in lecture.outline.weights]
        for weight in chosen:
            yield from _weight(state, weight)
        if chosen and rest and lecture.outline.similarly:
            yield from similarly(rest, 2, state.reverse.similar)
    yield from without_influence(lecture)


def _block(state: _Reverse, block: Sequence[Equation]) -> Iterator[Block]:
    along = block[0].along
    if along is None:
        yield from _elements(state, block[0], {})
        return
    names = [equation.target.marked("") for equation in block]
    text = sentences.BACK_THROUGH_ONE if len(names) == 1 else sentences.BACK_THROUGH
    yield paragraph(text, quantities=listed(names), positions=run(along.index, along.order))
    at = applied(_position, state, block, along.index)
    yield from steps(along, at, applied(_found, state, block, along.index))


def _found(state: _Reverse, block: Sequence[Equation], index: Index, position: int) -> list[Relate]:
    """Return the adjoints of the first elements that are shown at one position."""
    network, shown = state.lecture.network, []
    for equation in block:
        quantity = bare(equation.target).marked("")
        indices = [at for at in equation.target.indices if isinstance(at, Index)]
        name = network.named(quantity, next(iter(_shown(state, quantity, indices, {index: position}))))
        value = state.lecture.numbers.of(network.adjoints[name])
        shown.append(Relate(Partial(network.loss, name), "=", value))
    return shown


def _position(state: _Reverse, block: Sequence[Equation], index: Index, position: int) -> Iterator[Block]:
    for equation in block:
        yield from _elements(state, equation, {index: position})


def _elements(state: _Reverse, equation: Equation, here: Mapping[Index, int]) -> Iterator[Block]:
    """Yield the adjoints of some elements of a quantity, all with the given positions."""
    network, quantity = state.lecture.network, bare(equation.target).marked("")
    indices = [index for index in equation.target.indices if isinstance(index, Index)]
    sizes = [range(here[index], here[index] + 1) if index in here else range(1, index.size + 1) for index in indices]
    count = 1
    for size in sizes:
        count *= len(size)
    places = list(product(*sizes)) if count <= MOST_ELEMENTS else list(_shown(state, quantity, indices, here))
    for at in places:
        yield from _adjoint(state, network.named(quantity, at))
    if len(places) == count:
        return
    last, others = tuple(size[-1] for size in sizes), count - len(places)
    if last not in places:
        name = network.named(quantity, last)
        value = state.lecture.numbers.of(network.adjoints[name])
        yield Paragraph(others_like(others, Relate(Partial(network.loss, name), "=", value)))
    elif others == 1:
        yield paragraph(sentences.DERIVATIVE_OF_OTHER)
    else:
        yield paragraph(sentences.DERIVATIVE_OF_REST, count=f"{others:,}")


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
    step = state.reverse.adjoint(name)
    if step.derived or step.direct is not None:
        yield Paragraph(question(step.partial))
    yield from _derived(state, step, name)
    yield from _added(step, f"eq-d-{name.ascii}")


def _derived(state: _Reverse, step: AdjointStep, name: Symbol) -> Iterator[Block]:
    """Yield what is derived for the first time: the local derivatives of the equations that read a quantity."""
    if step.direct is not None:
        loss = state.lecture.network.loss
        yield paragraph(sentences.DIRECTLY, loss=loss, body=step.direct.body, slope=step.direct.slope)
    for local in step.derived:
        label = f"eq-d-{local.partial.of.ascii}-{name.ascii}"
        state.lecture.derived_at[local.partial] = label
        yield Display(tuple(local_rows(local)), label)


def _added(step: AdjointStep, label: str) -> Iterator[Display]:
    """Yield an adjoint as the sum of what its readers contribute."""
    if not step.together.links:
        return
    rows = [row(step.rule.left, *sides(step.rule))] if step.rule.links else []
    first, *others = sides(step.together)
    rows.append(row(None if rows else step.together.left, first))
    if others:
        rows.append(row(None, *others))
    yield Display(tuple(rows), label)


def _weight(state: _Reverse, weight: Symbol) -> Iterator[Block]:
    lecture = state.lecture
    lecture.begun += 1
    yield Heading(2, sentence(sentences.HOW_MUCH_AFFECTS, weight=weight, error=lecture.error))
    readers = state.reverse.readers(weight)
    if not readers:
        yield paragraph(sentences.NOT_AT_ALL, weight=weight, error=lecture.error)
        return
    step = state.reverse.adjoint(weight)
    yield Paragraph(_where(weight, readers))
    yield from _derived(state, step, weight)
    yield from _added(step, f"eq-{weight.ascii}")
    yield Together(sentences.TOGETHER, tuple(round_of(lecture, weight, lines(lecture.numbers, weight))))


def _where(weight: Symbol, readers: Sequence[Symbol]) -> Inlines:
    if len(readers) == 1:
        return sentence(sentences.READ_BY_ONE, quantity=weight, reader=readers[0])
    return sentence(sentences.READ_BY_MANY, quantity=weight, readers=listed(readers, 3))
