"""Slips made in right numbers, where what their finder yields is not what they print."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count, islice

from ...graph.tape import exact
from .. import thresholds
from ..grammar.alignment import aligned
from ..grammar.edits import EXPONENT_MINUS_IGNORED, edits, replaced
from ..grammar.forms import is_symbolic
from ..judging.ledger import decimals
from ..quantities.atoms import Role
from ..reasons import Details
from ..tree import Node, Numeral, Plus, numerals_in, printed
from ..values.digits import figures_of, is_finite, rounded_like
from .case import NumberCase, WrongNumber, value_of_line

FIRST_DIGIT = 2
"""The first place at which a digit is changed: one behind the point of a number below 10."""


def _mistyped(case: NumberCase, digits: str) -> WrongNumber:
    details = Details(number=case.stated.text.lstrip("-"), right=case.stated.text)
    return WrongNumber(digits, details, case.draft.line_node)


def moved_points(case: NumberCase) -> Iterator[WrongNumber]:
    """A number ten times as small or as large."""
    if figures_of(case.stated.text) <= thresholds.LEAST_FIGURES_OF_A_SLIP:
        return
    for power, size in ((-1, Fraction(1, 10)), (1, Fraction(10))):
        digits = rounded_like(case.truth * exact(size), decimals(case.stated) - power)
        yield WrongNumber(digits, Details(right=case.right, count=1), case.draft.line_node)


def added_digits(case: NumberCase) -> Iterator[WrongNumber]:
    """A number with one of its digits doubled."""
    text = case.stated.text
    for at in _places(text):
        yield _mistyped(case, text[:at] + text[at] + text[at:])


def changed_digits(case: NumberCase) -> Iterator[WrongNumber]:
    """A number with one of its digits, but the last one, changed."""
    text = case.stated.text
    for at in _places(text):
        other = str((int(text[at]) + 5) % 10)
        yield _mistyped(case, text[:at] + other + text[at + 1 :])


def dropped_digits(case: NumberCase) -> Iterator[WrongNumber]:
    """A number without one of its digits."""
    text = case.stated.text
    for at in _places(text):
        yield _mistyped(case, text[:at] + text[at + 1 :])


def swapped_digits(case: NumberCase) -> Iterator[WrongNumber]:
    """A number with two neighbouring digits swapped."""
    text = case.stated.text
    for at in _places(text):
        if text[at] != text[at + 1]:
            yield _mistyped(case, text[:at] + text[at + 1] + text[at] + text[at + 2 :])


def _places(text: str) -> Iterator[int]:
    """Yield where in a number of enough figures a digit stands with another one after it."""
    start = text.find(".") + 1
    if figures_of(text) <= thresholds.TELLING_FIGURES:
        return iter(())
    return (at for at in range(max(start, FIRST_DIGIT), len(text) - 1) if text[at : at + 2].isdigit())


def lost_exponent_minuses(case: NumberCase) -> Iterator[WrongNumber]:
    """A line without the minus of an exponent, with the right result."""
    for edit in edits(case.draft.line_node) if case.draft.line_node is not None else ():
        if edit.code == EXPONENT_MINUS_IGNORED:
            yield WrongNumber(case.stated.text, line=edit.node)


def misprinted_operands(case: NumberCase) -> Iterator[WrongNumber]:
    """A line in which one digit of a number that was printed before is changed, with the right result."""
    for numeral in _decimals(case.draft.line_node):
        if not case.ledger.origin(numeral).known:
            continue
        text = numeral.text
        for at in _places(text):
            other = text[:at] + str((int(text[at]) + 5) % 10) + text[at + 1 :]
            details = Details(number=other, right=text)
            line = _with(case, numeral, other)
            yield WrongNumber(case.stated.text, details, line)


def wrong_operands(case: NumberCase) -> Iterator[WrongNumber]:
    """A line in which another number of it is put in for one of its numbers, with the result of that."""
    line = case.draft.line_node
    if line is None:
        return
    # Where no formula has the shape of the line, nothing says what its numbers are put in for.
    formulas = [side.node for side in case.draft.chain.sides[1:] if is_symbolic(side.node)]
    asked = {numeral.span for formula in formulas for _, put in aligned(formula, line) for numeral in numerals_in(put)}
    numerals = _decimals(line)
    for numeral in (numeral for numeral in numerals if numeral.span in asked):
        for other in numerals:
            if abs(other.value) != abs(numeral.value):
                details = Details(number=other.text, right=numeral.text)
                yield from _computed(case, numeral, other.text, details)


def numbers_of_earlier_lines(case: NumberCase) -> Iterator[WrongNumber]:
    """A result that is computed with a result of an earlier line in place of a number of its own."""
    line = case.draft.line_node
    recent = list(islice(reversed(case.ledger.entries.values()), thresholds.MOST_ENTRIES_SWAPPED))
    for numeral in _decimals(line):
        for entries in recent:
            other = entries[-1].stated
            if abs(other.value) != abs(numeral.value):
                value = value_of_line(case.naming, _with(case, numeral, other.text))
                if value is not None and is_finite(value):
                    details = Details(other=other.text, number=numeral.text, right=case.right)
                    yield WrongNumber(rounded_like(value, decimals(case.stated)), details, line)


def other_given_values(case: NumberCase) -> Iterator[WrongNumber]:
    """A line in which another given value is put in for one of its own, with the result of that."""
    given = list(islice(case.naming.network.values.values(), thresholds.MOST_OPERANDS))
    for numeral in _decimals(case.draft.line_node):
        if any(abs(value.value) == abs(numeral.value) for value in given):
            for value in given:
                if abs(value.value) != abs(numeral.value):
                    details = Details(number=value.text, right=numeral.text)
                    yield from _computed(case, numeral, value.text, details)


def wrong_old_values(case: NumberCase) -> Iterator[WrongNumber]:
    """An update that starts from another value than the weight has, and not from that of another weight."""
    line, atom = case.draft.line_node, case.atom
    if atom is None or atom.role is not Role.NEW or atom.symbol is None or not isinstance(line, Plus):
        return
    first = printed(line.terms[0])
    if isinstance(line.terms[0], Numeral) and first is not None:
        given = {value.value for value in case.naming.network.values.values()}
        steps = (first.value + Fraction(step, 10) for step in count(1))
        other = rounded_like(exact(next(start for start in steps if start not in given)), max(decimals(first), 1))
        details = Details(quantity=atom.symbol.ascii, number=other, right=first.text)
        yield from _computed(case, first, other, details)


def _decimals(line: Node | None) -> list[Numeral]:
    numerals = numerals_in(line) if line is not None else ()
    return [numeral for numeral in numerals if numeral.value.denominator != 1]


def _with(case: NumberCase, numeral: Numeral, text: str) -> Node:
    assert case.draft.line_node is not None
    return replaced(case.draft.line_node, numeral, Numeral(text, Fraction(text), numeral.span))


def _computed(case: NumberCase, numeral: Numeral, text: str, details: Details) -> Iterator[WrongNumber]:
    line = _with(case, numeral, text)
    value = value_of_line(case.naming, line)
    if value is not None and is_finite(value):
        yield WrongNumber(rounded_like(value, decimals(case.stated)), details, line)
