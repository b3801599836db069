"""Sentences in lines of text."""

from __future__ import annotations

from symbackprop.document.blocks import Footnote, Math, Strong, Text
from symbackprop.document.phrases import is_question, lead_of, length_of, sentences_of
from symbackprop.expression.tree import Symbol

W = Math(Symbol("w"))


def test_a_sentence_ends_at_its_sign_and_not_in_a_number_or_at_a_colon() -> None:
    content = (Text("Raise "), W, Text(" by 0.01: it rises. Then it falls.\u00a0"), Footnote((Text("A note."),)))
    first, second = sentences_of(content)
    assert first == (Text("Raise "), W, Text(" by 0.01: it rises."))
    assert second == (Text("Then it falls.\u00a0"),)


def test_words_that_stand_out_at_the_start_are_a_title_where_they_end_as_one() -> None:
    assert lead_of((Strong("A nudge."), Text(" Raise it."))) == (Strong("A nudge."), (Text("Raise it."),))
    assert lead_of((Strong("net input"), Text(" is it."))) == (None, (Strong("net input"), Text(" is it.")))


def test_a_formula_counts_and_a_footnote_does_not() -> None:
    assert length_of((Text("abc"), Footnote((Text("long" * 9),)))) == 3
    assert length_of((Text("abc"), W)) > 3


def test_a_question_ends_with_its_sign() -> None:
    assert is_question((W, Text("?")))
    assert not is_question((Text("? Yes."),))
    assert not is_question(())
