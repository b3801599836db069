"""The algorithm on half a page, with the names of this network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ....document.blocks import Block, Display, Heading, Paragraph, Reference, Row, Together
from ....document.rank import Rank
from ....expression.tree import Braced, Expression, Symbol, rebuilt
from ....graph.update import RATE
from ...index import index_form
from ...matrix import matrix_form
from ..lecture import Lecture
from ..windows import windows
from ..words import paragraph, row, sentence, sides
from . import sentences

MOST_EQUATIONS = 12
"""Of more equations in one direction, the summary has the rule alone."""


def summary(lecture: Lecture) -> Iterator[Block]:
    """Yield the algorithm as a box, and what it costs."""
    network = lecture.network
    forward, backward = _equations(lecture)
    box: list[Block] = []
    if forward and len(forward) + len(backward) <= 2 * MOST_EQUATIONS:
        box += [paragraph(sentences.FORWARD_STEP), Display(tuple(forward))]
        box += [paragraph(sentences.BACKWARD_STEP, loss=network.loss), Display(tuple(backward))]
        barred = next((line.left for line in backward if isinstance(line.left, Symbol) and line.left.mark), None)
        box += [paragraph(sentences.BARS, loss=network.loss, barred=barred)] if barred is not None else []
    else:
        box += [paragraph(sentences.FORWARD_STEP_OF_MANY)]
        box += [paragraph(sentences.BACKWARD_STEP_OF_MANY, loss=network.loss)]
    if network.update is not None:
        box += [_update(lecture)]
        box += [paragraph(sentences.REPEAT_STEP)]
    yield Heading(1, sentence(sentences.SUMMARY), Rank.MEANING)
    yield Together(sentences.ALGORITHM, tuple(box))
    count = f"{network.parameter_count:,}"
    yield paragraph(sentences.COST_OF_LAYERS if lecture.layers else sentences.COST, count=count)


def _equations(lecture: Lecture) -> tuple[list[Row], list[Row]]:
    """Return the equations of both passes, as matrices where all of them have such a form."""
    network = lecture.network
    form = matrix_form(network, lecture.numbers)
    if form.forward and form.backward and not form.left_out:
        # Beside several samples, or squares of matrices, the shapes tell which way a vector of ones stands.
        shown = _plain if lecture.layers and network.samples is None and network.penalty is None else _as_it_is
        return (
            [row(shown(chain.left), *_changed(sides(chain), shown)) for chain in (at.symbols for at in form.forward)],
            [
                row(shown(chain.left), *_changed(sides(chain)[-1:], shown))
                for chain in (at.symbols for at in form.backward)
            ],
        )
    indexed = index_form(network)
    adjoints = (*indexed.adjoints, *indexed.gradients)
    if any(windows(network, [(share.reader, share.within) for share in at.shares]) for at in adjoints):
        # Each term would need to say where it counts.
        return [], []
    return (
        [row(at.target, ("=", at.body)) for at in network.graph.equations],
        [row(at.rule.left, ("=", at.result)) for at in adjoints],
    )


def _changed(
    given: Sequence[tuple[str, Expression]], change: Callable[[Expression], Expression]
) -> list[tuple[str, Expression]]:
    return [(relation, change(side)) for relation, side in given]


def _as_it_is(expression: Expression) -> Expression:
    return expression


def _plain(expression: Expression) -> Expression:
    """Return a formula without the shapes under its factors."""
    if isinstance(expression, Braced):
        return _plain(expression.body)
    return rebuilt(expression, _plain)


def _update(lecture: Lecture) -> Paragraph:
    if lecture.network.demand_update().is_descent:
        return paragraph(sentences.UPDATE_STEP, parameter=lecture.parameter, rate=RATE)
    return paragraph(sentences.UPDATE_STEP_OTHER, parameters=lecture.parameters, equation=Reference("eq-update"))
