"""Brackets, decided once for every format."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import (
    Braced,
    Call,
    Elementwise,
    Expression,
    Negative,
    Power,
    Quotient,
    Sum,
    Symbol,
    Transposed,
    updated,
    whole,
)
from symbackprop.render.inline.speech import spoken
from symbackprop.render.inline.tex import Tex
from symbackprop.render.inline.typst import TypstMath

A, B = Symbol("a", bold=True), Symbol("b", bold=True)
ONES = Symbol("1", bold=True)


@pytest.mark.parametrize(
    "body",
    [
        Power(A, whole(3)),
        Quotient(A, B),
        Call("exp", A),
        Call("sigmoid", A),
        Sum((A, B)),
        Negative(A),
        Elementwise((A, B)),
        Transposed(A),
        updated(A),
    ],
    ids=lambda body: type(body).__name__,
)
def test_what_has_a_sign_or_an_exponent_is_bracketed_before_it_is_transposed(body: Expression) -> None:
    tex, typst = Tex().write(body), TypstMath().write(body)
    brackets = rf"\left({tex}\right)" if r"\frac" in tex else f"({tex})"
    assert Tex().write(Transposed(body)) == brackets + r"^{\mathsf{T}}"
    assert TypstMath().write(Transposed(body)) == f"lr(({typst}))^(upright(T))"


def test_a_name_is_transposed_without_brackets() -> None:
    assert Tex().write(Transposed(A)) == r"\mathbf{a}^{\mathsf{T}}"


def test_a_minus_before_a_brace_brackets_the_sum_over_it() -> None:
    assert Tex().write(Negative(Braced(Sum((A, B)), "2 × 1"))) == (
        r"-\underbrace{(\mathbf{a} + \mathbf{b})}_{2 \times 1}"
    )


def test_ones_are_read_as_ones() -> None:
    assert spoken(Transposed(ONES)) == "vector of ones transposed"
    assert Tex().write(ONES) == r"\mathbf{1}"
    assert TypstMath().write(ONES) == "bold(upright(1))"
