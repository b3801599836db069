"""Functions of certified numbers."""

from __future__ import annotations

import pytest
from flint import arb, fmpq

from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.values.arithmetic import Arithmetic, is_equal


def test_a_function_of_a_number_needs_no_network() -> None:
    assert is_equal(Arithmetic().applied("sigmoid", 1, fmpq(0)), fmpq(1, 4))


def test_the_logarithm_of_a_negative_number_has_no_value() -> None:
    with pytest.raises(NotCheckable):
        Arithmetic().applied("log", 0, arb(-1))
