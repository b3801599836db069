from __future__ import annotations

import mpmath
import pytest

from symbackprop.export.saturation.rewrite import Rewriter
from symbackprop.expression.tree import (
    ONE,
    TWO,
    Call,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    functions_of,
    symbols_of,
)
from symbackprop.graph.equations import Equation, Graph, Term

from .worth import is_near, of_expression

Z, Y, T = Symbol("z"), Symbol("y"), Symbol("t")
SIGMOID, OTHER = Call("sigmoid", Z), Call("sigmoid", Y)
EXP = Call("exp", Z)
COMPLEMENT = Sum((ONE, Negative(SIGMOID)))

BODIES: dict[str, Expression] = {
    "the logarithm of a sigmoid": Call("log", SIGMOID),
    "of its complement": Call("log", Sum((ONE, Negative(SIGMOID)))),
    "a cross-entropy": Negative(
        Sum((Product((T, Call("log", SIGMOID))), Product((Sum((ONE, Negative(T))), Call("log", COMPLEMENT)))))
    ),
    "a sigmoid by hand": Quotient(EXP, Sum((ONE, EXP))),
    "a softmax of two": Quotient(EXP, Sum((EXP, Call("exp", Y)))),
    "a logarithm of a sum": Call("log", Sum((ONE, EXP))),
    "a complement": Sum((ONE, Negative(SIGMOID))),
    "a slope": Product((SIGMOID, Sum((ONE, Negative(SIGMOID))))),
    "a ratio": Quotient(SIGMOID, OTHER),
    "a tangent by hand": Quotient(Sum((EXP, Negative(Call("exp", Negative(Z))))), Sum((EXP, Call("exp", Negative(Z))))),
    "a square": Power(SIGMOID, TWO),
    "a plain sum": Sum((Z, Product((Y, T)))),
}


def rewritten(body: Expression) -> list[Equation]:
    """Return the equations of E = body in their stable form."""
    graph = Graph((Z, Y, T), (Equation(Symbol("E"), (Term(body),)),))
    made = Rewriter(graph).equation(graph.equations[0])
    return [one.statement for one in made if isinstance(one.statement, Equation)]


def value(equations: list[Equation], z: str, y: str) -> mpmath.mpf:
    at = {Z: mpmath.mpf(z), Y: mpmath.mpf(y), T: mpmath.mpf("0.3")}
    for equation in equations:
        at[equation.target] = of_expression(equation.body, at)
    return at[Symbol("E")]


@pytest.mark.parametrize("name", BODIES)
@mpmath.workdps(50)
def test_what_is_rewritten_is_worth_the_same(name: str) -> None:
    body = BODIES[name]
    for z, y in (("1.5", "-0.7"), ("-3", "2"), ("0.2", "0.1")):
        expected = of_expression(body, {Z: mpmath.mpf(z), Y: mpmath.mpf(y), T: mpmath.mpf("0.3")})
        assert is_near(value(rewritten(body), z, y), expected)


def functions(name: str) -> set[str]:
    return {function for equation in rewritten(BODIES[name]) for function in functions_of(equation.body)}


def test_no_logarithm_of_a_sigmoid_and_no_quotient_of_exponentials_is_left() -> None:
    for name in ("the logarithm of a sigmoid", "of its complement", "a cross-entropy", "a logarithm of a sum"):
        assert functions(name) == {"softplus"}, name
    assert functions("a sigmoid by hand") == functions("a complement") == {"sigmoid"}
    assert functions("a tangent by hand") == {"tanh"}


def test_a_complement_is_a_sigmoid_of_the_negative() -> None:
    (equation,) = rewritten(BODIES["a complement"])
    assert equation.body == Call("sigmoid", Negative(Z))


def test_what_has_no_exponentials_stays_as_it_is() -> None:
    (equation,) = rewritten(BODIES["a plain sum"])
    assert equation.body == BODIES["a plain sum"]


def test_a_quantity_is_seen_through_its_name() -> None:
    p, loss = Symbol("p"), Symbol("E")
    graph = Graph((Z,), (Equation(p, (Term(SIGMOID),)), Equation(loss, (Term(Call("log", p)),))))
    rewriter = Rewriter(graph)
    first, second = (rewriter.equation(equation)[-1].statement for equation in graph.equations)
    assert isinstance(first, Equation)
    assert isinstance(second, Equation)
    assert first.body == SIGMOID
    assert set(symbols_of(second.body)) == {Z}
