"""Small changes of a line, each a slip of the pen and how it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from .draft import said
from .syntax import (
    Applied,
    Minus,
    Node,
    Numeral,
    Plus,
    Raised,
    Span,
    Times,
    numerals_in,
    parts,
    printed,
    with_parts,
)

MOST_EDITS = 60

NOWHERE = Span(0, 0)


def edits(line: Node) -> Iterator[tuple[Node, str]]:
    """Yield a line with one sign changed, and what that would mean."""
    if isinstance(line, Applied) and line.function == "exp":
        (exponent,) = line.arguments
        if isinstance(exponent, Minus):
            yield replace(line, arguments=(exponent.body,)), "the minus of the exponent was left out in computing"
        else:
            yield replace(line, arguments=(Minus(exponent),)), "the exponent lacks its minus"
    if isinstance(line, Plus):
        for at, term in enumerate(line.terms):
            flipped = term.body if isinstance(term, Minus) else Minus(term)
            reason = (
                "a minus on the line was taken for a plus" if isinstance(term, Minus) else "a sign on the line is wrong"
            )
            yield Plus((*line.terms[:at], flipped, *line.terms[at + 1 :])), reason
            if len(line.terms) > 1:
                rest = (*line.terms[:at], *line.terms[at + 1 :])
                yield rest[0] if len(rest) == 1 else Plus(rest), f"{_called(term, 'term')} was not added"
    if isinstance(line, Raised):
        yield line.base, "the power was not taken"
    if isinstance(line, Times) and len(line.factors) > 1:
        for at in range(len(line.factors)):
            rest = (*line.factors[:at], *line.factors[at + 1 :])
            yield (
                rest[0] if len(rest) == 1 else Times(rest),
                f"{_called(line.factors[at], 'factor')} was left out in computing",
            )
    own = parts(line)
    for at, part in enumerate(own):
        for edited, reason in edits(part):
            yield with_parts(line, (*own[:at], edited, *own[at + 1 :])), reason
    if isinstance(line, Numeral) and line.value:
        yield Minus(line), "a sign on the line is wrong"


def _called(node: Node, part: str) -> str:
    number = printed(node)
    text = number.text if number is not None else said(node)
    return f"the {part} {text}" if text else f"one {part}"


def misplaced(line: Node) -> Iterator[tuple[Node, str]]:
    """Yield a sum with the decimal point of one of its computed terms in the wrong place."""
    if not isinstance(line, Plus):
        return
    for at, term in enumerate(line.terms):
        for factor in (Fraction(1, 10), Fraction(10)) if numerals_in(term) != (term,) else ():
            moved = Times((Numeral(str(float(factor)), factor, NOWHERE), term))
            yield Plus((*line.terms[:at], moved, *line.terms[at + 1 :])), "the decimal point of one term is 1 place off"


def replaced(line: Node, numeral: Numeral, by: Numeral) -> Node:
    """Return a line with one number replaced."""
    if line is numeral:
        return by
    own = parts(line)
    return with_parts(line, tuple(replaced(part, numeral, by) for part in own)) if own else line
