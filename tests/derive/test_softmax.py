"""Softmax with cross-entropy: p − t, derived and not asserted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.derive.backward import BackwardPass
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.softmax import softmax_losses
from symbackprop.derive.steps import Shortcut
from symbackprop.errors import DerivationError
from symbackprop.expression.tree import Negative, Sum, Symbol, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def shortcut(network: Network, name: str) -> Shortcut:
    derivation = BackwardPass(network, Numbers(network, Rounding(9))).derive(network.parameter(name))
    (found,) = [step.factor for step in derivation.steps if isinstance(step.factor, Shortcut)]
    return found


@pytest.mark.parametrize(("name", "weight", "output"), [("softmax", "W1_1", "p1"), ("layers-softmax", "w5", "p1")])
def test_the_derivative_by_a_logit_is_what_comes_out_less_what_should(name: str, weight: str, output: str) -> None:
    found = shortcut(example(name), weight)

    assert found.short is not None
    side = found.short.links[-1].side
    assert isinstance(side, Sum)
    first, second = side.terms
    assert isinstance(first, Symbol)
    assert isinstance(second, Negative)
    assert first.ascii == output


def test_targets_that_do_not_add_up_to_one_stay_in_the_formula() -> None:
    network = example("softmax")
    half = {name: number for name, number in network.values.items() if name.base != "t"}
    values = half | {Symbol("t", str(at)): decimal("0.5") for at in (1, 2, 3)}
    assert shortcut(replace(network, values=values), "W1_1").short is None


def test_a_wrong_adjoint_is_a_bug_that_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Network, "agree", lambda *_: False)

    with pytest.raises(DerivationError, match="p − t is not the gradient"):
        shortcut(example("softmax"), "W1_1")


@pytest.mark.parametrize("name", ["mazur-2-2-2", "attention", "binary-cross-entropy"])
def test_what_is_no_softmax_with_cross_entropy_is_not_taken_for_one(name: str) -> None:
    assert not softmax_losses(example(name))
