"""Cases that never occur: what is said of them is compared for all that."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.expression.tree import Number
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.verify.interpretation.equality import same
from symbackprop.verify.judging.case_branches import refuting
from symbackprop.verify.judging.hypotheses import Hypothesis
from symbackprop.verify.judging.verdicts import Claim, Verdict
from symbackprop.verify.pipeline import read, verify
from symbackprop.verify.values.points import Point
from symbackprop.verify.values.random_points import random_points

from .judged import precise

pytestmark = pytest.mark.slow
"""Each test judges a document."""

SPEC = """
[network]
sizes = [1, 1]
activation = "{}"
loss = "{}"
bias = "none"
"""


def network(activation: str = "sigmoid", loss: str = "huber") -> Network:
    return parse(SPEC.format(activation, loss), "cases.toml")


def claim(text: str, of: Network) -> Claim:
    (found,) = verify(f"$${text}$$".encode(), "x.md", of).claims
    return found


def huber(one: str = r"y - \hat y - \frac12", other: str = r"\hat y - y - \frac12") -> str:
    near = r"\frac12 (y - \hat y)^2 & \text{if } |y - \hat y| \le 1"
    return (
        rf"E = \begin{{cases}} {near} \\ {one} & \text{{if }} y > \hat y \\ {other} & \text{{otherwise}} \end{{cases}}"
    )


def slope(other: str) -> str:
    near = r"\hat y - y & \text{if } |y - \hat y| \le 1"
    far = rf"-1 & \text{{if }} y > \hat y \\ {other} & \text{{otherwise}}"
    return rf"\frac{{\partial E}}{{\partial \hat y}} = \begin{{cases}} {near} \\ {far} \end{{cases}}"


@pytest.mark.parametrize("activation", ["identity", "relu", "sigmoid", "tanh"])
def test_every_case_of_a_formula_is_compared(activation: str) -> None:
    of = network(activation)
    assert claim(huber(), of).verdict is Verdict.RIGHT
    for wrong in (huber(one=r"y - \hat y"), huber(other=r"\hat y + y - \frac12")):
        assert claim(wrong, of).verdict is Verdict.WRONG


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_every_case_of_a_derivative_is_compared(activation: str) -> None:
    of = network(activation)
    assert claim(slope("1"), of).verdict is Verdict.RIGHT
    assert claim(slope("2"), of).verdict is Verdict.WRONG


def test_the_slip_in_a_case_that_never_occurs_is_named() -> None:
    found = claim(huber(other=r"\hat y + y - \frac12"), network())
    assert [slip.code.value for slip in found.slips] == ["sign-in-formula"]


def test_a_formula_may_use_what_is_known_of_a_quantity() -> None:
    # The slope is written over the output, which is cut off from the sum that it is the sigmoid of.
    often, never = r"\hat y (1 - \hat y) & \hat y < 1 + y", r"\sigma(z) (1 - \hat y) & \text{otherwise}"
    text = rf"\frac{{\partial \hat y}}{{\partial z}} = \begin{{cases}} {often} \\ {never} \end{{cases}}"
    assert claim(text, network()).verdict is Verdict.RIGHT


def test_only_a_case_that_occurs_at_no_point_is_tried_elsewhere() -> None:
    of = network()
    judgement = read(f"$${huber(other='0')}$$".encode(), "x.md").of(Hypothesis(of))
    naming, (chain,) = judgement.judge.naming, judgement.part.statements.chains
    left, right = (side.node for side in chain.sides)
    (target,) = naming.layers.targets
    near = list(random_points(of, naming.layers, 6))
    values = near[0].network.values
    apart = [Point(of.at({**values, target: Number(Fraction(far), str(far))})) for far in (-9, 9)]

    def equal_at(point: Point) -> bool:
        return same(naming, left, right, (point,))

    with precise():
        assert refuting(naming, (left, right), near, equal_at) is not None
        assert refuting(naming, (left, right), [*near, *apart], equal_at) is None
