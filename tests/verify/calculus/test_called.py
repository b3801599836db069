"""Calls of what a formula defines by the entries of an argument are quantities."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.called import with_called, with_one_name, with_quantities
from symbackprop.verify.grammar.forms import label
from symbackprop.verify.tree import Name

from .letters import chains


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        ((r"p_i(z) = \frac{e^{z_i}}{\sum_k e^{z_k}}", "a = 2 p_1(z)"), ["p_i", "a"]),
        ((r"Z(x) = \sum_k e^{x_k}", "a = Z(x)"), ["Z", "a"]),
        ((r"Z(x) = \sum_k e^{x_k}", "Z(u) = 1"), [None, None]),
        (("f(x) = x^2",), [None]),
        (("w x = y",), [None]),
    ],
)
def test_calls_by_entries_name_quantities(formulas: tuple[str, ...], expected: list[str | None]) -> None:
    before = chains(*formulas)
    read = with_called(before, lambda call: call.function)
    for old, new, name in zip(before, read, expected, strict=True):
        assert new.sides[0] == old.sides[0] if name is None else label(new.sides[0].node) == name


def test_an_entry_of_the_softmax_needs_no_formula() -> None:
    (read,) = with_called(chains(r"p_i = softmax_i(z)"), lambda call: call.function)
    assert label(read.sides[1].node) != label(chains(r"p_i = softmax_i(z)")[0].sides[1].node)


def test_a_quantity_that_is_another_one_has_its_name() -> None:
    read = with_one_name(chains(r"p_i = e^{z_i}", "y_i = p_i", "a = y_1", "h_1 = x_1"))
    names = [chain.sides[1].node for chain in read[1:]]
    assert [name.base for name in names if isinstance(name, Name)] == ["p", "p", "x"]


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (("q(x) = x^2", "a = 1 - q(x)^2", "q'(x) = 2 x"), ["q", "a", "∂q/∂x"]),
        (("f(x) = x^T M x", r"\nabla f(x) = 2 M x"), ["f", "∂f/∂x"]),
        (("q(x) = x^T x", r"\nabla q(x) = 2 x", r"\nabla q = 2 x"), ["q", "∂q/∂x", "∂q/∂x"]),
        (("f(x) = x^2", "f'(x) = 2 x"), ["f(x)", "f'(x)"]),
        (("q(x) = x^2", "a = q(y)"), ["", "a"]),
        (("w x = y", "a = w x"), ["", "a"]),
    ],
)
def test_what_is_always_called_with_one_name_is_a_quantity(formulas: tuple[str, ...], expected: list[str]) -> None:
    read = with_quantities(chains(*formulas), lambda _: "f")
    assert [label(chain.sides[0].node) for chain in read] == expected
