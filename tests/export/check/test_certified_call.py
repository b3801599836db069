"""One call with certified results, by the network's own numbers or by a formula."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import hypot

import pytest

from symbackprop.errors import CertificationError, MissingValuesError
from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.check import certified_call
from symbackprop.export.check.certified_call import (
    ABOVE_ONE,
    ABOVE_ZERO,
    BELOW_ZERO,
    BOTH_SIGNS,
    MOST_GIVEN,
    Check,
    certified,
    check_of,
    direction_at,
    number_at,
)
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import decimal
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..networks import layered, normalised, with_domain


def test_a_small_network_is_called_with_its_own_numbers(mazur: Network) -> None:
    check = check_of(lowered(mazur))
    assert check.parameters == tuple(mazur.values[name].text for name in mazur.parameters)
    assert check.data == (("0.05", "0.10"), ("0.01", "0.99"))
    assert (check.loss, check.gradient[4]) == ("0.29837110876000269", "0.082167040564230779")
    assert not check.is_formula


def test_every_digit_is_certain(mazur: Network) -> None:
    loss, *gradient = certified(mazur)
    assert loss == "0.29837110876000269"
    assert len(gradient) == len(mazur.parameters)


def test_a_wide_network_is_called_with_numbers_of_a_formula() -> None:
    check = check_of(lowered(layered(12, 9, 5)))
    assert check.is_formula
    assert len(check.gradient) == 1


@pytest.mark.parametrize(
    ("network", "added"),
    [
        (normalised(12), BOTH_SIGNS),
        (with_domain("log(x[i])"), ABOVE_ZERO),
        (with_domain("sqrt(x[i] - 1)"), ABOVE_ONE),
        (with_domain("log(-x[i])", -1), BELOW_ZERO),
        (with_domain("log((x[i] - 1)*(1.6 - x[i]))"), None),
        (with_domain("exp(x[i])"), BOTH_SIGNS),
        (example("attention"), None),
    ],
    ids=[
        "any numbers",
        "numbers above zero",
        "numbers above one",
        "numbers below zero",
        "own numbers",
        "a function without limits",
        "few numbers",
    ],
)
def test_many_numbers_of_equations_come_from_the_formula_that_has_a_value(network: Network, added: int | None) -> None:
    check = check_of(lowered(network, form=Form.LOOPS))
    assert check.added == added
    assert len(check.parameters) == (len(network.parameters) if added is None else 0)


@pytest.mark.parametrize("network", [normalised(9), with_domain("log(x[i])")], ids=["both signs", "above zero"])
def test_what_a_formula_gives_is_what_the_notes_would_give_for_its_numbers(network: Network) -> None:
    program = lowered(network, form=Form.LOOPS)
    check = check_of(program)
    assert check.added is not None
    names = [name for symbol in (*program.parameters, *program.data) for name in network.elements(symbol)]
    assert len(names) > MOST_GIVEN
    numbers = (number_at(at, check.added) for at in range(len(names)))
    given = {name: decimal(str(float(number))) for name, number in zip(names, numbers, strict=True)}
    loss, *gradient = certified(replace(network, values=given))
    along = sum(Fraction(slope) * direction_at(at) for at, slope in enumerate(gradient))
    assert loss == check.loss
    assert float(along) == pytest.approx(float(check.gradient[0]), rel=1e-13)
    assert float(check.length) == pytest.approx(hypot(*map(float, gradient)), rel=1e-13)
    assert check.samples == tuple((at, gradient[at]) for at in (0, len(gradient) // 2, len(gradient) - 1))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_larger_model_makes_no_longer_code(backend: str) -> None:
    small, large = (exported(normalised(width), backend) for width in (16, 96))
    for name, text in large.items():
        # Wider rows take other functions for matrices, whose texts are of about one length.
        assert len(text) <= 1.06 * len(small[name]) + 200


def test_the_numbers_of_the_formula_are_exact_in_any_floating_point() -> None:
    for at in range(300):
        assert Fraction(float(number_at(at))) == number_at(at)
        assert abs(number_at(at)) < Fraction(1, 2)
        assert 0 < number_at(at, ABOVE_ZERO) < 1 < number_at(at, ABOVE_ONE) < 2
        assert -1 < number_at(at, BELOW_ZERO) < 0
        assert Fraction(float(direction_at(at))) == direction_at(at)


def test_what_the_formula_adds_is_written_with_its_sign() -> None:
    assert [Check((), (), "1", ("1",), added).addition for added in (BOTH_SIGNS, ABOVE_ZERO)] == ["- 50", "+ 1"]


def test_a_call_that_would_take_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certified_call, "MOST_OPERATIONS", 100)
    with pytest.raises(CertificationError, match="at most 100 are certified"):
        check_of(lowered(layered(12, 9, 5)))


def test_a_network_without_values_has_no_call_of_its_own(mazur: Network) -> None:
    with pytest.raises(MissingValuesError):
        check_of(lowered(replace(mazur, values={})))
