"""The notes as a document."""

from __future__ import annotations

import pytest

from symbackprop.derive.backward import BackwardPass
from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.steps import PathSum
from symbackprop.document.blocks import (
    Display,
    Document,
    Figure,
    Footnote,
    Heading,
    Math,
    Paragraph,
    Plot,
    Reference,
    Step,
    Substep,
    Table,
    Together,
)
from symbackprop.expression.tree import Matrix, Sum
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.lines import ROOM, fitted
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines
from symbackprop.render.inline.width import width
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


@pytest.mark.some(8)
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


@pytest.mark.some(10)
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
        "W 1 j m?",
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
    assert "y and w bar are no products of matrices and vectors, so they stay in index form." in said


def test_a_layer_with_a_number_has_no_article() -> None:
    network = parse(THREE_LAYERS, "three.toml")
    document = notes(Numbers(network, Rounding(6)), Outline((), forms=(Form.INDEX,)))
    words = " ".join(spoken_inlines(block.content) for block in document.blocks if isinstance(block, Paragraph))
    assert "of net in hidden layer 1, the sigmoid function of net in hidden layer 2 and" in words
    assert "the hidden layer 1" not in words


THREE_LAYERS = """
[network]
sizes = [2, 2, 2, 1]
activation = ["tanh", "sigmoid", "identity"]
loss = "half-squared"
bias = "none"
learning_rate = 0.1
"""


def test_a_convolution_is_called_a_cross_correlation() -> None:
    assert "a and w bar are cross-correlations, so they stay in index form." in words_of("convolution")


def words_of(name: str, notation: str = "", rounds: int = 1) -> str:
    network = example(name, notation)
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=rounds))
    return " ".join(
        spoken_inlines(block.content if isinstance(block, Paragraph | Heading) else block.title)
        for block in walk(document.blocks)
        if isinstance(block, Paragraph | Heading | Step)
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("single-neuron", ""),
        ("mazur-2-2-2", " So the hidden layer does not see the new output weights until the next round."),
        ("deep-4-2-2-1", " So no hidden layer sees the new output weights until the next round."),
    ],
)
def test_hidden_layers_are_spoken_of_where_there_are_some(name: str, says: str) -> None:
    assert f"with gradients that belong to the old weights.{says}" in words_of(name)
    assert ("hidden layer" in words_of(name)) == bool(says)


def test_the_notes_of_a_batch_say_what_the_samples_share() -> None:
    words = words_of("layers-batch")

    assert "The network learns from a batch of three samples, all with the same weights." in words
    assert "All samples go through the network in the same way. The first of them is written out." in words
    assert "is the same for all three samples and also appears in the penalty R" in words
    assert "the mean over the samples, which is their sum divided by their number, plus the penalty" in words


def test_a_single_sample_has_neither_a_number_nor_a_penalty() -> None:
    words = words_of("mazur-2-2-2")

    assert "sample" not in words
    assert "penalty" not in words


def test_the_notes_of_a_softmax_layer_say_that_its_neurons_need_one_another() -> None:
    words = words_of("layers-softmax")

    assert "Its output, out (in the output layer: p), is" in words
    assert "the softmax of all net inputs in the output layer" in words


@pytest.mark.parametrize(
    ("notation", "net", "out"), [("z-a", "z", "a"), ("h-y", "z", "h (in the output layer: y hat)")]
)
def test_the_sentences_speak_the_notation(notation: str, net: str, out: str) -> None:
    words = words_of("mazur-2-2-2", notation)

    assert f"is called its net input, {net}. Its output, {out}, is the sigmoid function of {net}:" in words
    assert not any(name in words for name in ("net h", "out o", "E total"))


def test_the_penalty_is_derived_and_not_only_named() -> None:
    network = example("layers-batch")
    numbers = Numbers(network, Rounding(6))
    (total,) = BackwardPass(network, numbers).derive(network.parameter("w5")).steps

    assert isinstance(total.factor, PathSum)
    direct = total.factor.branches[-1]
    assert [step.factor.partial.by.ascii for step in direct.steps] == ["R", "w5"]
    # λ2·w + λ1·sign w, with w5 = 0.7.
    assert direct.value.text == "0.008"


def test_a_weight_that_goes_like_another_one_sums_its_samples_too() -> None:
    network = example("layers-batch")
    chain = BackwardPass(network, Numbers(network, Rounding(6))).similar(network.parameter("w6")).rule

    sums = [link.side for link in chain.links if isinstance(link.side, Sum)]
    assert [len(side.terms) for side in sums] == [4, 4]


def test_the_bar_behind_a_derivative_is_explained_once() -> None:
    text = """
equations = '''
s = a*x
z = exp(s/2)
r = b*x
y = exp(r/2)
E = z + s^2 + y + r^2
'''
loss = "E"
parameters = ["a", "b"]

[values]
a = 0.5
b = 0.8
x = 1
"""
    network = parse(text, "direct.toml")
    document = notes(Numbers(network, Rounding(6)), Outline(network.parameters, rounds=0))
    said = [spoken_inlines(at.content) for at in walk(document.blocks) if isinstance(at, Paragraph)]
    asked = [spoken_inlines(at.title) for at in walk(document.blocks) if isinstance(at, Substep)]

    assert sum("What stands below the bar is held fixed" in text for text in said) == 1
    assert "The direct path: how much does E change with s while z keeps its value?" in asked
    assert "The direct path: how much does E change with r while y keeps its value?" in asked


def test_softmax_is_named_for_every_weight_that_acts_through_it() -> None:
    words = words_of("softmax")
    assert words.count("and from there through softmax") == 2
    assert "splits in one" not in words


def test_a_single_step_is_not_put_together() -> None:
    network = example("expression")
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=0))
    boxes = [block for block in document.blocks if isinstance(block, Together)]
    assert len(boxes) == 3
    assert all(isinstance(box.blocks[0], Display) for box in boxes)


def test_numbers_that_are_looked_up_are_given() -> None:
    network = example("skip-gram")
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=0))
    (given,) = (block for block in document.blocks if isinstance(block, Table) and block.label == "tab-given")
    cells = [spoken_inlines(cell) for row in given.rows for cell in row]
    named = dict(zip(cells[::2], cells[1::2], strict=True))
    assert [named[f"word {at}"] for at in (1, 2, 3)] == ["2", "3", "1"]


def test_a_number_is_said_once() -> None:
    network = example("gru")
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=0, forms=(Form.SCALAR,)))
    (shown,) = (block for block in document.blocks if isinstance(block, Display) and block.label == "eq-s1_1")
    assert [spoken_inlines((Math(side),)) for row in shown.rows for _, side in row.sides] == ["0"]
