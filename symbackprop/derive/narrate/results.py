"""The last sections: all weights, and what many rounds do."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from math import inf

from ...document.blocks import (
    Align,
    Beside,
    Block,
    Figure,
    Footnote,
    Heading,
    Inlines,
    Paragraph,
    Plot,
    Table,
)
from ...errors import CertificationError, DomainError
from ...expression.tree import Number, Partial, Symbol, updated
from ...graph.descent import Tick
from ..update import MOST_ROWS, Milestone, Training, tabled, training, updated_weights
from . import sentences
from .heatmaps import heat_maps
from .lecture import MOST_NEURONS, Lecture
from .outcomes import outcomes
from .words import inlines, joined, paragraph, sentence, words

ROUNDS_LABEL = "tab-rounds"
"""The label of the table of the error after more and more rounds, whose first column counts them."""

MOST_BESIDE = 4
"""Columns of a table that has a figure at its side."""

DECADE = 10
"""Errors that differ by less than this factor stand on a linear axis."""

BESIDE, WIDE = (5.0, 3.8), (12.0, 6.2)
"""How large the axes of a curve are, in centimetres."""


def all_weights(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with all gradients and new weights: a table, and of many weights heat maps before it."""
    is_updated = lecture.network.update is not None
    yield Heading(1, sentence(sentences.ALL_GRADIENTS if is_updated else sentences.GRADIENTS_OF_ALL))
    values = sentences.WEIGHTS if lecture.layers else sentences.VALUES
    if is_updated:
        updated_at_once = sentence(sentences.ALL_UPDATED, parameters=lecture.parameters, values=values)
        yield Paragraph(joined(updated_at_once, _unseen(lecture)))
    else:
        yield paragraph(sentences.ALL_WITHOUT_UPDATE, parameters=lecture.parameters)
    if len(lecture.network.parameters) > MOST_ROWS:
        yield from heat_maps(lecture)
    parameters = tabled(lecture.network, lecture.outline.weights)
    rows = tuple(
        (
            inlines(at.weight),
            inlines(at.before),
            inlines(at.gradient),
            *((inlines(at.after),) if at.after is not None else ()),
        )
        for at in updated_weights(parameters, lecture.numbers)
    )
    left_out = len(lecture.network.parameters) - len(parameters)
    gradient = sentence(sentences.GRADIENT_OF, partial=Partial(lecture.network.loss, lecture.weight))
    some, every = (
        (sentences.SOME_UPDATES, sentences.EVERY_UPDATE)
        if is_updated
        else (sentences.SOME_GRADIENTS, sentences.EVERY_GRADIENT)
    )
    caption = (
        sentence(some, parameters=lecture.parameters, count=f"{left_out:,}")
        if left_out
        else sentence(every, parameter=lecture.parameter)
    )
    new_value = (sentence(sentences.NEW_VALUE, updated=updated(lecture.weight)), Align.RIGHT)
    yield Table(
        columns=(
            (inlines(lecture.parameter), Align.LEFT),
            (inlines(sentences.OLD_VALUE), Align.RIGHT),
            (gradient, Align.RIGHT),
            *((new_value,) if is_updated else ()),
        ),
        rows=rows,
        caption=caption,
        label="tab-weights",
    )


def _unseen(lecture: Lecture) -> Inlines:
    """Return that hidden layers see the old output weights, where there are hidden layers."""
    if len(lecture.layers) < 2:
        return ()
    return sentence(sentences.HIDDEN_LAYER_SEES_OLD if len(lecture.layers) == 2 else sentences.HIDDEN_LAYERS_SEE_OLD)


