"""One call with certified results, by the network's own numbers or by a formula."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from symbackprop.errors import CertificationError, MissingValuesError
from symbackprop.export.check import certified_call
from symbackprop.export.check.certified_call import certified, check_of, direction_at, number_at
from symbackprop.export.program.lowering import lowered
from symbackprop.models.network import Network

from ..networks import layered


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


def test_the_numbers_of_the_formula_are_exact_in_any_floating_point() -> None:
    for at in range(300):
        assert Fraction(float(number_at(at))) == number_at(at)
        assert abs(number_at(at)) < Fraction(1, 2)
        assert Fraction(float(direction_at(at))) == direction_at(at)


def test_a_call_that_would_take_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certified_call, "MOST_OPERATIONS", 100)
    with pytest.raises(CertificationError, match="at most 100 are certified"):
        check_of(lowered(layered(12, 9, 5)))


def test_a_network_without_values_has_no_call_of_its_own(mazur: Network) -> None:
    with pytest.raises(MissingValuesError):
        check_of(lowered(replace(mazur, values={})))
