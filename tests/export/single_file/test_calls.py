"""Arithmetic as calls, in languages without operators for complex numbers."""

from __future__ import annotations

from operator import attrgetter

from symbackprop.export.single_file.calls import CallPrinter
from symbackprop.export.single_file.javascript import COMPLEX_PRIMITIVES
from symbackprop.expression.tree import Call, Negative, Product, Quotient, Sum, Symbol, whole

A, B = Symbol("a"), Symbol("b")
PRINTER = CallPrinter(COMPLEX_PRIMITIVES.names, owner="C")


def test_every_operation_is_a_call() -> None:
    expression = Sum((Product((A, B, B)), Negative(Quotient(A, B))))
    assert PRINTER.write(expression, attrgetter("ascii")) == "C.add(C.multiply(a, b, b), C.negate(C.divide(a, b)))"


def test_fractions_are_numbers_and_functions_have_their_spelling() -> None:
    assert PRINTER.write(Quotient(whole(1), whole(4)), attrgetter("ascii")) == "0.25"
    assert PRINTER.write(Call("tanh", A), attrgetter("ascii")) == "complex.tanh(a)"
