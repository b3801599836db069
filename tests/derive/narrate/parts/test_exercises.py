"""Exercises with their answers."""

from __future__ import annotations

from math import exp, isclose

from symbackprop.derive.mistakes import Mistake
from symbackprop.derive.narrate import Form, FreshDraw, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Document, Heading, Paragraph, Row, Table
from symbackprop.expression.tree import decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.draw import drawn, emptied
from symbackprop.models.network import Network
from symbackprop.render.inline.speech import spoken_inlines


def given_out(mazur: Network, *mistakes: Mistake) -> Document:
    def ask(line: Display) -> tuple[Mistake, ...]:
        return mistakes

    outline = Outline(default_weights(mazur), 0, (Form.SCALAR,), similarly=False, parts=("exercises",), mistakes=ask)
    return notes(Numbers(mazur, Rounding(9)), outline)


def under(document: Document, title: str) -> list[str | tuple[Row, ...]]:
    """Return what stands under a heading: sentences, and rows of formulas."""
    at = next(
        at
        for at, block in enumerate(document.blocks)
        if isinstance(block, Heading) and spoken_inlines(block.content) == title
    )
    found: list[str | tuple[Row, ...]] = []
    for block in document.blocks[at + 1 :]:
        if isinstance(block, Heading):
            break
        if isinstance(block, Paragraph):
            found.append(spoken_inlines(block.content))
        elif isinstance(block, Display):
            found.append(block.rows)
    return found


def test_fewer_and_fewer_steps_are_given(mazur: Network) -> None:
    exercises = under(given_out(mazur), "Exercises")
    assert [len(rows) for rows in exercises if isinstance(rows, tuple)] == [3, 2, 1]
    assert "Exercise 4. Find the gradient of w 4 and its new value. No step is given." in exercises


def test_every_exercise_has_an_answer(mazur: Network) -> None:
    mistakes = Mistake("x", "a slip", "it is", "Learn.", decimal("0.5"))
    document = given_out(mazur, mistakes)
    questions = [text for text in under(document, "Exercises") if isinstance(text, str)]
    answers = [text for text in under(document, "Answers to the exercises") if isinstance(text, str)]
    assert len(questions) == len(answers) == 7
    assert [answer.split(".")[0] for answer in answers] == [str(number) for number in range(1, 8)]


def test_the_answer_is_the_certified_gradient(mazur: Network) -> None:
    rows = [rows for rows in under(given_out(mazur), "Answers to the exercises") if isinstance(rows, tuple)]
    last = [row.sides[-1][1] for row in rows[3]]
    assert decimal("0.000995425471") in last
    assert decimal("0.299502287") in last


def test_the_sign_that_is_asked_for_is_a_negative_one(mazur: Network) -> None:
    texts = [text for text in under(given_out(mazur), "Answers to the exercises") if isinstance(text, str)]
    assert "5. Because out o 2 is below its target: if it rises, the error falls." in texts


def test_without_anyone_who_knows_mistakes_there_are_none_to_find(mazur: Network) -> None:
    outline = Outline(default_weights(mazur), 0, (Form.SCALAR,), parts=("exercises",))
    document = notes(Numbers(mazur, Rounding(9)), outline)
    assert not [text for text in under(document, "Exercises") if isinstance(text, str) and "Somebody" in text]


def test_exercises_may_have_numbers_of_their_own(mazur: Network) -> None:
    fresh = drawn(emptied(mazur), 7)
    outline = Outline(
        default_weights(mazur), 0, (Form.SCALAR,), parts=("exercises",), fresh_draw=FreshDraw(fresh, seed=7)
    )
    document = notes(Numbers(mazur, Rounding(9)), outline)
    exercises = under(document, "Exercises")
    assert str(exercises[0]).endswith("They are the draw of seed 7.")
    assert exercises[1] == "Exercise 1. Do the forward pass: compute every quantity, up to the total error."
    gradients = [rows for rows in under(document, "Answers to the exercises") if isinstance(rows, tuple)]
    (forward,) = (at for at in document.blocks if isinstance(at, Table) and at.label == "tab-fresh-forward")
    cells = [spoken_inlines(cell) for line in forward.rows for cell in line]
    found = dict(zip(cells[::2], cells[1::2], strict=True))
    assert isclose(float(found["E total"]), error_of(fresh), rel_tol=1e-8)
    assert len(gradients) == 4


def error_of(network: Network) -> float:
    """Return the error of the 2-2-2 network in plain floating point."""
    v = {symbol.ascii: float(number.value) for symbol, number in network.values.items()}

    def out(at: float) -> float:
        return 1 / (1 + exp(-at))

    h1 = out(v["w1"] * v["i1"] + v["w2"] * v["i2"] + v["b1"])
    h2 = out(v["w3"] * v["i1"] + v["w4"] * v["i2"] + v["b1"])
    o1 = out(v["w5"] * h1 + v["w6"] * h2 + v["b2"])
    o2 = out(v["w7"] * h1 + v["w8"] * h2 + v["b2"])
    return ((v["target_o1"] - o1) ** 2 + (v["target_o2"] - o2) ** 2) / 2
