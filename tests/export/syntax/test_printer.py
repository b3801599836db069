"""Brackets in code: they stand where the meaning needs them, in every language by one class."""

from __future__ import annotations

import math
from fractions import Fraction
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import ExportError, ExpressionError
from symbackprop.export.c.page import DOUBLES, CPrinter
from symbackprop.export.python.notes_module import PRINTER
from symbackprop.export.python.page import MATH_FUNCTIONS
from symbackprop.export.syntax.printer import Printer
from symbackprop.expression.tree import (
    Call,
    Choice,
    Dots,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    whole,
)

A, B = Symbol("a"), Symbol("b")
ascii_of = attrgetter("ascii")
PYTHON = Printer(
    MATH_FUNCTIONS.names,
    choice="({then} if {positive} > {zero} else {otherwise} if {positive} <= {zero} else {positive})",
)


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        (Sum((A, Negative(Sum((A, B))))), "a - (a + b)"),
        (Sum((A, Negative(decimal("-2")))), "a - (-2.0)"),
        (Product((A, Negative(B))), "a * (-b)"),
        (Quotient(A, Product((A, B))), "a / (a * b)"),
        (Quotient(whole(1), whole(3)), "1.0 / 3.0"),
        (Quotient(whole(1), whole(4)), "0.25"),
        (Negative(Negative(A)), "-(-a)"),
        (Call("log1p", Negative(A)), "math.log1p(-a)"),
        (Power(A, decimal("2.5")), "(a) ** (2.5)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_brackets_stand_where_they_are_needed(expression: Expression, written: str) -> None:
    assert PYTHON.write(expression, ascii_of) == written


def test_the_notes_have_bare_signs_and_their_own_fractions() -> None:
    assert PRINTER.write(Product((A, Negative(B))), ascii_of) == "a * -b"
    assert PRINTER.write(Quotient(whole(1), whole(4)), ascii_of) == "1 / 4"


def test_c_adds_the_bias_first_and_multiplies_what_is_known_early() -> None:
    printer = CPrinter(DOUBLES.names)
    assert printer.write(Sum((Product((A, A)), B)), ascii_of) == "b + a * a"
    assert printer.write(Product((A, B, B)), ascii_of) == "a * (b * b)"


def test_what_has_no_spelling_or_no_value_is_refused() -> None:
    with pytest.raises(ExportError, match="sigmoid has no spelling"):
        PYTHON.write(Call("sigmoid", A), ascii_of)
    with pytest.raises(ExpressionError, match="Dots has no value"):
        PYTHON.write(Dots(), ascii_of)


def numbers() -> st.SearchStrategy[Expression]:
    return st.integers(-9, 9).map(lambda n: Number(Fraction(n, 4), str(n / 4)))


def expressions() -> st.SearchStrategy[Expression]:
    return st.recursive(
        numbers(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Sum(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Product(tuple(parts))),
            st.tuples(inner, inner).map(lambda pair: Quotient(*pair)),
            inner.map(Negative),
            inner.map(lambda part: Call("tanh", part)),
            st.tuples(inner, inner, inner).map(lambda three: Choice(*three)),
        ),
        max_leaves=8,
    )


def value(expression: Expression) -> float:
    match expression:
        case Number(number):
            return float(number)
        case Sum(terms):
            return sum(map(value, terms))
        case Product(factors):
            return math.prod(map(value, factors))
        case Quotient(above, below):
            return value(above) / value(below)
        case Negative(body):
            return -value(body)
        case Call(_, argument):
            return math.tanh(value(argument))
        case Choice(positive, then, otherwise):
            return value(then if value(positive) > 0 else otherwise)
    raise AssertionError(expression)


@settings(max_examples=200, deadline=None)
@given(expressions())
def test_python_reads_back_what_is_meant(expression: Expression) -> None:
    try:
        expected = value(expression)
        found = eval(PYTHON.write(expression, ascii_of), {"math": math})
    except ZeroDivisionError:
        return
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
