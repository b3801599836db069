"""Networks that a writer may have meant: another factor of the error, trained biases."""

from __future__ import annotations

from dataclasses import replace

from symbackprop.expression.tree import HALF, Power, Product
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.judging.loss_variants import other_losses, with_trained_biases
from symbackprop.verify.judging.remarks import Remark, RemarkCode


def squares(network: Network) -> object:
    assert network.errors is not None
    equation = network.graph.equation(network.errors)
    assert equation is not None
    return equation.terms[0].body


def test_half_the_square_may_have_been_meant_without_the_half() -> None:
    ((other, remark),) = other_losses(example())
    assert isinstance(squares(other), Power)
    assert remark == Remark(RemarkCode.NO_FACTOR_OF_THE_SQUARE)


def test_a_square_may_have_been_meant_with_a_half() -> None:
    ((plain, _),) = other_losses(example())
    ((halved, remark),) = other_losses(plain)
    body = squares(halved)
    assert isinstance(body, Product)
    assert body.factors[0] == HALF
    assert remark == Remark(RemarkCode.HALF_OF_THE_SQUARE)


def test_another_error_has_no_such_factor() -> None:
    network = example()
    assert not list(other_losses(replace(network, errors=None)))


def test_the_biases_may_be_trained_as_well() -> None:
    network = example()
    assert not {"b1", "b2"} & {symbol.ascii for symbol in network.parameters}
    other = with_trained_biases(network)
    assert other is not None
    assert {"b1", "b2"} <= {symbol.ascii for symbol in other.parameters}
    assert with_trained_biases(other) is None
