"""A formula is judged by the definitions of its own row, and a rule for single numbers by none."""

from __future__ import annotations

from symbackprop.verify.judging.derivations import judged_by_definitions
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import read


def verdicts(text: str) -> list[Verdict]:
    trials = read(text.encode(), "notes.md")
    judged = judged_by_definitions(trials.reading, trials.statements())
    return [] if judged is None else [draft.verdict for draft in judged.drafts]


def test_a_row_of_a_table_says_nothing_of_the_next() -> None:
    slope = r"$\frac{\partial c}{\partial a}"
    table = f"| sum | $c = a + b$ | {slope} = 1$ |\n| power | $a^2$ | {slope} = 2 a$ |\n"
    assert verdicts(f"| box | value | slope |\n| --- | --- | --- |\n{table}") == [Verdict.RIGHT, Verdict.NOT_CHECKABLE]
    assert verdicts(table.replace("|", "")) == [Verdict.RIGHT, Verdict.WRONG]


def test_a_rule_for_single_numbers_holds_beside_vectors() -> None:
    rule = r"$\frac{d}{dt}(a t^2) = 2 a t$"
    assert verdicts(rf"$z = a^T x$ and $\frac{{\partial z}}{{\partial x}} = a$ and {rule}") == [Verdict.RIGHT] * 2
