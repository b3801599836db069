from __future__ import annotations

import pytest

from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.source import Span

from ..formulas import name, read

PLAIN = WritingStyle()


@pytest.mark.parametrize(
    ("text", "base", "below", "above"),
    [
        ("w5", "w", ("5",), ()),
        ("w_{11}", "w", ("11",), ()),
        ("w_{1,1}", "w", ("1", "1"), ()),
        ("out_{h1}", "out", ("h1",), ()),
        ("outh1", "out", ("h1",), ()),
        (r"\mathrm{net}_{o1}", "net", ("o1",), ()),
        ("z^{(1)}_2", "z", ("2",), ("(1)",)),
        ("a^{[2]}", "a", (), ("[2]",)),
        ("W₁", "W", ("1",), ()),
        (r"E_{\text{total}}", "E", ("total",), ()),
        (r"\delta_{o1}", "delta", ("o1",), ()),
        ("w(x_1→h_2)", "w", ("x1", "h2"), ()),
        ("v(bias→Y₁)", "v", ("bias", "Y1"), ()),
    ],
)
def test_a_name_has_a_base_and_what_stands_below_and_above(text: str, base: str, below: object, above: object) -> None:
    found = name(text)
    assert (found.base, found.below, found.above, found.new) == (base, below, above, False)


@pytest.mark.parametrize(
    "text", ["w_5^+", "w_5^{new}", "w_5'", "w_{5}^{(new)}", "w_{5,new}", "new_w5", "w5(new)", "w_5⁺"]
)
def test_the_mark_of_an_update_is_known_wherever_it_stands(text: str) -> None:
    found = name(text)
    assert (found.base, found.below, found.new) == ("w", ("5",), True)


@pytest.mark.parametrize("text", ["w_5^{old}", "w_{5,old}", "w5(old)", "old_w5"])
def test_what_is_old_is_not_new(text: str) -> None:
    found = name(text)
    assert (found.base, found.below, found.new) == ("w", ("5",), False)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x^2", "x^2"),
        ("W^T", "Wᵀ"),
        ("W^{(2)T}", "W^{(2)}ᵀ"),
        ("e^{x}", "exp(x)"),
        (r"\hat{y}", "ŷ"),
        ("yhat", "ŷ"),
        ("dw", "dw"),
        ("Δw", "Δw"),
        ("sum(x)", "Σ x"),
        ("tanh z", "tanh(z)"),
        (r"\sigma'(z)", "σ'(z)"),
        ("f(x)", "activation(x)"),
        ("wx", "(w x)"),
        ("w(a + b)", "(w (a + b))"),
    ],
)
def test_powers_calls_and_products_are_told_from_names(text: str, meant: str) -> None:
    assert read(text) == [meant]


def test_a_bare_number_above_a_letter_is_a_layer_where_the_document_has_such_letters() -> None:
    assert read("a^2", WritingStyle(layered=frozenset("a"))) == ["a^2"]
    assert name("a^{(2)}").above == ("(2)",)
    assert read("a^2 b^2", WritingStyle(layered=frozenset("a"))) == ["(a^2 b^2)"]


def test_a_word_of_the_network_is_one_name() -> None:
    assert read("speed", WritingStyle(known=frozenset({"speed"}))) == ["speed"]


def test_a_name_is_bold_where_it_is_set_as_a_vector() -> None:
    assert name(r"\mathbf{x}").bold
    assert name(r"\vec{x}").bold
    assert not name("x").bold


def test_a_name_stands_where_all_its_parts_do() -> None:
    assert name("out_{o1}^{new}").span == Span(0, 14)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("xy^2", "(x y^2)"),
        ("ab_1^3", "(a b_1^3)"),
        ("Xe^{z}", "(X exp(z))"),
        ("(xy)^2", "(x y)^2"),
        ("wx^T", "(w xᵀ)"),
    ],
)
def test_a_power_behind_letters_that_are_multiplied_is_of_the_last_one(text: str, tree: str) -> None:
    assert read(text) == [tree]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Xe^{-x}", ["(X exp(-x))"]),
        (r"\sum_k^Ke^{u_k}", ["Σk exp(u_k)"]),
        (r"P(Y = k | X)", ["P(Y=k|X)"]),
        (r"P(Y_i = 1 | X_i)", ["P(Y_i=1|X_i)"]),
        (r"p(y_k \mid x)", ["p(y_k|x)"]),
        ("p(1 - p)", ["(p (1 + -p))"]),
    ],
)
def test_one_letter_is_raised_and_a_probability_is_one_quantity(text: str, meant: list[str]) -> None:
    assert read(text) == meant


def test_the_values_that_a_probability_is_about_are_its_indices() -> None:
    assert (name("P(Y = k | X)").below, name("P(Y = k | X)").at) == (("k",), ("Y|X",))
    assert (name("P(Y_i = 1 | X_i)").below, name(r"p(y_k \mid x)").below) == (("i", "1"), ("k",))
