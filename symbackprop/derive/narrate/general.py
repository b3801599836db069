"""The first sections for a model that is written in equations and not made of layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, product

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Relate, Table
from ...expression.choices import choices_in, extreme_of
from ...expression.functions import FUNCTIONS, computed_as
from ...expression.tree import Call, Index, Number, Symbol, functions_of, symbols_of, whole
from ...graph.equations import Equation, bare
from ...graph.expand import element, positions
from ...graph.shifts import lookups_in, moved
from ...models.network import Network
from ..forward import evaluation
from . import sentences
from .indexed import numbered_equations
from .lecture import Form, Lecture
from .opening import evaluation_rows
from .optimiser import optimiser, rate_of
from .policy import policy
from .recurrences import IN_FULL, MOST_COLUMNS, Found, at_any, boundaries, steps
from .tables import pairs
from .words import counted, inlines, joined, listed, paragraph, published, row, sentence

MOST_ELEMENTS = 4
"""Of a quantity with more elements, the forward pass shows those on the derived paths and the first."""

MOST_GIVEN = 60


def introduction(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that presents the equations and what is given."""
    network = lecture.network
    equations = network.graph.equations
    yield Heading(1, sentence(sentences.MODEL))
    opening = sentence(sentences.EQUATIONS, equations=counted(len(equations), "equation"))
    yield Paragraph((*opening, *published(network.source)))
    if Form.INDEX in lecture.outline.forms:
        yield from numbered_equations(equations)
    else:
        yield Display(tuple(row(equation.target, ("=", equation.body)) for equation in equations))
    functions = {name for equation in equations for term in equation.terms for name in functions_of(term.body)}
    calls = [Call(name, Symbol("x")) for name in sorted(functions)]
    defined = [(call, body) for call in calls if (body := computed_as(call)) is not None]
    if defined:
        yield paragraph(sentences.WHERE)
        yield Display(tuple(row(call, ("=", body)) for call, body in defined))
    for call in calls:
        function = FUNCTIONS[call.function]
        if function.kinks:
            yield paragraph(sentences.KINK, function=call)
        if function.jumps:
            yield paragraph(sentences.JUMP, function=call)
    choices = [part for equation in equations for term in equation.terms for part in choices_in(term.body)]
    if any(extreme_of(choice) for choice in choices):
        yield paragraph(sentences.KINK_OF_EXTREMES)
    if not all(extreme_of(choice) for choice in choices):
        yield paragraph(sentences.KINK_OF_CASES)
    yield from boundaries(network)
    yield from lecture.figure(frozenset(), sentence(sentences.MODEL_FIGURE), "fig-network")
    if lecture.has_numbers:
        yield given_values(lecture, sentence(sentences.GIVEN_VALUES), "tab-given")
    rate = rate_of(network)
    yield paragraph(
        sentences.TRAINING_OF_MODEL if rate else sentences.TRAINING_OF_MODEL_WITHOUT_RATE,
        loss=network.loss,
        parameters=listed(lecture.network.trained),
        **rate,
    )
    yield from optimiser(lecture)
    yield from policy(lecture)


def given_values(lecture: Lecture, caption: Inlines, label: str) -> Table:
    """Return a table of all that is given, of very much its beginning."""
    numbers = lecture.numbers
    given = [(name, numbers.of(name)) for leaf in lecture.network.graph.leaves for name in lecture.elements(leaf)]
    given += [found for table in looked_up(lecture.network) for found in table]
    shown = given[:MOST_GIVEN]
    left_out = len(given) - len(shown)
    more = sentence(sentences.GIVEN_LEFT_OUT, count=f"{left_out:,}") if left_out > 1 else ()
    if left_out == 1:
        more = sentence(sentences.ONE_GIVEN_LEFT_OUT)
    lecture.printed.update(name for name, _ in shown)
    cells = [(inlines(name), inlines(value)) for name, value in shown]
    return pairs((sentences.GIVEN, sentences.VALUE), cells, joined(caption, more), label)


def looked_up(network: Network) -> Iterator[list[tuple[Symbol, Number]]]:
    """Yield the numbers of each table in which equations look up a position, with their names."""
    reads = [read for at in network.graph.equations for term in at.terms for read in symbols_of(term.body)]
    lookups = (found for read in reads for index in read.indices for found in lookups_in(index))
    for of, table in {found.of: found.table for found in lookups if found.table is not None}.items():
        places = product(*(range(1, size + 1) for size in table.sizes))
        yield [(element(of, place, network.labels), whole(table.at(place))) for place in places]


def forward_pass(lecture: Lecture) -> Iterator[Block]:
    """Yield the section that computes every quantity."""
    yield Heading(1, sentence(sentences.FORWARD))
    yield paragraph(sentences.EQUATION_BY_EQUATION)
    network = lecture.network
    path: frozenset[Symbol] = frozenset()
    if not network.graph.has_recurrences:
        path = path.union(*(lecture.backward.paths.on_path(weight) for weight in lecture.outline.weights))
    for block in network.graph.blocks:
        along = block[0].along
        if along is None:
            yield from _quantity(lecture, lecture.elements(block[0].target), path)
        else:
            at = partial(_position, lecture, block, along.index)
            found = partial(_found, lecture, block, along.index)
            # Of many quantities, one position shows how each is computed.
            in_full = IN_FULL if len(block) <= MOST_COLUMNS else 1
            yield from steps(along, at, found, f"tab-{bare(block[0].target).ascii}", in_full)


def _position(lecture: Lecture, block: Sequence[Equation], index: Index, position: int) -> Iterator[Block]:
    """Yield what a recurrence computes at one position."""
    for equation in block:
        part = moved(equation.target, {index: position}).indices
        names = tuple(lecture.network.named(equation.target, at) for at in positions(part))
        yield from _quantity(lecture, names, frozenset())


def _found(lecture: Lecture, block: Sequence[Equation], index: Index, position: int) -> list[Found]:
    """Return what a recurrence computes at one position: all elements of each quantity, or of large ones the first."""
    network, found = lecture.network, list[Found]()
    for equation in block:
        part = moved(equation.target, {index: position}).indices
        for at in islice(positions(part), MOST_ELEMENTS):
            name = network.named(equation.target, at)
            lecture.printed.add(name)
            found.append((at_any(equation.target, at, index), lecture.numbers.of(name)))
    return found


def _quantity(lecture: Lecture, names: Sequence[Symbol], path: frozenset[Symbol]) -> Iterator[Block]:
    shown = names
    if len(names) > MOST_ELEMENTS:
        shown = tuple(dict.fromkeys((names[0], *[name for name in names if name in path][: MOST_ELEMENTS - 1])))
    lecture.printed.update(shown)
    for name in shown:
        found = evaluation(lecture.equation(name), lecture.numbers)
        yield Display(tuple(evaluation_rows(found)), f"eq-{name.ascii}")
    if len(shown) < len(names):
        last = Relate(names[-1], "=", lecture.numbers.of(names[-1]))
        yield Paragraph(others_like(len(names) - len(shown), last))


def others_like(count: int, last: Relate) -> Inlines:
    """Return that so many more elements are computed like those before, and what the last of them is."""
    if count == 1:
        return sentence(sentences.OTHER_QUANTITY, last=last)
    return sentence(sentences.OTHER_QUANTITIES, count=f"{count:,}", last=last)
