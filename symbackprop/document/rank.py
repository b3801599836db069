"""How near the sections of a document stand to its main line."""

from __future__ import annotations

from enum import IntEnum


class Rank(IntEnum):
    """How near a section stands to the main line; what has less room leaves out the last of these first."""

    MAIN = 0
    MEANING = 1
    ALIKE = 2
    CHECK = 3
    FORM = 4
    APPENDIX = 5
