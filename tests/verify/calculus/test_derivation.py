"""Formulas are judged by each other."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks

from .letters import derivation, outcomes, source

DEFINES, PROVED, HOLDS, FAILS, OPEN = Outcome


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        ((r"\frac{\partial (x y)}{\partial x} = y",), [PROVED]),
        ((r"\frac{\partial (x y)}{\partial x} = x",), [FAILS]),
        (("z = x y", r"\frac{\partial z}{\partial x} = y"), [DEFINES, PROVED]),
        (
            ("z = x y", r"\frac{\partial z}{\partial x} = y", "z = x + y", r"\frac{\partial z}{\partial x} = 1"),
            [DEFINES, PROVED, DEFINES, PROVED],
        ),
        ((r"\tanh'(x) = 1 - \tanh(x)^2",), [PROVED]),
        ((r"\sigma'(x) = \sigma(x) (1 + \sigma(x))",), [FAILS]),
        (("f(x) = x^2", "f'(x) = 2 x"), [DEFINES, PROVED]),
        (("f(x) = x^2", "f'(x) = x"), [DEFINES, FAILS]),
        (("f(x) = x^2", "f'(x) = 2 x", "f(x) = x^3", "f'(x) = 3 x^2"), [DEFINES, PROVED, DEFINES, PROVED]),
        (("f(u, v) = u v", r"\frac{\partial f(u, v)}{\partial v} = u"), [DEFINES, PROVED]),
        ((r"h = f(x)", r"\frac{\partial h}{\partial x} = h (1 - h)"), [DEFINES, HOLDS]),
        ((r"h = f(x)", r"\frac{\partial h}{\partial x} = h (2 - h)"), [DEFINES, FAILS]),
        (("z = x", "z = x^2", r"\frac{\partial z}{\partial x} = 1"), [DEFINES, DEFINES, OPEN]),
        (("h = w x", r"\frac{\partial h}{\partial w} = 2 q"), [DEFINES, OPEN]),
    ],
    ids=lambda value: value[-1] if isinstance(value[0], str) else "",
)
def test_rules_for_any_letters_are_told_from_false_ones(formulas: tuple[str, ...], expected: list[Outcome]) -> None:
    assert outcomes(*formulas, ranks=Ranks.SINGLE) == expected


def test_a_letter_defined_by_a_derivative_is_held_to_it() -> None:
    found = outcomes("L = x^2", r"g = \frac{\partial L}{\partial x}", "g = 2 x", "g = 3 x", ranks=Ranks.SINGLE)
    assert found == [DEFINES, DEFINES, PROVED, FAILS]


def test_a_counterexample_names_the_letters_and_both_sides() -> None:
    (finding,) = derivation(r"\frac{\partial (x y)}{\partial x} = x", ranks=Ranks.SINGLE).findings()
    assert finding.against is not None
    assert [name for name, _ in finding.against.letters] == ["x", "y"]
    assert float(finding.against.left) == float(dict(finding.against.letters)["y"])
    assert float(finding.against.right) == float(dict(finding.against.letters)["x"])


def test_the_gradient_of_a_loss_that_nothing_defines_is_any() -> None:
    formulas = (
        "z = W x",
        r"\frac{\partial L}{\partial z} = z",
        r"\frac{\partial L}{\partial x} = W^T \frac{\partial L}{\partial z}",
    )
    assert outcomes(*formulas)[1:] == [OPEN, PROVED]


def test_words_that_name_a_cross_entropy_define_the_loss() -> None:
    formulas = r"\hat{y} = \mathrm{softmax}(z)", r"\frac{\partial L}{\partial z} = \hat{y} - y"
    words = source(shares_one=True, has_cross_entropy=True)
    assert outcomes(*formulas, words=words) == [DEFINES, PROVED]
    assert outcomes(*formulas) == [DEFINES, OPEN]


def test_each_side_is_compared_with_the_one_before_it() -> None:
    (_, finding) = derivation(
        "z = x y", r"\frac{\partial z}{\partial x} = y = x = x + 0", ranks=Ranks.SINGLE
    ).findings()
    assert finding.standing is FAILS
    assert [(at, one.standing) for at, one in finding.steps] == [(1, PROVED), (2, FAILS), (3, PROVED)]


def test_what_was_said_of_a_derivative_before_holds_in_other_letters_and_is_no_proof_against_others() -> None:
    formulas = (
        r"\frac{\partial C}{\partial z} = (p - t) \frac{\partial p}{\partial z}",
        r"s = (p - t) \frac{\partial p}{\partial z}",
        r"\frac{\partial C}{\partial z} = s",
        r"\frac{\partial C}{\partial z} = 2 s",
        r"\frac{\partial C}{\partial z} = (p - t) \frac{\partial p}{\partial z}",
    )
    assert outcomes(*formulas, ranks=Ranks.SINGLE) == [OPEN, DEFINES, HOLDS, OPEN, HOLDS]
