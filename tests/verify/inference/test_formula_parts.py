"""Numbers and arrays of a formula, put together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.verify.inference.formula_parts import (
    FormulaPart,
    Shape,
    Unshaped,
    Unwritten,
    added,
    called_with,
    divided,
    entrywise,
    number,
    raised,
    turned,
    without_brackets,
)
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Numeral


def array(word: str, *shape: int) -> FormulaPart:
    return FormulaPart(shape, lambda at: f"{word}[{','.join(at)}]" if at else word)


W, X, C = array("W", 2, 3), array("x", 3), array("c")


def test_a_vector_is_added_to_each_row_or_to_each_column() -> None:
    assert added([W, X, C]).at(("i", "j")) == "(W[i,j] + x[j] + c)"
    assert added([W, array("b", 2)]).at(("i", "j")) == "(W[i,j] + b[i])"


@pytest.mark.parametrize(
    ("part", "shape", "text"),
    [
        (number(Fraction(-3)), (), "-3"),
        (number(Fraction(1, 3)), (), "(1/3)"),
        (entrywise([C, X, X]), (3,), "c*x[i]*x[i]"),
        (divided(entrywise([C, X]), X), (3,), "((c*x[i])/x[i])"),
        (raised(X, Numeral("2", Fraction(2), Span(0, 1))), (3,), "x[i]^2"),
        (raised(entrywise([C, X]), Numeral("2", Fraction(2), Span(0, 1))), (3,), "(c*x[i])^2"),
        (turned(array("V", 3)), (3,), "V[i]"),
    ],
    ids=["number", "third", "product", "fraction", "power", "power of a product", "row"],
)
def test_a_part_is_written_member_by_member(part: FormulaPart, shape: Shape, text: str) -> None:
    assert part.shape == shape
    assert part.at(("i",) * len(shape)) == text


def test_a_matrix_is_turned_round_and_a_vector_becomes_a_row() -> None:
    assert (turned(W).shape, turned(W).at(("i", "j"))) == ((3, 2), "W[j,i]")
    assert (turned(X).is_row, turned(turned(X)).is_row) == (True, False)


def test_what_does_not_fit_is_refused() -> None:
    for parts in ([W, array("b", 4)], [W, array("V", 3, 2)]):
        with pytest.raises(Unshaped):
            added(parts)
    with pytest.raises(Unshaped):
        entrywise([W, X])
    with pytest.raises(Unshaped):
        divided(W, X)
    with pytest.raises(Unshaped):
        X.scalar()
    with pytest.raises(Unwritten):
        raised(X, Numeral("0.5", Fraction(1, 2), Span(0, 3)))


def test_only_brackets_around_all_of_a_formula_go() -> None:
    assert [without_brackets(text) for text in ("(a + b)", "(a)*(b)", "a")] == ["a + b", "(a)*(b)", "a"]
    assert called_with("tanh", "(a + b)") == "tanh(a + b)"
