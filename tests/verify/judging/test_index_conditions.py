"""Formulas for some values of their indices."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.judging.index_conditions import conditions_near
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.source import Span

SHARES = """
equations = '''
z[k] = q[k] + sum(i, W[k,i]*x[i]) + b[k]
e[k] = exp(z[k])
p[k] = e[k]/sum(j, e[j])
L = -sum(k, y[k]*log(p[k]))
'''
loss = "L"
parameters = ["W", "b"]
learning_rate = 0.1
[sizes]
k = 3
j = 3
i = 2
[values]
W = [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]]
b = [0.1, 0.2, 0.3]
q = [0.2, 0.1, -0.3]
x = [1.0, 2.0]
y = [0, 1, 0]
"""
ONE_HOT = parse(SHARES, "shares.toml")
TWICE = parse(SHARES.replace("y = [0, 1, 0]", "y = [0, 0, 2]"), "twice.toml")
RATE = r"\frac{\partial p_i}{\partial z_j}"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (rf"${RATE} = -p_i p_j$ for $i \neq j$", Verdict.RIGHT),
        (rf"If $i = j$, then ${RATE} = p_i (1 - p_i)$.", Verdict.RIGHT),
        (rf"${RATE} = -p_i p_j$", Verdict.WRONG),
        (rf"${RATE} = p_i p_j$ for $i \neq j$", Verdict.WRONG),
        (rf"${RATE} = p_i (\delta_{{ij}} - p_j)$", Verdict.RIGHT),
        (rf"${RATE} = p_i (\delta_{{ij}} + p_j)$", Verdict.WRONG),
        (r"$L = -z_2 + \log \sum_j e^{z_j}$", Verdict.RIGHT),
        (r"$L = -z_1 + \log \sum_j e^{z_j}$", Verdict.WRONG),
        (r"$\frac{\partial L}{\partial z_i} = p_i - y_i$", Verdict.RIGHT),
    ],
)
def test_a_formula_is_held_to_the_indices_that_its_words_name(text: str, verdict: Verdict) -> None:
    assert verify(text.encode(), "x.md", ONE_HOT).claims[0].verdict is verdict


@pytest.mark.parametrize(("formula", "verdict"), [("p_i - y_i", Verdict.WRONG), ("2 p_i - y_i", Verdict.RIGHT)])
def test_targets_add_up_to_what_those_given_do(formula: str, verdict: Verdict) -> None:
    text = rf"$\frac{{\partial L}}{{\partial z_i}} = {formula}$"
    assert verify(text.encode(), "x.md", TWICE).claims[0].verdict is verdict


def test_letters_are_compared_before_and_behind_a_formula() -> None:
    text = r"For m \ne n: F, j = i."
    at = Span(text.index("F"), text.index("F") + 1)
    assert conditions_near(text, at, "m", "n") == ("≠",)
    assert conditions_near(text, at, "i", "j") == ("=",)
    assert conditions_near(text, at, "i", "m") == ()
