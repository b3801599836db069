"""Networks that a writer may have meant: another factor of the error, trained biases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb

from symbackprop.expression.tree import HALF, Power, Product
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.judging.loss_variants import HALVES, factors, other_losses, with_trained_biases
from symbackprop.verify.judging.remarks import Remark, RemarkCode

BITS = 64


def squares(network: Network) -> object:
    assert network.errors is not None
    equation = network.graph.equation(network.errors)
    assert equation is not None
    return equation.terms[0].body


def with_remark(network: Network, remark: Remark, by: tuple[Fraction, ...] = HALVES) -> Network:
    return next(other for other, said in other_losses(network, by) if said == remark)


def test_half_the_square_may_have_been_meant_without_the_half() -> None:
    other = with_remark(example(), Remark(RemarkCode.NO_FACTOR_OF_THE_SQUARE))
    assert isinstance(squares(other), Power)


def test_a_square_may_have_been_meant_with_a_half() -> None:
    plain = with_remark(example(), Remark(RemarkCode.NO_FACTOR_OF_THE_SQUARE))
    body = squares(with_remark(plain, Remark(RemarkCode.HALF_OF_THE_SQUARE)))
    assert isinstance(body, Product)
    assert body.factors[0] == HALF


@pytest.mark.parametrize("factor", factors(example("batch")))
@pytest.mark.parametrize("name", ["batch", "mazur-2-2-2", "mean-squared", "binary-cross-entropy", "expression"])
def test_the_loss_is_the_factor_times_that_of_the_network(name: str, factor: Fraction) -> None:
    network = example(name)
    for other, _ in other_losses(network, (factor,)):
        assert loss(other) == pytest.approx(float(factor) * loss(network))


def loss(network: Network) -> float:
    return float(arb(network.certified.evaluate(network.loss, BITS)).mid())


def test_the_mean_over_the_outputs_or_the_samples_may_have_been_meant() -> None:
    assert set(factors(example())) == {Fraction(2), Fraction(1, 2), Fraction(4), Fraction(1, 4)}
    samples = example("layers-batch").samples
    assert samples is not None
    assert Fraction(1, samples) in factors(example("layers-batch"))
    entropy = example("layers-softmax")
    mean = with_remark(entropy, Remark(RemarkCode.MEAN_OF_ERRORS), (Fraction(1, 3),))
    assert loss(mean) == pytest.approx(loss(entropy) / 3)


def test_what_large_weights_add_stays() -> None:
    network = example("regularised")
    assert network.penalty is None or all(
        other.graph.equation(other.penalty) == network.graph.equation(network.penalty)
        for other, _ in other_losses(network)
    )


def test_a_loss_that_is_a_leaf_has_no_factor() -> None:
    network = example()
    assert not list(other_losses(replace(network, errors=None, loss=network.trained[0])))


def test_the_biases_may_be_trained_as_well() -> None:
    network = example()
    assert not {"b1", "b2"} & {symbol.ascii for symbol in network.parameters}
    other = with_trained_biases(network)
    assert other is not None
    assert {"b1", "b2"} <= {symbol.ascii for symbol in other.parameters}
    assert with_trained_biases(other) is None
