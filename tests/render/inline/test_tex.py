"""Mathematics in TeX, for LaTeX and Markdown."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Display, Relate, Row
from symbackprop.expression.tree import (
    Bracket,
    Call,
    Choice,
    Dots,
    Index,
    Partial,
    Power,
    Product,
    Quotient,
    Symbol,
    decimal,
    whole,
)
from symbackprop.render.inline.speech import spoken
from symbackprop.render.inline.tex import DISPLAY, INLINE, RELATIONS, rows

W, E = Symbol("w", "5"), Symbol("E", "total")


def test_a_derivative_is_a_fraction_in_a_display_and_a_slash_in_a_line() -> None:
    assert DISPLAY.write(Partial(E, W)) == r"\frac{\partial E_{\mathrm{total}}}{\partial w_{5}}"
    assert INLINE.write(Partial(E, W)) == r"\partial E_{\mathrm{total}} / \partial w_{5}"


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (Symbol("net", "h1"), r"\mathrm{net}_{h1}"),
        (Symbol("W", bold=True), r"\mathbf{W}"),
        (Symbol("δ", bold=True), r"\boldsymbol{\delta }"),
        (Call("abs", W), r"\left\lvert w_{5} \right\rvert"),
        (decimal("-3.5e-7"), r"-3.5 \times 10^{-7}"),
        (
            Partial(E, W, local=True, held=(Symbol("z"), Dots())),
            r"\left. \frac{\partial E_{\mathrm{total}}}{\partial w_{5}} \right\rvert_{z, \ldots}",
        ),
        (Power(Quotient(W, whole(2)), whole(2)), r"\left(\frac{w_{5}}{2}\right)^{2}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_quantities_numbers_and_powers(expression, written: str) -> None:  # type: ignore[no-untyped-def]
    assert DISPLAY.write(expression) == written


def test_branches_end_their_source_lines() -> None:
    written = DISPLAY.write(Choice(W, W, whole(0)))
    assert all(line.endswith("\\\\") for line in written.splitlines()[1:-2])


def test_rows_are_aligned_at_their_first_relation() -> None:
    first, second = Row(W, (("=", whole(1)), ("≈", whole(2)))), Row(None, (("=", whole(3)),))
    assert DISPLAY.row(first) == r"w_{5} &= 1 \approx 2"
    assert rows(Display((first,))) == r"w_{5} = 1 \approx 2"
    assert rows(Display((first, second))).splitlines()[1:-1] == ["w_{5} &= 1 \\approx 2 \\\\", "&= 3"]


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_is_written_between_its_sides(relation: str) -> None:
    between = f" {RELATIONS[relation]} ".replace(" ,", ",", 1)
    assert INLINE.related(Relate(W, relation, whole(1))) == f"w_{{5}}{between}1"


def test_a_relation_of_three_sides_is_one_formula() -> None:
    bounds = Relate(whole(1), "≤", W, (("≤", whole(4)),))
    assert INLINE.related(bounds) == r"1 \leq w_{5} \leq 4"
    assert INLINE.related(Relate(W, "=", whole(1), (("…", whole(9)),))) == r"w_{5} = 1, \ldots, 9"


def test_what_counts_at_one_position_stands_behind_a_bracket() -> None:
    assert INLINE.write(Product((Bracket(Index("t", 3), whole(3)), W))) == r"[t = 3] \cdot w_{5}"
    assert INLINE.write(Product((Bracket(Index("t", 3), whole(2), "≥"), W))) == r"[t \geq 2] \cdot w_{5}"
    assert spoken(Bracket(Index("t", 3), whole(2), "≤")) == "the bracket t is at most 2"
