"""Steps between the sides of an equation: `0.1 - 0.2 · 0.35 = 0.1 - 0.07`, where each term is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...graph.tape import Ball, exact
from .. import thresholds
from ..grammar.forms import is_symbolic
from ..tree import Minus, Node, Numeral, Plus, Side, Times, numerals_in, printed
from ..values.digits import magnitude, unit_of
from .printed_lines import PrintedLine, PrintedLines


@dataclass(frozen=True, slots=True)
class WrongStep:
    """A number that a part of the side before does not come to.

    Args:
        numeral: The number.
        value: What the part comes to.
    """

    numeral: Numeral
    value: Ball


def wrong_steps(sides: Sequence[Side], lines: PrintedLines) -> Iterator[WrongStep]:
    """Yield the numbers that are worked out wrongly between two sides of numbers.

    Args:
        sides: The sides of an equation.
        lines: Works out what is printed.
    """
    for before, after in pairwise(side.node for side in sides):
        if any(is_symbolic(node) or not numerals_in(node) for node in (before, after)):
            continue
        pairs = list(_pairs(before, after))
        wrong = [step for part, numeral in pairs if (step := _wrong(part, numeral, lines)) is not None]
        # Where most are others, the sides are not worked out part by part.
        if 2 * len(wrong) <= len(pairs):
            yield from wrong


def _pairs(before: Node, after: Node) -> Iterator[tuple[Node, Numeral]]:
    """Yield the parts of a side with the numbers that stand in their places in the next one."""
    match before, after:
        case Plus(terms), Plus(others) if len(terms) == len(others):
            for term, other in zip(terms, others, strict=True):
                yield from _pairs(term, other)
        case Times(factors, _), Times(others, _) if len(factors) == len(others):
            for factor, other in zip(factors, others, strict=True):
                yield from _pairs(factor, other)
        case Minus(body), Minus(other):
            yield from _pairs(body, other)
        case _, Numeral():
            yield before, after
        case _:
            if isinstance(before, Minus) and (numeral := printed(after)) is not None:
                yield before, numeral


def _wrong(part: Node, numeral: Numeral, lines: PrintedLines) -> WrongStep | None:
    own = printed(part)
    if own is not None:
        # What is copied as it is, or put in anew, is no step.
        return None
    line: PrintedLine = lines.worked_out(part)
    if line.value is None or line.reach is None:
        return None
    off = magnitude(exact(numeral.value) - line.value)
    # Where no network is known, its operands may be printed shorter than they were.
    slack = unit_of(numeral) * (thresholds.EXCESS_UNITS if lines.ledger.is_alone else 1)
    return WrongStep(numeral, line.value) if off - exact(slack) >= line.reach else None
