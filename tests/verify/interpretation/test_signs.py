from __future__ import annotations

from .names import interpreted, meaning_of

NEGATIVE = (r"\delta_{o1} = -0.138498562", r"\delta_{o2} = 0.0380982366")


def test_a_delta_that_is_printed_negative_is_minus_the_derivative() -> None:
    assert meaning_of(interpreted(r"\delta_1 = -0.138498562", r"\delta_2 = 0.0380982366"), r"\delta_1") == ["-∂net_o1"]


def test_every_delta_has_the_sign_of_the_printed_ones() -> None:
    naming = interpreted(*NEGATIVE, r"\delta_{h1} = \delta_{h1}")
    assert meaning_of(naming, r"\delta_{h1}") == ["-∂net_h1"]


def test_a_delta_without_numbers_is_the_derivative() -> None:
    assert meaning_of(interpreted(r"\delta_{h1} = \delta_{h1}"), r"\delta_{h1}") == ["∂net_h1"]


def test_every_delta_of_another_form_has_that_sign_too() -> None:
    naming = interpreted(r"\delta_1 = -0.138498562", r"\delta_2 = 0.0380982366", r"\delta^{(1)} = \delta^{(1)}")
    assert meaning_of(naming, r"\delta^{(1)}") == ["-∂net_h1", "-∂net_h2"]


EQUATIONS = (
    r"\frac{\partial E}{\partial w_5} = \delta_1 h_1",
    r"\frac{\partial E}{\partial w_6} = \delta_1 h_2",
    r"\frac{\partial E}{\partial w_7} = \delta_2 h_1",
    r"\frac{\partial E}{\partial w_8} = \delta_2 h_2",
)


def test_equations_outweigh_numbers_that_inherit_a_lost_sign() -> None:
    numbers = (r"\delta_1 = -0.138498562", r"\delta_2 = 0.0380982366")
    assert meaning_of(interpreted(*EQUATIONS, *numbers), r"\delta_1") == ["∂net_o1"]
    assert meaning_of(interpreted(*EQUATIONS[:2], *numbers), r"\delta_1") == ["-∂net_o1"]
