"""Stable forms: the same values in real numbers, without logarithms of zero and without overflow."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx

from symbackprop.export.lowering import Form, lowered
from symbackprop.export.stabilise import Maximum, definition_in_code, prepared, stabilised
from symbackprop.expression.functions import FUNCTIONS, X
from symbackprop.expression.tree import Call, Expression, Power, Symbol, functions_of, substitute, whole
from symbackprop.graph.tape import Tape, exact
from symbackprop.models.spec import example, parse

from .networks import deep

ELEMENTARY = {
    "abs": lambda x: abs(x),
    "erfc": arb.erfc,
    "exp": arb.exp,
    "expm1": arb.expm1,
    "log": arb.log,
    "log1p": arb.log1p,
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


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_in_code_is_the_function_of_the_notes(name: str) -> None:
    for numerator in (-40, -7, -1, 1, 5, 40):
        point = Fraction(numerator, 3) if name != "log" else Fraction(abs(numerator), 3)
        with ctx.workprec(200):
            tape = Tape()
            register = tape.add(Call(name, Symbol("x")))
            registers = tape.registers([exact(point)])
            tape.run(registers)
            found = in_code(prepared(Call(name, X)), arb(exact(point)))
            assert abs(found - arb(registers[register])) < 1e-33, point


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
    stable = stabilised(parse(text, "sum.toml").graph)
    assert not stable.maxima
    assert substitute(Call("exp", X), {}) == Call("exp", X)
