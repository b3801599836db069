"""A document as slides: what begins a frame, what stands on it, and what goes where there are too many."""

from __future__ import annotations

from collections import Counter

import pytest

from symbackprop.derive.narrate import Form, Outline, Story, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import (
    Diagram,
    Display,
    Document,
    Figure,
    Heading,
    Paragraph,
    Row,
    Strong,
    Substep,
    Table,
    Text,
)
from symbackprop.document.deck import Deck, Frame
from symbackprop.document.frames import deck
from symbackprop.expression.tree import Partial, Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.render.inline.labels import numbered, walk
from symbackprop.render.inline.speech import spoken_inlines


def words(text: str) -> tuple[Text, ...]:
    return (Text(text),)


def row(name: str) -> Row:
    return Row(Symbol(name), (("=", Symbol("x")),))


def titles(found: Deck) -> list[str]:
    return [spoken_inlines(frame.title) for frame in found.frames]


@pytest.fixture(scope="module")
def lecture(mazur: Network) -> Document:
    w5, w1 = Symbol("w", "5"), Symbol("w", "1")
    chosen = tuple(next(at for at in mazur.parameters if at.ascii == name.ascii) for name in (w5, w1))
    return notes(Numbers(mazur, Rounding(4)), Outline(chosen, rounds=0, forms=(Form.SCALAR,)))


def frames_of(document: Document, title: str) -> list[Frame]:
    return [frame for frame in deck(document).frames if spoken_inlines(frame.title) == title]


def test_a_step_is_a_frame_with_its_number_and_each_of_its_rows_appears_after_the_other(lecture: Document) -> None:
    (frame,) = frames_of(lecture, "How much does net o 1 change with w 5?")
    assert frame.step == "3"
    (part,) = frame.parts
    assert part.reveals == (1, 2, 3)
    assert frame.reveals == 3


def test_what_is_put_together_is_a_frame_of_its_own_and_nothing_after_it_is_framed(lecture: Document) -> None:
    together, *_ = frames_of(lecture, "Putting it together")
    assert together.is_framed
    after = deck(lecture).frames[deck(lecture).frames.index(together) + 1]
    assert not after.is_framed
    assert not after.step


def test_the_picture_lights_up_as_the_chain_rule_grows(lecture: Document) -> None:
    (frame,) = frames_of(lecture, "How much does w 5 affect the total error?")
    lit = []
    for figure in frame.pictures:
        assert isinstance(figure.drawing, Diagram)
        nodes = {node.key for node in figure.drawing.nodes if node.on_path}
        crossed = {f"{node.key}*" for node in figure.drawing.nodes if node.is_crossed}
        edges = {edge.label.ascii for edge in figure.drawing.edges if edge.on_path and isinstance(edge.label, Symbol)}
        lit.append(nodes | crossed | edges)
    assert lit == [set(), {"out_o1"}, {"out_o1", "out_o1*"}, {"out_o1", "out_o1*", "w5"}]
    assert frame.parts[-1].reveals == (2, 3, 4)


def test_every_equation_of_the_document_is_on_one_frame_and_in_order(lecture: Document) -> None:
    labels = [
        part.content.label
        for frame in deck(lecture).frames
        for part in frame.parts
        if isinstance(part.content, Display)
    ]
    wanted = [block.label for block in walk(lecture.blocks) if isinstance(block, Display)]
    assert labels == wanted
    assert set(filter(None, labels)) == {label for label in numbered(lecture) if label.startswith("eq-")}


def test_the_speaker_says_every_paragraph_of_the_document_once(lecture: Document) -> None:
    said = Counter(note for frame in deck(lecture).frames for note in frame.notes)
    written = Counter(block for block in walk(lecture.blocks) if isinstance(block, Paragraph))
    for block in walk(lecture.blocks):
        if isinstance(block, Substep) and not block.blocks:
            written[Paragraph((Strong(block.label), Text(" "), *block.title))] += 1
    captions = Counter(Paragraph(block.caption) for block in walk(lecture.blocks) if isinstance(block, Figure | Table))
    assert written <= said <= written + captions


def test_in_the_backward_story_a_quantity_is_a_frame(lecture: Document) -> None:
    network = example("deep-4-2-2-1")
    outline = Outline(network.parameters[:1], rounds=0, forms=(Form.SCALAR,), story=Story.BACKWARD)
    found = titles(deck(notes(Numbers(network, Rounding(4)), outline)))
    assert sum(title.startswith(("How much does E total change with", "Likewise")) for title in found) >= 4


def test_a_derivative_of_another_quantity_begins_a_frame() -> None:
    loss = Symbol("L")
    lines = [Display((Row(Partial(loss, Symbol(name)), (("=", Symbol("x")),)),), f"eq-{name}") for name in "abc"]
    found = deck(Document("T", (), (Heading(1, words("Back")), Paragraph(words("How much?")), *lines)))
    assert [len(frame.parts) for frame in found.frames] == [1, 2]
    assert titles(found)[0] == "How much?"
    assert titles(found)[1].startswith("Likewise: ")


def test_words_that_announce_stand_with_what_they_announce_behind_a_question() -> None:
    blocks = (Display((row("a"),)), Paragraph(words("For t = 2:")), Paragraph(words("How much?")), Display((row("b"),)))
    first, second = deck(Document("T", (), (Heading(1, words("Back")), *blocks))).frames
    assert len(first.parts) == 1
    assert second.parts[0].content == Paragraph(words("For t = 2:"))
