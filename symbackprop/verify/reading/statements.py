"""From the pieces of a document to its statements: how it writes numbers, and which lines go on from the one before.

A long module: whether a line goes on from the one before is asked of all that was collected so far, in one order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from .. import thresholds
from ..grammar.forms import is_symbolic, key_of
from ..grammar.parser import parse_all
from ..grammar.style import WritingStyle
from ..lexicon.prose import EQUALS, GIVEN, IS, SIZE, Spoken, speaks_of_rounds
from ..lexicon.roles import BIAS, LABELS, WEIGHT, parts_of
from ..lexicon.words import ACTIVATION, FUNCTIONS, GENERIC, LETTERS
from ..limits.boundary import Breakdown, Doing, contained
from ..limits.steps import Phase, TookTooLong, within
from ..source import Plain, Span
from ..tree import (
    Chain,
    Grid,
    Name,
    Node,
    Numeral,
    Plus,
    Rate,
    Side,
    Times,
    Unread,
    names_in,
    numerals_in,
    parts,
    printed,
    with_parts,
)
from ..unjudged import Why
from .conditions import goes_on_supposing, is_condition, is_exercise
from .document import Reading
from .drawn_boxes import BOX, in_same_box
from .labels import unlabelled
from .passages import Passed
from .pieces import Piece, PieceKind
from .rows import joined_rows
from .style import writing_style
from .tables import Table, tables

Statement: TypeAlias = Chain | Unread

EQUALS_IN_WORDS = Spoken(rf"\s*+(?:,\s*+)?(?:{IS}|{EQUALS})\s*+:?\s*")
NO_EQUATIONS = frozenset("<>≤≥∈∝≠")
"""Relations that are no claim that this program judges."""

NO_START = re.compile(r"[\[\])]|[=≈]\s*[^\W\d_]")
"""What a run of prose begins with that is torn out of something else, a program or a name."""

HAS_WORDS = re.compile(r"\w")
GIVEN_IN_WORDS = Spoken(rf"(?:{'|'.join(GIVEN.values())})\s*\Z")
"""What words give, before an equals sign: `learning rate = 1` says nothing of what stands before it."""

LAID_OUT = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}|\\(?:quad|qquad|text|label\{[^}]*\})")
"""What may stand between two displayed equations without a meaning."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What a document says in formulas, in its order, and how it writes.

    Args:
        every: What claims something, or could not be read.
        style: How the document writes.
        supposed: The values that it tells to try.
        tables: Its tables.
        passed: What claims nothing, with the reason.
        legend: The functions that it says letters stand for, as in `σ = tanh`.
    """

    every: tuple[Statement, ...]
    style: WritingStyle
    supposed: tuple[Chain, ...] = ()
    tables: tuple[Table, ...] = ()
    passed: tuple[Passed, ...] = ()
    legend: Mapping[str, str] = field(default_factory=dict)

    @property
    def chains(self) -> tuple[Chain, ...]:
        """Those that could be read."""
        return tuple(statement for statement in self.every if isinstance(statement, Chain))


def read_statements(reading: Reading, known: Iterable[str], samples: Iterable[str] = ()) -> Statements:
    """Return the statements of a document.

    Args:
        reading: Its pieces.
        known: Words that name quantities of the network.
        samples: The letters that count its samples.
    """
    return statements_by_style(reading, writing_style(reading, known, samples))


def statements_by_style(reading: Reading, style: WritingStyle) -> Statements:
    """Return the statements of a document that is known to write in a style."""
    collected = _Collected(reading.plain, style)
    for piece in reading.pieces:
        collected.piece(piece)
    found_tables = tuple(tables(reading, style))
    return Statements(
        tuple(joined_rows(collected.found, found_tables)),
        style,
        tuple(collected.supposed),
        found_tables,
        tuple(collected.passed),
        collected.legend,
    )


@dataclass
class _Collected:
    """The statements of the pieces so far.

    Args:
        plain: The document.
        style: How it writes.
        found: What claims something, or could not be read.
        supposed: What the text asks the reader to try.
        passed: What is read and claims nothing, with the reason.
        legend: The functions that letters stand for by the document's own words.
    """

    plain: Plain
    style: WritingStyle
    found: list[Statement] = field(default_factory=list)
    supposed: list[Chain] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    legend: dict[str, str] = field(default_factory=dict)

    def piece(self, piece: Piece) -> None:
        """Read a piece and take its statements one by one; one that breaks off costs itself alone."""
        if piece.kind is PieceKind.BARE and NO_START.match(piece.plain.text):
            return
        first = True
        for statement in map(unlabelled, _parsed(piece, self.style)):
            act = partial(self._take, piece, statement, first)
            first = first and isinstance(statement, Unread) and not statement.claims
            contained(Doing.READING, statement.span, act, partial(self._broken, statement.span))

    def _take(self, piece: Piece, statement: Statement, first: bool) -> None:
        why = self._why_passed(piece, statement)
        if why is None:
            _add(self.found, statement, piece, self.plain, first)
            return
        detail = (statement.reason,) if isinstance(statement, Unread) else ()
        self.passed.append(Passed(statement.span, why, detail))
        if why is Why.SUPPOSED and isinstance(statement, Chain):
            self.supposed.append(statement)
        if why is Why.LEGEND and isinstance(statement, Chain):
            self.legend.update(filter(None, [_function_named(statement)]))

    def _why_passed(self, piece: Piece, statement: Statement) -> Why | None:
        """Return why a statement is no claim, or None where it is one, or wanted to be."""
        if isinstance(statement, Unread):
            listed = statement.why in (Why.GAVE_UP, Why.INTERNAL_ERROR) or piece.kind.is_set_off
            return None if statement.claims and listed else statement.why
        if not piece.kind.is_set_off and not _is_claim(statement):
            return Why.LEGEND if statement.relations else Why.EXPRESSION
        if any(relation in NO_EQUATIONS for relation in statement.relations):
            return Why.COMPARISON
        if _is_legend(statement, piece):
            return Why.LEGEND
        if is_condition(statement, piece, self.plain) or self._goes_on_supposing(statement):
            return Why.SUPPOSED if is_exercise(statement, self.plain) else Why.CONDITION
        return None

    def _goes_on_supposing(self, chain: Chain) -> bool:
        last = self.passed[-1] if self.passed else None
        return last is not None and last.why is Why.CONDITION and goes_on_supposing(last.span, chain, self.plain)

    def _broken(self, span: Span, broken: Breakdown) -> None:
        self.found.append(Unread(span, broken.reason, Why.INTERNAL_ERROR))


def _is_legend(chain: Chain, piece: Piece) -> bool:
    """Say whether an equation only says in a word what a letter stands for, as `t1 = output1` does."""
    if len(chain.sides) != 2:
        return False
    letter, word = (side.node for side in chain.sides)
    if _function_named(chain) is not None:
        return True
    if piece.kind.is_set_off:
        return False
    return (
        isinstance(letter, Name)
        and isinstance(word, Name)
        and len(letter.base) == 1
        and len(word.base) >= thresholds.LONG_WORD
        and word.base.lower() in LABELS
    )


def _function_named(chain: Chain) -> tuple[str, str] | None:
    """Return a letter and the function that it is said to stand for, as in `σ = tanh`; None for anything else."""
    if len(chain.sides) != 2:
        return None
    letter, word = (side.node for side in chain.sides)
    if not isinstance(letter, Name) or not isinstance(word, Name) or letter.base not in GENERIC | LETTERS.keys():
        return None
    function = FUNCTIONS.get(word.base.lower())
    return None if function is None else (LETTERS.get(letter.base, ACTIVATION), function)


def _parsed(piece: Piece, style: WritingStyle) -> list[Statement]:
    places = piece.plain.places
    at = Span(places[0], places[len(piece.plain.text)])

    def read() -> list[Statement]:
        try:
            return within(thresholds.SECONDS, Phase.READING, at, lambda: list[Statement](parse_all(piece.plain, style)))
        except TookTooLong as error:
            return [Unread(at, error.reason, Why.GAVE_UP)]

    return contained(Doing.READING, at, read, lambda broken: [Unread(at, broken.reason, Why.INTERNAL_ERROR)])


def _add(found: list[Statement], statement: Statement, piece: Piece, plain: Plain, first: bool) -> None:
    before = found[-1] if found else None
    if isinstance(statement, Chain) and before is not None and _is_boxed(before, statement, plain):
        _add_boxed(found, statement, plain)
        return
    if isinstance(statement, Chain) and isinstance(before, Chain):
        between = plain.between(before.span.end, statement.span.start)
        if len(statement.relations) == len(statement.sides) and (piece.kind.is_set_off or _goes_on(between)):
            equation = _equation_before(found) if piece.kind.is_set_off and _is_mentioned(before, between) else None
            if equation is None:
                found[-1] = _joined(before, statement)
            else:
                found.append(replace(statement, sides=(equation.sides[0], *statement.sides)))
            return
        if _adds(piece, plain, statement) and before.relations and not HAS_WORDS.search(LAID_OUT.sub("", between)):
            more = Side(Plus((before.sides[-1].node, statement.sides[0].node)), statement.sides[0].span)
            found[-1] = _joined(
                replace(before, sides=(*before.sides[:-1], more)), replace(statement, sides=statement.sides[1:])
            )
            return
        if _works_out(before, statement) and not HAS_WORDS.search(LAID_OUT.sub("", between)):
            rest = replace(statement, sides=statement.sides[1:])
            found[-1] = _joined(before, rest)
            return
        in_words = first and piece.joined is not None and EQUALS_IN_WORDS.fullmatch(piece.joined)
        # "its output a, which is z itself" is about all such neurons, and claims nothing of any.
        vague = _is_letter(before) and _is_letter(statement)
        if (
            in_words
            and not vague
            and not before.relations
            and _is_named(before.sides[0])
            and not speaks_of_rounds(piece.lead)
            and SIZE.search(piece.lead) is None
        ):
            found[-1] = _joined(before, replace(statement, relations=("=", *statement.relations)))
            return
    if isinstance(statement, Chain) and len(statement.relations) == len(statement.sides):
        statement = replace(statement, relations=statement.relations[1:])
    found.append(_with_gradient(statement) if isinstance(statement, Chain) else statement)


def _is_mentioned(before: Chain, between: str) -> bool:
    """Say whether a name only stands in a sentence before a displayed formula, which goes on with another."""
    is_name = not before.relations and isinstance(before.sides[0].node, Name)
    return is_name and bool(HAS_WORDS.search(LAID_OUT.sub("", between)))


def _equation_before(found: list[Statement]) -> Chain | None:
    """Return the last equation, if any."""
    return next((chain for chain in reversed(found) if isinstance(chain, Chain) and chain.relations), None)


def _with_gradient(chain: Chain) -> Chain:
    """Return an update with `∇E` written as the derivative by what is updated."""
    first = chain.sides[0].node
    if not isinstance(first, Name) or not {WEIGHT, BIAS} & {*parts_of(first)[:1]}:
        return chain

    def written(node: Node) -> Node:
        if isinstance(node, Name) and node.base == "grad" and node.text.startswith("∇") and not node.at:
            return replace(first, base=f"d{first.base}", new=False, text=node.text, span=node.span)
        inner = parts(node)
        return with_parts(node, tuple(map(written, inner))) if inner else node

    if not any(name.base == "grad" for side in chain.sides for name in names_in(side.node)):
        return chain
    return replace(chain, sides=(chain.sides[0], *(replace(s, node=written(s.node)) for s in chain.sides[1:])))


def _is_boxed(before: Statement, statement: Chain, plain: Plain) -> bool:
    """Say whether a line goes on behind the side of a box that is drawn with characters."""
    goes_on = len(statement.relations) == len(statement.sides)
    return goes_on and BOX.search(plain.between(before.span.end, statement.span.start)) is not None


def _add_boxed(found: list[Statement], statement: Chain, plain: Plain) -> None:
    """Add what goes on in a drawn box with what stands in it on the line above, if anything."""
    boxed = in_same_box(found, statement, plain)
    if boxed is None:
        found.append(replace(statement, relations=statement.relations[1:]))
    else:
        found[found.index(boxed)] = _joined(boxed, statement)


def _goes_on(between: str) -> bool:
    """Say whether a line that starts with an equals sign can belong to what stands before it."""
    _, *lines = between.split("\n")
    return not any(HAS_WORDS.search(line) for line in lines) and GIVEN_IN_WORDS.search(between) is None


def _adds(piece: Piece, plain: Plain, chain: Chain) -> bool:
    """Say whether a formula starts with a plus, so that it goes on with the sum of the line before it."""
    start = bisect_left(plain.places, chain.span.start)
    is_sum = plain.text[start : start + 1] == "+" and len(chain.sides) == len(chain.relations) + 1
    return is_sum and piece.kind.is_set_off and is_symbolic(chain.sides[0].node)


def _works_out(before: Chain, after: Chain) -> bool:
    """Say whether an equation works out the line before it: the same quantity, whose numbers had no result yet."""
    last, first = before.sides[-1].node, after.sides[0].node
    return (
        len(before.sides) > 1
        and len(after.sides) == len(after.relations) + 1 > 1
        and isinstance(first, (Name, Rate))
        and key_of(first) == key_of(before.sides[0].node)
        and not is_symbolic(last)
        and printed(last) is None
        and not isinstance(last, Grid)
        and bool(numerals_in(last))
    )


def _joined(before: Chain, after: Chain) -> Chain:
    return Chain(
        (*before.sides, *after.sides),
        (*before.relations, *after.relations),
        before.span.to(after.span),
        (*before.damages, *after.damages),
    )


def _is_letter(chain: Chain) -> bool:
    """Say whether a statement is one name without an index."""
    name = chain.sides[0].node
    return len(chain.sides) == 1 and isinstance(name, Name) and not (name.below or name.above or name.at)


def _is_named(side: Side) -> bool:
    return bool(names_in(side.node))


def _is_claim(chain: Chain) -> bool:
    """Say whether a run of prose claims something; a lone word beside an equals sign is no formula."""
    last = chain.sides[-1].node
    if len(chain.sides) == 2 and isinstance(last, Times) and last.tight and len(last.factors) == 2:
        word, number = last.factors
        if isinstance(word, Name) and word.base.lower() in LABELS and isinstance(number, Numeral):
            return False
    return bool(chain.relations) and not all(
        isinstance(side.node, Name) and len(side.node.base) > thresholds.LONGEST_LETTERS for side in chain.sides
    )