def many_rounds(lecture: Lecture, tick: Tick | None) -> Generator[Block, None, Training | None]:
    """Yield the section on training, and return what it has found; None where nothing could be certified."""
    network = lecture.network
    yield Heading(1, sentence(sentences.MANY_ROUNDS))
    try:
        found = training(lecture.numbers, lecture.outline.rounds, tick, lecture.outline.comparison is not None)
    except (CertificationError, DomainError):
        # A value at a kink, say: exact in the derivation, but never decided by balls.
        yield paragraph(sentences.ROUNDS_LEFT_OUT)
        return None
    first, *_, last = found.milestones
    after_one = found.milestones[min(1, len(found.milestones) - 1)]
    remark: Inlines = (Footnote(inlines(network.rounds_remark)),) if network.rounds_remark else ()
    falls = after_one.loss.value <= first.loss.value
    one_round = sentence(
        sentences.ONE_ROUND if falls else sentences.ONE_ROUND_UP,
        error=lecture.error,
        before=first.loss,
        after=after_one.loss,
    )
    later = (_later(lecture, last), *outcomes(lecture, found)) if last.rounds > 1 else ()
    yield Paragraph((*joined(one_round, *later), *remark))
    table = _milestones(lecture, tuple(dict.fromkeys((first, after_one, last))))
    curve = drawn_curve(found) or drawn_curve(found, even=True)
    if len(curve) < 2:
        yield table
        return found
    is_beside = len(table.columns) <= MOST_BESIDE
    figure = _curve(curve, network.loss, last.rounds, last.loss, is_beside)
    yield from (Beside((table, figure)),) if is_beside else (table, figure)
    return found


def drawn_curve(found: Training, even: bool = False) -> tuple[tuple[float, float], ...]:
    """Return what of a curve stands on logarithmic axes, or only the one of the rounds logarithmic."""
    least = -inf if even else 0
    return tuple((float(done), error) for done, error in found.curve if done > 0 and least < error < inf)


def _later(lecture: Lecture, last: Milestone) -> Inlines:
    error = inlines(sentences.ERROR) if lecture.layers else lecture.error
    return sentence(sentences.AGAIN, rounds=f"{last.rounds:,}", error=error, loss=last.loss)


def _milestones(lecture: Lecture, shown_ones: Sequence[Milestone]) -> Table:
    outputs = lecture.network.outputs[:MOST_NEURONS]
    rows: list[tuple[Inlines, ...]] = []
    for milestone in shown_ones:
        values = [inlines(value) for symbol, value in milestone.outputs if symbol in outputs]
        rows.append((inlines(f"{milestone.rounds:,}"), inlines(milestone.loss), *values))
    aims = [inlines(lecture.numbers.of(target)) for target in lecture.targets[:MOST_NEURONS]]
    if aims:
        rows.append((inlines(sentences.TARGET), (), *aims))
    caption = sentence(sentences.OUTPUTS_BY_ROUNDS if outputs else sentences.ERROR_BY_ROUNDS)
    if len(outputs) < len(lecture.targets):
        shown, count = str(len(outputs)), str(len(lecture.targets))
        caption = sentence(sentences.FIRST_OUTPUTS_BY_ROUNDS, shown=shown, count=count)
    return Table(
        columns=(
            (inlines(sentences.ROUNDS), Align.RIGHT),
            (inlines(lecture.network.loss), Align.RIGHT),
            *((inlines(output), Align.RIGHT) for output in outputs),
        ),
        rows=tuple(rows),
        caption=caption,
        label=ROUNDS_LABEL,
    )


def _curve(
    curve: tuple[tuple[float, float], ...], loss: Symbol, rounds: int, at_end: Number, is_beside: bool
) -> Figure:
    end = words(sentences.CURVE_END, rounds=f"{int(curve[-1][0]):,}")
    marks = ((*curve[0], sentences.CURVE_START), (*curve[-1], end))
    errors = [error for _, error in curve]
    log_y = min(errors) > 0 and max(errors) >= DECADE * min(errors)
    text, spoken = (
        (sentences.CURVE, sentences.CURVE_IN_WORDS) if log_y else (sentences.EVEN_CURVE, sentences.EVEN_CURVE_IN_WORDS)
    )
    in_words = words(spoken, first=f"{curve[0][1]:.2g}", last=at_end.text, rounds=f"{rounds:,}")
    return Figure(
        Plot(curve, sentences.ROUNDS, loss, True, log_y, marks, size=BESIDE if is_beside else WIDE),
        sentence(text),
        in_words,
        "fig-curve",
    )
