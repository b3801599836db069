"""The text of a document, with the place of every character."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the file, from one character to before another."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Return the stretch from the start of this one to the end of another."""
        return Span(self.start, max(self.end, other.end))


@dataclass(frozen=True)
class Source:
    """A document as it was read.

    Args:
        name: The file, for messages.
        text: Its text.
        places: For a notebook, from where each cell's text starts to the cell's number and its line in the file.
    """

    name: str
    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def line(self, position: int) -> int:
        """Return the line of a character, from 1, in the file."""
        return self.lines[bisect_right(self.starts, position) - 1]

    def column(self, position: int) -> int:
        """Return the column of a character in its line, from 1."""
        return position - self.starts[bisect_right(self.starts, position) - 1] + 1


@dataclass(frozen=True, slots=True)
class Replacement:
    """A stretch of a text, from one character to before another, and what is to be read in its stead."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Text with the place of each of its characters, and of its end, in the source."""

    text: str
    places: Sequence[int]

    def part(self, start: int, end: int) -> Plain:
        """Return a stretch of the text."""
        return Plain(self.text[start:end], self.places[start : end + 1])

    def between(self, start: int, end: int) -> str:
        """Return what stands between two places of the file."""
        return self.text[bisect_left(self.places, start) : bisect_left(self.places, end)]

    def edited(self, edits: Iterable[Replacement]) -> Plain:
        """Return the text with stretches changed; what is new has its places evenly in what it stands for.

        Args:
            edits: The changes, in order, none of which begins before the last one ends.
        """
        written: list[str] = []
        places: list[int] = []
        last = 0
        for edit in edits:
            written += self.text[last : edit.start], edit.new
            places.extend(self.places[last : edit.start])
            length = edit.end - edit.start
            at = (
                edit.start + min(new * length // max(len(edit.new), 1), max(length - 1, 0))
                for new in range(len(edit.new))
            )
            places.extend(self.places[place] for place in at)
            last = edit.end
        if not written:
            return self
        written.append(self.text[last:])
        places.extend(self.places[last:])
        return Plain("".join(written), places)


SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, as JSON can write it; no file can hold it."""


def encodable(text: str) -> str:
    """Return a text with a sign for an unknown character in place of every half of one, character by character."""
    return SURROGATE.sub("\ufffd", text)
