"""Lines with numbers: no line divides by zero or takes the logarithm of zero where the network does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flint import ctx, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from symbackprop.derive.narrate import Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Block, Display, Step, Together
from symbackprop.expression.tree import Call, Expression, Number, Quotient, children, symbols_of
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.graph.values import number_of
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
            case Step(_, _, inner) | Together(_, inner):
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
