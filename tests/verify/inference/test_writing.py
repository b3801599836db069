"""Formulas of a document in the index language."""

from __future__ import annotations

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.inference.families import families_of
from symbackprop.verify.inference.formula_parts import Shape, Unshaped, Unwritten
from symbackprop.verify.inference.writing import IndexLetters, Writer, count_of, is_too_long, members

from ..formulas import node
from ..interpretation.names import chain

SHAPES: dict[str, Shape] = {"W": (2, 3), "x": (3,), "y": (2,), "v": (3,)}


def writer(definition: str = "a = b", unrolled: bool = False, **sizes: int) -> Writer:
    letters = IndexLetters(frozenset(SHAPES))
    return Writer(families_of([chain(definition)]), SHAPES, sizes, letters, "tanh", {}, unrolled)


@pytest.mark.parametrize(
    ("formula", "shape", "written", "unrolled"),
    [
        ("W x + y", (2,), "(sum(i, W[1,i]*x[i]) + y[1])", "((W1_1*x1 + W1_2*x2 + W1_3*x3) + y1)"),
        (r"\|y\|^2", (), "sum(i, (y[i])^2)", "((y1)^2 + (y2)^2)"),
        (r"x \odot v", (3,), "x[1]*v[1]", "x1*v1"),
        (r"\sigma(a - 0.5)", (), "tanh(a + (-(1/2)))", "tanh(a + (-(1/2)))"),
    ],
)
def test_what_is_an_array_is_written_member_by_member(formula: str, shape: Shape, written: str, unrolled: str) -> None:
    for is_unrolled, text in ((False, written), (True, unrolled)):
        part = writer(unrolled=is_unrolled).of(node(formula), {})
        assert (part.shape, part.at(("1",) * len(shape))) == (shape, text)


def test_a_sum_keeps_the_letter_of_the_document() -> None:
    part = writer(r"z_i = \sum_j W_{ij} x_j", i=2, j=3).of(node(r"\sum_j W_{ij} x_j"), {"i": "k"})
    assert part.scalar() == "sum(j, W[k,j]*x[j])"


def test_what_does_not_fit_or_has_no_words_is_refused() -> None:
    with pytest.raises(Unshaped):
        writer().of(node("W y"), {})
    for formula in (r"\frac{\partial E}{\partial w}", "f'(x)", r"\sum_j W_{ij} x_j"):
        with pytest.raises(Unwritten):
            writer().of(node(formula), {})


def test_a_free_letter_runs_as_far_as_it_is_asked_to_and_is_no_quantity() -> None:
    letters = IndexLetters(frozenset("i"))
    assert [letters.free(2), letters.free(2), letters.free(3), letters.free(2, ["j"])] == ["j", "j", "k", "m"]
    assert letters.free(3, wanted="j") == "k"
    assert letters.free(5, wanted="q") == "q"


def test_an_array_has_its_members_in_reading_order_and_a_long_formula_is_told() -> None:
    assert list(members((2, 2))) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert count_of((2, 3)) == len(list(members((2, 3)))) == 6
    assert not is_too_long(node("a + b"))
    assert is_too_long(node(" + ".join(["a"] * thresholds.MOST_NODES)))
