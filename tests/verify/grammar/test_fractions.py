from __future__ import annotations

import pytest

from symbackprop.verify.report.words import reason_words
from symbackprop.verify.tree import Rate

from ..formulas import chain, node, read, unread


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"\frac{a}{b}", "a/b"),
        (r"\frac12", "1/2"),
        (r"\frac{\partial E}{\partial w_5}", "∂E/∂w_5"),
        (r"\frac{\partial}{\partial w} E", "∂E/∂w"),
        (r"\frac{d}{dx} y", "∂y/∂x"),
        (r"\frac{dL}{da_2}", "∂L/∂a_2"),
        (r"\frac{\mathrm{d}E}{\mathrm{d}w}", "∂E/∂w"),
        (r"\frac{\delta E}{\delta w}", "∂E/∂w"),
        (r"\frac{d L}{d w_5}", "∂L/∂w_5"),
        (r"\frac{d}{d w} L", "∂L/∂w"),
        (r"\frac{d \hat{y}}{d z}", "∂ŷ/∂z"),
        (r"\frac{\delta L}{\delta \hat{y}}", "∂L/∂ŷ"),
        (r"\frac{\delta}{\delta w} L", "∂L/∂w"),
        ("∂E/∂w5", "∂E/∂w_5"),
        (r"\frac{\partial x^T A x}{\partial x}", "∂(xᵀ A x)/∂x"),
        ("dE/dout * dout/dnet", "(∂E/∂out ∂out/∂net)"),
        (r"\frac{\partial \hat{y}}{\partial z}", "∂ŷ/∂z"),
        (r"\frac{\partial (a - b)^2}{\partial a}", "∂(a + -b)^2/∂a"),
        (r"\frac{\partial E / \partial w}{2}", "∂E/∂w/2"),
        (r"\frac{\partial E / \partial a \cdot x}{2}", "(∂E/∂a x)/2"),
        (r"\nabla_{w} E", "∂E/∂w"),
        (r"\nabla W", "∇W"),
    ],
)
def test_a_fraction_is_a_derivative_where_a_d_stands_above_and_below(text: str, meant: str) -> None:
    assert read(text) == [meant]


def test_a_d_that_is_a_quantity_makes_no_derivative() -> None:
    assert read(r"\frac{d_1}{2}") == ["d_1/2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"\frac{\partial E}{w}", "∂ is missing above or below"),
        ("dE/dout * dout/do * do/w5", "d is missing below"),
    ],
)
def test_a_d_that_is_missing_is_told(text: str, message: str) -> None:
    assert [reason_words((damage.reason,)) for damage in chain(text).damages] == [message]


def test_a_derivative_stands_where_the_whole_fraction_does() -> None:
    text = r"\frac{\partial E}{\partial w}"
    rate = node(text)
    assert isinstance(rate, Rate)
    assert (rate.span.start, rate.span.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r"a = \frac{\partial^3 E}{\partial w^3}", "derivatives of a higher order than the second are not read"),
        (r"a = \frac{\partial^2 E}{\partial w}", "a derivative is of one order above and of another below"),
        (r"a = \partial + 1", "∂ stands alone"),
    ],
)
def test_what_is_no_derivative_is_not_read(text: str, reason: str) -> None:
    assert unread(text) == reason


def test_a_derivative_by_a_number_is_damaged() -> None:
    (damage,) = chain(r"g = \frac{\partial L}{\partial 22} k").damages
    assert reason_words([damage.reason]) == "∂ below the line stands before a number, not before a quantity"
