"""Which frames of a deck are shown, where there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from .blocks import Paragraph, Text
from .deck import Deck, Frame, Part
from .rank import Rank

LEAST_LEFT, MOST_TITLES = 6, 6
"""Frames that a section keeps at least, and titles that are named of those that it loses."""

SAME_WAY = "In the same way"
LEFT_OUT = "These are answered in the notes, in the same way:"
LEFT_OUT_NOTES = "What these slides leave out stands in the notes, line by line."
GOES_ON = "It goes on in the same way; the notes have every line."
AND_MORE = "and {count} more"


def within(deck: Deck, most: int) -> Deck:
    """Return slides of which there are not too many: what is nearest to the main line stays.

    Whole sections go first, those farthest from the main line and the last ones of them; then what stands in the middle
    of the longest sections, in place of which a frame says what has gone.

    Args:
        deck: The slides.
        most: Frames, or 0 for as many as there are.
    """
    frames = deck.frames
    for rank in sorted(Rank, reverse=True)[:-1]:
        for section in reversed(dict.fromkeys(frame.section for frame in frames if frame.rank is rank)):
            if most and len(frames) > most:
                frames = tuple(at for at in frames if (at.rank, at.section) != (rank, section))
    if most:
        frames = _without_middles(frames, most)
    shown = {frame.section for frame in frames}
    left_out = dict.fromkeys(frame.section for frame in deck.frames if frame.section not in shown)
    return replace(deck, frames=frames, left_out=tuple(left_out))


def _without_middles(frames: Sequence[Frame], most: int) -> tuple[Frame, ...]:
    """Return frames of which the longest sections are cut down to one size, so that there are not too many."""
    sections = [tuple(own) for _, own in groupby(frames, key=lambda frame: frame.section)]
    sizes = range(max(map(len, sections), default=0), LEAST_LEFT, -1)
    size = next((size for size in sizes if sum(min(len(own), size) for own in sections) <= most), LEAST_LEFT)
    return tuple(at for own in sections for at in (own if len(own) <= size else _without_middle(own, size)))


def _without_middle(frames: Sequence[Frame], size: int) -> tuple[Frame, ...]:
    """Return a section with one frame for what stands in its middle: two thirds of what is left come before it."""
    # What goes over so many frames may be parted itself.
    starts = [at for at, frame in enumerate(frames) if frame.piece[0] == 1 or frame.piece[1] > LEAST_LEFT]
    before = max((at for at in starts if at <= 2 * (size - 1) // 3), default=0)
    after = min((at for at in starts if before + len(frames) - at < size and at > before), default=len(frames))
    gone, section = frames[before:after], frames[0].section
    titles = [
        title for title in dict.fromkeys(frame.title for frame in gone) if title != frames[max(before - 1, 0)].title
    ]
    words = [(Text(LEFT_OUT),), *titles[:MOST_TITLES]] if titles else [(Text(GOES_ON),)]
    if len(titles) > MOST_TITLES:
        words.append((Text(AND_MORE.format(count=f"{len(titles) - MOST_TITLES:,}")),))
    parts = tuple(Part(Paragraph(line), (1,)) for line in words)
    stand_in = Frame(section, (Text(SAME_WAY),), parts, notes=(Paragraph((Text(LEFT_OUT_NOTES),)),))
    return (*frames[:before], stand_in, *frames[after:])
