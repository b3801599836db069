"""Rows that fit the page."""

from __future__ import annotations

import pytest

from symbackprop.derive.narrate import Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Display, Document, Row
from symbackprop.expression.tree import (
    Braced,
    Elementwise,
    Expression,
    Matrix,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    plus,
    whole,
)
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.documents.lines import ROOM, fitted
from symbackprop.render.inline.labels import walk
from symbackprop.render.inline.tex import Tex
from symbackprop.render.inline.width import width

from ...texts import DEEP

NUMBER = decimal("-0.123456789")


def lines_of(*sides: Expression) -> tuple[Row, ...]:
    row = Row(Symbol("E"), tuple(("=", side) for side in sides))
    (block,) = fitted(Document("x", (), (Display((row,)),))).blocks
    assert isinstance(block, Display)
    return block.rows


def test_a_short_row_stays_as_it_is() -> None:
    assert lines_of(NUMBER, NUMBER) == (Row(Symbol("E"), (("=", NUMBER), ("=", NUMBER))),)


def test_a_long_row_is_cut_before_a_relation() -> None:
    product = Product((NUMBER,) * 4)
    assert [row.left for row in lines_of(product, product)] == [Symbol("E"), None]


def test_a_long_sum_is_cut_before_a_sign_and_keeps_its_terms() -> None:
    terms = tuple(Negative(Symbol("a", str(at))) if at % 2 else Symbol("b", str(at)) for at in range(1, 60))
    rows = lines_of(Sum(terms))
    assert len(rows) > 2
    found: list[Expression] = []
    for row in rows:
        ((relation, side),) = row.sides
        first, *others = side.terms if isinstance(side, Sum) else (side,)
        found += [Negative(first) if relation == "−" else first, *others]
    assert plus(*found) == Sum(terms)


def test_a_long_entrywise_product_is_cut_before_its_sign() -> None:
    factors = tuple(Braced(Symbol("a", "long" * 3, bold=True), "2 × 1") for _ in range(12))
    rows = lines_of(Elementwise(factors))
    assert [row.sides[0][0] for row in rows[1:]] == ["⊙"] * (len(rows) - 1)
    found = [side.factors for row in rows for _, side in row.sides if isinstance(side, Elementwise)]
    assert sum(found, ()) == factors


def test_a_sum_that_is_alone_on_its_line_of_a_product_keeps_its_brackets() -> None:
    wide = Symbol("a" * 60)
    last = lines_of(Product((wide, Sum((Symbol("b" * 20), Symbol("c" * 20))))))[-1].sides[-1][1]
    assert Tex().write(last) == rf"(\mathrm{{{'b' * 20}}} + \mathrm{{{'c' * 20}}})"


def test_a_sum_that_is_a_factor_keeps_its_brackets_at_the_start_of_a_line() -> None:
    long = Symbol("a" * 40)
    gap = Sum((whole(1), Negative(long)))
    row = Row(None, (("=", Product((long, gap, gap))),))
    (display,) = fitted(Document("", (), (Display((row,), None),)), 50).blocks
    assert isinstance(display, Display)
    sides = [side for row in display.rows for _, side in row.sides]
    assert [isinstance(side, Sum) for side in sides] == [False, False, False]


@pytest.mark.parametrize("case", ["example", "deep"])
def test_every_row_of_the_notes_fits(case: str, mazur: Network) -> None:
    network = mazur if case == "example" else parse(DEEP, "deep.toml")
    document = fitted(notes(Numbers(network, Rounding(9)), Outline(network.parameters, rounds=1)))
    for block in walk(document.blocks):
        if isinstance(block, Display):
            left = max((width(row.left) for row in block.rows if row.left is not None), default=0)
            for row in block.rows:
                wide = left + sum(width(side) + 3 for _, side in row.sides)
                assert wide <= ROOM or len(row.sides) == 1, row


@pytest.mark.parametrize(
    ("expression", "digits"),
    [
        (decimal("0.5"), 3),
        (Symbol("out", "h1"), 4),
        (Quotient(whole(1), Sum((whole(1), Symbol("a")))), 6),
        (Braced(decimal("0.5"), "step 1"), 4),
        (Power(Symbol("a"), whole(2)), 2),
        (Matrix(((decimal("12"), whole(3)), (whole(4), whole(5)))), 7),
    ],
    ids=str,
)
def test_the_width_counts_what_stands_side_by_side(expression: Expression, digits: int) -> None:
    assert width(expression) == digits
