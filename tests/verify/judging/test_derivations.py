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
