"""Stable forms: the same values in real numbers, without logarithms of zero and without overflow."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from operator import attrgetter
from time import perf_counter

import numpy as np
import pytest
from flint import arb, ctx

from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.python.notes_module import PRINTER
from symbackprop.export.saturation.normalise import Maximum
from symbackprop.export.saturation.stabilise import STABLE_SLOPES, definition_in_code, prepared, stabilised
from symbackprop.expression.functions import FUNCTIONS, X, Y
from symbackprop.expression.tree import Call, Expression, Power, Symbol, functions_of, substitute, whole
from symbackprop.graph.expand import NO_LABELS
from symbackprop.graph.tape import Tape, exact
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ..networks import deep

ELEMENTARY = {
    "abs": lambda x: abs(x),
    "cos": arb.cos,
    "erfc": arb.erfc,
    "exp": arb.exp,
    "expm1": arb.expm1,
    "log": arb.log,
    "log1p": arb.log1p,
    "sin": arb.sin,
    "sqrt": arb.sqrt,
    "tanh": arb.tanh,
}


def in_code(expression: Expression, x: arb) -> arb:
    """Return the value of a form in which every function that is no language's own is opened."""
    from symbackprop.expression.tree import Choice, Negative, Number, Product, Quotient, Sum

    match expression:
        case Number(value):
            return arb(exact(value))
        case Symbol():
            return x
        case Sum(terms):
            return sum((in_code(term, x) for term in terms), arb(0))
        case Product(factors):
            result = arb(1)
            for factor in factors:
                result *= in_code(factor, x)
            return result
        case Negative(body):
            return -in_code(body, x)
        case Quotient(above, below):
            return in_code(above, x) / in_code(below, x)
        case Choice(positive, then, otherwise):
            return in_code(then if in_code(positive, x) > 0 else otherwise, x)
        case Call(name, argument):
            definition = definition_in_code(name)
            given = in_code(argument, x)
            return ELEMENTARY[name](given) if definition is None else in_code(prepared(definition), given)
        case _:
            raise AssertionError(expression)


LOGARITHMS = ("log", "log2", "log10")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_in_code_is_the_function_of_the_notes(name: str) -> None:
    for numerator in (-40, -7, -1, 1, 5, 40):
        point = Fraction(numerator if name not in LOGARITHMS else abs(numerator), 3)
        with ctx.workprec(200):
            tape = Tape()
            register = tape.add(Call(name, Symbol("x")))
            registers = tape.registers([exact(point)])
            tape.run(registers)
            found = in_code(prepared(Call(name, X)), arb(exact(point)))
            assert abs(found - arb(registers[register])) < 1e-33, point


@pytest.mark.parametrize("name", STABLE_SLOPES)
def test_a_slope_in_code_is_the_slope_of_the_notes(name: str) -> None:
    output = Call(name, X)
    for numerator in (-40, -7, -1, 1, 5, 40):
        with ctx.workprec(200):
            point = arb(exact(Fraction(numerator, 3)))
            in_notes, found = (
                in_code(prepared(substitute(slope, {Y: output})), point)
                for slope in (FUNCTIONS[name].slope, STABLE_SLOPES[name])
            )
            assert abs(found - in_notes) < 1e-33 * abs(in_notes), numerator


@pytest.mark.parametrize("point", ["1e17", "-1e17", "40", "-40"])
@pytest.mark.parametrize("backend", ["llvm", "numpy"])
def test_the_slope_of_silu_keeps_its_digits_far_from_zero(backend: str, point: str) -> None:
    network = spelled("E = silu(w*2)", f"w = {point}")
    gradient = np.zeros(1)
    compiled(network, backend).loss_and_gradient(np.array([float(point)]), gradient)
    assert gradient[0] == pytest.approx(2.0 if float(point) > 0 else 0.0, rel=1e-15, abs=1e-30)


def test_powers_become_what_every_language_has() -> None:
    assert prepared(Power(X, whole(2))) == Call("square", X)
    assert prepared(Power(X, whole(3))) == Call("power_3", X)
    assert functions_of(prepared(Power(X, whole(-2)))) == {"square"}


def test_cross_entropy_after_a_sigmoid_divides_by_nothing() -> None:
    program = lowered(deep("tanh", "binary-cross-entropy"), form=Form.LOOPS)
    assert "log" not in program.functions
    assert "softplus" in program.functions
    names = [statement.target.ascii for statement in program.needed([program.loss, *program.adjoints.values()])]
    assert "out_o[m]" not in names


def test_a_softmax_is_shifted_by_its_greatest_exponent() -> None:
    program = lowered(example("softmax"), form=Form.LOOPS)
    assert [type(at) for at in program.forward].count(Maximum) == 1


def test_a_sum_of_exponentials_that_is_used_elsewhere_is_left_alone() -> None:
    text = """
equations = \"\"\"
e[k] = exp(z[k])
s = sum(k, e[k])
L = s
\"\"\"
loss = "L"
parameters = ["z"]
learning_rate = 0.1
[sizes]
k = 2
[values]
z = [1, 2]
"""
    network = parse(text, "sum.toml")
    assert stabilised(network.graph, network.loss).forward == network.graph.equations


def spelled(equations: str, values: str = "w = 1") -> Network:
    return parse(
        f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n'
        f"[sizes]\nk = 3\n[values]\n{values}\n",
        "spelled.toml",
    )


