"""The derivation of one weight alone."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Story, fragment
from symbackprop.derive.narrate.fragments import LEVEL, file_name
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Figure, Heading, Paragraph, Reference, Table
from symbackprop.expression.tree import Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines


@pytest.mark.parametrize(
    ("name", "weight", "story"),
    [("mazur-2-2-2", "w1", None), ("mazur-2-2-2", "w1", Story.BACKWARD), ("recurrent", "u", None)],
)
def test_a_fragment_has_one_derivation_and_refers_to_nothing_outside(
    name: str, weight: str, story: Story | None
) -> None:
    network = example(name)
    document = fragment(Numbers(network, Rounding(6)), network.parameter(weight), story)
    blocks = list(walk(document.blocks))
    headings = [block for block in blocks if isinstance(block, Heading)]
    assert headings
    assert {heading.level for heading in headings} == {LEVEL}
    assert any(weight[0] in spoken_inlines(heading.content) for heading in headings)
    labels = [block.label for block in blocks if isinstance(block, Display | Figure | Table) and block.label]
    assert all(f"-{weight}-" in label for label in labels)
    said = [inline for block in blocks if isinstance(block, Paragraph) for inline in block.content]
    assert {inline.label for inline in said if isinstance(inline, Reference)} <= set(labels)


def test_files_are_called_as_the_weight_is() -> None:
    assert file_name(Symbol("w", "5")) == "w5"
    assert file_name(Symbol("../W", indices=(1, 2))) == "W-1-2"
