"""The index language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.expression.tree import (
    HALF,
    Call,
    Index,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    whole,
)
from symbackprop.graph.equations import Equation, Graph, Term
from symbackprop.graph.language import MOST_DEPTH, parse_equations
from symbackprop.graph.tokens import LanguageError

FROM, TO = Index("i", 2), Index("j", 3)
INDICES = {"i": FROM, "j": TO}
A, B, C = Symbol("a"), Symbol("b"), Symbol("c")


def body(text: str) -> object:
    (statement,) = parse_equations(f"y = {text}", INDICES)
    return statement.equation.body


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a - b - c", Sum((A, Negative(B), Negative(C)))),
        ("a - (b - c)", Sum((A, Negative(Sum((B, Negative(C))))))),
        ("a*b/c", Quotient(Product((A, B)), C)),
        ("-a^2", Negative(Power(A, whole(2)))),
        ("(-a)^2", Power(Negative(A), whole(2))),
        ("a**-2", Power(A, Negative(whole(2)))),
        ("1/2*(a - b)^2", Product((Quotient(whole(1), whole(2)), Power(Sum((A, Negative(B))), whole(2))))),
        ("0.050*a", Product((decimal("0.050"), A))),
        ("sigmoid(a + b)", Call("sigmoid", Sum((A, B)))),
        ("sqrt(a)", Power(A, HALF)),
        ("a # a comment", A),
    ],
    ids=str,
)
def test_an_expression_is_read_as_it_is_meant(text: str, meant: object) -> None:
    assert body(text) == meant


def test_a_layer_is_one_equation_with_a_sum() -> None:
    (statement,) = parse_equations("net_h[j] = sum(i, w[j,i]*x[i]) - b[j]", INDICES)
    read = Product((Symbol("w", "", (TO, FROM)), Symbol("x", "", (FROM,))))
    assert statement.equation == Equation(
        Symbol("net", "h", (TO,)), (Term(read, (FROM,)), Term(Negative(Symbol("b", "", (TO,)))))
    )


def test_lines_are_counted_with_the_empty_ones() -> None:
    statements = parse_equations("\n# first\ny = a\n\nz = y", INDICES)
    assert [statement.line for statement in statements] == [3, 5]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("y = sigmod(a)", r"column 5: no function is called 'sigmod' \(nearest: sigmoid\)"),
        ("y = a +", r"column 8: expected a number, a name or '\(', found 'the end of the line'"),
        ("y = x[k]", r"column 7: expected an index, found 'k'.*the indices are i, j"),
        ("y = a ^ (1/0 + 2)", r"column 9: an exponent must be a formula, or a number"),
        ("y = 2^1000", r"an exponent must be a formula, or a number between -64 and 64"),
        ("y = sum(a, 3)", r"column 9: expected an index, as in 'sum\(i, …\)'"),
        ("= 3", r"column 1: expected the name of a quantity"),
        ("y = a b", r"column 7: expected an operator or the end of the line, found 'b'"),
        ("y = a; import os", r"column 6: ';' has no place in an equation"),
        ("y = __import__('os')", r"'_' has no place"),
        ("y = x[i", r"expected '\]'"),
        ("y[i+1] = a", r"defined at a shifted index"),
        ("y = " + "(" * (MOST_DEPTH + 2) + "a", r"nested more than 60 deep"),
        ("y = " + "-" * (MOST_DEPTH + 2) + "a", r"nested more than 60 deep"),
        ("y = " + "9" * 41, r"at most 40 digits"),
        ("y = a" + " " * 100_001, r"at most 100,000 are read"),
    ],
    ids=lambda value: value[:24],
)
def test_what_is_not_in_the_language_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(LanguageError, match=says):
        parse_equations(text, INDICES)


@given(st.text(st.sampled_from("abwxy019_.,[]()+-*/^= \nsumexp#é\0"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_equations(text, INDICES)
    except LanguageError as error:
        one_line = str(error)
    else:
        one_line = ""
        assert all(statement.equation.terms for statement in found)
    assert "\n" not in one_line


def test_the_equations_make_a_graph() -> None:
    statements = parse_equations("y[j] = sum(i, w[j,i]*x[i])\nE = sum(j, y[j]^2)", INDICES)
    leaves = (Symbol("w", "", (TO, FROM)), Symbol("x", "", (FROM,)))
    assert len(Graph(leaves, tuple(at.equation for at in statements)).equations) == 2
