"""Two runs of training side by side: their errors in a table, and both curves in one plot."""

from __future__ import annotations

from collections.abc import Iterator

from ...document.blocks import Align, Beside, Block, Figure, Heading, Inlines, Paragraph, Plot, Reference, Table
from ...errors import CertificationError, DomainError
from ...expression.tree import Number
from ..numbers import Numbers
from ..update import Training, training
from . import sentences
from .lecture import Comparison, Lecture
from .results import BESIDE, WIDE, drawn_curve
from .words import inlines, joined, paragraph, sentence, words

LABEL = "tab-two-runs"

MOST_BESIDE = 20
"""Characters of the names of both runs with which a table has room for the figure at its side."""


def two_runs(lecture: Lecture, found: Training | None) -> Iterator[Block]:
    """Yield the section on another run, where one is to be set beside that of the notes.

    Args:
        lecture: The notes.
        found: What their own run has found, if anything.
    """
    comparison, rounds = lecture.outline.comparison, lecture.outline.rounds
    if comparison is None:
        return
    yield Heading(2, sentence(sentences.TWO_RUNS))
    other = _trained(Numbers(comparison.network, lecture.numbers.rounding), rounds) if found is not None else None
    if found is None or other is None:
        yield paragraph(sentences.OTHER_LEFT_OUT, other=comparison.other_name)
        return
    compared = sentence(
        sentences.RUNS_COMPARED, one=comparison.name, other=comparison.other_name, table=Reference(LABEL)
    )
    yield Paragraph(joined(compared, *_outcomes(comparison, found, other)))
    table = _errors(comparison, found, other)
    is_beside = len(comparison.name) + len(comparison.other_name) <= MOST_BESIDE
    figure = _curves(lecture, comparison, found, other, BESIDE if is_beside else WIDE)
    if figure is None:
        yield table
    elif is_beside:
        yield Beside((table, figure))
    else:
        yield from (table, figure)


def _trained(numbers: Numbers, rounds: int) -> Training | None:
    try:
        return training(numbers, rounds, by_decades=True)
    except (CertificationError, DomainError):
        return None


def _outcomes(comparison: Comparison, found: Training, other: Training) -> Iterator[Inlines]:
    """Yield which run has the smaller error after the last round that both have, and which one ended before."""
    errors, others = _by_round(found), _by_round(other)
    last = max(errors.keys() & others.keys())
    error, other_error = errors[last].value, others[last].value
    if error == other_error:
        yield sentence(sentences.EQUAL_AFTER, rounds=f"{last:,}")
    else:
        better = comparison.name if error < other_error else comparison.other_name
        yield sentence(sentences.LOWER_AFTER, rounds=f"{last:,}", better=better)
    for run, name in ((found, comparison.name), (other, comparison.other_name)):
        if run.has_vanished:
            yield sentence(sentences.OTHER_VANISHED, run=name, rounds=f"{run.milestones[-1].rounds:,}")


def _by_round(found: Training) -> dict[int, Number]:
    return {milestone.rounds: milestone.loss for milestone in found.milestones}


def _errors(comparison: Comparison, found: Training, other: Training) -> Table:
    errors, others = _by_round(found), _by_round(other)

    def shown(run: dict[int, Number], done: int) -> Inlines:
        return inlines(run[done]) if done in run else inlines(sentences.NO_ROUND)

    return Table(
        columns=(
            (inlines(sentences.ROUNDS), Align.RIGHT),
            (inlines(comparison.name), Align.RIGHT),
            (inlines(comparison.other_name), Align.RIGHT),
        ),
        rows=tuple(
            (inlines(f"{done:,}"), shown(errors, done), shown(others, done))
            for done in sorted(errors.keys() | others.keys())
        ),
        caption=sentence(sentences.ERRORS_OF_RUNS),
        label=LABEL,
    )


def _curves(
    lecture: Lecture, comparison: Comparison, found: Training, other: Training, size: tuple[float, float]
) -> Figure | None:
    curve, dashed = drawn_curve(found), drawn_curve(other)
    if min(len(curve), len(dashed)) < 2:
        return None
    in_words = words(
        sentences.CURVES_IN_WORDS,
        one=comparison.name,
        first=f"{curve[0][1]:.2g}",
        last=f"{curve[-1][1]:.2g}",
        other=comparison.other_name,
        other_first=f"{dashed[0][1]:.2g}",
        other_last=f"{dashed[-1][1]:.2g}",
    )
    return Figure(
        Plot(
            curve,
            sentences.ROUNDS,
            lecture.network.loss,
            log_x=True,
            marks=((*curve[-1], comparison.name),),
            other=dashed,
            other_name=comparison.other_name,
            size=size,
        ),
        sentence(sentences.CURVES_OF_RUNS),
        in_words,
        "fig-two-runs",
    )
