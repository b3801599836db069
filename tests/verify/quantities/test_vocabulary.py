from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.models.notations import NOTATIONS
from symbackprop.models.spec import example
from symbackprop.verify.quantities.vocabulary import SPEC_NOTATION, Vocabulary

from ..formulas import name


def elements(text: str, vocabulary: Vocabulary) -> list[str] | None:
    """Return the single quantities that a name of a notation stands for."""
    found = vocabulary.find(name(text))
    meant = None if found is None else vocabulary.elements(found)
    return None if meant is None else [symbol.ascii for symbol in meant[0]]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("out_{h1}", ["out_h1"]),
        ("out_h", ["out_h1", "out_h2"]),
        ("w_5", ["w5"]),
        ("b_1", ["b1"]),
        ("E_{total}", ["E_total"]),
        ("out_{h3}", None),
        ("w_9", None),
        ("q_1", None),
        ("out_{h1}^{(2)}", None),
    ],
)
def test_the_names_of_the_notes_are_read_without_guessing(text: str, meant: list[str] | None, mazur: Network) -> None:
    assert elements(text, Vocabulary(mazur)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("z^{(1)}_1", ["net_h1"]), ("a^{(2)}_2", ["out_o2"]), ("W^{(1)}_{1,2}", ["w2"]), ("out_{h1}", None)],
)
def test_the_names_of_another_school_are_too(text: str, meant: list[str] | None, mazur: Network) -> None:
    assert elements(text, Vocabulary(mazur, "z-a")) == meant


@pytest.mark.parametrize("school", [SPEC_NOTATION, *NOTATIONS])
def test_every_notation_has_names_for_inputs_outputs_and_loss(school: str, mazur: Network) -> None:
    vocabulary = Vocabulary(mazur, school)
    assert vocabulary.indices
    assert any(vocabulary.has_letter(letter) for letter in "ELJC")


def test_an_array_and_its_elements_are_told_apart(mazur: Network) -> None:
    vocabulary = Vocabulary(mazur)
    assert vocabulary.is_array(name("out_h"))
    assert not vocabulary.is_array(name("out_{h1}"))
    assert vocabulary.knows(name("out_{h2}"))
    assert not vocabulary.knows(name("out_{h7}"))


def test_letters_that_count_are_positions(mazur: Network) -> None:
    found = Vocabulary(mazur).find(name("out_{hj}"))
    assert found is not None
    assert dict(found.letters) == {"j": 2}
    assert Vocabulary(mazur).elements(found) is None


def test_a_sample_stands_above() -> None:
    batch = example("layers-batch")
    vocabulary = Vocabulary(batch)
    layer = batch.layers[-1].out
    found = vocabulary.find(name(f"{layer.base}_{{{layer.subscript}1}}^{{(2)}}"))
    assert found is not None
    assert found.sample == "2"
