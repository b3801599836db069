"""Reads that leave what they read: under names of their own where exponentials are rewritten, and only there."""

from __future__ import annotations

from symbackprop.export.saturation.stabilise import stabilised
from symbackprop.models.spec import parse


def targets(equations: str) -> list[str]:
    """Return what the stable form of some equations computes."""
    text = f'equations = """\n{equations}\n"""\nloss = "E"\n[sizes]\nt = 3\n[values]\nw = 0.5\nx = [1, 2, 3]\n'
    network = parse(f'parameters = ["w"]\n{text}', "outside.toml")
    return [one.target.ascii for one in stabilised(network.graph, network.loss).forward]


def test_a_read_that_starts_somewhere_has_a_name_in_a_logarithm_of_exponentials() -> None:
    found = targets("s[t] = log(exp(s[t-1]) + exp(w*x[t]))\ns[0] = 1\nE = s[last]")
    assert found == ["s0", "s_read[t]", "s[t]", "E"]


def test_a_probability_before_is_taken_apart_where_it_stands() -> None:
    # The logarithm of σ(net) before is −ln(1 + e^−net) there, and not ln of a name for σ(net).
    found = targets("p[t] = sigmoid(w*x[t])\nl[t] = log(p[t-1])\np[0] = 0.5\nE = sum(t, l[t])")
    assert found == ["p0", "l[t]", "E"]


def test_nothing_is_named_where_nothing_is_rewritten() -> None:
    assert targets("h[t] = tanh(w*h[t-1 else 0] + x[t])\nE = h[last]") == ["h[t]", "E"]
    assert targets("h[t] = x[t]*sigmoid(w*x[t-1 else 0])\nE = sum(t, h[t])") == ["h[t]", "E"]
