"""Slips in computing a line: what it would have to say for the number after it to be its value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from .. import thresholds
from ..grammar.edits import edits, misplaced, replaced
from ..reasons import SlipCode
from ..tree import numerals_in
from .case import NumberCase, Suspect, value_of_line


def mistaken_lines(case: NumberCase) -> Iterator[Suspect]:
    """A sign, a term, a factor, a power or an operand of the line that was taken for another."""
    line = case.open_line
    if line is None:
        return
    for edit in chain(islice(edits(line), thresholds.MOST_EDITS), islice(misplaced(line), thresholds.FEW_EDITS)):
        value = value_of_line(case.naming, edit.node)
        if value is not None:
            yield Suspect(value, case.slip(edit.code, edit.quantity))
    recent = list(islice(reversed(case.ledger.entries.values()), thresholds.MOST_ENTRIES_SWAPPED))
    for numeral in numerals_in(line)[: thresholds.MOST_NUMERALS_SWAPPED]:
        for entries in recent:
            other = entries[-1].stated
            if abs(other.value) != abs(numeral.value):
                value = value_of_line(case.naming, replaced(line, numeral, other))
                if value is not None:
                    slip = case.slip(SlipCode.OPERAND_OF_ANOTHER_LINE, other=other.text, number=numeral.text)
                    yield Suspect(value, slip)
