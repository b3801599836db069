from __future__ import annotations

from dataclasses import replace

from symbackprop.derive.signals import as_whole, signals
from symbackprop.expression.tree import Index, Symbol
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse


def test_the_signal_of_a_layer_is_named_after_its_net_input(mazur: Network) -> None:
    named = {net.ascii: signal.ascii for net, signal in signals(mazur).items()}
    assert named == {"net_h": "δ_h", "net_o": "δ_o"}


def test_the_signals_of_several_samples_are_a_capital(mazur: Network) -> None:
    assert {signal.base for signal in signals(example("batch")).values()} == {"Δ"}
    assert {signal.base for signal in signals(replace(mazur, signal="g")).values()} == {"g"}


EQUATIONS = """loss = "E"
parameters = ["w"]
learning_rate = 1
equations = '''
{}
'''
[sizes]
i = 2
j = 2
"""


def of(equations: str) -> list[str]:
    """Return the signals of a model in equations, which has no layers."""
    return [signal.ascii for signal in signals(parse(EQUATIONS.format(equations), "x.toml")).values()]


def test_without_layers_what_only_a_function_reads_has_a_signal() -> None:
    assert of("u[j] = sum(i, w[i]*x[i,j])\na[j] = tanh(u[j])\nE = sum(j, a[j])") == ["δ"]


def test_what_is_read_elsewhere_too_has_none() -> None:
    assert of("u[i] = w[i]*x[i]\na[i] = tanh(u[i])\nE = sum(i, a[i]*u[i])") == []


def test_names_that_would_be_one_are_made_from_the_whole_names() -> None:
    names = of("u[i] = w[i]*x[i]\na[i] = tanh(u[i])\nv[i] = w[i]*a[i]\nb[i] = tanh(v[i])\nE = sum(i, b[i])")
    assert names == ["δ_u", "δ_v"]


def test_a_quantity_as_a_whole_is_bold_where_it_has_indices() -> None:
    i, n = Index("i", 2), Index("n", 3)
    assert as_whole(Symbol("x", "h", (i,))) == Symbol("x", "h", bold=True)
    assert as_whole(Symbol("x", indices=(n, i), sample="n")) == Symbol("x", bold=True)
    assert as_whole(Symbol("b")) == Symbol("b")
