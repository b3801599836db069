"""Quick checks of a gradient: shapes, signs, a finite difference, and the error after one round."""

from __future__ import annotations

from collections.abc import Iterator

from flint import ctx

from ....document.blocks import Block, Display, Heading, Inlines, Paragraph
from ....document.rank import Rank
from ....errors import CertificationError, DomainError
from ....expression.tree import (
    TWO,
    Expression,
    Index,
    Negative,
    Number,
    Partial,
    Product,
    Quotient,
    Sum,
    Symbol,
    plus,
    updated,
)
from ....graph.rounding import LADDER, gives
from ....graph.tape import Ball
from ....graph.update import PARAMETER
from ....graph.values import number_of
from ...nudges import Nudge, telling_step
from ..lecture import Lecture
from ..words import inlines, joined, listed, paragraph, row, sentence
from . import sentences
from .figures import few, sign_of

MOST_SHAPES = 4
MOST_NAMED = 3
MOST_PARAMETERS = 3_000
"""Of more parameters, the first-order change of a round is not added up."""

QUOTIENT = 6
"""Significant digits of a finite difference."""

MOST_KEPT = 20
"""So many more digits are kept at most for it."""

FAR = 2
"""The first order is said to tell little where the change is so many times another one."""


def checks(lecture: Lecture) -> Iterator[Block]:
    """Yield the checks that this network allows."""
    blocks = [*_shapes(lecture), *_signs(lecture), *_difference(lecture), *_round(lecture)]
    if blocks:
        yield Heading(1, sentence(sentences.CHECKS), Rank.CHECK)
        yield paragraph(sentences.CHECKS_OPENING)
        yield from blocks


def _shapes(lecture: Lecture) -> Iterator[Block]:
    network = lecture.network
    found = []
    for symbol in network.trained:
        sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
        if len(sizes) == 2 and symbol not in network.unreached:
            name = Symbol(
                symbol.base, symbol.subscript, superscript=symbol.superscript, accent=symbol.accent, bold=True
            )
            height, width = (f"{size:,}" for size in sizes)
            partial = Partial(network.loss, name)
            found.append(sentence(sentences.SHAPE, partial=partial, quantity=name, height=height, width=width))
    if found:
        yield paragraph(sentences.CHECK_SHAPES, shapes=listed(found[:MOST_SHAPES]))


def _signs(lecture: Lecture) -> Iterator[Block]:
    """Yield, for each output beside its target, what the signs of the gradients in front of it must be."""
    network = lecture.network
    if not lecture.layers or network.samples is not None or network.penalty is not None:
        return
    last = lecture.layers[-1]
    if last.between:
        return
    said: list[Inlines] = []
    weights = [at for at in lecture.elements(last.weights) if sign_of(lecture, network.gradient[at])]
    for output, target in zip(network.outputs, lecture.targets, strict=True):
        side = sign_of(lecture, Sum((output, Negative(target))))
        raising = [at for at in weights if _raises(lecture, at, output)][:MOST_NAMED]
        if side and raising and all(sign_of(lecture, network.gradient[at]) == side for at in raising):
            form = sentences.SIGNS_UP if side > 0 else sentences.SIGNS_DOWN
            said.append(sentence(form, output=output, weights=listed(raising)))
    if said:
        parts = [part for at, each in enumerate(said[:2]) for part in (*(inlines("; ") if at else ()), *each)]
        yield paragraph(sentences.CHECK_SIGNS, signs=tuple(parts))


def _raises(lecture: Lecture, weight: Symbol, output: Symbol) -> bool:
    """Say whether an output rises with a weight of the last layer."""
    network = lecture.network
    for net in network.readers(weight):
        if network.readers(net) == (output,):
            slopes = [Partial(net, weight, local=True), Partial(output, net, local=True)]
            return sign_of(lecture, Product(tuple(map(lecture.backward.slope, slopes)))) > 0
    return False


def _difference(lecture: Lecture) -> Iterator[Block]:
    network = lecture.network
    for weight in reversed(lecture.outline.weights):
        step = telling_step(network, weight)
        if step is None:
            continue
        try:
            yield from _divided(lecture, weight, step)
        except (CertificationError, DomainError):
            return
        return


def _divided(lecture: Lecture, weight: Symbol, step: Number) -> Iterator[Block]:
    network, rounding = lecture.network, lecture.numbers.rounding
    above, below = Nudge(network, {weight: step}), Nudge(network, {weight: Negative(step)})
    distance = Product((TWO, step))

    def quotient(bits: int) -> Ball:
        return (above.change(bits) - below.change(bits)) / network.certified.evaluate(distance, bits)

    result = rounding.to(min(rounding.places, QUOTIENT) or QUOTIENT).show(quotient)
    for more in range(MOST_KEPT):
        wide = rounding.to(rounding.places + 1 + more)
        put_in = Quotient(Sum((above.shown_loss(wide), Negative(below.shown_loss(wide)))), distance)
        if _gives(put_in, result, rounding.is_cut):
            sign = lecture.numbers.relation(put_in, result).value
            yield paragraph(sentences.CHECK_DIFFERENCE, weight=weight, step=step)
            yield Display((row(None, ("", put_in), (sign, result)),), "eq-difference")
            yield paragraph(sentences.CHECK_DIFFERENCE_AGREES, gradient=lecture.numbers.of(network.gradient[weight]))
            return


def _gives(put_in: Expression, result: Number, is_cut: bool) -> bool:
    with ctx.workprec(LADDER[2]):
        return gives(result, number_of(put_in), is_cut)


def _round(lecture: Lecture) -> Iterator[Block]:
    """Yield what the first order says of a round, and what the round does."""
    network = lecture.network
    if network.update is None or len(network.parameters) > MOST_PARAMETERS:
        return
    moves = {at: _move(lecture, at) for at in network.parameters}
    nudge = Nudge(network, moves)
    if not nudge.is_short:
        return
    foretold = plus(*(Product((network.gradient[at], move)) for at, move in moves.items()))
    try:
        predicted = lecture.numbers.values.show(foretold, few(lecture))
        change = nudge.shown_change(few(lecture))
    except (CertificationError, DomainError):
        return
    form = sentences.CHECK_ROUND_DESCENT if network.optimiser.is_descent else sentences.CHECK_ROUND_OTHER
    place = {} if network.optimiser.is_descent else {"parameter": lecture.parameter}
    said = sentence(form, predicted=predicted, change=change, **place)
    is_far = change.value * predicted.value <= 0 or not 1 / FAR < change.value / predicted.value < FAR
    yield Paragraph(joined(said, inlines(sentences.CHECK_ROUND_FAR) if is_far else ()))


def _move(lecture: Lecture, weight: Symbol) -> Expression:
    """Return by how much the first round changes a weight."""
    return Sum((lecture.numbers.first_round(weight)[updated(PARAMETER)], Negative(weight)))
