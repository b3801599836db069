"""Reverse accumulation against central finite differences in ball arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import arb, ctx, fmpq
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from symbackprop.errors import GraphError
from symbackprop.expression.tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    value_of_position,
)
from symbackprop.graph.adjoint import Backward, reverse_accumulation
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.windows import Window
from symbackprop.models.activations import ACTIVATIONS, activated
from symbackprop.models.losses import LOSSES

from ..reference import BALLS, at_position, forward
from ..strategies import Case, graphs, layered_graphs

BITS = 400
STEP = Fraction(1, 2**90)
AGREEMENT = arb(10) ** -40

W1, W2, X1, E = Symbol("w", "1"), Symbol("w", "2"), Symbol("x", "1"), Symbol("E")
i, j = Index("i", 2), Index("j", 2)


def backward(case: Case) -> Backward:
    return reverse_accumulation(case.graph, case.loss, case.parameters)


def by_differences(case: Case, element: Symbol) -> arb:
    """Return the derivative of the loss by one element, from two forward passes."""
    with ctx.workprec(BITS):
        above, below = (
            forward(case.graph, _balls({**case.values, element: case.values[element] + step}), BALLS)[case.loss]
            for step in (STEP, -STEP)
        )
        return (above - below) / (2 * BALLS.number(STEP))


def both_passes(case: Case, of: Backward) -> dict[Symbol, arb]:
    """Return the values of all quantities and of all adjoints."""
    with ctx.workprec(BITS):
        return forward(of.graph, forward(case.graph, _balls(case.values), BALLS), BALLS)


def by_adjoints(case: Case, of: Backward, element: Symbol, known: Mapping[Symbol, arb] | None = None) -> arb:
    with ctx.workprec(BITS):
        return _read(of.adjoint[bare(element)], element.indices, known or both_passes(case, of))


def _read(adjoint: Expression, position: tuple[Any, ...], known: Mapping[Symbol, Any]) -> arb:
    """Return an adjoint's value: that of a symbol, or of a number with or without a sign."""
    match adjoint:
        case Symbol():
            return known[at_position(adjoint, position)]
        case Negative(body):
            return -_read(body, position, known)
        case Number(value):
            return BALLS.number(value)
        case _:
            raise AssertionError(f"{adjoint} is neither a symbol nor a number")


def _balls(values: Mapping[Symbol, Fraction]) -> dict[Symbol, arb]:
    return {symbol: BALLS.number(value) for symbol, value in values.items()}


def agree(left: arb, right: arb) -> bool:
    with ctx.workprec(BITS):
        return bool(abs(left - right) < AGREEMENT * (1 + abs(right)))


def disagreeing(case: Case, of: Backward) -> list[Symbol]:
    known = both_passes(case, of)
    return [e for e in case.elements() if not agree(by_adjoints(case, of, e, known), by_differences(case, e))]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_the_adjoints_are_the_central_finite_differences(case: Case) -> None:
    assert disagreeing(case, backward(case)) == []


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (3, 1, 2), (1, 3, 1), (2, 2, 2), (2, 3, 2, 3)], ids=str)
def test_the_adjoints_of_layers_of_any_width_are_the_finite_differences(sizes: tuple[int, ...]) -> None:
    @settings(max_examples=3, deadline=None, database=None, derandomize=True)
    @given(layered_graphs(sizes))
    def holds(case: Case) -> None:
        assert disagreeing(case, backward(case)) == []

    holds()


