"""What training has come to, seen from the error over the rounds: it ended, rose, stalled, or an output is dead."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from ...document.blocks import Inlines
from ...expression.functions import FUNCTIONS
from ...expression.tree import ZERO, Choice
from ..update import Training
from . import sentences
from .lecture import Lecture
from .words import inlines, listed, sentence

NOTABLE_RISE = 1.01
"""An error has risen when it is so many times what it was before."""

HARDLY = 1e-3
"""An error hardly changes when it changes by less than this part of itself."""

TENTH = 10
"""It has stalled when it hardly changes from a tenth of the rounds on."""

LEAST_ROUNDS = 100
"""Of fewer rounds, nobody can say that they have stalled."""

MOST_NAMED = 3


def outcomes(lecture: Lecture, found: Training) -> Iterator[Inlines]:
    """Yield what there is to say of the rounds."""
    if found.has_vanished:
        yield inlines(sentences.VANISHED if found.milestones[-1].loss.value else sentences.NOTHING_LEFT)
        return
    curve = [(done, error) for done, error in found.curve if isfinite(error)]
    (_, first), *_, (last_round, last) = curve
    best, least = min(curve, key=lambda point: point[1])
    if last > max(first, 0) * NOTABLE_RISE:
        yield inlines(sentences.ROSE)
    elif least > 0 and last > least * NOTABLE_RISE and 0 < best < last_round:
        yield sentence(sentences.ROSE_AGAIN, best=f"{best:,}")
    else:
        yield from _stalled(curve)
    yield from _dead(lecture, found)


def _stalled(curve: list[tuple[int, float]]) -> Iterator[Inlines]:
    last_round, last = curve[-1]
    since = last_round
    for done, error in reversed(curve):
        if abs(error - last) > HARDLY * abs(last):
            break
        since = done
    if last_round >= LEAST_ROUNDS and since <= last_round // TENTH:
        yield sentence(sentences.STALLED, since=f"{max(since, 1):,}")


def _dead(lecture: Lecture, found: Training) -> Iterator[Inlines]:
    """Yield which outputs are off and stay so: those of a function that is level where it is 0."""
    if not lecture.layers or lecture.network.samples is not None:
        return
    function = FUNCTIONS.get(lecture.layers[-1].function)
    if function is None or not isinstance(function.slope, Choice) or function.slope.otherwise != ZERO:
        return
    aims = dict(zip(lecture.network.outputs, lecture.targets, strict=True))
    dead = [
        output
        for output, value in found.milestones[-1].outputs
        if value.value == 0 and lecture.numbers.of(aims[output]).value != 0
    ]
    if dead:
        form = sentences.DEAD_OUTPUT if len(dead) == 1 else sentences.DEAD_OUTPUTS
        yield sentence(form, outputs=listed(dead, MOST_NAMED), function=function.symbol)
