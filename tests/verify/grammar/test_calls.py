from __future__ import annotations

import pytest

from symbackprop.verify.grammar.style import WritingStyle

from ..formulas import read, unread


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\sigma'(z)", "σ'(z)"),
        ("sigmoid'(0.36)", "sigmoid'(0.36)"),
        ("f'(net)", "activation'(net)"),
        (r"\sigma''(z)", "σ''(z)"),
        (r"1 - \tanh^2(z)", "(1 + -tanh(z)^2)"),
        (r"\tanh^{2} z_1", "tanh(z_1)^2"),
        ("tanh²(z)", "tanh(z)^2"),
        (r"\sigma^2(x)", "σ(x)^2"),
        ("σ²(x)", "σ(x)^2"),
        (r"\cosh^{-2}(z)", "cosh(z)^-2"),
        (r"\mathrm{sech}^2(z)", "sech(z)^2"),
        (r"\operatorname{sech}^2 z", "sech(z)^2"),
        (r"\sin^2 x + \cos^2 x", "(sin(x)^2 + cos(x)^2)"),
        (r"\tan x", "tan(x)"),
        (r"\log_{10}(x) \log_2 x", "(log10(x) log2(x))"),
        (r"\sigma^2 + \epsilon", "(sigma^2 + epsilon)"),
        (r"\sqrt[3]{x}", "x^1/3"),
        (r"\sqrt 2", "sqrt(2)"),
        ("√(x + 1)", "sqrt((x + 1))"),
        (r"\mathrm{diag}(p) - p p^T", "(diag(p) + -(p pᵀ))"),
        (r"\max_i z_i - 1", "(max i z_i + -1)"),
        (r"\max(0, z)", "max(0, z)"),
        (r"\underset{i}{\max}\, z_i", "max i z_i"),
        (r"\arg\max_i p_i", "argmax i p_i"),
        (r"\operatorname*{arg\,max}_i p_i", "argmax i p_i"),
        (r"\mathop{\arg\max}_i p_i", "argmax i p_i"),
        (r"\arg\min z", "argmin(z)"),
        (r"\mathrm{max}_{p,1,1} x", "(max_{p,1,1} x)"),
        (r"\prod_{i=1}^{3} a_i", "prod i a_i"),
        (r"\sum_{i \neq j} a_i", "Σi a_i if i ≠ j; 0 if else"),
        (r"\sum_{\substack{i=1 \\ i \ne j}}^n a_i", "Σi a_i if i ≠ j; 0 if else"),
        (r"p_k - \mathbb{1}(y = k)", "(p_k + -1 if y = k; 0 if else)"),
        (r"\mathbb{1}_{\{i = y\}}", "1 if i = y; 0 if else"),
        (r"\mathbf{1}[z > 0]", "1 if z > 0; 0 if else"),
        (r"1\{i \neq j\}", "1 if i ≠ j; 0 if else"),
        ("I(y = k)", "1 if y = k; 0 if else"),
        ("1 (x)", "(1 x)"),
        (r"\mathbf{1} b^T", "(1 bᵀ)"),
    ],
)
def test_functions_and_what_runs_over_indices_are_read_as_they_are_meant(text: str, tree: str) -> None:
    assert read(text) == [tree]


def test_where_a_sum_starts_and_ends_may_stand_below_it() -> None:
    assert read(r"\sum_{1 \le i \le 3} a_i") == read(r"\sum_{i=1}^{3} a_i")


def test_a_number_above_a_letter_with_layers_is_no_power() -> None:
    assert read("g^2(z)") == ["activation(z)^2"]
    assert read("g^2(z)", WritingStyle(layered=frozenset({"g"}))) == ["(g^2 z)"]


def test_an_inverse_function_is_refused() -> None:
    assert unread(r"a = \tanh^{-1}(z)") == "inverse functions are not read"


def test_an_array_in_bold_type_that_is_called_like_a_function_is_a_name() -> None:
    style = WritingStyle(known=frozenset({"max"}))
    assert read(r"\mathbf{max}_{h} + 1", style) == ["(max_h + 1)"]
    assert read(r"\mathbf{max}_i z_i", WritingStyle()) == ["max i z_i"]
