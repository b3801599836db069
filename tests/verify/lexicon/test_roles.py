"""Which parts letters and words play."""

from __future__ import annotations

import pytest

from symbackprop.verify.lexicon.languages import LANGUAGES
from symbackprop.verify.lexicon.parts import PARTS as EVERY_PART
from symbackprop.verify.lexicon.roles import LABELS, LETTERS, PARTS, SIZES, parts_of

from ..formulas import name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("w_5", ("weight",)),
        ("b", ("bias",)),
        (r"\eta", ("rate",)),
        (r"\hat{y}", ("out",)),
        ("y_{pred}", ("out",)),
        ("y_{true}", ("target",)),
        ("y_{soll}", ("target",)),
        ("y", ("target", "out")),
        ("x_{out}", ("out", "net")),
        (r"\text{ziel}", ("target",)),
        (r"\text{saida}", ("out",)),
        (r"\text{poids}", ("weight",)),
        ("E", ("loss",)),
    ],
)
def test_a_name_plays_parts_by_its_letter_and_its_marks(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(name(text)) == parts


def test_every_part_that_is_named_is_one() -> None:
    assert {part for parts in PARTS.values() for part in parts} <= EVERY_PART
    assert set(EVERY_PART) <= {part for parts in LETTERS.values() for part in parts}


def test_letters_hold_before_words_of_languages() -> None:
    assert all(PARTS[letter] == parts for letter, parts in LETTERS.items())


def test_labels_are_words_and_no_letters() -> None:
    assert {"inputs", "ziel", "gewichte", "targets"} <= LABELS
    assert all(len(word) > 1 for word in LABELS)
    assert {"h", "hidden", "model"} <= SIZES


def test_no_word_of_one_language_takes_the_part_of_another() -> None:
    seen: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES.values():
        for section in language.names.values():
            for word, parts in section.items():
                assert seen.setdefault(word, parts) == parts, word
