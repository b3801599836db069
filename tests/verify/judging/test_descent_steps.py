from __future__ import annotations

import pytest

from symbackprop.verify.judging.descent_steps import Step, step_of
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify_alone

from ..formulas import chain


@pytest.mark.parametrize(
    ("line", "step"),
    [
        (r"W_{new} = W_{old} - \eta \frac{\partial L}{\partial W}", Step.OF_ONE),
        (r"w_{ij} := w_{ij} - \alpha \frac{\partial E}{\partial w_{ij}}", Step.OF_ONE),
        (r"\theta \leftarrow \theta - \eta \nabla_\theta J", Step.OF_ONE),
        (r"b_2' = b_2 - 0.1 \frac{\partial E}{\partial b_2}", Step.OF_ONE),
        (r"w^{(2)}_{1,new} = w^{(1)}_1 - \alpha \frac{\partial L}{\partial w^{(2)}_1}", Step.OF_SEVERAL),
        (r"b_{1,new} = b - \alpha \frac{\partial L}{\partial b_1}", Step.OF_SEVERAL),
        (r"w_2' = w_2 - \eta \frac{\partial E}{\partial w_3}", Step.OF_SEVERAL),
        (r"w' = w - \eta \frac{\partial E}{\partial b}", Step.OF_SEVERAL),
        # The step in time stands below the name, or the sum is that of all of them.
        (r"w_{t+1} = w_t - \eta \frac{\partial L}{\partial w}", None),
        (r"w_{new} = w_0 - \eta \frac{\partial L}{\partial w}", None),
        (r"w = w_0 - \eta \frac{\partial L}{\partial w}", None),
        (r"a' = a - \eta \frac{\partial L}{\partial w}", None),
        (r"w' = w - \eta v", None),
    ],
)
def test_a_step_is_about_one_parameter(line: str, step: Step | None) -> None:
    assert step_of(chain(line)) is step


@pytest.mark.parametrize(("by", "verdict"), [("w_2", Verdict.RIGHT), ("w_1", Verdict.WRONG)])
def test_a_step_without_any_network_is_judged(by: str, verdict: Verdict) -> None:
    text = rf"""
Sei $z = w_1 x + w_2 u$ und $E = \frac{{1}}{{2}}(z - t)^2$, also $\frac{{\partial E}}{{\partial z}} = z - t$. Dann

$$w_2^{{neu}} = w_2 - \eta \frac{{\partial E}}{{\partial {by}}}$$
"""
    report = verify_alone(text.encode(), "x.md")
    (step,) = (claim for claim in report.judged if claim.place.line == 4)
    assert step.verdict is verdict
