"""Names as people type them: marks over, above and below, in plain text and as in LaTeX."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.errors import ExpressionError
from symbackprop.expression.greek import NAMED_LETTERS as GREEK
from symbackprop.expression.tree import ACCENTS, MARKS, Index, Symbol, symbols_of
from symbackprop.graph.language import parse_equations
from symbackprop.graph.names import parse_name, plain_name

J, K = Index("j", 2), Index("k", 3)
INDICES = {"j": J, "k": K}

NAMES = [
    ("w5", Symbol("w", "5")),
    ("net_h", Symbol("net", "h")),
    ("E_total", Symbol("E", "total")),
    ("h1_2", Symbol("h", "1,2")),
    ("δ_o", Symbol("δ", "o")),
    ("y_hat", Symbol("y", accent="hat")),
    (r"\hat{y}", Symbol("y", accent="hat")),
    (r"\hat y", Symbol("y", accent="hat")),
    (r"\widehat{out}_{o1}", Symbol("out", "o1", accent="hat")),
    ("y_hat_1", Symbol("y", "1", accent="hat")),
    (r"\hat{\theta}", Symbol("theta", accent="hat")),
    (r"\hat\theta_1", Symbol("theta", "1", accent="hat")),
    (r"\bar{x}", Symbol("x", accent="bar")),
    (r"\overline{x}", Symbol("x", accent="bar")),
    ("x_tilde", Symbol("x", accent="tilde")),
    ("w_star", Symbol("w", superscript="*")),
    ("w^*", Symbol("w", superscript="*")),
    ("w^{*}", Symbol("w", superscript="*")),
    (r"w^\star", Symbol("w", superscript="*")),
    ("x'", Symbol("x", superscript="'")),
    ("x''", Symbol("x", superscript="''")),
    (r"x^{\prime}", Symbol("x", superscript="'")),
    ("x_prime", Symbol("x", superscript="'")),
    ("eta", Symbol("eta")),
    (r"\eta", Symbol("eta")),
    (r"\delta_{o}", Symbol("delta", "o")),
    ("a^{(1)}", Symbol("a", superscript="(1)")),
    ("a^[2]", Symbol("a", superscript="[2]")),
    ("a^{[2]}", Symbol("a", superscript="[2]")),
    ("w^l_{jk}", Symbol("w", "", (J, K), superscript="l")),
    ("w_{jk}^{(l)}", Symbol("w", "", (J, K), superscript="(l)")),
    ("w_{k,j}", Symbol("w", "", (K, J))),
    ("w_{1k}", Symbol("w", "", (1, K))),
    ("out_{o1}", Symbol("out", "o1")),
    ("w_{12}", Symbol("w", "12")),
    ("w_{1,2}", Symbol("w", "1,2")),
    ("y^{*}_{k}", Symbol("y", "", (K,), superscript="*")),
]


@pytest.mark.parametrize(("typed", "symbol"), NAMES, ids=[typed for typed, _ in NAMES])
def test_a_name_has_its_parts(typed: str, symbol: Symbol) -> None:
    assert parse_name(typed, INDICES) == symbol


@pytest.mark.parametrize(("typed", "symbol"), NAMES, ids=[typed for typed, _ in NAMES])
def test_a_name_is_one_token_of_an_equation(typed: str, symbol: Symbol) -> None:
    target = "z[j,k]"
    (statement,) = parse_equations(f"{target} = 2*{typed} - ({typed})^2", INDICES)

    assert {read for term in statement.equation.terms for read in symbols_of(term.body)} == {symbol}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "is not a name"),
        ("1w", "is not a name"),
        ("x²", "is not a name"),
        ("x٣", "is not a name"),
        (r"\foo", "is no Greek letter"),
        (r"\hat{\foo}", "is no Greek letter"),
        (r"\hat{y}_hat", "has two marks over it"),
        ("x'_star", "is not a name"),
        ("x_star'", "has two things above it"),
        ("x'''", "has too many primes"),
        ("x_{i+1}", "positions with signs stand in brackets"),
        ("x_{}", "something below that is no name"),
        ("w_{j}_{k}", "has positions below it twice"),
        ("x; import os", "is not a name"),
        ("x\n", "is not a name"),
    ],
)
def test_what_is_no_name_is_refused(typed: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(says)):
        parse_name(typed, INDICES)


LETTER = st.sampled_from(["w", "y", "net", "θ", *sorted(GREEK)])
BELOW = st.sampled_from(["", "5", "h", "h,1", "1,2", "total"])


@given(LETTER, BELOW, st.sampled_from(["", *ACCENTS]), st.sampled_from(["", *MARKS.values()]))
def test_the_plain_name_of_a_quantity_is_read_as_that_quantity(base: str, below: str, accent: str, mark: str) -> None:
    symbol = Symbol(base, below, accent=accent, superscript=mark)

    assert parse_name(symbol.ascii) == symbol
    assert plain_name(symbol.ascii) == symbol.ascii


@given(st.text(alphabet="wyθ1_\\{}[]()^*'hat ,jk", max_size=12))
def test_any_text_is_a_name_or_refused_with_one_line(text: str) -> None:
    try:
        parse_name(text, INDICES)
    except ExpressionError as refused:
        assert "\n" not in str(refused)  # noqa: PT017


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("z = x^2", {"x"}),
        ("z = x^(2)", {"x"}),
        ("z = a^(1)_{j}*b^2", {"a1[j]", "b"}),
        ("z = w^*^2 + w", {"w_star", "w"}),
        ("z = x'^2", {"x_prime"}),
        ("z = 2**3*x", {"x"}),
        ("z = x_{j}^2", {"x[j]"}),
        ("z = x_star^2/y_hat", {"x_star", "y_hat"}),
    ],
)
def test_a_power_stays_a_power(line: str, read: set[str]) -> None:
    (statement,) = parse_equations(line.replace("z", "z[j]"), INDICES)

    assert {symbol.ascii for term in statement.equation.terms for symbol in symbols_of(term.body)} == read
