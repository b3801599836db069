"""All sentences of the notes stand in one catalogue, whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from symbackprop.derive.narrate import sentences
from symbackprop.derive.narrate.parts import sentences as sentences_of_parts
from symbackprop.derive.narrate.words import PLACE, joined, listed, sentence

FOLDER = Path(sentences.__file__).parent
CATALOGUE = {
    name: text
    for catalogue in (sentences, sentences_of_parts)
    for name, text in vars(catalogue).items()
    if name.isupper() and isinstance(text, str)
}
OTHERS = sorted(path for path in FOLDER.rglob("*.py") if path.name not in ("length.py", "sentences.py"))
"""All but the module that judges the length: it has nothing for readers of notes, and one message for users."""


def strings(path: Path) -> list[str]:
    """Return the strings of a module that could reach a reader of the notes: no docstrings, no messages of errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = [node for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert)]
    apart += [node for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    apart += [node for node in ast.walk(tree) if isinstance(node, ast.Return) and "Error(" in ast.unparse(node)]
    left_out = {id(inner) for node in apart for inner in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out
    ]


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_no_other_module_has_words_for_readers(path: Path) -> None:
    assert [text for text in strings(path) if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)] == []


def test_no_name_stands_in_both_catalogues() -> None:
    own, of_parts = ({name for name in vars(at) if name.isupper()} for at in (sentences, sentences_of_parts))
    assert own & of_parts == set()


def test_every_sentence_is_used() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
    assert [name for name in CATALOGUE if len(re.findall(rf"\b{name}\b", everything)) < 2] == []


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_sentence_is_whole(name: str) -> None:
    text = CATALOGUE[name]
    assert text == text.strip()
    assert "  " not in text
    assert PLACE.sub("", text).count("{") == 0
    assert text.count("**") % 2 == 0


@pytest.mark.parametrize(
    "poor", ["a layer say", "one row a", "by z", "above the line", "go against", "serves", "says "]
)
def test_what_readers_stumbled_over_is_gone(poor: str) -> None:
    assert [text for text in CATALOGUE.values() if poor in text] == []


def test_a_place_without_a_part_and_a_part_without_a_place_are_refused() -> None:
    with pytest.raises(KeyError):
        sentence("The {count} paths.")
    with pytest.raises(AssertionError):
        sentence("The paths.", count="two")


def test_a_long_list_shows_its_first_part_and_its_last() -> None:
    def text(most: int) -> str:
        return "".join(part.text for part in listed(["a1", "a2", "a3", "a4"], most))

    assert [text(most) for most in (2, 3, 4)] == ["a1, …, a4", "a1, …, a4", "a1, a2, a3 and a4"]


def test_sentences_are_joined_by_one_space() -> None:
    assert "".join(part.text for part in joined((), sentence("One."), (), sentence("Two."))) == "One. Two."
