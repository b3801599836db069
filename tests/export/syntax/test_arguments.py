"""Lists of arguments in the one order that there is."""

from __future__ import annotations

import pytest

from symbackprop.export.program.lowering import lowered
from symbackprop.export.syntax.arguments import in_order, moving_arguments
from symbackprop.models.network import Network
from symbackprop.models.spec import example


def test_plain_descent_takes_a_rate_and_rounds(mazur: Network) -> None:
    assert moving_arguments(lowered(mazur).steps, "x, t") == {
        "update_arguments": "parameters, x, t, rate",
        "train_arguments": "parameters, x, t, rate, rounds",
    }


def test_an_optimiser_takes_its_state_and_the_number_of_the_round() -> None:
    assert moving_arguments(lowered(example("adam")).steps, "") == {
        "update_arguments": "parameters, state, rate, round",
        "train_arguments": "parameters, state, rate, first, rounds",
    }


def test_what_has_no_place_in_the_order_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="tuple"):
        in_order({"parameters": "w", "momentum": "m"})
