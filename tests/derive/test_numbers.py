"""Lines with numbers: no line divides by zero or takes the logarithm of zero where the network does not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import pytest
from flint import ctx, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from symbackprop.derive.narrate import Form, Outline, Story, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Block, Display, Step, Substep, Together
from symbackprop.expression.algebra import to_sympy
from symbackprop.expression.tree import (
    Bold,
    Braced,
    Call,
    Dots,
    Expression,
    Number,
    Quotient,
    children,
    decimal,
    rebuilt,
    symbols_of,
)
from symbackprop.graph.rounding import Digits, Policy, Rounding, decimals_of
from symbackprop.graph.values import number_of
from symbackprop.models.network import Network
from symbackprop.models.spec import example as built_in
from symbackprop.models.spec import parse


def saturated(weight: str, target: str, loss: str) -> str:
    return f"""
[network]
sizes = [1, 1]
activation = "sigmoid"
loss = "{loss}"
bias = "none"
learning_rate = 0.5
[values]
inputs = [1]
targets = [{target}]
weights = [[[{weight}]]]
"""


def displays(blocks: tuple[Block, ...]) -> Iterator[Display]:
    for block in blocks:
        match block:
            case Display():
                yield block
            case Step(_, _, inner) | Substep(_, _, inner) | Together(_, inner):
                yield from displays(inner)


def lost(expression: Expression) -> Iterator[Expression]:
    """Yield what in a line of numbers divides by zero or is the logarithm of zero."""
    match expression:
        case Call("log", inner) | Quotient(_, inner) if not symbols_of(inner) and holds_numbers(inner):
            with ctx.workprec(4096):
                value = number_of(inner)
            if isinstance(value, fmpq) and value == 0:
                yield expression
    for part in children(expression):
        yield from lost(part)


def holds_numbers(expression: Expression) -> bool:
    return isinstance(expression, Number) or any(map(holds_numbers, children(expression)))


@settings(max_examples=12, deadline=None)
@given(
    weight=st.sampled_from(["3", "17", "25", "-25", "40", "-40", "90", "-90", "400", "-600"]),
    target=st.sampled_from(["0", "1.0", "0.3"]),
    loss=st.sampled_from(["binary-cross-entropy", "half-squared"]),
    rounding=st.sampled_from([Rounding(9), Rounding(3), Rounding(4, Digits.DECIMALS), Rounding(30)]),
)
@example("40", "1.0", "binary-cross-entropy", Rounding(9))
def test_no_line_of_a_saturated_network_takes_the_logarithm_of_zero(
    weight: str, target: str, loss: str, rounding: Rounding
) -> None:
    network = parse(saturated(weight, target, loss), "saturated.toml")
    document = notes(Numbers(network, rounding), Outline(network.parameters, rounds=0))
    sides = [side for shown in displays(document.blocks) for row in shown.rows for _, side in row.sides]
    assert not [found for side in sides for found in lost(side)]


@pytest.mark.parametrize(
    ("weight", "shown"), [("40", "0.99999999999999999575"), ("25", "0.999999999986"), ("9", "0.999876605")]
)
def test_a_logarithm_next_to_that_of_one_has_digits_that_tell(weight: str, shown: str) -> None:
    network = parse(saturated(weight, "1", "binary-cross-entropy"), "saturated.toml")
    match Numbers(network, Rounding(9)).put_in(Call("log", network.outputs[0])):
        case Call("log", Number(_, text)):
            assert text.startswith(shown)
        case other:
            pytest.fail(str(other))


DIGITS = 60
"""With so many SymPy works out what numbers give."""


def bare_of(expression: Expression) -> Expression:
    """Return an expression without braces and thick type."""
    return bare_of(expression.body) if isinstance(expression, Braced | Bold) else rebuilt(expression, bare_of)


def results(network: Network, rounding: Rounding, story: Story | None) -> Iterator[tuple[Expression, str, Number]]:
    """Yield the numbers, the sign and the result of every line of the scalar form that ends in a result."""
    outline = Outline(default_weights(network), rounds=0, forms=(Form.SCALAR,), story=story)
    for shown in displays(notes(Numbers(network, rounding), outline).blocks):
        sides = [(sign, bare_of(side)) for row in shown.rows for sign, side in row.sides]
        for (_, before), (sign, after) in itertools.pairwise(sides):
            if isinstance(after, Number) and holds_numbers(before) and not symbols_of(before):
                yield before, sign, after


def worked_out(put_in: Expression, places: int) -> Fraction:
    """Return what numbers give to some decimals, half away from zero, by SymPy."""
    value = to_sympy(put_in)
    exact = Fraction(*value.as_numer_denom()) if value.is_Rational else Fraction(str(value.evalf(DIGITS)))
    scaled = abs(exact) * 10**places + Fraction(1, 2)
    return Fraction(scaled.numerator // scaled.denominator, 10**places) * (1 if exact > 0 else -1)


@pytest.mark.parametrize(
    ("name", "notation", "story"),
    [
        ("mazur-2-2-2", "", None),
        ("mazur-2-2-2", "delta", Story.BACKWARD),
        ("deep-4-2-2-1", "z-a", None),
        ("binary-cross-entropy", "", None),
        ("layers-softmax", "", None),
        ("recurrent", "", None),
        ("adam", "", None),
    ],
)
def test_a_carried_result_is_what_the_numbers_on_its_line_give(name: str, notation: str, story: Story | None) -> None:
    rounding = Rounding(4, Digits.DECIMALS, Policy.CARRIED)
    found = list(results(built_in(name, notation), rounding, story))
    assert len(found) > 15
    for put_in, sign, result in found:
        if not any(isinstance(part, Dots) for part in children(put_in)):
            assert (sign, result.value) == ("=", worked_out(put_in, decimals_of(result.text))), put_in


def test_a_result_has_one_number_wherever_it_stands() -> None:
    network = built_in("mazur-2-2-2")
    numbers = Numbers(network, Rounding(4, Digits.DECIMALS, Policy.CARRIED))
    document = notes(numbers, Outline(network.parameters, rounds=0, forms=(Form.SCALAR,)))
    stated: dict[Expression, set[str]] = {}
    for shown in displays(document.blocks):
        left: Expression | None = None
        for row in shown.rows:
            left, last = row.left or left, bare_of(row.sides[-1][1])
            if left is not None and isinstance(last, Number):
                stated.setdefault(left, set()).add(last.text)
    assert len(stated) > 20
    assert {name: texts for name, texts in stated.items() if len(texts) > 1} == {}


def test_numbers_that_give_nothing_are_refused_with_what_to_do() -> None:
    spec = (
        """
