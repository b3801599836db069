"""The notes as a document."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import (
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Paragraph,
    Plot,
    Step,
    Table,
    Together,
)
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.labels import walk
from symbackprop.render.speech import spoken_inlines


@pytest.fixture(scope="module")
def document(mazur: Network) -> Document:
    return notes(Numbers(mazur, Rounding(9)), Outline(default_weights(mazur)))


def headings(document: Document) -> list[str]:
    return [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Heading)]


def test_the_sections_follow_the_lecture(document: Document) -> None:
    sections = [block for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert [spoken_inlines(section.content) for section in sections] == [
        "The network",
        "Forward pass",
        "Total error",
        "Backward pass",
        "All gradients and new weights",
        "The same in matrix form",
        "After many rounds",
    ]


def test_the_output_layer_comes_before_the_hidden_layer(document: Document) -> None:
    titles = headings(document)
    assert titles.index("How much does w 5 affect the total error?") < titles.index(
        "How much does w 1 affect the total error?"
    )


def test_every_derivation_has_three_numbered_steps_and_a_conclusion(document: Document) -> None:
    kinds = [type(block) for block in document.blocks]
    assert kinds.count(Step) == 6
    assert kinds.count(Together) == 2


def test_every_derivation_has_the_figure_with_its_path(document: Document) -> None:
    figures = {block.label: block for block in walk(document.blocks) if isinstance(block, Figure)}
    assert {"fig-network", "fig-w5", "fig-w1", "fig-curve"} == set(figures)
    assert "Highlighted weights: w1, w5, w7." in figures["fig-w1"].alternative
    assert "Highlighted" not in figures["fig-network"].alternative


def test_all_weights_are_derived_when_asked(mazur: Network) -> None:
    document = notes(Numbers(mazur, Rounding(6)), Outline(mazur.parameters, rounds=1))
    questions = [title for title in headings(document) if title.startswith("How much does w")]
    assert len(questions) == 8
    assert "Similarly" not in headings(document)


def test_no_label_is_given_twice(mazur: Network) -> None:
    document = notes(Numbers(mazur, Rounding(6)), Outline(mazur.parameters, rounds=1))
    labels = [
        block.label for block in walk(document.blocks) if isinstance(block, Display | Figure | Table) and block.label
    ]
    assert len(labels) == len(set(labels))


def test_the_errors_of_the_source_stand_in_a_footnote(document: Document) -> None:
    notes_at_foot = [
        inline.content
        for block in walk(document.blocks)
        if isinstance(block, Paragraph)
        for inline in block.content
        if isinstance(inline, Footnote)
    ]
    assert any("0.291027924" in spoken_inlines(content) for content in notes_at_foot)


def test_the_curve_falls_from_the_first_round_to_the_last(document: Document) -> None:
    (plot,) = [b.drawing for b in walk(document.blocks) if isinstance(b, Figure) and isinstance(b.drawing, Plot)]
    first, last = plot.points[0], plot.points[-1]
    assert first == (1.0, pytest.approx(0.291027773693599))
    assert last == (10_000.0, pytest.approx(3.51018778297885e-5))
    assert all(before[1] > after[1] for before, after in zip(plot.points, plot.points[1:], strict=False))
