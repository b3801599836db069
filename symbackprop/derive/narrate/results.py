"""The last sections: all weights, and what many rounds do."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from ...document.blocks import (
    Align,
    Block,
    Figure,
    Footnote,
    Heading,
    Inlines,
    Plot,
    Table,
)
from ...errors import CertificationError, DomainError
from ...expression.tree import Number, Partial, Symbol, updated
from ...graph.descent import Tick
from ..update import MOST_ROWS, Milestone, Training, tabled, training, updated_weights
from .heatmaps import heat_maps
from .lecture import MOST_NEURONS, Lecture
from .words import paragraph, said


def all_weights(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with all gradients and new weights: a table, and of many weights heat maps before it."""
    yield Heading(1, said("All gradients and new weights"))
    yield paragraph(
        "All {}s are updated at once, with gradients that belong to the old {}{}.",
        lecture.parameter,
        "weights" if lecture.layers else "values",
        _unseen(lecture),
    )
    if len(lecture.network.parameters) > MOST_ROWS:
        yield from heat_maps(lecture)
    parameters = tabled(lecture.network, lecture.outline.weights)
    rows = tuple(
        (said("{}", at.weight), said("{}", at.before), said("{}", at.gradient), said("{}", at.after))
        for at in updated_weights(parameters, lecture.numbers)
    )
    left_out = len(lecture.network.parameters) - len(parameters)
    yield Table(
        columns=(
            (said(lecture.parameter), Align.LEFT),
            (said("old value"), Align.RIGHT),
            (said("gradient {}", Partial(lecture.network.loss, lecture.weight)), Align.RIGHT),
            (said("new value {}", updated(lecture.weight)), Align.RIGHT),
        ),
        rows=rows,
        caption=said(
            "{} before and after the first round{}.",
            f"The derived {lecture.parameter}s and a few more" if left_out else f"Every {lecture.parameter}",
            f"; {left_out:,} are left out here" if left_out else "",
        ),
        label="tab-weights",
    )


def _unseen(lecture: Lecture) -> str:
    """Return what the layers before the last one do not see, where there are some."""
    if len(lecture.layers) < 2:
        return ""
    who = "the hidden layer does not see" if len(lecture.layers) == 2 else "no hidden layer sees"
    return f": {who} the new output weights until the next round"


def many_rounds(lecture: Lecture, tick: Tick | None) -> Iterator[Block]:
    """Yield the section on training."""
    network = lecture.network
    yield Heading(1, said("After many rounds"))
    try:
        found = training(lecture.numbers, lecture.outline.rounds, tick)
    except (CertificationError, DomainError):
        # A value at a kink, say: exact in the derivation, but never decided by balls.
        yield paragraph("What many rounds do is left out here, since not even one round could be certified.")
        return
    first, *_, last = found.milestones
    after_one = found.milestones[min(1, len(found.milestones) - 1)]
    remark: Inlines = (Footnote(said("{}", network.rounds_remark)),) if network.rounds_remark else ()
    falls = after_one.loss.value < first.loss.value
    yield paragraph(
        "One round of updates takes {} from {} {} {}.{}{}{}",
        lecture.error,
        first.loss,
        "to" if falls else "up to",
        after_one.loss,
        "" if falls else " The step was too long: this learning rate is too large for this network.",
        _later(lecture, last) if last.rounds > 1 else "",
        remark,
    )
    yield _milestones(lecture, found)
    curve = tuple((float(done), error) for done, error in found.curve if done > 0 and 0 < error < inf)
    if len(curve) > 1:
        yield _curve(curve, network.loss, last.rounds, last.loss)


def _later(lecture: Lecture, last: Milestone) -> Inlines:
    return said(
        " The same can be done again and again: forward pass, backward pass, update. After {} rounds {} is {}.",
        f"{last.rounds:,}",
        said("the error") if lecture.layers else lecture.error,
        last.loss,
    )


def _milestones(lecture: Lecture, found: Training) -> Table:
    outputs = lecture.network.outputs[:MOST_NEURONS]
    rows: list[tuple[Inlines, ...]] = []
    for milestone in found.milestones:
        values = [said("{}", value) for symbol, value in milestone.outputs if symbol in outputs]
        rows.append((said(f"{milestone.rounds:,}"), said("{}", milestone.loss), *values))
    aims = [said("{}", lecture.numbers.of(target)) for target in lecture.targets[:MOST_NEURONS]]
    if aims:
        rows.append((said("target"), (), *aims))
    more = f" (the first {len(outputs)} of {len(lecture.targets)})" if len(outputs) < len(lecture.targets) else ""
    return Table(
        columns=(
            (said("rounds"), Align.RIGHT),
            (said("{}", lecture.network.loss), Align.RIGHT),
            *((said("{}", output), Align.RIGHT) for output in outputs),
        ),
        rows=tuple(rows),
        caption=said(f"The error{' and the outputs' if outputs else ''}{more} before and after training."),
        label="tab-rounds",
    )


def _curve(curve: tuple[tuple[float, float], ...], loss: Symbol, rounds: int, at_end: Number) -> Figure:
    marks = ((*curve[0], "1 round"), (*curve[-1], f"{int(curve[-1][0]):,} rounds"))
    return Figure(
        Plot(curve, "rounds", loss, log_x=True, marks=marks),
        said("The total error over the rounds; both axes are logarithmic."),
        f"Curve of the total error over the rounds, both axes logarithmic: from about {curve[0][1]:.2g} after one "
        f"round to {at_end.text} after {rounds:,} rounds.",
        "fig-curve",
    )
