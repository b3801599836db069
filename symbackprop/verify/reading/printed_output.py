"""What a program prints, where that stands in a block of its own: each number beside what it is the value of.

A line of a program that prints says what stands around each value: `print(f"Loss: {L:.4f}")` prints `Loss: 0.4004`.
Where a later block has such a line, that is read as `L = 0.4004`, whatever the words and their language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..source import Replacement
from .code_lines import (
    ENTRIES,
    NUMBER,
    PRINTING,
    PUT_IN,
    STATEMENT_END,
    STATEMENT_START,
    as_formula,
    closing_of,
    entries,
    expression,
    parted,
)
from .code_words import NO_WORDS, CodeWords

AS_TEXT = re.compile(r"(?P<marks>[rfbuRFBU]{0,2})(?P<quote>\"|')(?P<inside>[^\n]*)(?P=quote)(?P<filled>\.format\()?")
NAMED = re.compile(r"[^\W\d]\w*\s*=(?!=)")
"""How an argument begins that only says how to print."""

HOLE = re.compile(r"\{(?:\d{0,2}|\d{0,2}:[^{}\n]{0,12})\}|%[-+ \d.]{0,6}[dfeEgGrs]")
"""Where a value is put into a string by its place."""

ESCAPE = re.compile(r"\\[ntr]")
VALUE = rf"(?:(?:array|tensor)\(\s*+)?(?P<value>{ENTRIES}|{NUMBER})\)?"
"""A number or an array as programs print it."""


@dataclass(frozen=True)
class Print:
    """What a line of a program prints.

    Args:
        around: The words before each value, and those after the last.
        values: The formulas of the values; None where nothing tells what one is.
    """

    around: tuple[str, ...]
    values: tuple[str | None, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """How the lines look that it prints."""
        words = [r"\s++".join(map(re.escape, ESCAPE.sub(" ", each).split())) for each in self.around]
        values = [rf"\s*+{VALUE.replace('<value>', f'<value{at}>')}\s*?" for at in range(len(self.values))]
        between = (part for pair in zip(words, [*values, ""], strict=True) for part in pair)
        return re.compile(rf"^[ \t]*+{''.join(between)}[ \t]*$", re.M)

    @property
    def has_words(self) -> bool:
        """Whether it prints more than values."""
        return any(re.search(r"\w", each) for each in self.around)


def print_in(
    text: str,
    start: int,
    end: int,
    arrays: bool,
    written: Callable[[str], str | None],
    words: CodeWords = NO_WORDS,
) -> Print | None:
    """Return what a line of a program prints, or None where it prints no value.

    Args:
        text: The document.
        start: Where the line starts.
        end: Where its code ends.
        arrays: Whether `*` multiplies the entries of arrays.
        written: Returns the formula of a value at this place, or None where nothing tells it.
        words: What words stand for in the program.
    """
    found = PRINTING.match(text, start, end)
    closing = closing_of(text, found.end() - 1, end) if found else None
    if found is None or closing is None or text[closing + 1 : end].strip(" \t;"):
        return None
    around, values = [""], list[str | None]()
    for word, value in _pieces(text, found.end(), closing):
        around[-1] += word
        if value is not None:
            edits = expression(text, *value, arrays, words)
            formula = written(text[slice(*value)].strip())
            values.append(None if edits is None or formula is None else _renamed(text, value, edits, formula))
            around.append("")
    return Print(tuple(around), tuple(values)) if values else None


def _renamed(text: str, value: tuple[int, int], edits: list[Replacement], formula: str) -> str:
    return formula if formula != text[slice(*value)].strip() else as_formula(text, *value, edits)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """Yield the words that are printed, each with the value after it, if any."""
    for first, last in parted(text, start, end):
        found = AS_TEXT.match(text, first, last)
        if NAMED.match(text, first, last):
            continue
        if found is None:
            yield " ", (first, last)
            continue
        at, inside_end = found.span("inside")
        rest = text[found.end() : last].lstrip()
        if "f" in found["marks"].lower():
            for put_in in PUT_IN.finditer(text, at, inside_end):
                yield text[at : put_in.start()], put_in.span("value")
                at = put_in.end()
        elif found["filled"] or rest.startswith("%"):
            opening = found.end() if found["filled"] else text.index("%", found.end()) + 1
            filled = [*_arguments(text, opening, last - 1 if found["filled"] else last)]
            for hole, argument in zip(HOLE.finditer(text, at, inside_end), filled, strict=False):
                yield text[at : hole.start()], argument
                at = hole.end()
        yield f"{text[at:inside_end]} ", None


def _blank(text: str, start: int, end: int) -> list[Replacement]:
    return [Replacement(start, end, re.sub(r"[^\n]", " ", text[start:end]))] if start < end else []


def _arguments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what is put into a string: one value, or several in a bracket."""
    for first, last in parted(text, start, end):
        if text[first] == "(" and closing_of(text, first, last) == last - 1:
            yield from parted(text, first + 1, last - 1)
        else:
            yield first, last


def shown_in(text: str, start: int, end: int, prints: list[Print]) -> list[Replacement]:
    """Return how a block is read in which stands what was printed, line after line; nothing where it shows none.

    What it shows, and what was printed before that, is taken from the prints.

    Args:
        text: The document.
        start: Where the first line of the block starts.
        end: Where its last line ends.
        prints: What was printed and not shown yet, in order.
    """
    edits: list[Replacement] = []
    at, used = start, 0
    for number, each in enumerate(prints, start=1):
        found = each.pattern.search(text, at, end)
        if found is None or (not each.has_words and text[at : found.start()].strip()):
            continue
        stretches = [found.span(f"value{place}") for place in range(len(each.values))]
        if any(text.count("[", *stretch) != text.count("]", *stretch) for stretch in stretches):
            continue
        before = found.start()
        for value, (first, last) in zip(each.values, stretches, strict=True):
            begin = before + len(text[before:first]) - len(text[before:first].lstrip())
            signs = [(begin, begin, STATEMENT_START), (begin, first, f"{value} = "), (last, last, STATEMENT_END)]
            # The words before what nobody knows say nothing of what is known by such a name.
            edits += [Replacement(*sign) for sign in signs[:2]] if value else _blank(text, begin, first)
            edits += [*entries(text, first, last), *(Replacement(*sign) for sign in signs[2:] if value)]
            before = last
        at, used = found.end(), number
    del prints[:used]
    return edits
