from __future__ import annotations

from functools import cache

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.verify.quantities.atoms import Role
from symbackprop.verify.quantities.scheme import Quantity
from symbackprop.verify.quantities.update_names import is_of_update, update_readings

from ..formulas import name

SPEC = """
equations = '''
y = w1*x + {second}
E = 1/2*(y - v)^2
'''
loss = "E"
parameters = [{parameters}]
learning_rate = 0.1
[values]
x = 1
v = 2
w1 = 3
w2 = 4
[optimiser]
name = "{optimiser}"
"""


@cache
def network(optimiser: str, count: int = 2) -> Network:
    second, parameters = ("w2", '"w1", "w2"') if count > 1 else ("2", '"w1"')
    text = SPEC.format(optimiser=optimiser, second=second, parameters=parameters)
    return parse(text if count > 1 else text.replace("w2 = 4\n", ""), "line.toml")


def meant(text: str, made: Network) -> list[tuple[Quantity, str, str]]:
    """Return what a name stands for: before or after the round, of which parameter, and what."""
    found = []
    for reading in update_readings(name(text), made):
        atom = reading.meaning.atom
        assert atom is not None
        assert atom.role is Role.UPDATE
        assert isinstance(reading.scheme.subject, Quantity)
        found.append(
            (reading.scheme.subject, atom.symbol.ascii if atom.symbol else "", atom.of.ascii if atom.of else "")
        )
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"\beta_1", [(Quantity.UPDATE, "", "β1")]),
        (r"\epsilon", [(Quantity.UPDATE, "", "ε")]),
        ("n", [(Quantity.UPDATE, "", "n")]),
        ("m_1", [(Quantity.STATE, "w1", "m"), (Quantity.UPDATE, "w1", "m_new")]),
        ("m_{w2}", [(Quantity.STATE, "w2", "m"), (Quantity.UPDATE, "w2", "m_new")]),
        ("m_{w_2}^+", [(Quantity.STATE, "w2", "m_new"), (Quantity.UPDATE, "w2", "m_new")]),
        (r"\hat{m}_2", [(Quantity.UPDATE, "w2", "m_hat")]),
        ("v_{opt,w1}", [(Quantity.STATE, "w1", "v"), (Quantity.UPDATE, "w1", "v_new")]),
        ("m", []),
        ("m_3", []),
        (r"\beta_3", []),
    ],
)
def test_a_name_of_the_optimiser_is_read_by_its_index(text: str, found: list[tuple[Quantity, str, str]]) -> None:
    assert meant(text, network("adam")) == found


def test_the_only_parameter_needs_no_index() -> None:
    assert meant("m", network("adam", 1)) == [(Quantity.STATE, "w1", "m"), (Quantity.UPDATE, "w1", "m_new")]


def test_a_letter_that_the_network_has_is_the_network_s() -> None:
    assert not is_of_update(name("v"), network("momentum"))
    assert is_of_update(name("m"), network("adam"))


def test_plain_descent_has_no_names() -> None:
    assert not is_of_update(name(r"\beta_1"), network("sgd"))
