"""From the pieces of a document to its statements: how it writes numbers, and which lines go on from the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from .cursor import Habits
from .guard import SECONDS, Phase, TookTooLong, within
from .parser import parse
from .prose import speaks_of_rounds
from .reader import Kind, Piece, Reading
from .syntax import Chain, Name, Side, Span, Unread, names_in

Statement: TypeAlias = Chain | Unread

EQUALS_IN_WORDS = re.compile(
    r"\s*,?\s*(?:is|are|which is|becomes|equals|is equal to|is the same as|ist|ist gleich|gleich|é igual a|es igual a|"
    r"est égal à|vale|è uguale a|等于|为|равно)\s*:?\s*",
    re.I,
)
NO_START = re.compile(r"[\[\])]|[=≈]\s*[^\W\d_]")
"""What a run of prose begins with that is torn out of something else, a program or a name."""

DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d{1,4}(?:,|\{,\})\d+(?![\d.,]*\d)")
DECIMAL_POINT = re.compile(r"(?<![\d.,])\d{1,4}\.\d+(?![\d.,]*\d)")
LAYERED = re.compile(r"(?<![A-Za-z\\])([A-Za-z])(?:_\{?\w+\}?)?\^(?:1|\{1\})(?!\d)|\\(delta)\^(?:1|\{1\})")


@dataclass(frozen=True, slots=True)
class Statements:
    """What a document says in formulas, in its order, and how it writes."""

    every: tuple[Statement, ...]
    habits: Habits

    @property
    def chains(self) -> tuple[Chain, ...]:
        """Those that could be read."""
        return tuple(statement for statement in self.every if isinstance(statement, Chain))


def statements(reading: Reading, known: Iterable[str]) -> Statements:
    """Return the statements of a document.

    Args:
        reading: Its pieces.
        known: Words that name quantities of the network.
    """
    text = reading.plain.text
    habits = Habits(
        commas=_uses_commas(reading),
        known=frozenset(known),
        layered=frozenset(letter or greek for letter, greek in LAYERED.findall(text)),
    )
    found: list[Statement] = []
    for piece in reading.pieces:
        if piece.kind is Kind.BARE and NO_START.match(piece.plain.text):
            continue
        read = _parsed(piece, habits)
        if piece.kind is Kind.BARE:
            read = [statement for statement in read if isinstance(statement, Chain) and _is_claim(statement)]
        for at, statement in enumerate(read):
            if isinstance(statement, Chain) and any(
                relation in ("<", "∈", "∝", "≠") for relation in statement.relations
            ):
                continue
            _add(found, statement, piece, first=at == 0)
    return Statements(tuple(found), habits)


def _parsed(piece: Piece, habits: Habits) -> list[Statement]:
    places = piece.plain.places
    at = Span(places[0], places[len(piece.plain.text)])
    try:
        return within(SECONDS, Phase.READING, at, lambda: parse(piece.plain, habits))
    except TookTooLong as error:
        return [Unread(at, str(error))]


def _add(found: list[Statement], statement: Statement, piece: Piece, first: bool) -> None:
    before = found[-1] if found else None
    if isinstance(statement, Chain) and isinstance(before, Chain):
        if len(statement.relations) == len(statement.sides):
            found[-1] = _joined(before, statement)
            return
        in_words = first and piece.joined is not None and EQUALS_IN_WORDS.fullmatch(piece.joined)
        if in_words and not before.relations and _is_named(before.sides[0]) and not speaks_of_rounds(piece.lead):
            found[-1] = _joined(before, replace(statement, relations=("=", *statement.relations)))
            return
    if isinstance(statement, Chain) and len(statement.relations) == len(statement.sides):
        statement = replace(statement, relations=statement.relations[1:])
    found.append(statement)


def _joined(before: Chain, after: Chain) -> Chain:
    return Chain(
        (*before.sides, *after.sides),
        (*before.relations, *after.relations),
        before.span.to(after.span),
        (*before.damages, *after.damages),
    )


def _is_named(side: Side) -> bool:
    return bool(names_in(side.node))


def _is_claim(chain: Chain) -> bool:
    """Say whether a run of prose claims something; a lone word beside an equals sign is no formula."""
    return bool(chain.relations) and not all(
        isinstance(side.node, Name) and len(side.node.base) > 6 for side in chain.sides
    )


def _uses_commas(reading: Reading) -> bool:
    commas = points = 0
    for piece in reading.pieces:
        commas += len(DECIMAL_COMMA.findall(piece.plain.text))
        points += len(DECIMAL_POINT.findall(piece.plain.text))
    return commas > 2 * points
