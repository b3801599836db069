"""How near one text is to another: the nearest of some names, and the one slip of a pen between two texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

NEAR_ENOUGH = 0.5
"""The share of characters that a name must have in common with another to be taken for a slip of it."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the name that is nearest to another one, or None where none is near.

    >>> nearest("w9", ["w1", "b"]), nearest("w9", ["b"])
    ('w1', None)
    """
    # Names are looked for only where something is wrong, and the import takes longer than all the rest.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(allowed), n=1, cutoff=NEAR_ENOUGH)), None)


class Misprint(Enum):
    """What one slip of a pen does to a text."""

    CHANGED = "changed"
    INSERTED = "inserted"
    LEFT_OUT = "left out"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class OneSlip:
    """The one slip that makes a text of another.

    Args:
        kind: What it does.
        first: The first place, in the longer text, at which it may have been made.
        last: The last; in `0.155` it does not show which of the fives was put in.
    """

    kind: Misprint
    first: int
    last: int


def one_slip(right: str, written: str) -> OneSlip | None:
    """Return the one slip by which a text was written for another, or None where it takes none or more.

    Args:
        right: What was meant.
        written: What was written.

    >>> one_slip("0.15", "0.51")
    OneSlip(kind=<Misprint.SWAPPED: 'swapped'>, first=2, last=3)
    >>> one_slip("0.155", "0.15")
    OneSlip(kind=<Misprint.LEFT_OUT: 'left out'>, first=3, last=4)
    >>> one_slip("0.15", "0.24") is None
    True
    """
    if len(right) == len(written):
        off = [at for at, (a, b) in enumerate(zip(right, written, strict=True)) if a != b]
        if len(off) == 1:
            return OneSlip(Misprint.CHANGED, off[0], off[0])
        neighbours = len(off) == 2 and off[1] == off[0] + 1
        if neighbours and right[off[0]] == written[off[1]] and right[off[1]] == written[off[0]]:
            return OneSlip(Misprint.SWAPPED, off[0], off[1])
        return None
    if abs(len(right) - len(written)) != 1:
        return None
    short, long = sorted((right, written), key=len)
    same_before = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if short[same_before:] != long[same_before + 1 :]:
        return None
    first = same_before
    while first > 0 and long[first - 1] == long[same_before]:
        first -= 1
    return OneSlip(Misprint.LEFT_OUT if len(right) > len(written) else Misprint.INSERTED, first, same_before)
