"""Indices in print: none that is called like a quantity, and none that takes a single value."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.notations import NOTATIONS
from symbackprop.render.documents.markdown import markdown

from .layered import layered


def index_form(sizes: list[int], notation: str) -> str:
    return markdown(notes(Numbers(layered(sizes, notation), Rounding(9)), Outline((), 0, (Form.INDEX,))))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_no_index_has_the_letter_of_a_quantity_and_no_sum_has_one_term(notation: str) -> None:
    text = index_form([2, 3, 1], notation)
    assert "i_ {i}" not in text
    assert "=1}^{1}" not in text
    assert "=1}^{3}" in text


def test_a_sum_of_one_term_is_that_term() -> None:
    text = index_form([2, 3, 1], "net-out")
    assert r"E_ {\mathrm{total}} = E_ {o1}" in text
    assert r"\mathrm{net}_ {hj} = \sum_ {m=1}^{2} W_ {1,jm} \cdot i_ {m} + b_ {hj}" in text
