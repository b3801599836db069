"""The derivation of one weight alone, for somebody's own document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise

from ...document.blocks import Block, Document, Heading
from ...document.relabelled import relabelled
from ...expression.tree import Symbol
from ..numbers import Numbers
from .lecture import Form, Lecture, Outline, Story
from .length import demand_short_equations
from .stories import BACKWARD_PASSES, follow_story, story_of
from .writing import written

LEVEL = 4
"""The level of headings in a fragment, which the document around it sets as it likes."""


def fragment(numbers: Numbers, weight: Symbol, story: Story | None = None) -> Document:
    """Return the derivation of a weight without what stands around it in the notes.

    Args:
        numbers: The network and how its numbers are shown.
        weight: One of its parameters.
        story: How it is told, as in the notes.

    Raises:
        DerivationError: A step does not hold; a bug, never hidden.
        UsageError: An equation is too long to be shown.
    """
    outline = Outline((weight,), 0, (Form.SCALAR,), similarly=False, gradients=False, story=story)
    lecture = Lecture(numbers, outline)
    demand_short_equations(lecture)
    follow_story(lecture)
    lecture.network.certified.check_all()
    name = file_name(weight)
    found = list(BACKWARD_PASSES[story_of(lecture)](lecture))
    blocks = relabelled([*_headed([*dropwhile(_is_opening, found)])], name)
    document = Document(lecture.network.title, (), blocks, fragment=name)
    return written(document, lecture.network)


def file_name(weight: Symbol) -> str:
    """Return what the files of a fragment are called.

    >>> file_name(Symbol("W", "1", (2, 3)))
    'W1-2-3'
    """
    return re.sub(r"[^\w]+", "-", weight.ascii).strip("-")


def _is_opening(block: Block) -> bool:
    """Say whether a block stands before the first section on a quantity."""
    return not (isinstance(block, Heading) and block.level > 1)


def _headed(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks with headings of one level, without one that stands over another."""
    for block, after in pairwise([*blocks, None]):
        if isinstance(block, Heading):
            if not isinstance(after, Heading):
                yield replace(block, level=LEVEL)
        elif block is not None:
            yield block
