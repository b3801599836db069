"""The loops of statements of one sample."""

from __future__ import annotations

import pytest

from symbackprop.export.c import Source
from symbackprop.export.c.one import One
from symbackprop.export.c.page import Page
from symbackprop.export.c.place import Place
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import Index, Product, Symbol
from symbackprop.graph.equations import Equation, Term
from symbackprop.graph.shifts import combined
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

F, ROW, J, K = Index("f", 2), Index("i", 64), Index("j", 48), Index("k", 3)
W, X = Symbol("W", indices=(F, K)), Symbol("x", indices=(combined((1, ROW), (1, K), (-1, 1)),))
A = Symbol("a", indices=(F, ROW))


@pytest.fixture
def frame(mazur: Network) -> One:
    inputs = Symbol("x", indices=(Index("z", 66),))
    places = {Symbol("W"): Place("W", W), Symbol("x"): Place("x", inputs), Symbol("a"): Place("a", A)}
    return One(Page(lowered(mazur, form=Form.LOOPS)), places)


def test_the_taps_of_a_filter_are_written_one_by_one(frame: One) -> None:
    lines = frame.contraction(Equation(A, (Term(Product((W, X)), (K,)),)))
    assert lines[:3] == [
        "for (size_t f = 0; f < 2; f++) {",
        "    BACKPROP_PRAGMA(omp simd)",
        "    for (size_t i_ = 0; i_ < 64; i_++) {",
    ]
    (value,) = (line.strip() for line in lines if "=" in line and "for" not in line)
    target, _, parts = value.partition(" = ")
    assert target == "a[64 * f + i_]"
    assert parts == "W[3 * f] * x[i_] + W[3 * f + 1] * x[i_ + 1] + W[3 * f + 2] * x[i_ + 2];"


def test_the_slopes_of_a_filter_are_summed_together(frame: One) -> None:
    lines = frame.contraction(Equation(W, (Term(Product((A, X)), (ROW,)),)), is_added=True)
    assert "    double sum_5 = W[5];" in lines
    assert any("reduction(+ : sum, sum_1, sum_2, sum_3, sum_4, sum_5)" in line for line in lines)
    assert len([line for line in lines if line.strip().startswith("for ")]) == 1


def test_what_is_added_keeps_what_stands_there(frame: One) -> None:
    frame.places |= {name: Place(name.base, Symbol(name.base, indices=at)) for name, at in SQUARE.items()}
    left, right, target = (Symbol(name.base, indices=at) for name, at in SQUARE.items())
    equation = Equation(target, (Term(Product((left, right)), (ROW,)),))
    assert [line for line in frame.contraction(equation, is_added=True) if "= 0.0" in line] == []
    lines = frame.contraction(equation)
    assert any("= 0.0" in line for line in lines)
    assert lines[-1] == "add_product(2, 48, 64, 1.0, p, 64, 1, q, 48, 1, r, 48);"


SQUARE = {Symbol("p"): (F, ROW), Symbol("q"): (ROW, J), Symbol("r"): (F, J)}


FIXED = """
equations = '''
y[s] = A[1]*P[s]*x[s] + A[8]*P[s]*x[s-1 else 0]
E = sum(s, 1/2*y[s]^2)
'''
loss = "E"
parameters = ["A"]
[sizes]
s = 40
[shapes]
A = 9
"""


def test_the_slope_of_a_single_entry_is_summed_in_a_register() -> None:
    lines = Source(Page(lowered(parse(FIXED, "fixed.toml"), form=Form.LOOPS)), "").code().splitlines()
    at = next(at for at, line in enumerate(lines) if "sum += dE_dy[s] * (P_rows[s] * x_rows[s]);" in line)
    assert lines[at - 1].strip() == "for (size_t s = 0; s < 40; s++) {"
    assert not any("dE_dA[m] +=" in line for line in lines)
