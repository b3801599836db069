"""The exact algebra behind proofs: its laws hold, it proves what SymPy proves, and nothing that is false."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.expression.functions import FUNCTIONS, slope_of
from symbackprop.expression.tree import ZERO, Call, Expression, Number, Power, Product, Quotient, Sum, Symbol
from symbackprop.graph.tape import Tape
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.values.algebra import (
    chosen,
    exponential,
    formula,
    hyperbolic_tangent,
    logarithm,
    raised,
    root,
)
from symbackprop.verify.values.proof import Prover
from symbackprop.verify.values.quotients import Field, Formula, Unproved

X, Y = Symbol("x"), Symbol("y")


def field_of_two() -> tuple[Formula, Formula]:
    field = Field()
    return field.kernel("x")[1], field.kernel("y")[1]


Law = Callable[[Formula, Formula], Formula]

LAWS: dict[str, Law] = {
    "a logistic function and its mirror": lambda x, _: 1 / (1 + exponential(-x)) + 1 / (1 + exponential(x)) - 1,
    "e to a difference": lambda x, y: exponential(x - y) * exponential(y) - exponential(x),
    "e to a logarithm": lambda x, y: exponential(2 * logarithm(x + y)) - (x + y) ** 2,
    "e to a half": lambda x, y: exponential(x / y / 4) ** 4 - exponential(x / 2 / y) * exponential(x / y / 2),
    "e to a multiple": lambda x, _: exponential(3 * x) - exponential(x) ** 3,
    "e to a quotient": lambda x, y: exponential(x / y) * exponential(-x / y) - 1,
    "the hyperbolic tangent": lambda x, _: hyperbolic_tangent(x) - (2 / (1 + exponential(-2 * x)) - 1),
    "the larger of e and nothing": lambda x, y: (
        chosen(exponential(x) / (1 + exponential(y)), x, y) + chosen(-exponential(x), x, y) - x - y
    ),
    "the larger of two": lambda x, y: chosen(x - y, x, y) + chosen(x - y, y, x) - x - y,
    "the logarithm of a power of e": lambda x, y: logarithm(exponential(x) / exponential(y)) - x + y,
    "the logarithm of a quotient": lambda x, y: logarithm(x / y) + logarithm(y) - logarithm(x),
    "the logarithm of a logistic function": lambda x, _: (
        logarithm(1 - 1 / (1 + exponential(-x))) + x + logarithm(1 + exponential(-x))
    ),
    "the square of a root": lambda x, y: root(x / y) ** 2 - x / y,
    "a third power of a root": lambda x, y: root(x + y) ** 3 - (x + y) * root(x + y),
    "the square of a case": lambda x, _: chosen(x, x, 0 * x) ** 2 - chosen(x, x**2, 0 * x),
    "the inverse of a quotient": lambda x, y: 1 / (x / y + 1) - y / (x + y),
}


@pytest.mark.parametrize("name", sorted(LAWS))
def test_what_is_equal_is_proved(name: str) -> None:
    assert LAWS[name](*field_of_two()).is_zero


@pytest.mark.parametrize("name", sorted(LAWS))
def test_what_is_off_by_a_little_is_not(name: str) -> None:
    assert not (LAWS[name](*field_of_two()) + fmpq(1, 10**9)).is_zero


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_and_its_slope_are_equal_to_themselves_only(name: str) -> None:
    call = Call(name, X)
    field = Field()
    x = field.kernel(X)[1]
    for expression in (call, slope_of(call, None)):
        value = formula(expression, field, lambda _: x)
        assert (value - formula(expression, field, lambda _: x)).is_zero
        assert expression == ZERO or not (value - formula(expression, field, lambda _: x + 1)).is_zero


leaves = st.one_of(st.sampled_from([X, Y]), st.integers(1, 5).map(lambda n: Number(n, str(n))))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(Sum),
        st.tuples(inner, inner).map(Product),
        st.builds(Quotient, inner, inner),
        inner.map(lambda body: Power(body, Number(2, "2"))),
        st.builds(Call, st.sampled_from(["exp", "sigmoid", "tanh", "relu"]), inner),
    ),
    max_leaves=6,
)


def at(expression: Expression, x: fmpq, y: fmpq) -> arb:
    tape = Tape()
    register = tape.add(expression)
    registers = tape.registers([{X: x, Y: y}[symbol] for symbol in tape.inputs])
    tape.run(registers)
    return arb(registers[register])


@settings(max_examples=150, deadline=None)
@given(trees, trees)
def test_nothing_is_proved_that_is_false(left: Expression, right: Expression) -> None:
    field = Field()
    kernels = {symbol: field.kernel(symbol)[1] for symbol in (X, Y)}
    try:
        equal = (formula(left, field, kernels.__getitem__) - formula(right, field, kernels.__getitem__)).is_zero
    except Unproved:
        return
    for x, y in ((fmpq(1, 7), fmpq(3, 5)), (fmpq(2, 3), fmpq(1, 11))):
        difference = at(left, x, y) - at(right, x, y)
        if equal and difference.is_finite():
            assert difference.contains(0)


@settings(max_examples=60, deadline=None)
@given(trees)
def test_another_writing_by_sympy_is_proved_equal(tree: Expression) -> None:
    from symbackprop.expression.algebra import to_sympy

    expanded = sympy.expand(to_sympy(tree))
    # SymPy makes e to five sixths of e to a half and e to a third; nothing here needs thirds.
    if any(power.exp.as_numer_denom()[1].as_coeff_Mul()[0] % 3 == 0 for power in expanded.atoms(sympy.exp)):
        return
    # An exponential of a sum with an exponential in it is one kernel here, which SymPy takes apart.
    if any(power.exp.has(sympy.exp) for power in to_sympy(tree).atoms(sympy.exp)):
        return
    if expanded.has(sympy.zoo, sympy.nan, sympy.Piecewise, sympy.tanh, sympy.Max) or expanded.count_ops() > 60:
        return
    field = Field()
    kernels = {symbol: field.kernel(symbol)[1] for symbol in (X, Y)}
    try:
        mine, yours = formula(tree, field, kernels.__getitem__), over(expanded, field, kernels)
        assert (mine - yours).is_zero
    except Unproved:
        return


def over(expression: sympy.Expr, field: Field, kernels: dict[Symbol, Formula]) -> Formula:
    arguments = [over(argument, field, kernels) for argument in expression.args]
    if isinstance(expression, sympy.Symbol):
        return kernels[Symbol(str(expression))]
    if isinstance(expression, sympy.Rational):
        return field.number(fmpq(int(expression.p), int(expression.q)))
    if isinstance(expression, sympy.exp):
        return exponential(arguments[0])
    if isinstance(expression, sympy.Pow) and expression.args[1].is_Integer:
        return arguments[0] ** int(expression.args[1])
    total = arguments[0] if arguments else None
    for argument in arguments[1:]:
        assert total is not None
        total = total + argument if isinstance(expression, sympy.Add) else total * argument
    if total is None or not isinstance(expression, (sympy.Add, sympy.Mul)):
        raise Unproved(str(expression))
    return total


@pytest.mark.parametrize("power", [65, -65])
def test_large_powers_are_not_multiplied_out(power: int) -> None:
    x, _ = field_of_two()
    with pytest.raises(Unproved):
        raised(x, power)  # type: ignore[arg-type]


def test_what_grows_too_large_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_OPERATIONS", 100)
    x, y = field_of_two()
    with pytest.raises(Unproved):
        _grown(x, y)


def _grown(x: Formula, y: Formula) -> None:
    for _ in range(200):
        x = x * y + 1


def test_a_division_by_what_is_zero_is_no_formula() -> None:
    x, y = field_of_two()
    with pytest.raises(Unproved):
        x / ((x + y) ** 2 - x**2 - 2 * x * y - y**2)


def test_a_proof_goes_as_deep_as_it_must() -> None:
    network = example()
    total = network.loss
    outputs = {symbol.ascii: symbol for symbol in network.outputs}
    targets = {symbol.ascii: symbol for symbol in network.values}
    asked: list[int] = []

    def equal_at(point: object) -> bool:
        asked.append(1)
        value = point.value  # type: ignore[attr-defined]
        errors = [value(targets[f"target_o{n}"]) - value(outputs[f"out_o{n}"]) for n in (1, 2)]
        return bool((value(total) - (errors[0] ** 2 + errors[1] ** 2) / 2).is_zero)

    prover = Prover(network)
    assert prover.proves(equal_at)
    assert len(asked) == 3
    assert not prover.proves(lambda point: bool((point.value(total) - 1).is_zero))  # type: ignore[attr-defined]
