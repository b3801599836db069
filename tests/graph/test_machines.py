from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, given, settings

from symbackprop.expression.tree import TWO, Index, Negative, Number, Power, Product, Sum, Symbol
from symbackprop.graph import machines
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import Expansion, element
from symbackprop.graph.machines import Compiled, Machine, Wide, machine
from symbackprop.graph.update import Update, descent
from symbackprop.graph.values import merged

from ..strategies import Case, layered_graphs

KINDS = (Compiled, Wide)


def by(part: int) -> Update:
    """Return gradient descent by one part of so many."""
    return descent(Number(Fraction(1, part), f"1/{part}"))


def of_case(kind: type[Compiled | Wide], case: Case, update: Update) -> Machine:
    """Return a machine of a kind for a random network, which watches its loss and its parameters."""
    backward = reverse_accumulation(case.graph, case.loss, case.parameters)
    adjoint = {bare(parameter): backward.adjoint[bare(parameter)] for parameter in case.parameters}
    view = Expansion(merged(case.graph, [backward.graph]), {})
    leaves = {element(bare(at), at.indices, {}): value for at, value in case.values.items()}  # type: ignore[arg-type]
    names = tuple(element(bare(at), at.indices, {}) for at in case.elements())  # type: ignore[arg-type]
    return kind(view, leaves, adjoint, update, (case.loss, *names))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layered_graphs())
def test_both_machines_train_a_network_alike(case: Case) -> None:
    with ctx.workprec(200):
        one, other = (of_case(kind, case, by(8)).start() for kind in KINDS)
        for rounds in (0, 1, 2):
            one.advance(rounds)
            other.advance(rounds)
            found, again = one.watched(), other.watched()
            assert found.keys() == again.keys() == {case.loss, *found}
            assert len(found) >= 1 + len(set(case.elements()))
            assert all(arb(found[name]).overlaps(arb(again[name])) for name in found)


def parabola() -> tuple[Expansion, dict[Symbol, Fraction], dict[Symbol, Symbol]]:
    """Return E = Σ (wᵢ − t)² with w = (1, 3) and t = 2, and the adjoint of w."""
    i = Index("i", 2)
    w, t, loss = Symbol("w", indices=(i,)), Symbol("t"), Symbol("E")
    graph = Graph((w, t), (Equation(loss, (Term(Power(Sum((w, Negative(t))), TWO), (i,)),)),))
    backward = reverse_accumulation(graph, loss, [w])
    leaves = {Symbol("w", "1"): Fraction(1), Symbol("w", "2"): Fraction(3), t: Fraction(2)}
    return Expansion(merged(graph, [backward.graph]), {}), leaves, {bare(w): backward.adjoint[bare(w)]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_round_goes_down_the_slope_by_the_rate(kind: type[Compiled | Wide]) -> None:
    view, leaves, adjoint = parabola()
    state = kind(view, leaves, adjoint, by(4), (Symbol("E"),)).start()
    assert arb(state.value(Symbol("E"))) == 2
    state.advance(1)
    assert [arb(state.value(Symbol("w", n))) for n in "12"] == [1.5, 2.5]
    assert arb(state.watched()[Symbol("E")]) == 0.5
    state.advance(2)
    assert arb(state.value(Symbol("w", "1"))) == 2 - 0.5**3


@pytest.mark.parametrize("kind", KINDS)
def test_states_of_one_machine_are_apart(kind: type[Compiled | Wide]) -> None:
    made = kind(*parabola(), by(4), (Symbol("E"),))
    one, other = made.start(), made.start()
    one.advance(3)
    assert arb(other.value(Symbol("E"))) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_tells_whether_the_balls_are_of_use_grows_wide_with_them(kind: type[Compiled | Wide]) -> None:
    view, leaves, adjoint = parabola()
    state = kind(view, {**leaves, Symbol("t"): Fraction(1, 3)}, adjoint, by(3), (Symbol("E"),)).start()
    with ctx.workprec(20):
        state.advance(60)
        widths = [float(arb(value).rad()) for value in state.telling]
    assert widths
    assert all(width > 0 for width in widths)


def test_a_parameter_whose_slope_is_a_number_moves_by_it() -> None:
    w, loss = Symbol("w"), Symbol("E")
    graph = Graph((w,), (Equation(loss, (Term(Product((TWO, w))),)),))
    backward = reverse_accumulation(graph, loss, [w])
    view = Expansion(merged(graph, [backward.graph]), {})
    for kind in KINDS:
        state = kind(view, {w: Fraction(5)}, {w: backward.adjoint[w]}, by(2), (loss,)).start()
        state.advance(3)
        assert arb(state.value(w)) == 5 - 3


def test_few_operations_are_compiled_and_many_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    view, leaves, adjoint = parabola()
    assert isinstance(machine(view, leaves, adjoint, by(4), [Symbol("E")]), Compiled)
    monkeypatch.setattr(machines, "MOST_COMPILED", 3)
    assert isinstance(machine(view, leaves, adjoint, by(4), [Symbol("E")]), Wide)
