"""Steps of optimisers that divide by what they remember."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.optimisers import steps_in

from .letters import chains, outcomes

MEAN, SQUARES = "m_t = a m_{t-1} + (1 - a) g_t", "v_t = b v_{t-1} + (1 - b) g_t^2"
CORRECTED = r"\hat{v}_t = \frac{v_t}{1 - b^t}"


@pytest.mark.parametrize(
    ("step", "is_right"),
    [
        (r"w_t = w_{t-1} - \frac{\eta}{\sqrt{v_t} + c} m_t", True),
        (r"w_t = w_{t-1} - \eta \frac{m_t}{\sqrt{\hat{v}_t + c}}", True),
        (r"w_t = w_{t-1} - \frac{\eta}{\sqrt{v_t}} \frac{\partial L}{\partial w}", True),
        (r"w_t = w_{t-1} - \frac{\eta}{v_t + c} m_t", False),
        (r"w_t = w_{t-1} - \frac{\eta m_t}{\hat{v}_t + c}", False),
        (r"w_t = w_{t-1} - \frac{\eta}{\sqrt{m_t} + c} g_t", False),
        (r"w_t = w_{t-1} - \eta g_t", None),
        (r"w_t = w_{t-1} - \frac{\eta}{\sqrt{q_t} + c} m_t", None),
    ],
)
def test_a_step_by_the_root_of_squares_has_the_size_of_the_rate(step: str, is_right: bool | None) -> None:
    found = steps_in(chains(MEAN, SQUARES, CORRECTED, step))
    assert (3 in found.right, 3 in found.slips) == (is_right is True, is_right is False)


def test_what_only_adds_up_squares_is_remembered_as_well() -> None:
    found = steps_in(chains("s = s + g^2", r"w = w - \frac{\eta}{\sqrt{s + c}} g", r"w = w - \frac{\eta}{s + c} g"))
    assert (found.right, {*found.slips}) == ({1}, {2})


def test_a_step_that_depends_on_the_size_of_the_gradient_fails_with_an_example() -> None:
    wrong = r"w_t = w_{t-1} - \frac{\eta}{v_t + c} m_t"
    assert outcomes(MEAN, SQUARES, wrong) == [Outcome.DEFINES, Outcome.DEFINES, Outcome.FAILS]
    (slip,) = steps_in(chains(MEAN, SQUARES, wrong)).slips.values()
    assert (float(slip.left), float(slip.right)) == (-1.0, -0.25)
