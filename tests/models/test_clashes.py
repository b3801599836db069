"""Names that could be taken for one another: an element for a quantity, a mean for a derivative."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import SpecError
from symbackprop.expression.tree import Symbol
from symbackprop.graph.equations import bare
from symbackprop.graph.expand import positions
from symbackprop.models.network import Network
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
        ("E = sum(i, target_o[i]^2) + target_o1", "target_o1", "'target_o1' and 'target_o[1]' would both be called"),
        ("E = sum(j, w[j]^2) + w12^2", "w", "'w12' and 'w[12]' would both be called 'w12'"),
        ("E = sum(i, out_w[i]) + out_w3", "out_w", "'out_w3' and 'out_w[3]' would both be called"),
        ("a[i] = w1[i]\nE = sum(i, a[i]) + sum(j, i_w[j])", "w1", ""),
        ("c[i,j] = w[i,j]^2\nb[i] = w1[i]\nE = sum(i, b[i]) + sum(i, j, c[i,j])", "w", "would both be called 'w1_1'"),
        ("E = w1 + w^{(1)}", "w1", "are both 'w1' in code; rename one"),
        ("E = sum(i, pi_n[i]) + pi_n^{(1)}", "pi_n", ""),
        ("E = sum(j, w[j]^2) + w^{(1)}", "w", "'w^{(1)}' and 'w[1]' would both be called 'w1'"),
        (
            "a[i] = w^{(1)}_{1}[i]\nE = sum(i, a[i]) + sum(i, j, w1[i,j])",
            "w1",
            "'w^{(1)}_{1}[1]' and 'w1[1,1]' would both be called 'w1_1_1'",
        ),
        ("E = sum(i, j, v[i,j]) + sum(i, v1[i])", "v", "'v[1,1]' and 'v1[1]' would both be called 'v1_1'"),
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


BASES = ("w", "v", "dE", "net", "θ", "beta", "pi", "hat", "s")
ENDS = (
    *("", "1", "2", "12", "_1", "_h", "_h1", "_1_1", "_o1", "_new", "_s2", "_dw", "_hat", "_bar", "_tilde", "_star"),
    *("_prime", "'", "''", "^*", "^{(1)}", "^{(2)}", "^[1]", "^l_{q}", "^{(1)}_{1}", "_{1}", "_{h1}", "_{1,1}"),
    *("_{11}", "_bar_1", "_hat1"),
)
SIZES = {"i": 2, "j": 12}

quantities = st.tuples(
    st.sampled_from(BASES), st.sampled_from(ENDS), st.sampled_from([(), ("i",), ("j",), ("i", "j"), ("j", "i")])
)


@st.composite
def named_alike(draw: st.DrawFn) -> list[tuple[str, tuple[str, ...]]]:
    """Return names with what they are indexed by, most of them with the same letter."""
    base = draw(st.sampled_from(BASES))
    found = draw(st.lists(quantities, min_size=2, max_size=4, unique_by=lambda drawn: drawn[:2]))
    kept = draw(st.integers(0, len(found)))
    return list({(base if at < kept else own) + end: indices for at, (own, end, indices) in enumerate(found)}.items())


def spec_of(named: list[tuple[str, tuple[str, ...]]]) -> str:
    """Return a sum of the squares of all quantities, each with a factor of its own."""

    def numbers(sizes: list[int]) -> object:
        return [numbers(sizes[1:]) for _ in range(sizes[0])] if sizes else 0.5

    terms, values = [], []
    for factor, (name, indices) in enumerate(named, start=1):
        square = f"{factor}*({name}[{','.join(indices)}])^2" if indices else f"{factor}*({name})^2"
        terms.append(f"sum({', '.join(indices)}, {square})" if indices else square)
        values.append(f'"{name}" = {numbers([SIZES[index] for index in indices])}')
    parameters = ", ".join(f'"{name}"' for name, _ in named)
    return (
        f'equations = "Loss = {" + ".join(terms)}"\nloss = "Loss"\nparameters = [{parameters}]\nlearning_rate = 0.1\n'
        "[sizes]\ni = 2\nj = 12\n[values]\n" + "\n".join(values)
    )


@given(named_alike())
@settings(max_examples=80, deadline=None)
def test_names_are_refused_or_each_is_that_of_one_quantity_alone(named: list[tuple[str, tuple[str, ...]]]) -> None:
    network: Network | None = None
    with contextlib.suppress(SpecError):
        network = parse(spec_of(named), "net.toml")
    if network is None:
        return

    names = [name for quantity in network.graph.declared.values() for name in network.single.elements(quantity)]
    assert len({name.ascii for name in names}) == len(names)
    for quantity in network.trained:
        for at, name in zip(positions(quantity.indices), network.single.elements(quantity), strict=True):
            assert network.single.place(name) == (bare(quantity), at)
            assert network.parameter(name.ascii) == name
    slopes = [float(network.certified.evaluate(slope, 64)) for slope in network.gradient.values()]
    counts = [len(network.single.elements(quantity)) for quantity in network.trained]
    assert slopes == [float(factor) for factor, count in enumerate(counts, start=1) for _ in range(count)]


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


@pytest.mark.parametrize("letter", ["eta", "η", r"\eta"])
def test_a_quantity_is_not_called_as_the_learning_rate(letter: str) -> None:
    model = f"equations = '''\nE = ({letter}*x - y)^2\n'''\nloss = \"E\"\nparameters = ['{letter}']\n"
    for rate in ("learning_rate = 0.1\n", "[optimiser]\nname = 'adam'\n"):
        with pytest.raises(
            SpecError, match=r"^net.toml:\d+: '\S+' is the learning rate of the updates; rename"
        ) as refused:
            parse(model + rate, "net.toml")
        assert len(str(refused.value).splitlines()) == 1
    assert parse(model, "net.toml").update is None
    renamed = parse(model.replace(letter, "eta_0") + "learning_rate = 0.1\n", "net.toml")
    assert [symbol.ascii for symbol in renamed.parameters] == ["eta0"]
