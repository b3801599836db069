"""The parts of the notes that teach: a row each, with what it adds and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import TypeAlias

from ....document.blocks import Block
from ..lecture import Lecture
from .checks import checks
from .circuit import circuit
from .exercises import exercises
from .intuition import meaning, reading
from .rounds import first_rounds
from .slips import slips
from .summary import summary

Blocks: TypeAlias = Callable[[Lecture], Iterator[Block]]


class Place(Enum):
    """Where in the notes a section of a part stands."""

    BEFORE_BACKWARD = auto()
    AFTER_GRADIENTS = auto()
    BEFORE_TRAINING = auto()
    AT_END = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """One part.

    Args:
        sections: By their places, what yields them.
        has_numbers: Whether it stands beside the scalar form alone, whose numbers it uses.
    """

    sections: Mapping[Place, Blocks]
    has_numbers: bool = True


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "intuition": Part({Place.BEFORE_BACKWARD: meaning, Place.AFTER_GRADIENTS: reading}),
        "circuit": Part({Place.AFTER_GRADIENTS: circuit}),
        "checks": Part({Place.AFTER_GRADIENTS: checks}),
        "slips": Part({Place.AFTER_GRADIENTS: slips}),
        "rounds": Part({Place.BEFORE_TRAINING: first_rounds}),
        "summary": Part({Place.AT_END: summary}, has_numbers=False),
        "exercises": Part({Place.AT_END: exercises}),
    }
)
"""In the order in which they stand in the notes."""

DEFAULT_PARTS = ("intuition", "checks")
"""What the notes teach where nobody says otherwise."""


def sections(lecture: Lecture, place: Place) -> Iterator[Block]:
    """Yield what the parts of an outline add at a place."""
    for name in lecture.outline.parts:
        part = PARTS[name]
        found = part.sections.get(place)
        if found is not None and (lecture.is_scalar or not part.has_numbers):
            yield from found(lecture)
