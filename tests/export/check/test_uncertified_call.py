"""Calls of which no result is certain, made where the loss has a value."""

from __future__ import annotations

import pytest

from symbackprop.export.check.certified_call import ABOVE_ONE, ABOVE_ZERO, BELOW_ZERO, BOTH_SIGNS
from symbackprop.export.check.uncertified_call import uncertified_call
from symbackprop.export.program.lowering import Form, lowered

from ..networks import with_domain


@pytest.mark.parametrize(
    ("function", "sign", "added"),
    [
        ("exp(x[i])", 1, BOTH_SIGNS),
        ("sqrt(x[i])", 1, ABOVE_ZERO),
        ("sqrt(x[i] - 1)", 1, ABOVE_ONE),
        ("log(-x[i])", -1, BELOW_ZERO),
    ],
)
def test_a_call_that_is_not_certified_is_made_where_the_loss_has_a_value(function: str, sign: int, added: int) -> None:
    check = uncertified_call(lowered(with_domain(function, sign), form=Form.LOOPS))
    assert check is not None
    assert (check.added, check.loss, check.along, check.is_certified) == (added, "", "", False)


def test_there_is_no_such_call_where_the_loss_has_no_value_for_any_numbers_of_the_formula() -> None:
    assert uncertified_call(lowered(with_domain("log((x[i] - 1)*(1.6 - x[i]))"), form=Form.LOOPS)) is None
