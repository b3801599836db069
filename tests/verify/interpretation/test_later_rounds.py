"""What names mean once parameters have other values."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import pytest

from symbackprop.expression.tree import Number
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.interpretation.later_rounds import in_round
from symbackprop.verify.interpretation.naming import Naming
from symbackprop.verify.values.partial_point import NoValues

from .names import interpreted

NETWORK = example()
PARAMETER = NETWORK.parameters[0]
EARLIER = interpreted("w_1 = 0.15")


def moved() -> Network:
    """Return the network after a round that has changed one weight."""
    return NETWORK.at({**NETWORK.values, PARAMETER: Number(Fraction("0.7"), "0.7")})


def value(naming: Naming) -> float:
    return float(naming.truth.value(PARAMETER))


def test_a_later_round_has_its_own_values() -> None:
    later = in_round(EARLIER, moved())
    assert (value(EARLIER), value(later)) == (pytest.approx(0.15), pytest.approx(0.7))
    assert later.network.values[PARAMETER].text == "0.7"
    assert EARLIER.network is not later.network


def test_everything_else_that_names_mean_stays() -> None:
    later = in_round(EARLIER, moved())
    others = [field.name for field in fields(Naming) if field.name not in ("possible", "truth")]
    assert EARLIER.chosen
    assert [getattr(later, other) for other in others] == [getattr(EARLIER, other) for other in others]


def test_names_stay_in_the_notation_of_the_document() -> None:
    found = interpreted(r"z_1^{(2)} = w_{11}^{(2)} a_1^{(1)} + w_{12}^{(2)} a_2^{(1)} + b^{(2)}")
    assert found.layers.vocabulary.notation == "z-a"
    assert in_round(found, moved()).layers.vocabulary.notation == "z-a"


def test_a_round_of_which_a_value_is_not_known_has_none() -> None:
    known = {symbol: number for symbol, number in NETWORK.values.items() if symbol != PARAMETER}
    with pytest.raises(NoValues):
        value(in_round(EARLIER, NETWORK.at(known)))