equations = """
        + "'''"
        + """
a = w*x
E = 1/a
"""
        + "'''"
        + """
loss = "E"
parameters = ["w"]
[values]
w = 0.001
x = 0.01
"""
    )
    network = parse(spec, "small.toml")
    numbers = Numbers(network, Rounding(3, Digits.DECIMALS, Policy.CARRIED))
    shown = numbers.of(network.loss)
    assert shown.value == 100_000


@pytest.mark.parametrize(("approximate", "signs"), [(False, {"="}), (True, {"=", "≈"})])
def test_every_rounded_result_may_have_a_sign_of_its_own(approximate: bool, signs: set[str]) -> None:
    network = built_in("mazur-2-2-2")
    numbers = Numbers(network, Rounding(4, Digits.DECIMALS, Policy.CARRIED), approximate)
    document = notes(numbers, Outline(network.parameters[4:5], rounds=0, forms=(Form.SCALAR,)))
    found = {}
    for shown in displays(document.blocks):
        for row in shown.rows:
            if row.sides and isinstance(bare_of(row.sides[-1][1]), Number):
                found[bare_of(row.sides[-1][1])] = row.sides[-1][0]
    assert set(found.values()) == signs
    assert found[decimal("0.3775")] == "="
    assert found[decimal("0.0822")] == ("≈" if approximate else "=")
