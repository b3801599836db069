"""The usual mistakes in the notes, by whoever knows them."""

from __future__ import annotations

from symbackprop.derive.mistakes import Mistake
from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.narrate.parts.slips import with_mathematics
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Math, Paragraph, Text
from symbackprop.expression.tree import Partial, Symbol, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.speech import spoken_inlines

OUT, NET = Symbol("out", "o1"), Symbol("net", "o1")
NAMES = {"out_o1": OUT, "net_o1": NET, "w5": Symbol("w", "5")}


def told(mazur: Network, *mistakes: Mistake) -> list[str]:
    def ask(line: Display) -> tuple[Mistake, ...]:
        return mistakes

    outline = Outline((mazur.parameter("w5"),), 0, (Form.SCALAR,), parts=("slips",), mistakes=ask)
    document = notes(Numbers(mazur, Rounding(9)), outline)
    texts = [spoken_inlines(block.content) for block in walk(document.blocks) if isinstance(block, Paragraph)]
    return [text for text in texts if "then comes out as" in text]


def test_a_mistake_has_its_number_and_its_lesson(mazur: Network) -> None:
    (text,) = told(mazur, Mistake("x", "the slope is missing", "the factor w5 is missing", "Multiply.", decimal("0.5")))
    assert text.startswith("The slope is missing. The gradient of w 5 then comes out as 0.5, and not as 0.0821670406.")
    assert text.endswith("Multiply.")


def test_each_kind_stands_once_though_both_lines_allow_it(mazur: Network) -> None:
    mistake = Mistake("x", "a", "b", "C.", decimal("0.5"))
    assert len(told(mazur, mistake, mistake)) == 1


def test_a_factor_that_is_on_no_path_of_the_weight_is_no_mistake_of_its_line(mazur: Network) -> None:
    elsewhere = Mistake("x", "a", "b", "C.", decimal("0.5"), "∂out_h1/∂net_h1")
    on_path = Mistake("y", "a", "b", "C.", decimal("0.5"), "∂out_o1/∂net_o1")
    assert len(told(mazur, elsewhere, on_path)) == 1


def test_names_in_the_words_are_mathematics() -> None:
    found = with_mathematics("the factor ∂out_o1/∂net_o1 is missing, not ∂a/∂b", NAMES)
    assert found == (
        Text("the factor "),
        Math(Partial(OUT, NET, local=True)),
        Text(" is missing, not ∂a/∂b"),
    )
    assert [type(part) for part in with_mathematics("it is out_o1(1 - out_o1)", NAMES)] == [Text, Math]


def test_without_anyone_who_knows_mistakes_there_is_no_section(mazur: Network) -> None:
    outline = Outline((mazur.parameter("w5"),), 0, (Form.SCALAR,), parts=("slips",))
    document = notes(Numbers(mazur, Rounding(9)), outline)
    assert "Usual mistakes" not in str(document)
