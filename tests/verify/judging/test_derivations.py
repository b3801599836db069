"""Documents of formulas without a network."""

from __future__ import annotations

from symbackprop.verify.judging.derivations import judged_by_definitions
from symbackprop.verify.judging.hypotheses import Trials
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import read


def verdicts(text: str) -> list[Verdict] | None:
    trials: Trials = read(text.encode(), "notes.md")
    judged = judged_by_definitions(trials.reading, trials.statements())
    return None if judged is None else [draft.verdict for draft in judged.drafts]


def test_definitions_claim_nothing_and_what_follows_is_judged() -> None:
    rate = r"\frac{\partial a}{\partial w}"
    text = f"$z = w x$ and $a = z^2$, so ${rate} = 2 z x$, not ${rate} = 2 z$."
    assert verdicts(text) == [Verdict.RIGHT, Verdict.WRONG]


def test_a_document_without_formulas_is_not_judged_and_one_with_definitions_alone_claims_nothing() -> None:
    assert verdicts("No formulas.") is None
    assert verdicts("Let $z = w x$.") == []


def test_a_condition_between_indices_is_no_claim() -> None:
    rate = r"\frac{\partial p_i}{\partial z_j}"
    text = f"$p_i = e^{{z_i}}$. If $i \\neq j$: ${rate} = 0$. If $i = j$: ${rate} = p_i$."
    assert verdicts(text) == [Verdict.RIGHT, Verdict.RIGHT]


def test_vectors_lie_where_they_stand_before_matrices() -> None:
    text = r"$z = x W$ and $\frac{\partial L}{\partial x} = \frac{\partial L}{\partial z} W^T$ for $L = z z^T$."
    assert Verdict.WRONG not in (verdicts(text) or [])


def test_repeated_indices_are_summed_over_where_einstein_is_named() -> None:
    text = "In Einstein notation $y_i = W_{ij} x_j$, so $\\frac{\\partial y_i}{\\partial x_j} = W_{ij}$."
    assert verdicts(text) == [Verdict.RIGHT]


def test_functions_are_told_apart_by_their_numbers() -> None:
    slopes = "$f_1'(x) = 2 x$ and $f_2'(x) = 3 x^2$ and $f_1'(x) = 3 x^2$"
    assert verdicts(f"$f_1(x) = x^2$ and $f_2(x) = x^3$, so {slopes}.") == [Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG]


def test_a_formula_after_let_says_what_its_letter_stands_for() -> None:
    rate = r"$\frac{\partial z}{\partial x}"
    assert verdicts(f"$z = x$. Let $z = x^2$. Then {rate} = 1$.") == [Verdict.WRONG]
    assert verdicts(f"$z = x$. Sei $z = x^2$, also {rate} = 2 x$.") == [Verdict.RIGHT]


def test_a_wrong_formula_that_is_the_only_one_is_judged_by_a_reading_in_which_all_of_it_fits() -> None:
    layer = r"A layer: $$Y = X W^T + \mathbf{1} b$$"
    text = layer + r" $$\frac{\partial L}{\partial b} = %s\mathbf{1}^T \frac{\partial L}{\partial Y}$$"
    assert [verdicts(text % factor) for factor in ("", "-", "2 ")] == [
        [Verdict.RIGHT],
        [Verdict.WRONG],
        [Verdict.WRONG],
    ]


def test_a_line_of_a_derivation_is_a_claim_of_its_own() -> None:
    text = "$z = a b$, so\n\n$$\n\\frac{\\partial z}{\\partial a}\n= b\n= a\n= a + 0\n$$"
    assert verdicts(text) == [Verdict.RIGHT, Verdict.WRONG, Verdict.RIGHT]
    assert verdicts(text.replace("\n=", " =")) == [Verdict.WRONG]


def test_a_formula_in_which_a_sign_of_differentiation_is_lost_is_a_slip_of_notation() -> None:
    rate = r"\frac{\partial y}{\partial w}"
    assert verdicts(f"$z = w x$, $y = z^2$, so ${rate} = \\frac{{\\partial y}}{{z}} x$.") == [Verdict.NOTATION]
