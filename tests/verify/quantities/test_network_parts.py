from __future__ import annotations

import pytest

from symbackprop.verify.lexicon.roles import BIAS, DELTA, INPUT, LOSS, NET, OUT, RATE, TARGET, WEIGHT
from symbackprop.verify.quantities.counting import Numbering
from symbackprop.verify.quantities.network_parts import NETWORK_PARTS, entries_of
from symbackprop.verify.quantities.scheme import Quantity, Scheme

from ..formulas import name
from .named import COLUMNS, all_meant, meant, table


def found(part: str, text: str) -> list[str]:
    """Return what a name stands for in the example by a part that its letter plays."""
    every = {}
    for reading in NETWORK_PARTS[part](name(text), table(), COLUMNS):
        every.setdefault(reading.scheme, reading.meaning)
    return all_meant(every)


@pytest.mark.parametrize(
    ("part", "text", "first"),
    [
        (INPUT, "x_1", "i1"),
        (INPUT, "x", "[i1; i2]"),
        (TARGET, "t_2", "target_o2"),
        (TARGET, "t", "[target_o1; target_o2]"),
        (NET, "z_{h1}", "net_h1"),
        (OUT, "a^{(1)}_2", "out_h2"),
        (OUT, "a^{(0)}_1", "i1"),
        (BIAS, "b^{(1)}", "b1"),
        (LOSS, "E", "E_total"),
        (LOSS, "E_{total}", "E_total"),
        (LOSS, "E_1", "E_o1"),
        (RATE, "a", "rate"),
        (DELTA, "d_{h1}", "dE/dnet_h1"),
        (WEIGHT, "w_3", "w3"),
    ],
)
def test_each_part_finds_its_quantity(part: str, text: str, first: str) -> None:
    assert found(part, text)[0] == first


@pytest.mark.parametrize(
    ("part", "text"),
    [(INPUT, "x_{h1}"), (INPUT, "x^{(1)}"), (TARGET, "t_{h1}"), (RATE, "a_1"), (INPUT, "x_7"), (LOSS, "E_{h1}")],
)
def test_what_a_part_does_not_have_it_does_not_find(part: str, text: str) -> None:
    assert found(part, text) == []


def test_the_constant_input_of_the_biases_has_the_number_0() -> None:
    assert "one" in found(INPUT, "x_0")
    assert "[one; i1; i2]" in found(INPUT, "x")


def test_an_error_signal_has_either_sign_and_is_by_net_input_or_output() -> None:
    assert {"dE/dnet_o1", "-dE/dnet_o1", "dE/dout_o1", "-dE/dout_o1"} <= set(found(DELTA, "d_{o1}"))


def test_entries_are_counted_from_1_or_from_0_and_all_are_meant_without_a_number() -> None:
    vector = next(reading.meaning for reading in NETWORK_PARTS[INPUT](name("x"), table(), COLUMNS)).flat
    one = {reading.scheme: meant(reading.meaning) for reading in entries_of(Quantity.INPUT, vector, COLUMNS, [1])}
    assert one == {
        Scheme(Quantity.INPUT, Numbering.FROM_ONE): "i1",
        Scheme(Quantity.INPUT, Numbering.FROM_ZERO): "i2",
    }
    assert list(entries_of(Quantity.INPUT, (), COLUMNS, [1])) == []
