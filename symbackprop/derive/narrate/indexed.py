"""The section in index notation."""

from __future__ import annotations

from collections.abc import Iterator

from ...document.blocks import Block, Display, Heading, Inlines, Reference, Relate, Row, Step
from ...expression.tree import Affine, Partial, Symbol, size_of, whole
from ...graph.equations import Equation, Window, bare
from ...graph.shifts import as_expression, solved_for
from ..index import IndexAdjoint, Share, index_form
from .lecture import Lecture
from .length import SHARE, demand_room
from .words import in_words, listed, paragraph, row, said, sides

LONGEST_SUM = 24
"""Numbers and symbols of the shares together up to which the sum and what it becomes stand on one line."""


def indexed(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with the derivation in index notation."""
    demand_room(lecture, SHARE * len(lecture.network.backward.contributions))
    form = index_form(lecture.network)
    again = lecture.is_scalar
    yield Heading(1, said("The same in index notation" if again else "The derivation in index notation"))
    if lecture.layers:
        yield Heading(2, said("The equations"))
        yield paragraph(
            "Each step of the forward pass is one equation, whatever the number of neurons: its free indices run over "
            "all of them."
        )
        yield from numbered_equations(form.equations)
    yield Heading(2, said("From the loss back"))
    yield from _principle(lecture, form.adjoints or form.gradients)
    steps = (*form.adjoints, *form.gradients)
    for number, adjoint in enumerate(steps, start=1):
        blocks = (*_adjoint(adjoint), *_windows(lecture, adjoint))
        yield Step(number, _question(lecture, adjoint), blocks)
    yield Heading(2, said("Gradients and update"))
    for symbol in form.unreached:
        yield paragraph("{} does not reach {}: its gradient is 0.", symbol, lecture.network.loss)
    if not form.gradients:
        return
    yield paragraph("All together, the gradients are")
    yield Display(
        tuple(row(Partial(lecture.network.loss, at.quantity), ("=", at.result)) for at in form.gradients),
        "eq-index-gradients",
    )
    yield paragraph("and one round of descent, all parameters at once, is")
    yield Display(tuple(row(update.left, *sides(update)) for update in form.updates), "eq-index-updates")


def numbered_equations(equations: tuple[Equation, ...]) -> Iterator[Display]:
    """Yield the forward equations, each with its number."""
    for equation in equations:
        yield Display((row(equation.target, ("=", equation.body)),), _label(equation.target))


def _label(symbol: Symbol) -> str:
    return f"eq-model-{bare(symbol).ascii}"


def _principle(lecture: Lecture, adjoints: tuple[IndexAdjoint, ...]) -> Iterator[Block]:
    """Yield the rule that every step follows."""
    loss = lecture.network.loss
    if not adjoints:
        return
    barred = next((at.rule.left for at in adjoints if isinstance(at.rule.left, Symbol)), None)
    short = (
        said(" A bar is short for the derivative of {}: {} is {}.", loss, barred, Partial(loss, adjoints[0].quantity))
        if barred is not None
        else ()
    )
    yield paragraph(
        "A quantity acts on {} through the equations that read it. So its derivative is a sum with one share for each "
        "of them: the derivative of {} by what that equation defines, times the local partial derivative of the "
        "equation. We start at {} and go back, so that all readers of a quantity are done before it.{}",
        loss,
        loss,
        loss,
        short,
    )
    terms = [term for equation in lecture.network.graph.equations for term in equation.terms]
    if any(term.over for term in terms):
        yield paragraph(
            "Two rules serve the indices. In a sum over an index of the quantity only one term depends on it, so the "
            "sum falls away when one differentiates. And where the equation has an index that the quantity does not "
            "have, the quantity acts through all values of that index, so the shares are summed over it."
        )


def _question(lecture: Lecture, adjoint: IndexAdjoint) -> Inlines:
    return said("How much does {} change with {}?", lecture.network.loss, adjoint.quantity)


def _adjoint(adjoint: IndexAdjoint) -> Iterator[Block]:
    yield paragraph("{}", _readers(adjoint))
    rows: list[Row] = []
    direct = not adjoint.rule.links and isinstance(adjoint.rule.left, Symbol)
    for share in adjoint.shares:
        if share.local is not None and direct:
            rows.append(row(adjoint.rule.left, ("=", share.local.left), *sides(share.local)))
        elif share.local is not None:
            rows.append(row(share.local.left, *sides(share.local)))
        else:
            yield paragraph("Where it stands in {}, it adds {}.", share.read_in, share.added)
    links = sides(adjoint.rule)
    if links and sum(size_of(side) for _, side in links) + size_of(adjoint.result) <= LONGEST_SUM:
        rows.append(row(adjoint.rule.left, *links, ("=", adjoint.result)))
    elif links:
        rows += [row(adjoint.rule.left, *links), row(None, ("=", adjoint.result))]
    yield Display(tuple(rows), f"eq-index-d-{bare(adjoint.quantity).ascii}")


def _windows(lecture: Lecture, adjoint: IndexAdjoint) -> Iterator[Block]:
    """Yield where the terms count, if a quantity is read at shifted or fixed positions."""
    contributions = lecture.network.backward.contributions[bare(adjoint.quantity)]
    conditions = [
        (ORDINALS[min(at, len(ORDINALS) - 1)], contribution.term.within)
        for at, contribution in enumerate(contributions)
        if contribution.term.within
    ]
    if not conditions:
        return
    where = [listed([_condition(window) for window in windows]) for _, windows in conditions]
    if len(contributions) == 1:
        what = said("What is added counts only where {}; elsewhere it is nothing.", where[0])
    else:
        ordinals = [ordinal for ordinal, _ in conditions]
        terms = [said("the {} term only where {}", *both) for both in zip(ordinals, where, strict=True)]
        what = said("Of what is added there counts {}; elsewhere it is nothing.", listed(terms))
    yield paragraph("{} is read at positions that do not run through all of it. {}", adjoint.quantity, what)


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "last")


def _condition(window: Window) -> Inlines:
    """Return a window in words and formulas."""
    position = window.position
    if window.size == 1 and isinstance(position, Affine) and len(position.parts) == 1:
        ((coefficient, index),) = position.parts
        if abs(coefficient) == 1:
            value = solved_for(index, position, 1)
            assert isinstance(value, int)
            return said("{}", Relate(Symbol(index.name), "=", whole(value)))
    if window.size == 1:
        return said("{}", Relate(as_expression(position), "=", whole(1)))
    return said("{} lies from 1 to {}", as_expression(position), whole(window.size))


def _readers(adjoint: IndexAdjoint) -> Inlines:
    """Return which equations read the quantity, and over what their shares are summed."""
    quantity, shares = adjoint.quantity, adjoint.shares
    references = list(dict.fromkeys(_label(share.reader) for share in shares))
    if len(references) == 1:
        opening = said("{} stands in {} alone", quantity, Reference(references[0]))
    else:
        opening = said(
            "{} stands in {}, and the {} shares are added",
            quantity,
            listed([Reference(label) for label in references]),
            in_words(len(shares)),
        )
    return (*opening, *_sums(quantity, shares), *said("."))


def _sums(quantity: Symbol, shares: tuple[Share, ...]) -> Inlines:
    over = list(dict.fromkeys(Symbol(index.name) for share in shares for index in share.over))
    if not over:
        return ()
    return said("; {} does not have {}, which is summed over", quantity, listed(over))
