"""Models written in the index language, in TOML."""

from __future__ import annotations

import pytest

from symbackprop.errors import MissingValuesError, SpecError, SymbackpropError, UsageError
from symbackprop.expression.tree import Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import parse

GOOD = """title = "two layers"
loss = "E"
parameters = ["W", "b"]
learning_rate = 0.1
equations = '''
net[j] = sum(i, W[j,i]*x[i]) + b[j]
out[j] = tanh(net[j])
E = sum(j, (t[j] - out[j])^2)
'''
[sizes]
i = 2
j = 3
[values]
W = [[0.1, 0.2], [0.3, -0.4], [0, 1]]
b = [0, 0.5, -0.5]
x = [1, -2]
t = [0, 0, 1]
"""


def test_parameters_come_in_the_order_of_the_file() -> None:
    network = parse(GOOD, "net.toml")
    assert [symbol.ascii for symbol in network.parameters] == [
        *("W1_1", "W1_2", "W2_1", "W2_2", "W3_1", "W3_2"),
        *("b1", "b2", "b3"),
    ]


def test_micrograds_first_example_has_its_gradients() -> None:
    # Andrej Karpathy's lecture on micrograd prints these four gradients of L = (a*b + c)*f.
    text = """loss = "L"
parameters = ["a", "b", "c", "f"]
learning_rate = 0.01
equations = "L = (a*b + c)*f"
[values]
a = 2.0
b = -3.0
c = 10.0
f = -2.0
"""
    network = parse(text, "micro.toml")
    shown = {s.ascii: network.certified.show(g, Rounding(6)).text for s, g in network.gradient.items()}
    assert shown == {"a": "6", "b": "-4", "c": "-2", "f": "4"}
    assert network.certified.show(Symbol("L"), Rounding(6)).text == "-8"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "tanh(net[j])",
            "tan(net[j])",
            r"net.toml:7: equations, column 10: no function is called 'tan' \(nearest: tanh\)",
        ),
        (
            "out[j] = tanh(net[j])",
            "out[j] = tanh(nut[j])",
            r"'nut' is neither defined by an equation nor given",
        ),
        ("E = sum(j, (t[j]", "E = sum(i, (t[j]", r"net.toml:8: .*index 'j' is neither free nor summed"),
        (
            "net[j] = sum(i, W[j,i]",
            "net[j] = sum(i, W[i,j]",
            r"net.toml:6: |'W' has 3 entries where its index runs to 2",
        ),
        ("x = [1, -2]", "x = [1, -2, 3]", r"'x' has 3 entries where its index runs to 2"),
        ("x = [1, -2]", "x = 3", r"'x' is read with 1 more ind"),
        ("x = [1, -2]", 'x = [1, "two"]', r"net.toml:16: values.x: expected a number, found 'two'"),
        ("x = [1, -2]", "y = [1, -2]", r"no given quantity is called 'y'"),
        ('loss = "E"', 'loss = "F"', r"no quantity is called 'F'; allowed: net, out, E"),
        (
            'loss = "E"',
            'loss = "out"',
            r"net.toml:7: the equation of 'out\[j\]' is that of the loss, which must be a scalar",
        ),
        ('["W", "b"]', '["W", "out"]', r"no given quantity is called 'out'"),
        ("out[j] = tanh", "net[j] = tanh", r"net.toml:\d: .*'net'|'net' is defined twice"),
        ("i = 2\n", "i = 0\n", r"sizes.i: expected a number from 1 on, found 0"),
        ("learning_rate", "learnig_rate", r"no key is called 'learnig_rate'.*nearest: learning_rate"),
    ],
    ids=lambda value: value[:30],
)
def test_a_bad_model_is_refused_in_one_line(old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(SymbackpropError, match=says) as found:
        _ = parse(GOOD.replace(old, new, 1), "net.toml").backward
    assert "\n" not in str(found.value)


def test_any_given_quantity_may_be_left_out() -> None:
    network = parse(GOOD.replace("x = [1, -2]\n", "").replace("b = [0, 0.5, -0.5]\n", ""), "net.toml")

    assert [symbol.ascii for symbol in network.missing] == ["x", "b"]
    with pytest.raises(MissingValuesError, match=r"no values are given of x, b; .*--random SEED"):
        _ = network.certified


def test_a_model_without_any_values_takes_its_sizes_from_the_indices() -> None:
    network = parse(GOOD[: GOOD.index("[values]")].replace("i = 2", "i = 100000"), "net.toml")

    assert {symbol.ascii for symbol in network.missing} == {"W", "x", "b", "t"}
    assert network.parameter_count == 3 * 100_000 + 3


def test_an_absolute_value_is_a_function_of_the_language() -> None:
    text = """loss = "L"
parameters = ["a", "b"]
learning_rate = 0.01
equations = "L = abs(a) + abs(b)"
decimal = "comma"
[values]
a = -2.5
b = 0
"""
    network = parse(text, "abs.toml")
    assert [network.certified.show(slope, Rounding(3)).text for slope in network.gradient.values()] == ["-1", "0"]
    assert network.decimal_comma


def test_names_of_equations_are_those_they_are_written_with() -> None:
    with pytest.raises(UsageError, match="of the notations only delta can be asked for, not z-a"):
        parse(GOOD, "net.toml", notation="z-a")
    assert parse(GOOD, "net.toml", notation="delta").signal == "δ"


def test_a_cycle_is_a_use_before_a_definition() -> None:
    text = GOOD.replace("out[j] = tanh(net[j])", "out[j] = tanh(net[j]) + z[j]\nz[j] = out[j]")
    with pytest.raises(SpecError, match=r"net\.toml:7: the equation of 'out\[j\]' is part of a cycle"):
        parse(text, "net.toml")


def test_an_index_that_has_to_be_named_is_not_called_as_a_quantity_is() -> None:
    text = (
        'equations = """\nm = x[1]*w\nn = m*m\nE = n + x[3]*p\n"""\nloss = "E"\nparameters = ["w"]\n'
        "learning_rate = 0.1\n[values]\nx = [1, 2, 3]\nw = 1\np = 1\n"
    )
    (x,) = [leaf for leaf in parse(text, "letters.toml").graph.leaves if leaf.indices]
    assert str(x.indices[0]) == "q"