@pytest.mark.parametrize("x", ["-0.5", "0.5"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_differentiated_right_on_both_sides_of_zero(activation: str, x: str) -> None:
    case = neuron(activation, "half-squared", x)

    assert disagreeing(case, backward(case)) == []


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_loss_is_differentiated_right_through_every_activation(activation: str, loss: str) -> None:
    case = neuron(activation, loss)

    assert disagreeing(case, backward(case)) == []


def neuron(activation: str, loss: str, x: str = "-0.5") -> Case:
    """Return one neuron with weights below zero, whose output lies between 0 and 1 where x is below zero too."""
    net, out, target = Symbol("net"), Symbol("out"), Symbol("t")
    equations = (
        Equation(net, (Term(Product((W1, X1))), Term(W2))),
        Equation(out, (Term(activated(activation, net)),)),
        Equation(E, (Term(LOSSES[loss].of(target, out, 1)),)),
    )
    values = {X1: Fraction(x), W1: Fraction(-3, 2), W2: Fraction(-2, 5), target: Fraction(1, 10)}
    return Case(Graph((X1, W1, W2, target), equations), E, (W1, W2), values)


CORRUPTIONS: Mapping[str, Callable[[Term], Term]] = {
    "sign": lambda term: Term(Negative(term.body), term.over),
    "factor": lambda term: Term(Product((TWO, term.body)), term.over),
    "term": lambda term: Term(Sum((term.body, HALF)), term.over),
}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_a_corrupted_adjoint_equation_disagrees_with_the_finite_differences(corruption: str) -> None:
    case = neuron("tanh", "squared")
    right = backward(case)
    last = right.graph.equations[-1]
    corrupted = replace(last, terms=(CORRUPTIONS[corruption](last.terms[0]), *last.terms[1:]))
    wrong = Backward(Graph(right.graph.leaves, (*right.graph.equations[:-1], corrupted)), right.adjoint)

    assert disagreeing(case, wrong) != []


def test_a_skip_connection_sums_both_paths() -> None:
    """E = w·h + h with h = w·x: dE/dw = h + (w + 1)·x."""
    h = Symbol("h")
    graph = Graph((W1, X1), (Equation(h, (Term(Product((W1, X1))),)), Equation(E, (Term(Product((W1, h))), Term(h)))))
    case = Case(graph, E, (W1,), {W1: Fraction(3), X1: Fraction(5)})

    assert by_adjoints(case, backward(case), W1) == 3 * 5 + (3 + 1) * 5


def test_a_quantity_read_twice_in_one_term_counts_twice() -> None:
    graph = Graph((W1,), (Equation(E, (Term(Product((W1, W1, W1))),)),))
    case = Case(graph, E, (W1,), {W1: Fraction(2)})

    assert by_adjoints(case, backward(case), W1) == 3 * 2**2


def test_a_weight_shared_by_two_layers_collects_from_both() -> None:
    """E = tanh(w·tanh(w·x)) by hand: with h = tanh(w·x), dE/dw = (1 − E²)·(h + w·(1 − h²)·x)."""
    h = Symbol("h")
    graph = Graph(
        (W1, X1),
        (
            Equation(h, (Term(Call("tanh", Product((W1, X1)))),)),
            Equation(E, (Term(Call("tanh", Product((W1, h)))),)),
        ),
    )
    case = Case(graph, E, (W1,), {W1: Fraction(-3, 4), X1: Fraction(1, 2)})

    with ctx.workprec(BITS):
        w, x = arb(fmpq(-3, 4)), arb(fmpq(1, 2))
        hidden = (w * x).tanh()
        by_hand = (1 - (w * hidden).tanh() ** 2) * (hidden + w * (1 - hidden**2) * x)

    assert agree(by_adjoints(case, backward(case), W1), by_hand)


def test_a_bias_shared_by_a_layer_sums_over_its_neurons() -> None:
    bias, out = Symbol("b"), Symbol("out", indices=(j,))
    graph = Graph(
        (bias, Symbol("x", indices=(j,))),
        (Equation(out, (Term(Symbol("x", indices=(j,))), Term(bias))), Equation(E, (Term(Power(out, TWO), (j,)),))),
    )
    case = Case(
        graph,
        E,
        (bias,),
        {bias: Fraction(1), Symbol("x", indices=(1,)): Fraction(2), Symbol("x", indices=(2,)): Fraction(3)},
    )

    assert by_adjoints(case, backward(case), bias) == 2 * (2 + 1) + 2 * (3 + 1)


def test_a_matrix_read_the_other_way_round_has_its_adjoint_the_declared_way() -> None:
    """E = Σ_ij W[j,i]·y[i]·x[j] where W is declared [i,j]: dE/dW[a,b] = x[a]·y[b]."""
    matrix = Symbol("W", indices=(i, j))
    x, y = Symbol("x", indices=(i,)), Symbol("y", indices=(i,))
    read = Product((Symbol("W", indices=(j, i)), Symbol("y", indices=(i,)), Symbol("x", indices=(j,))))
    graph = Graph((matrix, x, y), (Equation(E, (Term(read, (i, j)),)),))
    numbers = {x: (2, 3), y: (5, 7)}
    values = {at_position(s, (n,)): Fraction(v) for s, vs in numbers.items() for n, v in enumerate(vs, start=1)}
    values |= {at_position(matrix, (a, b)): Fraction(1) for a in (1, 2) for b in (1, 2)}
    case = Case(graph, E, (matrix,), values)

    found = [by_adjoints(case, backward(case), element) for element in case.elements()]

    assert found == [2 * 5, 2 * 7, 3 * 5, 3 * 7]


def two_layers(width: int) -> tuple[Graph, tuple[Symbol, ...]]:
    i, j, k = Index("i", width), Index("j", width), Index("k", width)
    x, target = Symbol("x", indices=(i,)), Symbol("t", indices=(k,))
    w, v, b, c = Symbol("w", indices=(j, i)), Symbol("v", indices=(k, j)), Symbol("b", "1"), Symbol("b", "2")
    net_h, out_h = Symbol("net", "h", (j,)), Symbol("out", "h", (j,))
    net_o, out_o = Symbol("net", "o", (k,)), Symbol("out", "o", (k,))
    errors, loss = Symbol("E", "o", (k,)), Symbol("E", "total")
    equations = (
        Equation(net_h, (Term(Product((w, x)), (i,)), Term(b))),
        Equation(out_h, (Term(Call("sigmoid", net_h)),)),
        Equation(net_o, (Term(Product((v, out_h)), (j,)), Term(c))),
        Equation(out_o, (Term(Call("sigmoid", net_o)),)),
        Equation(errors, (Term(Product((HALF, Power(Sum((target, Negative(out_o))), TWO)))),)),
        Equation(loss, (Term(errors, (k,)),)),
    )
    return Graph((x, target, w, v, b, c), equations), (w, v, b, c)


@pytest.mark.parametrize("width", [1, 2, 16, 1000])
def test_the_number_of_adjoint_equations_does_not_depend_on_the_width(width: int) -> None:
    graph, parameters = two_layers(width)

    found = reverse_accumulation(graph, Symbol("E", "total"), parameters)

    # One each for out_o, net_o, out_h, net_h, w, v and the two biases; ∂E/∂E_o = 1 needs none.
    assert len(found.graph.equations) == 8
    assert found.adjoint[Symbol("E", "o")] == ONE


def test_the_adjoint_of_a_parameter_has_the_parameters_own_indices() -> None:
    graph, parameters = two_layers(3)

    found = reverse_accumulation(graph, Symbol("E", "total"), parameters)

    for parameter in parameters:
        adjoint = found.adjoint[bare(parameter)]
        assert isinstance(adjoint, Symbol)
        assert found.graph.declared[adjoint].indices == parameter.indices


def test_a_parameter_that_does_not_reach_the_loss_has_the_adjoint_zero() -> None:
    aside = Equation(Symbol("aside"), (Term(Product((W2, X1))),))
    graph = Graph((W1, W2, X1), (aside, Equation(E, (Term(Product((W1, X1))),))))

    found = reverse_accumulation(graph, E, [W1, W2])

    assert found.adjoint[W2] == ZERO
    assert found.adjoint[W1] != ZERO
    assert Symbol("aside") not in found.adjoint


def test_a_parameter_whose_paths_cancel_has_the_adjoint_zero() -> None:
    graph = Graph((W1,), (Equation(E, (Term(Sum((W1, Negative(W1)))),)),))

    assert reverse_accumulation(graph, E, [W1]).adjoint[W1] == ZERO


def test_a_quantity_that_no_parameter_reaches_gets_no_equation() -> None:
    graph = Graph(
        (W1, X1), (Equation(Symbol("s"), (Term(Call("exp", X1)),)), Equation(E, (Term(Product((W1, Symbol("s")))),)))
    )

    found = reverse_accumulation(graph, E, [W1])

    assert [equation.target.ascii for equation in found.graph.equations] == ["dE_dw1"]


X, NET = Symbol("x", indices=(i,)), Symbol("net", indices=(i,))
NO_LOSS: Mapping[str, Symbol] = {
    "an indexed quantity": NET,
    "an indexed quantity without its index": bare(NET),
    "one element": Symbol("net", indices=(1,)),
    "unknown": Symbol("L"),
}


@pytest.mark.parametrize("case", NO_LOSS)
def test_a_loss_that_is_no_scalar_of_the_graph_is_refused(case: str) -> None:
    graph = Graph((X, W1), (Equation(NET, (Term(Product((W1, X))),)),))

    with pytest.raises(GraphError, match="cannot be the loss") as refused:
        reverse_accumulation(graph, NO_LOSS[case], [W1])

    assert repr(NO_LOSS[case].ascii) in str(refused.value)


def test_the_adjoint_of_a_diagonal_counts_where_its_indices_are_the_same() -> None:
    matrix = Symbol("W", indices=(i, Index("i2", i.size)))
    graph = Graph((matrix,), (Equation(E, (Term(Symbol("W", indices=(i, i)), (i,)),)),))

    (equation,) = reverse_accumulation(graph, E, [matrix]).graph.equations

    (term,) = equation.terms
    (window,) = term.within
    assert (term.body, term.over) == (ONE, ())
    assert {tuple(at) for at in product((1, 2), repeat=2) if _holds(window, equation.target, at)} == {
        (at, at) for at in (1, 2)
    }


def _holds(window: Window, target: Symbol, at: tuple[int, ...]) -> bool:
    places = {index: place for index, place in zip(target.indices, at, strict=True) if isinstance(index, Index)}
    return 1 <= value_of_position(window.position, places) <= window.size


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.data())
def test_the_adjoints_by_some_parameters_are_those_by_all(case: Case, data: st.DataObject) -> None:
    assume(len(case.parameters) > 1)
    some = data.draw(st.lists(st.sampled_from(case.parameters), min_size=1, unique=True))
    part = replace(case, parameters=tuple(some))

    whole, found = backward(case), backward(part)

    for element in part.elements():
        assert agree(by_adjoints(part, found, element), by_adjoints(case, whole, element))


@given(graphs())
def test_the_contributions_of_a_quantity_are_the_terms_of_its_adjoint(case: Case) -> None:
    found = reverse_accumulation(case.graph, case.loss, case.parameters)
    for quantity, contributions in found.contributions.items():
        terms = tuple(contribution.term for contribution in contributions)
        equation = found.graph.equation(replace(quantity, mark=case.loss.base))
        assert terms == (equation.terms if equation else (Term(found.adjoint[quantity]),))
        assert all(contribution.read == case.graph.declared[quantity] for contribution in contributions)
