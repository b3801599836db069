from __future__ import annotations

import pytest

from symbackprop.verify import thresholds
from symbackprop.verify.grammar.tokens import Sort, Unreadable, tokens
from symbackprop.verify.report.words import reason_words

from ..formulas import plain


def told(text: str, commas: bool = False) -> str:
    """Return the tokens of a text, one after the other."""
    found, _ = tokens(plain(text), commas)
    return " ".join(token.text for token in found[:-1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.50", "0.50"),
        (".5", "0.5"),
        ("0{,}15", "0.15"),
        ("12{,}345", "12345"),
        ("1e-5", "1e-5"),
        (r"3.5 \times 10^{-5}", "3.5e-5"),
        ("2×10⁻³", "2e-3"),
        (r"3 \cdot 10^4", "3e4"),
        ("½", "( 1 / 2 )"),
        ("10 x", "10 x"),
    ],
)
def test_a_number_is_written_in_one_way(text: str, said: str) -> None:
    assert told(text) == said


def test_a_comma_is_a_decimal_sign_only_where_the_document_has_them() -> None:
    assert told("0,15", commas=True) == "0.15"
    assert told("0,15") == "0 , 15"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("w₁₂", "w _ { 12 }"),
        ("x²", "x ^ { 2 }"),
        ("w⁽¹⁾", "w ^ { ( 1 ) }"),
        ("ŷ", "hat y"),
        ("δ", "delta"),
        (r"a \cdot b − c", "a * b - c"),
        (r"a \odot b ⊙ c", "a ⊙ b ⊙ c"),
        (r"\left( a \right)", "( a )"),
        (r"a \approx b ≈ c \sim d", "a ≈ b ≈ c ≈ d"),
        (r"a := b \gets c", "a := b := c"),
        ("a ** 2", "a ^ 2"),
        (r"\frac{a}{b}", "frac { a } { b }"),
        (r"a \\[3pt] b", "a \\ b"),
        ("a & b; c, d", "a & b ; c , d"),
        ("a ... b … c", "a … b … c"),
        (r"a \quad b", "a quad b"),
        (r"a \, b\;c", "a b c"),
        ("∂E/∂w", "∂ E / ∂ w"),
        ("5%", "5e-2"),
        (r"40\,\% = 2.5 %", "40e-2 = 2.5e-2"),
        ("4e2‰", "4e-1"),
        ("5 % of it", "5 of it"),
        ("10 % 3", "10 3"),
    ],
)
def test_signs_of_all_kinds_are_told_in_one_way(text: str, said: str) -> None:
    assert told(text) == said


def test_every_token_has_its_place_in_the_file() -> None:
    text = r"w_5 = 0{,}40 \cdot \delta"
    found, _ = tokens(plain(text), commas=False)
    assert [text[token.span.start : token.span.end] for token in found] == [
        "w",
        "_",
        "5",
        "=",
        "0{,}40",
        r"\cdot",
        r"\delta",
        "",
    ]
    assert [token.spaced for token in found] == [False, False, False, True, True, True, True, False]
    assert [token.sort for token in found][-2:] == [Sort.COMMAND, Sort.END]


@pytest.mark.parametrize(
    ("text", "said", "lost"),
    [
        ("rac{a}{b}", "frac { a } { b }", "'rac' is what is left of '\\frac'"),
        ("\x0crac{a}{b}", "frac { a } { b }", "'rac' is what is left of '\\frac'"),
        ("a \times b", "a * b", "'imes' is what is left of '\\times'"),
        ("artial E", "∂ E", "'artial' is what is left of '\\partial'"),
    ],
)
def test_a_command_that_lost_its_first_letter_is_known_and_told(text: str, said: str, lost: str) -> None:
    found, damages = tokens(plain(text), commas=False)
    assert " ".join(token.text for token in found[:-1]) == said
    assert [reason_words((damage.reason,)) for damage in damages] == [lost]


@pytest.mark.parametrize("text", ["rac", "racing", "x_{rac}{a}", "a\tb"])
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert tokens(plain(text), commas=False)[1] == [] or text.startswith("x_")


def test_a_number_that_nobody_can_mean_is_refused_where_it_stands() -> None:
    with pytest.raises(Unreadable, match="number-too-long") as refused:
        tokens(plain("x = " + "1" * (thresholds.LONGEST_NUMBER + 1)), commas=False)
    assert refused.value.at == 4
    assert told("1" * thresholds.LONGEST_NUMBER) == "1" * thresholds.LONGEST_NUMBER


def test_a_t_above_without_braces_ends_before_the_letter_behind_it() -> None:
    found, _ = tokens(plain("u^Tv + w^Total"), commas=False)
    assert [token.text for token in found][:9] == ["u", "^", "T", "v", "+", "w", "^", "Total", ""][: len(found)]
