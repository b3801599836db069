from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.interpretation.strange_names import (
    are_of_notation,
    is_named_for_itself,
    shows_notation,
    strange_name,
    unindexed,
)

from ..formulas import chain, name, node
from .names import interpreted

SPOKEN = (
    r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1",
    r"net_{h2} = w_3 i_1 + w_4 i_2 + b_1",
    r"out_{h1} = \sigma(net_{h1})",
    r"net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2",
)
NOTES = interpreted(*SPOKEN)
OTHER = interpreted("z_1 = w_1 x_1 + w_2 x_2 + b_1")


def strange(naming: Naming, line: str) -> str | None:
    found = strange_name(naming, chain(line))
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("net_{h1} = w_1 x_1 + b_1", "x_1"),
        (r"target_{h1} = \sigma(net_{h1})", "target_{h1}"),
        ("net_{h1} = w_1 i_1", None),
    ],
)
def test_a_document_that_keeps_to_a_notation_has_no_other_names(line: str, found: str | None) -> None:
    assert strange(NOTES, line) == found


def test_a_document_of_its_own_notation_has_no_strangers() -> None:
    assert strange(OTHER, "net_{h1} = q_{17} x_1") is None


def test_names_that_are_used_again_and_again_are_the_way_of_the_writer() -> None:
    lines = [line.replace("i_1", "x_1").replace("i_2", "x_2") for line in SPOKEN]
    naming = interpreted(*lines, "x_1 = 0.05", "x_2 = 0.10")
    assert naming.keeps_notation
    assert strange(naming, "net_{h1} = w_1 x_1 + b_1") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("out_h", "out_h"), (r"w_1 \cdot net_h", "net_h"), (r"\mathbf{out}_h", None), ("out_{h1}", None), ("E", None)],
)
def test_an_array_that_is_not_in_bold_type_is_none_of_that_notation(text: str, found: str | None) -> None:
    array = unindexed(NOTES, node(text))
    assert (None if array is None else array.text) == found
    assert unindexed(OTHER, node(text)) is None


@pytest.mark.parametrize(("text", "tells"), [("net_{h1}", True), ("out", True), ("a", False), (r"\eta_1", False)])
def test_an_index_or_a_word_tells_which_notation_is_spoken(text: str, tells: bool) -> None:
    assert shows_notation(name(text)) is tells


def test_nothing_is_guessed_of_names_of_the_notation_that_is_spoken() -> None:
    assert are_of_notation(NOTES, [name("net_{h1}"), name("w_5")])
    assert not are_of_notation(NOTES, [name("net_{h1}"), name("q_5")])
    assert not are_of_notation(OTHER, [name("net_{h1}")])


@pytest.mark.parametrize(
    ("line", "found"), [("net_{h1} = [t = 3] w_1 i_1 + w_2 i_2 + b_1", None), ("net_{h1} = t w_1 i_1", "t")]
)
def test_an_index_that_a_bracket_compares_is_no_stranger(line: str, found: str | None) -> None:
    assert strange(interpreted(*SPOKEN, line), line) == found


PARTS_OF_ITS_OWN = replace(NOTES, habitual=frozenset({"p", "net"}))


@pytest.mark.parametrize(
    ("line", "is_own"),
    [
        (r"p_3 = 3.5 \cdot 2 = 7", True),
        (r"p_a = 3.5 \cdot 2 = 7", True),
        ("p_3 = w_1 + 2", False),
        ("net_{h9} = 3.5", False),
        ("q_3 = 3.5", False),  # used once
    ],
)
def test_what_a_writer_calls_parts_of_a_formula_again_and_again_is_his_own(line: str, is_own: bool) -> None:
    assert is_named_for_itself(PARTS_OF_ITS_OWN, chain(line)) is is_own
    assert not is_own or strange(PARTS_OF_ITS_OWN, line) is None
    assert strange(NOTES, line) is not None
