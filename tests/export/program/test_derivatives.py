"""Other derivatives as programs: what their parameters, data and losses are."""

from __future__ import annotations

import pytest

from symbackprop.errors import UsageError
from symbackprop.export.program.derivatives import by_data, hessian_vector, of_samples
from symbackprop.export.program.lowering import Form, data_of, lowered
from symbackprop.graph.equations import bare
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse


@pytest.mark.parametrize("form", Form)
def test_the_parameters_of_a_product_are_those_of_the_network_and_the_direction(form: Form, mazur: Network) -> None:
    program = hessian_vector(mazur, form=form)
    assert program.count == 2 * lowered(mazur).count
    assert [bare(symbol).ascii for symbol in program.parameters] == ["W1", "W2", "W_along1", "W_along2"]
    assert program.loss.ascii == "E_along_total"
    assert len(program.adjoints) == (16 if form is Form.STRAIGHT else 4)


def test_a_product_costs_no_more_than_a_few_gradients() -> None:
    network = example("attention")
    assert hessian_vector(network, form=Form.LOOPS).operations < 5 * lowered(network, form=Form.LOOPS).operations


def test_by_data_the_weights_are_given(mazur: Network) -> None:
    inputs = data_of(mazur)[:1]
    network, names = by_data(mazur, inputs)
    assert names == ("W1", "W2", "target_o")
    assert [bare(symbol).ascii for symbol in network.trained] == ["i"]


def test_of_samples_nothing_is_a_mean(mazur: Network) -> None:
    program, adjoints = of_samples(mazur, mazur.trained)
    assert [getattr(adjoint, "ascii", "") for adjoint in adjoints] == ["dE_dW1", "dE_dW2"]
    assert program.backward == ()
    assert set(adjoints) <= program.per_sample


def test_a_loss_without_parameters_has_no_hessian() -> None:
    network = parse(
        'parameters = ["w"]\nequations = """\ny = w*x\nE = x^2\n"""\nloss = "E"\nlearning_rate = 0.1\n'
        "[values]\nw = 1\nx = 1\n",
        "none.toml",
    )
    with pytest.raises(UsageError, match="does not depend on the parameters"):
        hessian_vector(network)
