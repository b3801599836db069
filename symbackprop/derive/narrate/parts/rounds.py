"""The first rounds side by side, and the second one for a derived weight by the equations of the update."""

from __future__ import annotations

from collections.abc import Iterator

from ....document.blocks import Align, Block, Display, Heading, Paragraph, Reference, Relate, Table
from ....document.rank import Rank
from ....errors import CertificationError, DomainError
from ....expression.tree import Number, Partial, Symbol, updated
from ....graph.update import LENGTH, NORM, PARAMETER
from ...first_round import named_for
from ...second_round import Rounds, second_round
from ..lecture import MOST_NEURONS, Lecture
from ..words import inlines, joined, listed, paragraph, sentence, two_rows, words
from . import sentences

MOST_LISTED = 12
"""Of more parameters, those alone are listed that are derived."""


def first_rounds(lecture: Lecture) -> Iterator[Block]:
    """Yield the section on the first rounds."""
    network = lecture.network
    if network.update is None:
        return
    derived = [weight for weight in lecture.outline.weights if network.reaches_loss(weight)]
    is_cut = len(network.parameters) > MOST_LISTED
    listed_ones = tuple(derived[:MOST_LISTED]) if is_cut else network.parameters
    quantities = (*listed_ones, network.loss, *network.outputs[:MOST_NEURONS])
    adjoints = [at for weight in derived[:1] if isinstance(at := network.gradient[weight], Symbol)]
    length = (LENGTH,) if NORM in network.update.reads else ()
    last = max(lecture.outline.show_rounds, 1)
    rounds = Rounds(lecture.numbers, (*quantities, *adjoints, *length), last)
    try:
        blocks = [*_side_by_side(lecture, rounds, quantities, is_cut), *_second(lecture, rounds, derived)]
    except (CertificationError, DomainError):
        return
    yield Heading(1, sentence(sentences.FIRST_ROUNDS), Rank.MEANING)
    yield from blocks


def _side_by_side(lecture: Lecture, rounds: Rounds, quantities: tuple[Symbol, ...], is_cut: bool) -> Iterator[Block]:
    label = "tab-first-rounds"
    heads = [sentences.BEFORE_ROUNDS, sentences.AFTER_ROUND]
    heads += [words(sentences.AFTER_ROUNDS, rounds=done) for done in range(2, rounds.last + 1)]
    # The last first: its run has passed the others.
    later = [rounds.after(done) for done in range(rounds.last, 0, -1)][::-1]
    later[0] = {name: _first(lecture, name, number) for name, number in later[0].items()}
    states = [{name: lecture.numbers.of(name) for name in quantities}, *later]
    cut = sentence(sentences.SIDE_BY_SIDE_CUT, parameters=lecture.parameters) if is_cut else ()
    yield paragraph(sentences.ROUNDS_SIDE_BY_SIDE, table=Reference(label))
    yield Table(
        columns=((inlines(sentences.QUANTITY), Align.LEFT), *((inlines(head), Align.RIGHT) for head in heads)),
        rows=tuple((inlines(name), *(inlines(state[name]) for state in states)) for name in quantities),
        caption=joined(inlines(sentences.SIDE_BY_SIDE_CAPTION), cut),
        label=label,
    )


def _first(lecture: Lecture, name: Symbol, number: Number) -> Number:
    """Return a number after the first round: of a parameter that of its update, which is exact where it ends sooner."""
    new = lecture.numbers.updated(name) if name in lecture.network.parameters else None
    return new if new is not None and new.value == number.value else number


def _second(lecture: Lecture, rounds: Rounds, derived: list[Symbol]) -> Iterator[Block]:
    """Yield the second round of the first derived weight."""
    network, numbers = lecture.network, lecture.numbers
    for weight in derived[:1]:
        update, gradient = network.demand_update(), network.gradient[weight]
        first = numbers.after_first_round(weight)
        names = named_for(network, update, weight)
        old = [Relate(names[name], "=", first[updated(name)]) for name in (PARAMETER, *update.state)]
        slope = rounds.after(1)[gradient] if isinstance(gradient, Symbol) else numbers.of(gradient)
        chains = second_round(rounds, weight)
        yield Heading(2, inlines(sentences.ROUND_TWO))
        yield Paragraph(
            sentence(
                sentences.ROUND_TWO_STARTS,
                old=listed(old),
                parameters=lecture.parameters,
                gradient=Relate(Partial(network.loss, weight), "=", slope),
            )
        )
        yield Display(tuple(line for chain in chains for line in two_rows(chain)), f"eq-{weight.ascii}-round-2")
