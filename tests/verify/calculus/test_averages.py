"""Running averages and what corrects them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.verify.calculus.averages import averages_in, corrections_in, is_assignment, slips_in

from .letters import chains

AVERAGE = r"m_t = \beta m_{t-1} + (1 - \beta) g_t"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [(r"w = w - \eta g", True), (r"w = v - \eta g", False), ("w = w", False), (r"w = w + g = v", False)],
)
def test_what_becomes_of_a_quantity_is_no_claim(formula: str, expected: bool) -> None:
    assert is_assignment(*chains(formula)) is expected


def test_a_running_average_has_its_rate_and_the_weight_of_what_is_new() -> None:
    found = chains("g_t = 2 w", AVERAGE, r"s_t = \beta s_{t-1} + (1 + \gamma) g_t")
    read = [(at, name.base, kept.rate.text, kept.weight.text, kept.is_taken) for at, name, kept in averages_in(found)]
    assert read == [(1, "m", "beta", "beta", True)]


def test_a_weight_that_is_added_to_one_is_a_slip_with_an_example() -> None:
    assert not slips_in(chains(AVERAGE))
    found = slips_in(chains(r"m_t = \beta m_{t-1} + (1 + \beta) g_t"))
    assert list(found) == [0]
    assert (found[0].at, found[0].left) == (1, Fraction(1))
    rate = Fraction(dict(found[0].letters)["beta"])
    assert found[0].right == rate + 1 + rate


def test_a_correction_divides_by_how_much_of_the_average_is_there() -> None:
    right = chains(AVERAGE, r"\hat m_t = \frac{m_t}{1 - \beta^t}")
    assert corrections_in(right) == {1}
    assert not slips_in(right)
    without_power = chains(AVERAGE, r"\hat m_t = \frac{m_t}{1 - \beta}")
    assert list(slips_in(without_power)) == [1]
    assert slips_in(without_power)[1].right != 1
    assert not corrections_in(chains(r"\hat m_t = \frac{m_t}{1 - \beta^t}"))
