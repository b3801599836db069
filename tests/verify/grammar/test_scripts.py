"""Each sign that stands behind a name, and how a name is written."""

from __future__ import annotations

import pytest

from symbackprop.verify.grammar import scripts
from symbackprop.verify.grammar.scripts import AROUND, plain_name, written
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.source import Span

from ..formulas import read

BEHIND = {
    "'": ("w'", "w^+"),
    ".grad": ("w_5.grad", "dw_5"),
    "(": ("w_5(old)", "w_5"),
    "[": ("w[1,2]", "w[1,2]"),
    "^": ("a^{(1)}", "a^{(1)}"),
    "_": ("w_5", "w_5"),
    "ᵀ": ("Wᵀ", "Wᵀ"),
    "⁺": ("w^+", "w^+"),
}


def test_every_sign_of_the_table_has_a_name_here() -> None:
    assert AROUND.keys() == BEHIND.keys()


@pytest.mark.parametrize("sign", sorted(BEHIND.keys() - {"⁺", "ᵀ"}))
def test_a_sign_is_read_by_its_row_and_not_without_it(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, tree = BEHIND[sign]
    assert read(text) == [tree]
    monkeypatch.setattr(scripts, "AROUND", {other: AROUND[other] for other in AROUND if other != sign})
    with pytest.raises(AssertionError):
        assert read(text) == [tree]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x^TAx", "(xᵀ (A x))"),
        ("x^Ty", "(xᵀ y)"),
        (r"a_j^\ell", "a_j^l"),
        (r"w_{i\ell}", "w_{il}"),
        ("w5", "w_5"),
        ("w1o", "w_{1o}"),
        ("w 5", "(w 5)"),
        ("e5", "(e 5)"),
        ("w^{(1)T}", "w^{(1)}ᵀ"),
        ("z(h1)", "z_{h1}"),
        ("w'", "w^+"),
        ("C'(W)", "∂C/∂W"),
        ("Z_o'(H)", "∂Z_o/∂H"),
        (r"\hat y'(Z_o)", "∂ŷ/∂Z_o"),
        (r"E'(\hat{y})", "∂E/∂ŷ"),
        ("w'(t)", "(w^+ t)"),
        ("w' (x)", "(w^+ x)"),
        ("w'(a + b)", "(w^+ (a + b))"),
        ("z(h1 + 2)", "(z (h_1 + 2))"),
        ("w(neu)", "w^+"),
        ("w(nuevo)", "w^+"),
        ("w(alt)", "w"),
        ("w_{neu}", "w^+"),
        ("w_{старый}", "w"),
        ("w^{新}", "w^+"),
        ("w^{(0)}", "w^{(0)}"),
        ("w_5^{(0)}", "w_5"),
        ("t^*", "t^*"),
        ("y^{-}", "y^-"),
        ("w^{(1)(2)nuevo}", "w^{(1),(2)+}"),
        ("w^{(1)(2)neu}", "w^{(1),(2)+}"),
        ("a^2", "a^2"),
        ("L(a, b)", "L"),
    ],
)
def test_a_name_takes_what_belongs_to_it(text: str, tree: str) -> None:
    assert read(text)[0] == tree


def test_a_bare_number_above_a_letter_is_a_layer_where_the_document_counts_layers_so() -> None:
    assert read("a^2", WritingStyle(layered=frozenset("a"))) == ["a^2"]
    assert read("a^1 b", WritingStyle(layered=frozenset("a"))) == ["(a^1 b)"]


def test_a_letter_that_counts_samples_marks_no_update() -> None:
    assert read("y^{(k)}") == ["y"]
    assert read("y^{(k)}", WritingStyle(samples=frozenset("k"))) == ["y^{(k)}"]


def test_a_name_is_written_in_one_way() -> None:
    name = plain_name("w", Span(0, 1), bold=False)
    assert written(name) == "w"
    assert read(r"\hat{y}_{1}") == read(r"\hat y_1") == ["ŷ_1"]
