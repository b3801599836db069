"""From a file and a network to a report: read, name, judge, explain."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import DocumentError
from ..expression.tree import Symbol
from ..models.network import Network
from .cast import cast_of
from .judge import Draft, Judge
from .mending import mend
from .naming import Naming, settle
from .points import Point, random_points
from .reader import Reading, read
from .statements import Statements, statements
from .syntax import Unread
from .verdicts import Claim, Flag, Kind, Place, Report, Verdict

RANDOM_POINTS = 3


def verify(content: bytes, name: str, network: Network) -> Report:
    """Return what is to be said of a document.

    Args:
        content: The file.
        name: Its name, whose ending says how to read it.
        network: What it is judged against.

    Raises:
        DocumentError: The file cannot be read as a document.
    """
    reading = read(content, name)
    known = {symbol.base for symbol in network.graph.declared if len(symbol.base) > 1}
    said = statements(reading, known)
    cast = cast_of(network)
    naming = Naming(network, cast, Point(network))
    points = tuple(random_points(network, cast, RANDOM_POINTS))
    settle(naming, said.chains, points)
    mend(naming, said.chains, points)
    judge = Judge(naming, points)
    for statement in said.every:
        if isinstance(statement, Unread):
            continue
        judge.chain(statement)
    return _report(reading, network, judge.drafts, said, ())


def _report(
    reading: Reading, network: Network, drafts: list[Draft], said: Statements, conventions: Iterable[str]
) -> Report:
    source = reading.source
    claims: list[Claim] = []
    numbers = {id(draft): at for at, draft in enumerate(drafts, start=1)}
    from .digits import shown

    for draft in drafts:
        stated = draft.stated
        cause = numbers.get(id(draft.cause)) if draft.cause else None
        claims.append(
            Claim(
                number=numbers[id(draft)],
                kind=draft.kind,
                span=draft.chain.span,
                focus=draft.focus,
                place=Place(source.line(draft.focus.start), source.column(draft.focus.start)),
                equation=" ".join(source.text[draft.chain.span.start : draft.chain.span.end].split()),
                quantity=draft.quantity,
                stated=stated.text if stated else "",
                verdict=draft.verdict,
                truth=shown(draft.truth, stated) if draft.truth is not None else "",
                line=shown(draft.line, stated) if draft.line is not None else "",
                flags=tuple(draft.flags),
                reason=draft.reason,
                correction=draft.correction,
                cause=cause,
            )
        )
    return Report(source.name, network.title, tuple(claims), tuple(conventions), (), source.text)


__all__ = ["DocumentError", "Flag", "Kind", "Symbol", "Verdict", "verify"]
