"""What the notes say of the update, where it is not plain gradient descent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...document.blocks import Block, Display, Footnote, Inlines, Paragraph, Relate
from ...expression.tree import Partial
from ...graph.update import NORM, PARAMETER, RATE, ROUND, SLOPE
from ...models.network import Network
from ..first_round import constants_of, general_lines, named
from . import sentences
from .lecture import Lecture
from .words import joined, listed, row, sentence, sides

UPDATE_LABEL = "eq-update"
"""The label of the equations of a round of training."""


def rate_of(network: Network) -> Mapping[str, Relate]:
    """Return the learning rate of plain descent, under the name of its place in a sentence; nothing of another one."""
    if network.learning_rate is None or not network.optimiser.is_descent:
        return {}
    return {"rate": Relate(RATE, "=", network.learning_rate)}


def training(lecture: Lecture) -> Inlines:
    """Return what training does with the weights of layers, and its learning rate where it is plain descent."""
    rate = rate_of(lecture.network)
    return sentence(
        sentences.TRAINING if rate else sentences.TRAINING_WITHOUT_RATE,
        partial=Partial(lecture.network.loss, lecture.weight),
        weight=lecture.weight,
        **rate,
    )


def optimiser(lecture: Lecture) -> Iterator[Block]:
    """Yield the equations of the update, and what their names are."""
    network, update = lecture.network, lecture.network.update
    if update is None or update.is_descent:
        return
    said = sentence(
        sentences.OPTIMISER if update.title else sentences.OWN_OPTIMISER,
        parameters=lecture.parameters,
        weight=PARAMETER,
        slope=SLOPE,
        **({"title": update.title} if update.title else {}),
    )
    source = (Footnote(sentence(sentences.OPTIMISER_SOURCE, source=update.source)),) if update.source else ()
    yield Paragraph((*said, *source))
    yield Display(tuple(row(line.left, *sides(line)) for line in general_lines(network, update)), UPDATE_LABEL)
    yield Paragraph(joined(*_meanings(lecture)))


def _meanings(lecture: Lecture) -> Iterator[Inlines]:
    network, update = lecture.network, lecture.network.update
    assert update is not None
    names = named(network, update)
    if ROUND in update.reads:
        yield sentence(sentences.ROUND_IS, round=names[ROUND])
    if NORM in update.reads:
        yield sentence(sentences.NORM_IS, norm=names[NORM])
    if update.state:
        kept = listed([names[name] for name in update.state])
        starts = listed([Relate(names[name], "=", start) for name, start in update.state.items()])
        yield sentence(sentences.STATE_IS, parameter=lecture.parameter, state=kept, starts=starts)
    constants = [Relate(name, "=", value) for name, value in constants_of(network, update)]
    if constants:
        form = sentences.CONSTANT_IS if len(constants) == 1 else sentences.CONSTANTS_ARE
        yield sentence(form, constants=listed(constants))
