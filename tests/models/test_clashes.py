"""Names that could be taken for one another: an element for a quantity, a mean for a derivative."""

from __future__ import annotations

import pytest

from symbackprop.errors import SpecError
from symbackprop.expression.tree import Symbol
from symbackprop.models.spec import parse

SPEC = """\
loss = "E"
parameters = ["{parameter}"]
learning_rate = 0.1
equations = '''
{lines}
'''
[sizes]
i = 3
j = 12
"""


@pytest.mark.parametrize(
    ("lines", "parameter", "says"),
    [
        ("E = sum(i, target_o[i]^2) + target_o1", "target_o1", "'target_o1' and target_o[1] would both be called"),
        ("E = sum(j, w[j]^2) + w12^2", "w", "'w12' and w[12] would both be called 'w12'"),
        ("E = sum(i, out_w[i]) + out_w3", "out_w", "'out_w3' and out_w[3] would both be called"),
        ("a[i] = w1[i]\nE = sum(i, a[i]) + sum(j, i_w[j])", "w1", ""),
        ("c[i,j] = w[i,j]^2\nb[i] = w1[i]\nE = sum(i, b[i]) + sum(i, j, c[i,j])", "w", "would both be called 'w1_1'"),
        ("E = w1 + w^{(1)}", "w1", "are both 'w1' in code; rename one"),
        ("E = γ + gamma", "gamma", "'γ' and 'gamma' are the same letter"),
        ("E = sum(j, w[j]^2) + w13^2", "w", ""),
        ("E = sum(i, w_h[i]^2) + w_h^{(1)}", "w_h", ""),
        ("E = sum(i, w[i]^2) + w_o1", "w", ""),
    ],
)
def test_an_element_is_never_taken_for_a_quantity(lines: str, parameter: str, says: str) -> None:
    text = SPEC.format(lines=lines, parameter=parameter)
    if not says:
        parse(text, "net.toml")
        return

    with pytest.raises(SpecError) as refused:
        parse(text, "net.toml")

    assert says in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_a_bar_stands_over_a_name_unless_it_would_be_read_as_a_derivative() -> None:
    alone = parse(SPEC.format(lines="E = x_bar^2", parameter="x_bar"), "net.toml")
    beside = parse(SPEC.format(lines="E = (x - x_bar)^2", parameter="x_bar"), "net.toml")

    assert alone.parameters == (Symbol("x", accent="bar"),)
    assert beside.parameters == (Symbol("x", "bar"),)
    assert alone.parameters[0].ascii == beside.parameters[0].ascii == "x_bar"


def test_names_are_one_however_they_are_typed() -> None:
    lines = r"z = \hat{y}*w^* + y_hat*w_star + x'" + "\nE = z^2 + \\theta"
    text = SPEC.format(lines=lines, parameter=r"\\hat{y}") + '[values]\n"w^*" = 2\ny_hat = 3\n"x\'" = 1\ntheta = 4\n'

    network = parse(text, "net.toml")

    assert [leaf.ascii for leaf in network.graph.leaves] == ["y_hat", "w_star", "x_prime", "theta"]
    assert network.missing == ()
    assert network.parameter("y_hat") == network.parameter(r"\hat y")


def test_a_value_given_in_two_ways_of_writing_is_refused() -> None:
    text = SPEC.format(lines="E = y_hat^2", parameter="y_hat") + '[values]\ny_hat = 1\n"\\\\hat{y}" = 2\n'

    with pytest.raises(SpecError, match=r"^net.toml:12: values.\\hat\{y\}: 'y_hat' is given twice"):
        parse(text, "net.toml")
