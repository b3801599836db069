"""Formulas that are wrong by a definition that is not meant: a later one, or that of another row of a table."""

from __future__ import annotations

from functools import partial

from ..calculus.finding import Finding, Outcome
from ..calculus.shapes import Ranks
from ..limits.boundary import Doing, contained
from ..reading.document import Reading
from ..reading.scopes import scopes
from ..reading.statements import Statements
from ..reasons import RefusalCode
from ..source import Span
from ..tree import Chain, Entrywise, Rate, Turned, walk
from .findings import findings


def by_nearer_definitions(
    chains: tuple[Chain, ...],
    found: list[Finding],
    chosen: tuple[Ranks, bool],
    reading: Reading,
    statements: Statements,
) -> list[Finding]:
    """Return findings in which nothing is wrong only by what a later part defines, or another row of the same table."""
    wrong = [at for at, one in enumerate(found) if one.standing is Outcome.FAILS]
    if not wrong:
        return found
    last = chains[-1].span
    parts_of_it = [scope.span for scope in scopes(reading.plain) if scope.span.end <= last.start]
    for at in wrong:
        span = chains[at].span
        end = max((part.end for part in parts_of_it if part.start <= span.start < part.end), default=None)
        near = [chain for chain in chains if end is None or chain.span.start < end]
        row, table = _row_and_table(reading.source.text, span.start)
        known = tuple(chain for chain in near if _is_within(chain, row) or not _is_within(chain, table))
        if len(known) == len(chains):
            continue
        act = partial(findings, known, *chosen, reading, statements)
        again = contained(Doing.DERIVATIONS, None, act, lambda _: list[Finding]())
        other = again[known.index(chains[at])] if again else found[at]
        # What a row alone leaves open by its shapes, the whole table tells.
        is_lost = other.standing is Outcome.OPEN and row.end > row.start and not _lacks_a_definition(other)
        if other.standing is not Outcome.FAILS and not is_lost:
            found = [*found[:at], other, *found[at + 1 :]]
    return found


def _lacks_a_definition(finding: Finding) -> bool:
    codes = (RefusalCode.DERIVATIVE_UNKNOWN, RefusalCode.NAME_WITHOUT_MEANING)
    return finding.refusal is not None and finding.refusal.code in codes


def _row_and_table(text: str, at: int) -> tuple[Span, Span]:
    """Return the row of a table that a place is in, and the table; nothing where it is in none."""
    row = table = Span(0, 0)
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        is_row = line.lstrip().startswith("|")
        if start <= at < end:
            row = Span(start, end) if is_row else row
            table = Span(table.start if is_row and table.end == start else start, end) if is_row else row
        elif at < start and (not is_row or table.end != start):
            break
        elif is_row:
            table = Span(table.start if table.end == start else start, end)
        start = end
    return row, table if table.start <= at < table.end else row


def _is_within(chain: Chain, span: Span) -> bool:
    return span.start <= chain.span.start < span.end


def by_rules(
    chains: tuple[Chain, ...], found: list[Finding], reading: Reading, statements: Statements
) -> list[Finding]:
    """Return findings in which what is true of any single numbers is so, whatever else the document defines."""
    judged = list(found)
    for at, (chain, one) in enumerate(zip(chains, found, strict=True)):
        parts = [part for side in chain.sides for part in walk(side.node)]
        is_rule = any(isinstance(part, Rate) for part in parts)
        if one.standing not in (Outcome.OPEN, Outcome.FAILS) or not is_rule:
            continue
        if any(isinstance(part, Entrywise | Turned) for part in parts):
            continue
        act = partial(findings, (chain,), Ranks.SINGLE, False, reading, statements)
        again = contained(Doing.DERIVATIONS, None, act, lambda _: list[Finding]())
        if again and again[0].standing is Outcome.PROVED and not again[0].is_partial:
            judged[at] = again[0]
    return judged
