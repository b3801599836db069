from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.verify.quantities.declared import declared
from symbackprop.verify.quantities.layers import layers_of

from ..formulas import name
from .named import COLUMNS, all_meant

SPEC = """loss = "E"
parameters = ["W", "beta"]
learning_rate = 1
equations = '''
s[i] = sum(j, W[i,j]*x[j]) + beta
E = sum(i, s[i]^2)
'''
[sizes]
i = 2
j = 3
"""


def found(text: str, network: Network) -> list[str]:
    every = {}
    for reading in declared(name(text), network, layers_of(network), COLUMNS):
        every.setdefault(reading.scheme, reading.meaning)
    return all_meant(every)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("s_1", "s1"),
        ("W_{12}", "W1_2"),
        ("W_{1,2}", "W1_2"),
        ("W[2, 3]", "W2_3"),
        (r"\beta", "beta"),
        ("E", "E"),
        ("s", "[s1; s2]"),
    ],
)
def test_a_spec_of_equations_calls_its_quantities_itself(text: str, meant: str) -> None:
    assert found(text, parse(SPEC, "x.toml"))[0].replace("β", "beta").replace(",", "_") == meant


@pytest.mark.parametrize("text", ["s_3", "W_{4,1}", "q", r"\hat{s}_1", "s^{(1)}_1"])
def test_what_is_not_declared_is_not_found(text: str) -> None:
    assert "s1" not in found(text, parse(SPEC, "x.toml"))


def test_the_names_of_the_notes_are_known() -> None:
    mazur = example()
    assert [found(text, mazur)[0] for text in ("out_{h1}", "w_5", "E_{total}")] == ["out_h1", "w5", "E_total"]
