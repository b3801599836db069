from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.export.saturation.exponentials import Monomial, power_of_e
from symbackprop.export.saturation.forms import Forms
from symbackprop.export.saturation.linear import Linear
from symbackprop.expression.tree import ONE, Call, Expression, Index, Negative, Product, Quotient, Sum, Symbol
from symbackprop.graph.equations import Equation, Term

from ...reference import REALS
from ...strategies import B, W, X, points
from .worth import is_near, of_expression, of_monomial

LEAVES = st.sampled_from([X, W, B, ONE, Sum((X, Negative(W)))])


def exponentials(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Call, st.sampled_from(["exp", "sigmoid", "tanh"]), LEAVES),
        st.builds(lambda x, y: Product((x, y)), inner, inner),
        st.builds(lambda x, y: Sum((x, Call("exp", y))), inner, LEAVES),
        st.builds(Negative, inner),
        st.builds(lambda x, y: Quotient(x, Sum((ONE, Call("exp", y)))), inner, LEAVES),
    )


@settings(deadline=None)
@given(st.recursive(LEAVES, exponentials, max_leaves=6), points())
def test_the_form_of_an_expression_is_worth_what_it_is(expression: Expression, point: dict[Symbol, Fraction]) -> None:
    with mpmath.workdps(60):
        at = {symbol: REALS.number(value) for symbol, value in point.items()}
        assert is_near(of_monomial(Forms().of(expression), at), of_expression(expression, at))


Z = Symbol("z")
ALIKE = {
    "a sigmoid": Call("sigmoid", Z),
    "1/(1 + exp(−z))": Quotient(ONE, Sum((ONE, Call("exp", Negative(Z))))),
    "exp(z)/(1 + exp(z))": Quotient(Call("exp", Z), Sum((ONE, Call("exp", Z)))),
    "1 − sigmoid(−z)": Sum((ONE, Negative(Call("sigmoid", Negative(Z))))),
    "(1 + tanh(z/2))/2": Quotient(Sum((ONE, Call("tanh", Quotient(Z, Sum((ONE, ONE)))))), Sum((ONE, ONE))),
}


@pytest.mark.parametrize("name", ALIKE)
def test_however_a_sigmoid_is_written_it_is_one_form(name: str) -> None:
    found, sigmoid = Forms().of(ALIKE[name]), Forms().of(ALIKE["a sigmoid"])
    if name.startswith("(1 + tanh"):
        # Twice the argument stands in its exponent, and the sum of a half is told by its value alone.
        assert found.is_exponential
    else:
        assert found == sigmoid


def test_a_power_of_e_to_a_logarithm_is_what_the_logarithm_is_of() -> None:
    assert Forms().of(Call("exp", Call("log", Z))) == Monomial(powers=((Z, Fraction(1)),))


def test_a_form_is_seen_through_the_name_of_a_quantity() -> None:
    i = Index("i", 2)
    p, z = Symbol("p", indices=(i,)), Symbol("z", indices=(i,))
    forms = Forms()
    forms.define(Equation(p, (Term(Call("exp", z)),)))
    assert forms.of(p) == power_of_e(Linear.of(z))
    assert forms.is_opened(Product((p, z)))
    j = Index("j", 2)
    assert forms.read(Symbol("p", indices=(j,))) == power_of_e(Linear.of(Symbol("z", indices=(j,))))


def test_what_holds_no_exponential_is_no_form_and_is_not_kept() -> None:
    forms = Forms()
    forms.define(Equation(Symbol("a"), (Term(Product((X, W))),)))
    assert forms.read(Symbol("a")) is None
    assert not forms.is_opened(Symbol("a"))
    assert not forms.of(Product((X, W))).is_exponential
