"""Ties: what is provably equal follows the convention, and of what is not nothing is claimed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import CertificationError, DomainError
from symbackprop.expression.tree import (
    PI,
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    whole,
)
from symbackprop.graph.arrays import evaluated
from symbackprop.graph.equations import Equation, Term
from symbackprop.graph.rounding import Rounding
from symbackprop.graph.ties import Traced, Traces
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

pytestmark = pytest.mark.slow
"""Each test tries many formulas."""

BITS = 2048
A, B = Symbol("a"), Symbol("b")


def network(equations: str, **values: object) -> Network:
    """Return a model whose loss is E; what has a capital letter is no parameter."""
    parameters = [name for name in values if name.islower()]
    given_values = "\n".join(f"{name} = {value}" for name, value in values.items())
    return parse(
        f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = {parameters}\nlearning_rate = 0.125\n'
        f"[sizes]\ni = 2\nk = 2\n[values]\n{given_values}\n".replace("'", '"'),
        "ties.toml",
    )


PPO = "r = exp(p - Q)\nE = min(r*A, clip(r, 0.8, 1.2)*A)"

TIES: dict[str, tuple[str, dict[str, object], dict[str, float]]] = {
    "the ratio is 1": (PPO, {"p": 0.25, "Q": 0.25, "A": 2}, {"p": 2}),
    "inside the bounds": (PPO, {"p": 0.25, "Q": 0.125, "A": 2}, {"p": 2 * float(mpmath.exp(0.125))}),
    "inside, with a loss": (PPO, {"p": 0.25, "Q": 0.125, "A": -2}, {"p": -2 * float(mpmath.exp(0.125))}),
    "policies that are equal": (
        "q[k] = softmax(k, sum(i, w[k,i]*X[i]))\nP[k] = softmax(k, sum(i, W[k,i]*X[i]))\n"
        "r = q[1]/P[1]\nE = min(r, clip(r, 0.8, 1.2))",
        {"w": [[0.1, 0.2], [0.3, -0.4]], "W": [[0.1, 0.2], [0.3, -0.4]], "X": [0.5, -1]},
        {},
    ),
    "beside a constant": ("x = tanh(w)\ny = tanh(v)\nE = max(0, x - y) + w", {"w": 0.25, "v": 0.25}, {"w": 1, "v": 0}),
    "the first of two": ("E = max(tanh(w), tanh(v)) + v", {"w": 0.5, "v": 0.5}, {"v": 1}),
    "the least": ("E = min(sin(w), sin(v)) + v", {"w": 0.5, "v": 0.5}, {"v": 1}),
    "along an index": ("h[i] = tanh(w[i]*X)\nE = max(i, h[i])", {"w": [0.5, 0.5], "X": 2}, {"w2": 0}),
    "another order": (
        "a = tanh(w)*exp(v) - exp(v)*tanh(w)\nE = relu(a) + abs(a) + v",
        {"w": 0.3, "v": 0.7},
        {"v": 1, "w": 0},
    ),
    "odd and even": ("a = tanh(w) + tanh(-w) + cos(w) - cos(-w)\nE = (1 + sign(a) + step(a))*w", {"w": 0.3}, {"w": 1}),
    "the border of huber": (
        "d = sin(w)/sin(w)\nE = where(abs(d) <= 1, 1/2*d^2, abs(d) - 1/2) + w",
        {"w": 0.5},
        {"w": 1},
    ),
    "the end of a clip": ("a = exp(w)/exp(V)\nE = clip(a, 0, 1) + w", {"w": 0.3, "V": 0.3}, {"w": 1}),
    "roots": ("a = sqrt(w)*sqrt(w) - w\nE = relu(a) + w", {"w": 0.3}, {"w": 1}),
    "a sum in a denominator": (
        "a = (exp(w) + exp(v))/(exp(v) + exp(w))\nE = relu(a - 1) + w",
        {"w": 0.3, "v": 0.1},
        {"w": 1, "v": 0},
    ),
}


def slopes_of(model: Network) -> dict[str, float]:
    return {
        name.ascii: float(arb(model.certified.evaluate(slope, BITS)).mid()) for name, slope in model.gradient.items()
    }


@pytest.mark.parametrize("name", TIES)
def test_what_is_provably_equal_follows_the_convention(name: str) -> None:
    equations, values, expected = TIES[name]
    model = network(equations, **values)
    model.certified.check_all()
    found = slopes_of(model)
    assert {at: found[at] for at in expected} == pytest.approx(expected, rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("name", ["inside the bounds", "beside a constant", "along an index"])
def test_training_goes_on_from_a_tie(name: str) -> None:
    equations, values, expected = TIES[name]
    model = network(equations, **values)
    before = {name.ascii: float(model.leaves[name]) for name in model.parameters}
    descent = model.descent()
    descent.watched = (*descent.watched, *model.parameters)
    after = {name.ascii: float(number.value) for name, number in descent.show(1, Rounding(12)).items()}
    for at, slope in expected.items():
        assert after[at] == pytest.approx(before[at] - 0.125 * slope, rel=1e-11)


def refuse(model: Network) -> None:
    model.certified.check_all()
    slopes_of(model)


@pytest.mark.parametrize(
    ("equations", "place"),
    [
        ("a = sin(w)^2 + cos(w)^2 - 1\nE = relu(a) + w", "ties.toml:2: .*'a' cannot be told from 0"),
        ("a = sin(w)^2 + cos(w)^2 - 1\nE = sign(a) + w", "ties.toml:3: .*'E': sign .*'a' cannot be told from 0"),
        ("a = sin(w)^2 + cos(w)^2\nE = max(a, 1)*w", "ties.toml:2: .*kink"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_place(equations: str, place: str) -> None:
    model = network(equations, w=0.3)
    with pytest.raises(DomainError, match=place) as refused:
        refuse(model)
    assert len(str(refused.value).splitlines()) == 1
    with pytest.raises((DomainError, CertificationError), match="cannot be told from 0"):
        model.descent().show(3, Rounding(6))


numbers = st.sampled_from([Fraction(1, 2), Fraction(-1, 3), Fraction(2), Fraction(0), Fraction(1), Fraction(-3, 4)])


def expressions() -> st.SearchStrategy[Expression]:
    leaves = st.one_of(numbers.map(lambda n: Number(n, str(n))), st.sampled_from([A, B, PI]))

    def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(Sum),
            pairs.map(Product),
            pairs.map(lambda pair: Sum((pair[0], Negative(pair[1])))),
            pairs.map(lambda pair: Quotient(*pair)),
            st.tuples(st.sampled_from(["tanh", "exp", "sin", "cos", "relu", "abs", "log"]), inner).map(
                lambda c: Call(*c)
            ),
            st.tuples(inner, st.sampled_from([2, 3, -1, -2])).map(lambda p: Power(p[0], whole(p[1]))),
            inner.map(lambda base: Power(base, Quotient(whole(1), whole(2)))),
            st.tuples(inner, inner, inner).map(lambda c: Choice(*c)),
        )

    return st.recursive(leaves, grown, max_leaves=8)


def both(expression: Expression, a: Fraction, b: Fraction) -> tuple[Any, Any]:
    """Return the value of an expression as a ball, and with its formula."""
    equation, traces = Equation(Symbol("y"), (Term(expression),)), Traces()
    given_values = {A: [fmpq(a.numerator, a.denominator)], B: [fmpq(b.numerator, b.denominator)]}
    traced = {name: traces.of(values) for name, values in given_values.items()}
    return evaluated(equation, {}, given_values)[0], evaluated(equation, {}, traced, traces.arithmetic)[0]


@given(expressions(), numbers, numbers)
@settings(max_examples=300, deadline=None)
def test_a_formula_says_nothing_that_a_ball_does_not_hold(expression: Expression, a: Fraction, b: Fraction) -> None:
    with ctx.workprec(300):
        ball, traced = both(expression, a, b)
        assert isinstance(traced, Traced)
        if isinstance(ball, fmpq) or ball.is_finite():
            assert arb(traced.ball).overlaps(arb(ball))
        if not traced.form:
            assert traced.ball == 0


@given(expressions(), expressions(), numbers, numbers)
@settings(max_examples=150, deadline=None)
def test_two_formulas_that_are_equal_are_two_numbers_that_are(
    first: Expression, second: Expression, a: Fraction, b: Fraction
) -> None:
    rewritten = Sum((Product((first, second)), Negative(Product((second, first)))))
    with ctx.workprec(300):
        ball, traced = both(rewritten, a, b)
        finite = isinstance(ball, fmpq) or ball.is_finite()
        assert not finite or traced.ball == 0
        _, left = both(first, a, b)
        _, right = both(Sum((first, Negative(second))), a, b)
        if right.form == {} and isinstance(left, Traced):
            assert abs(arb(both(first, a, b)[0]) - arb(both(second, a, b)[0])).contains(0)
