"""What was made of the stretches of a document: which are judged, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from ...expression.tree import Number
from ..grammar.forms import is_symbolic
from ..inference.assignments import values_in_words
from ..interpretation.naming import Naming
from ..lexicon.prose import AGAINST_WORDS, Spoken
from ..lexicon.roles import BIAS, INPUT, RATE, TARGET
from ..limits.boundary import Breakdown
from ..reading.asides import is_whole
from ..reading.document import Reading
from ..reading.passages import Passed
from ..reading.statements import Statements
from ..reading.tables import Table, TableCell
from ..source import Span
from ..tree import Chain, Grid, Numeral, numerals_in, printed
from ..unjudged import Why
from .claim import Draft
from .verdicts import ClaimKind, Verdict

AGAINST = Spoken(rf"{AGAINST_WORDS}\D{{0,12}}?(\d{{1,20}}(?:[.,]\d{{1,20}})?)")


def unjudged(
    statements: Iterable[Statements],
    mentioned: Iterable[Passed],
    broken: Iterable[Breakdown],
    drafts: Iterable[Draft],
) -> Iterator[Passed]:
    """Yield what of a document is not judged, and why; what comes later holds before what comes earlier.

    Args:
        statements: What it says, part by part.
        mentioned: What it mentions beside.
        broken: What broke off.
        drafts: What was judged, or could not be.
    """
    every = list(statements)
    for table in (table for part in every for table in part.tables):
        yield from _of_table(table)
    for part in every:
        yield from part.passed
    for chain in (chain for part in every for chain in part.chains):
        yield from _of_chain(chain)
    yield from mentioned
    for at in broken:
        if at.span is not None:
            yield Passed(at.span, Why.INTERNAL_ERROR, (at.reason,))
    for draft in drafts:
        if draft.verdict is Verdict.NOT_CHECKABLE:
            yield from (Passed(span, draft.why, tuple(draft.reasons)) for span in taken(draft))


def network_values_in_words(reading: Reading, naming: Naming) -> Iterator[Passed]:
    """Yield the numbers that words say are given, as the network has them."""
    layers, values, places = naming.layers, naming.network.values, reading.plain.places
    symbols = {
        BIAS: [symbol for stage in layers.stages for symbol in stage.bias],
        INPUT: layers.inputs,
        TARGET: layers.targets,
    }
    text = reading.plain.text
    known = {part: {values[at].value for at in every if at in values} for part, every in symbols.items()}
    known[RATE] = {naming.network.rate.value}
    for part, start, end, number in (*values_in_words(text), *_targets(text)):
        if number.value in known.get(part, ()):
            yield Passed(Span(places[start], places[end]), Why.GIVEN)


def _targets(text: str) -> Iterator[tuple[str, int, int, Number]]:
    """Yield the numbers that an output is held against, as in `0.7729 (target 0.99)`."""
    for found in AGAINST.finditer(text):
        number = found[1].replace(",", ".")
        yield TARGET, found.start(1), found.end(1), Number(Fraction(number), number)


def judged(drafts: Iterable[Draft]) -> Iterator[Span]:
    """Yield what is judged."""
    for draft in drafts:
        if draft.verdict is not Verdict.NOT_CHECKABLE:
            yield from taken(draft)


def numbers_stated(drafts: Iterable[Draft]) -> Iterator[Span]:
    """Yield the numbers that are judged as claims of their own."""
    return (draft.stated.span for draft in drafts if draft.stated is not None)


def taken(draft: Draft) -> Sequence[Span]:
    """Return what a claim is about: its equation up to the number, or to the last formula, that is judged."""
    chain = draft.chain
    if draft.kind in (ClaimKind.EQUATION, ClaimKind.NAME, ClaimKind.PROSE) or not chain.sides:
        return (chain.span if draft.kind is ClaimKind.EQUATION else draft.focus,)
    spans = [side.span for side in chain.sides]
    if chain.span.start > spans[0].start:
        # A cell of a table, with the cell that names it.
        return spans
    if draft.line_node is chain.sides[-1].node:
        # The number stands before what gives it.
        return (Span(spans[0].start, spans[-1].end),)
    if draft.stated is not None:
        return _up_to(draft.stated, chain, spans)
    formulas = [side.span.end for side in chain.sides if is_symbolic(side.node)]
    return (Span(spans[0].start, max([draft.focus.end, *formulas])),)


def _up_to(number: Numeral, chain: Chain, spans: Sequence[Span]) -> Sequence[Span]:
    """Return the sides of an equation up to the one that a number is, or holds among other entries."""
    at = next((at for at, span in enumerate(spans) if span.start <= number.span.start < span.end), 0)
    if not isinstance(chain.sides[at].node, Grid):
        return (Span(spans[0].start, max(spans[at].end, number.span.end)),)
    return (Span(spans[0].start, spans[at].start), number.span)


def _of_chain(chain: Chain) -> Iterator[Passed]:
    if not chain.relations:
        yield Passed(chain.span, Why.EXPRESSION)
        return
    yield Passed(chain.span, Why.UNKNOWN)
    last = chain.sides[-1]
    worked_out = printed(last.node) is not None or isinstance(last.node, Grid) or is_symbolic(last.node)
    if numerals_in(last.node) and not worked_out:
        yield Passed(last.span, Why.NOT_WORKED_OUT)


def _of_table(table: Table) -> Iterator[Passed]:
    yield Passed(table.span, Why.TABLE)
    for cell in (*table.head, *(row[0] for row in table.rows)):
        if _names(cell):
            yield Passed(cell.span, Why.TABLE_HEAD)


def _names(cell: TableCell) -> bool:
    """Say whether a cell names a row or a column: words, a name, or a whole number that counts."""
    number = printed(cell.node) if cell.node is not None else None
    return is_whole(number.text) if number is not None else True
