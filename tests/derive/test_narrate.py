"""The notes as a document."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import (
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Paragraph,
    Plot,
    Reference,
    Step,
    Table,
    Together,
)
from symbackprop.expression.tree import Matrix
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.labels import walk
from symbackprop.render.lines import ROOM, fitted, width
from symbackprop.render.speech import spoken_inlines
from tests.models.test_examples import NAMES


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


@pytest.mark.parametrize("name", NAMES)
def test_all_three_forms_stand_in_one_document(name: str) -> None:
    network = example(name)
    outline = Outline(default_weights(network), rounds=1, forms=tuple(Form))
    document = notes(Numbers(network, Rounding(6)), outline)
    blocks = list(walk(document.blocks))
    labels = [block.label for block in blocks if isinstance(block, Display | Figure | Table) and block.label]
    assert len(labels) == len(set(labels))
    referred = {
        inline.label
        for block in blocks
        if isinstance(block, Paragraph)
        for inline in block.content
        if isinstance(inline, Reference)
    }
    assert referred <= set(labels)
    assert "The same in index notation" in headings(document)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_index_and_the_matrix_form_fits(name: str) -> None:
    network = example(name)
    document = fitted(notes(Numbers(network, Rounding(9)), Outline((), forms=(Form.INDEX, Form.MATRIX))))
    for block in walk(document.blocks):
        if isinstance(block, Display):
            left = max((width(row.left) for row in block.rows if row.left is not None), default=0)
            for row in block.rows:
                wide = left + sum(width(side) + 3 for _, side in row.sides)
                assert wide <= ROOM or [type(side) for _, side in row.sides] == [Matrix], row


def test_the_index_form_has_a_step_for_each_quantity_on_the_way(mazur: Network) -> None:
    document = notes(Numbers(mazur, Rounding(9)), Outline((), forms=(Form.INDEX,)))
    titles = [spoken_inlines(block.title) for block in document.blocks if isinstance(block, Step)]
    assert [title.removeprefix("How much does E total change with ") for title in titles] == [
        "E o k?",
        "out o k?",
        "net o k?",
        "out h j?",
        "net h j?",
        "W 1 j i?",
        "W 2 k j?",
    ]


def test_a_quantity_that_two_equations_read_names_both() -> None:
    network = example("softmax")
    document = notes(Numbers(network, Rounding(9)), Outline((), forms=(Form.INDEX,)))
    (step,) = [
        block for block in document.blocks if isinstance(block, Step) and spoken_inlines(block.title).endswith(" e k?")
    ]
    first = step.blocks[0]
    assert isinstance(first, Paragraph)
    assert [inline.label for inline in first.content if isinstance(inline, Reference)] == ["eq-model-p", "eq-model-s"]


def test_a_model_of_single_numbers_says_that_its_matrix_form_is_itself() -> None:
    network = example("expression")
    alone = notes(Numbers(network, Rounding(9)), Outline((), forms=(Form.MATRIX,)))
    assert any(
        "This model is made of single numbers" in spoken_inlines(block.content)
        for block in alone.blocks
        if isinstance(block, Paragraph)
    )
    beside = notes(Numbers(network, Rounding(9)), Outline(network.parameters, rounds=1))
    assert "The same in matrix form" not in headings(beside)


THREE_INDICES = """loss = "E"
parameters = ["w"]
learning_rate = 1
equations = '''
y[a] = sum(b, c, T[a,b,c]*w[b])
z[a] = y[a]*w[a]
E = sum(a, z[a])
'''
[sizes]
a = 2
b = 2
c = 1
[values]
T = [[[1], [2]], [[3], [4]]]
w = [1, 2]
"""


def test_what_has_no_matrix_form_is_said_to_be_left_out() -> None:
    network = parse(THREE_INDICES, "three.toml")
    document = notes(Numbers(network, Rounding(9)), Outline((), forms=(Form.MATRIX,)))
    said = [spoken_inlines(block.content) for block in document.blocks if isinstance(block, Paragraph)]
    assert "No product of matrices and vectors says what y and w bar are; they are left out here." in said