def forward_of(equations: str, values: str = "w = 1") -> list[str]:
    """Return the statements of the stable form."""
    network = spelled(equations, values)
    statements = stabilised(network.graph, network.loss).forward
    return [
        f"{at.target.ascii} = "
        + (f"max {code(at.body)}" if isinstance(at, Maximum) else " + ".join(code(term.body) for term in at.terms))
        for at in statements
    ]


def code(expression: Expression) -> str:
    return PRINTER.write(expression, attrgetter("ascii"))


@pytest.mark.parametrize(
    ("equations", "stable"),
    [
        ("E = -log(sigmoid(w))", ["E = softplus(-w)"]),
        ("E = log(1 + exp(w))", ["E = softplus(w)"]),
        ("d = 1 + exp(-w)\np = 1/d\nE = -log(1 - p)", ["E = softplus(w)"]),
        ("p = 1/(1 + exp(-w))\nE = p^2", ["p = sigmoid(w)", "E = p ** 2"]),
        ("E = 1 - sigmoid(w)", ["E = sigmoid(-w)"]),
        ("E = (exp(w) - exp(-w))/(exp(w) + exp(-w))", ["E = np.tanh(w)"]),
        ("E = -log(1 - tanh(w)^2)", ["E = -(2 * w - 2 * softplus(2 * w) + np.log(4))"]),
        ("E = exp(w + 1)*exp(-w)", ["E = np.exp(1)"]),
        ("E = exp(w)/exp(2*w)", ["E = np.exp(-w)"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_an_expression_is_decides_and_not_how_it_is_written(equations: str, stable: list[str]) -> None:
    assert forward_of(equations) == stable


@pytest.mark.parametrize(
    "equations",
    [
        "E = exp(w)",
        "E = exp(w)*w/3",
        "E = 1 + exp(w)",
        "E = (1 - w)*w/(2 - w)",
        "p = sigmoid(w)\nE = log(p + 0.1)",
        "p = sigmoid(w)\nE = 1/(p + 0.1) + w*p",
        "p = sigmoid(w)\nE = 1/2*(0.3 - p)^2",
        "p = sigmoid(w)\nq = sigmoid(2*w)\nE = log(0.3*w*p + 0.4*w*q)",
        "p = tanh(w)\nE = 2*p + p*p",
    ],
)
def test_what_nothing_can_go_wrong_with_is_left_as_it_is_written(equations: str) -> None:
    network = spelled(equations)
    assert stabilised(network.graph, network.loss).forward == network.graph.equations


@pytest.mark.parametrize(
    "equation",
    [
        "E = sum(k, -log(1 - p[k]))",
        "E = sum(k, -log(normal_cdf(w[k])))",
        "E = sum(k, 1 - normal_cdf(w[k]))",
        "E = sum(k, log(1 - exp(-exp(w[k]))))",
        "E = sum(k, sqrt(w[k]^2))",
    ],
)
def test_what_the_documentation_says_is_not_told_stays_as_it_is(equation: str) -> None:
    network = spelled(f"s = sum(k, exp(w[k]))\np[k] = exp(w[k])/s\n{equation}", "w = [1, 2, 3]")
    assert stabilised(network.graph, network.loss).forward[-1] == network.graph.equations[-1]


def test_an_inline_softmax_is_shifted_and_names_what_it_needs() -> None:
    found = forward_of("s = sum(k, exp(w[k]))\np[k] = exp(w[k])/s\nE = sum(k, p[k]^2)", "w = [1, 2, 3]")
    assert found == [
        "s_max = max w[k]",
        "s_exp[k] = np.exp(w[k] - s_max)",
        "s = s_exp[k]",
        "p[k] = s_exp[k] / s",
        "E = p[k] ** 2",
    ]


def test_a_sum_that_is_also_read_as_it_is_stays_beside_its_shifted_form() -> None:
    found = forward_of("s = sum(k, exp(w[k]))\nE = log(s) + 1/1000*s", "w = [1, 2, 3]")
    assert found == [
        "s = np.exp(w[k])",
        "s_max = max w[k]",
        "s_exp[k] = np.exp(w[k] - s_max)",
        "s_scaled = s_exp[k]",
        "E = s_max + 0.001 * s + np.log(s_scaled)",
    ]


def test_new_quantities_take_no_name_of_the_model() -> None:
    found = forward_of("s_max = sum(k, w[k]^2)\ns = sum(k, exp(w[k]))\nE = log(s) + s_max", "w = [1, 2, 3]")
    names = [line.partition(" ")[0] for line in found]
    assert names == ["s_max", "s_max_2", "s_exp[k]", "s", "E"]


@pytest.mark.slow
def test_the_cost_of_stabilising_grows_with_the_model_and_no_faster() -> None:
    def graph_of(count: int) -> Network:
        total = " + ".join(f"exp(w[{at}])" for at in range(1, count + 1))
        lines = [f"s = {total}", *(f"p{at} = exp(w[{at}])/s" for at in range(1, count + 1))]
        lines.append("E = " + " + ".join(f"p{at}" for at in range(1, count + 1)))
        return flattened(spelled("\n".join(lines), f"w = {[at / count for at in range(count)]}"))

    few, many = graph_of(50), graph_of(250)
    assert seconds(many) < 15 * seconds(few)


def flattened(network: Network) -> Network:
    """Return the same model over single quantities, without indices."""
    return replace(network, graph=network.scalar, trained=network.parameters, labels=NO_LABELS, layers=(), errors=None)


def seconds(network: Network) -> float:
    """Return how long stabilising takes, at the best of three times."""

    def once() -> float:
        start = perf_counter()
        stabilised(network.graph, network.loss)
        return perf_counter() - start

    return min(once() for _ in range(3))
