"""What a report says of the network that was read from the document itself."""

from __future__ import annotations

from symbackprop.models.spec import example
from symbackprop.verify.report.network import network_lines, stated_network


def test_a_network_of_layers_is_said_by_its_sizes_functions_loss_and_rate() -> None:
    first, values = network_lines(example(), is_rated=True, equations=())
    assert first == "Read from the document: a 2-2-2 network, sigmoid, sigmoid, half the squared error, η = 0.5"
    assert values.startswith("i1 = 0.05, i2 = 0.10, target_o1 = 0.01")


def test_a_rate_that_is_not_stated_is_said_to_be_assumed() -> None:
    first, _ = network_lines(example(), is_rated=False, equations=())
    assert first.endswith("η = 0.5 (assumed: none is stated)")


def test_a_model_of_equations_is_said_by_them_its_loss_and_its_parameters() -> None:
    network = example("expression")
    read, trained, values = network_lines(network, is_rated=True, equations=("e = a*b", "d = e + c", "L = d*f"))
    assert read == "Read from the document: e = a*b; d = e + c; L = d*f"
    names = ", ".join(symbol.ascii for symbol in network.trained)
    assert trained.startswith(f"The loss is {network.loss.ascii}, the parameters are {names}")
    assert all(f"{symbol.ascii} = " in values for symbol in network.values)


def test_a_network_that_was_read_is_called_by_its_sizes_or_by_its_equations() -> None:
    assert stated_network(example()) == "the 2-2-2 network that the document states"
    assert stated_network(example("expression")) == "the equations that the document states"
