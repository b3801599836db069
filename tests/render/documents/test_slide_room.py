"""What is measured on slides."""

from __future__ import annotations

from symbackprop.document.blocks import Align, Footnote, Math, Reference, Relate, Row, Strong, Table, Text
from symbackprop.expression.tree import ONE, Call, Dots, Matrix, Partial, Sum, Symbol
from symbackprop.render.documents.slide_room import (
    CELL,
    MOST_ENTRIES,
    ROW_GAP,
    columns_of,
    lines_of_text,
    shortened,
    tall,
    wide,
    widest,
    with_small_matrices,
)

X = Symbol("x")


def test_words_and_formulas_take_room_and_footnotes_none() -> None:
    assert wide((Text("abc"), Footnote((Text("more"),)))) == 3
    assert wide((Strong("abc"),)) > 3
    assert wide((Math(Partial(X, X)), Relate(X, "=", X), Reference("eq-1"))) > 15
    assert lines_of_text((Text("x" * 30),), 10) == 3


def test_a_row_is_as_tall_as_its_tallest_side_and_as_wide_as_all_of_them() -> None:
    row = Row(Partial(X, X), (("=", X), ("=", X)))
    assert tall(row) > tall(Row(None, (("=", X),))) == 1 + ROW_GAP
    assert widest([row]) > widest([Row(None, (("=", X),))])


def test_a_column_is_as_wide_as_its_widest_cell() -> None:
    table = Table((((Text("name"),), Align.LEFT),), (((Text("a longer one"),),),), (), "tab-1")
    assert columns_of(table) == (12 + CELL,)


def test_dots_stand_in_large_matrices_and_no_small_one_changes() -> None:
    count = MOST_ENTRIES + 1
    found = with_small_matrices(Call("exp", Matrix(((X,) * count,) * count)))
    assert isinstance(found, Call)
    assert isinstance(found.argument, Matrix)
    assert len(found.argument.rows) < count
    assert found.argument.rows[0][-2:] == (Dots(), X)
    small = Matrix(((X,) * MOST_ENTRIES,) * MOST_ENTRIES)
    assert with_small_matrices(small) == small


def test_dots_stand_in_long_sums_within_a_formula() -> None:
    terms = Sum((X, ONE, ONE, ONE, X))
    assert shortened(Call("exp", terms)) == Call("exp", Sum((X, Dots(), X)))
    assert shortened(terms) == terms
