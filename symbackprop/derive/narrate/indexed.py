"""The section in index notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...document.blocks import Block, Display, Heading, Inlines, Paragraph, Reference, Row, Step
from ...document.rank import Rank
from ...expression.tree import Expression, Partial, Symbol, Total, children, size_of
from ...graph.equations import Equation, bare
from ...graph.update import PARAMETER, SLOPE
from ..index import IndexAdjoint, Share, index_form
from ..reverse import ReverseRecurrence
from . import sentences
from .lecture import Lecture
from .length import SHARE, demand_room
from .recurrences import run, runs_back
from .windows import windows
from .words import first_bracket, in_words, joined, listed, meaning, paragraph, row, sentence, sides

LONGEST_SUM = 24
"""Numbers and symbols of the shares together up to which the sum and what it becomes stand on one line."""


def indexed(lecture: Lecture) -> Iterator[Block]:
    """Yield the section with the derivation in index notation."""
    demand_room(lecture, SHARE * len(lecture.network.backward.contributions))
    form = index_form(lecture.network)
    again = lecture.is_scalar
    rank = Rank.FORM if again else Rank.MAIN
    yield Heading(1, sentence(sentences.INDEX_NOTATION_AGAIN if again else sentences.INDEX_NOTATION), rank)
    if lecture.layers:
        yield Heading(2, sentence(sentences.INDEX_EQUATIONS))
        yield paragraph(sentences.ONE_EQUATION)
        yield from numbered_equations(form.equations)
    yield Heading(2, sentence(sentences.FROM_LOSS))
    yield from _principle(lecture, form.adjoints or form.gradients)
    steps = (*form.adjoints, *form.gradients)
    first = {at.quantities[0]: at for at in form.recurrences}
    last = {at.quantities[-1]: at for at in form.recurrences}
    explained = False
    for number, adjoint in enumerate(steps, start=1):
        quantity = bare(adjoint.quantity)
        if quantity in first:
            yield Paragraph(runs_back(lecture.network, first[quantity]))
        where = windows(lecture.network, [(share.reader, share.within) for share in adjoint.shares])
        bracket = None if explained else first_bracket(adjoint.result)
        if bracket is not None:
            explained = True
            where = joined(meaning(bracket), where)
        blocks = (*_adjoint(adjoint), *([Paragraph(where)] if where else []))
        yield Step(number, _question(lecture, adjoint), blocks)
        if quantity in last:
            yield from _together(last[quantity], form.adjoints)
    yield Heading(2, sentence(sentences.INDEX_RESULTS))
    for symbol in form.unreached:
        yield paragraph(sentences.UNREACHED, symbol=symbol, loss=lecture.network.loss)
    if not form.gradients:
        return
    yield paragraph(sentences.INDEX_GRADIENTS)
    yield Display(
        tuple(row(Partial(lecture.network.loss, at.quantity), ("=", at.result)) for at in form.gradients),
        "eq-index-gradients",
    )
    if not form.updates:
        return
    if lecture.network.optimiser.is_descent:
        yield paragraph(sentences.INDEX_UPDATES)
    else:
        yield paragraph(sentences.INDEX_UPDATES_OF_ANY, slope=SLOPE, weight=PARAMETER)
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
    principle = sentence(sentences.PRINCIPLE, loss=loss)
    bar = (
        sentence(sentences.BAR, loss=loss, barred=barred, partial=Partial(loss, adjoints[0].quantity))
        if barred is not None
        else ()
    )
    yield Paragraph(joined(principle, bar))
    terms = [term for equation in lecture.network.graph.equations for term in equation.terms]
    if any(term.over for term in terms):
        yield paragraph(sentences.INDEX_RULES)


def _together(recurrence: ReverseRecurrence, adjoints: Sequence[IndexAdjoint]) -> Iterator[Block]:
    """Yield the equations of a recurrence of adjoints, unless its only step has just said all of them."""
    if len(recurrence.quantities) == 1:
        return
    own = [at for at in adjoints if bare(at.quantity) in recurrence.quantities]
    is_partial = any(window.size == 1 for adjoint in own for share in adjoint.shares for window in share.within)
    text = sentences.RECURRENCE_TOGETHER_COUNTED if is_partial else sentences.RECURRENCE_TOGETHER
    yield paragraph(text, positions=run(recurrence.along.index, recurrence.along.order))
    names = "-".join(quantity.ascii for quantity in recurrence.quantities)
    yield Display(tuple(row(chain.left, *sides(chain)) for chain in recurrence.equations), f"eq-index-reverse-{names}")


def _question(lecture: Lecture, adjoint: IndexAdjoint) -> Inlines:
    return sentence(sentences.HOW_MUCH_CHANGES, of=lecture.network.loss, by=adjoint.quantity)


def _adjoint(adjoint: IndexAdjoint) -> Iterator[Block]:
    yield Paragraph(_readers(adjoint))
    rows: list[Row] = []
    direct = not adjoint.rule.links and isinstance(adjoint.rule.left, Symbol)
    for share in adjoint.shares:
        if share.local is not None and direct:
            rows.append(row(adjoint.rule.left, ("=", share.local.left), *sides(share.local)))
        elif share.local is not None:
            rows.append(row(share.local.left, *sides(share.local)))
        elif share.start is not None:
            yield paragraph(sentences.ADDS_AS_START, start=share.start, place=share.read_in, term=share.added)
        else:
            yield paragraph(sentences.ADDS, place=share.read_in, term=share.added)
    links = sides(adjoint.rule)
    if links and links[-1][1] == adjoint.result:
        rows.append(row(adjoint.rule.left, *links))
    elif links and sum(size_of(side) for _, side in links) + size_of(adjoint.result) <= LONGEST_SUM:
        rows.append(row(adjoint.rule.left, *links, ("=", adjoint.result)))
    elif links:
        rows += [row(adjoint.rule.left, *links), row(None, ("=", adjoint.result))]
    rows += [row(None, ("=", form)) for form in adjoint.short if form != adjoint.result]
    yield Display(tuple(rows), f"eq-index-d-{bare(adjoint.quantity).ascii}")
    if any(_holds_total(form) for form in adjoint.short[:-1]):
        yield paragraph(sentences.TARGETS_ADD_UP)


def _holds_total(expression: Expression) -> bool:
    return isinstance(expression, Total) or any(map(_holds_total, children(expression)))


def _readers(adjoint: IndexAdjoint) -> Inlines:
    """Return which equations read the quantity, and over what their shares are summed."""
    quantity, shares = adjoint.quantity, adjoint.shares
    references = [Reference(label) for label in dict.fromkeys(_label(share.reader) for share in shares)]
    if len(references) == 1 and adjoint.start is not None:
        appears = sentence(sentences.IS_START, quantity=quantity, start=adjoint.start, equation=references[0])
    elif len(references) == 1:
        appears = sentence(sentences.APPEARS_IN_ONE, quantity=quantity, equation=references[0])
    else:
        count = in_words(len(shares))
        appears = sentence(sentences.APPEARS_IN_MANY, quantity=quantity, equations=listed(references), count=count)
    return joined(appears, _summed_over(shares))


def _summed_over(shares: tuple[Share, ...]) -> Inlines:
    over = list(dict.fromkeys(Symbol(index.name) for share in shares for index in share.over if index.size > 1))
    if not over:
        return ()
    if len(over) == 1:
        return sentence(sentences.SUMMED_OVER_ONE, index=over[0])
    return sentence(sentences.SUMMED_OVER_MANY, indices=listed(over))
